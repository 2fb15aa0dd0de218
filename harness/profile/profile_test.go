package profile_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
)

var arduino = []string{profile.ESP32v2, profile.ESP32v3, profile.ESP8266}

var allStacks = append(slices.Clone(arduino), profile.ESPIDF5, profile.Other)

var trusts = []string{config.TrustCA, config.TrustFingerprint, config.TrustBundle, config.TrustInsecure}

// undecided are the scenarios that end as the firmware has it, whatever its stack is.
var undecided = map[string]string{
	"handshake-takes-6s":       "it is longer than some firmware waits, and shorter than what stacks wait",
	"client-cert-refused-late": "the firmware may have sent its request before it reads the alert",
}

// judged are the scenarios that a profile has statements about.
func judged() []servers.Scenario {
	groups := []servers.Group{servers.GroupChain, servers.GroupRenewal, servers.GroupHandshake, servers.GroupRecord}
	return slices.DeleteFunc(slices.Clone(catalogue()), func(sc servers.Scenario) bool { return !slices.Contains(groups, sc.Group) })
}

func scenario(t *testing.T, name string) servers.Scenario {
	t.Helper()
	for _, sc := range catalogue() {
		if sc.Name == name {
			return sc
		}
	}
	t.Fatalf("no scenario %q", name)
	return servers.Scenario{}
}

// catalogue is made once: it is long.
var catalogue = sync.OnceValue(servers.Catalogue)

func expect(t *testing.T, stack, trust, name string) profile.Expectation {
	t.Helper()
	e, ok := profile.Expect(stack, trust, scenario(t, name))
	if !ok {
		t.Fatalf("%s with %s says nothing about %s", stack, trust, name)
	}
	return e
}

// Whoever adds a scenario says what the stacks do about it.
func TestEveryScenarioHasAStatement(t *testing.T) {
	for _, sc := range judged() {
		for _, stack := range arduino {
			_, ok := profile.Expect(stack, config.TrustCA, sc)
			if _, open := undecided[sc.Name]; ok == open {
				t.Errorf("%s: %s has a statement: %t", sc.Name, stack, ok)
			}
		}
	}
}

// What every stack refuses may be demanded of every firmware, and nothing else.
func TestMustRefuseIsRefusedByAll(t *testing.T) {
	for _, sc := range judged() {
		if !sc.Refuse {
			continue
		}
		for _, stack := range allStacks {
			if e, ok := profile.Expect(stack, config.TrustCA, sc); !ok || e.Outcome != profile.Refuse || e.Basis != profile.Promised || e.Reason != sc.Reason {
				t.Errorf("%s on %s: %+v", sc.Name, stack, e)
			}
		}
	}
}

// Without a must-refuse nothing is promised of a special chain.
func TestTheRestIsKnowledge(t *testing.T) {
	for _, sc := range judged() {
		for _, stack := range allStacks {
			e, ok := profile.Expect(stack, config.TrustCA, sc)
			if ok && !sc.Refuse && e.Basis != profile.Known {
				t.Errorf("%s on %s: %+v", sc.Name, stack, e)
			}
		}
	}
}

func TestStatementsHoldTogether(t *testing.T) {
	for _, sc := range judged() {
		for _, stack := range allStacks {
			for _, trust := range trusts {
				e, ok := profile.Expect(stack, trust, sc)
				if !ok {
					continue
				}
				where := sc.Name + " on " + stack + " with " + trust
				if e.Source == "" || !strings.HasSuffix(e.Reason, ".") {
					t.Errorf("%s: reason %q, source %q", where, e.Reason, e.Source)
				}
				if e.Weakness && (e.Outcome != profile.Accept || e.Basis != profile.Known) {
					t.Errorf("%s: a weakness that is %s and %s", where, e.Outcome, e.Basis)
				}
				if stack == profile.ESP8266 && (e.Alert != 0 || e.Late) {
					t.Errorf("%s: BearSSL sends no alert, and looks within the handshake: %+v", where, e)
				}
				if e.Late && (trust != config.TrustFingerprint || e.Outcome != profile.Refuse || e.Alert != 0) {
					t.Errorf("%s: %+v", where, e)
				}
				if trust == config.TrustInsecure && e.Basis == profile.Promised {
					t.Errorf("%s: an insecure firmware promises nothing: %+v", where, e)
				}
				if e.Unless.When != "" && e.Unless.Outcome == e.Outcome {
					t.Errorf("%s: the exception is none: %+v", where, e)
				}
			}
		}
	}
}

func TestOtherGroupsAreNotJudged(t *testing.T) {
	for _, sc := range catalogue() {
		_, ok := profile.Expect(profile.ESP32v3, config.TrustCA, sc)
		if known := sc.Group == servers.GroupControl || slices.ContainsFunc(judged(), func(j servers.Scenario) bool { return j.Name == sc.Name }); ok && !known {
			t.Errorf("%s of the group %s has a statement", sc.Name, sc.Group)
		}
	}
	if _, ok := profile.Expect(profile.ESP32v3, "hope", scenario(t, "expired")); ok {
		t.Error("a kind of trust that does not exist has a statement")
	}
	if e := expect(t, "arduino-avr", config.TrustCA, "wrong.host"); e.Outcome != profile.Refuse || e.Basis != profile.Promised {
		t.Errorf("an unknown stack need not keep its promise: %+v", e)
	}
}

func TestControlIsAccepted(t *testing.T) {
	for _, stack := range allStacks {
		for _, trust := range trusts {
			if e := expect(t, stack, trust, "valid"); e.Outcome != profile.Accept || e.Basis != profile.Promised {
				t.Errorf("%s with %s: %+v", stack, trust, e)
			}
		}
	}
}
