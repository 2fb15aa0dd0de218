package specs

import (
	"maps"
	"slices"
	"testing"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
)

// What must be refused on every stack is promised by every firmware that pins a certificate authority, or shares a key; a scenario of which
// the profile says nothing else must not get lost between the two.
func TestEveryRefusalIsPromised(t *testing.T) {
	for _, sc := range servers.Catalogue() {
		if !sc.Refuse || !slices.Contains(trustGroups, sc.Group) {
			continue
		}
		if sc.Reason == "" {
			t.Errorf("%s: the catalogue gives no reason to refuse it", sc.Name)
		}
		trust := config.TrustCA
		if sc.Group == servers.GroupShared {
			trust = config.TrustPSK
		}
		for _, stack := range []string{profile.ESP32v2, profile.ESP32v3, profile.ESP8266, profile.Other} {
			e, ok := profile.Expect(stack, trust, sc)
			if !ok {
				t.Errorf("%s on %s: nothing is expected", sc.Name, stack)
			} else if e.Outcome == profile.Accept && !e.Weakness {
				t.Errorf("%s on %s: it is accepted, and that is no weakness", sc.Name, stack)
			}
		}
	}
}

func TestSpecsNameScenariosThatExist(t *testing.T) {
	names := slices.Concat(resets, telling, limited, []string{edge, lateRefusal, protocolNone}, failures, printedReplies, endlessReplies, otherReplies, wrongTime, rightTime, lateTime, stalling, []string{lostFirst, turnedDown})
	for _, some := range []map[string]bool{notOpened, unsoundFrames, farewells, echoes, atOnce} {
		for name := range some {
			names = append(names, "websocket-"+name)
		}
	}
	for name := range maps.Keys(pinged) {
		names = append(names, "websocket-"+name)
	}
	for _, some := range []map[string]bool{slow, keyless, keyedOnly, rooted} {
		names = append(names, slices.Collect(maps.Keys(some))...)
	}
	names = append(names, agreedAfterwards, brokerBack)
	names = append(names, slices.Collect(maps.Keys(attemptsFor))...)
	names = append(names, slices.Collect(maps.Keys(otherStates))...)
	names = append(names, slices.Collect(maps.Keys(empty))...)
	names = append(names, slices.Collect(maps.Keys(stateReplies))...)
	for name := range gone {
		names = append(names, "mqtt-"+name)
	}
	for _, name := range names {
		if _, ok := servers.Lookup(name); !ok {
			t.Errorf("%s is in no catalogue", name)
		}
	}
}
