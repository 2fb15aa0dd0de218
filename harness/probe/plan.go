package probe

import (
	"path"
	"slices"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// Stacks are those that a profile is known of, in the order in which reports name them. What `other` has is common to
// all, and tells no board from another.
func Stacks() []string {
	return []string{profile.ESP32v2, profile.ESP32v3, profile.ESPIDF5, profile.ESP8266}
}

// Control is the scenario of the positive control: who does not get through it is not measured further.
const Control = "valid"

// Plan is what a probe tries, and what it cannot measure with this firmware and board.
type Plan struct {
	Try  []servers.Scenario
	Skip []Skipped
}

// Skipped is a scenario that was not measured.
type Skipped struct {
	Scenario string        `json:"scenario"`
	Group    servers.Group `json:"group"`
	Why      string        `json:"why"`
}

// The reasons for which something cannot be measured.
const (
	whyNeedsCA     = "it shows what the stack makes of a chain, which only firmware with `trust: ca` leaves to the stack"
	whyShares      = "its server shows a certificate, or is about TLS itself, and firmware with `trust: psk` knows its server by a key"
	whyTooFew      = "it shows in a later attempt than this firmware makes: see `retry: attempts` in firmware.yaml"
	whyOwnLimit    = "only the firmware's own limit ends it, and firmware.yaml states none (`retry: handshake`): it could take minutes an attempt"
	whySigned      = "this firmware shows a certificate, and its signature over the changed handshake cannot be mended"
	whyInterrupted = "the probe was ended before its turn"
)

// measured are the groups that the profiles speak of.
var measured = []servers.Group{servers.GroupChain, servers.GroupRenewal, servers.GroupHandshake, servers.GroupRecord}

// attemptsFor is how many attempts a firmware has to make to see what some scenarios are about.
var attemptsFor = map[string]int{"untrusted-after-reset": 3, "wrong.host-first": 2, "untrusted-after-ticket": 2}

// agreedAfterwards changes the handshake on the way and mends its end, which a client's own signature over it forbids.
const agreedAfterwards = "extension-unknown-agreed"

// Choose makes the plan for a firmware on a board: every scenario that a profile has a statement about. Only those
// whose names match one of the patterns (with * for any text) are looked at; no pattern is all of them.
func Choose(fw *config.Firmware, board config.Board, patterns []string) Plan {
	var p Plan
	for _, sc := range servers.Catalogue() {
		if !stated(sc) || !matches(patterns, sc.Name) {
			continue
		}
		if why := unfit(fw, board, sc); why != "" {
			p.Skip = append(p.Skip, Skipped{sc.Name, sc.Group, why})
			continue
		}
		p.Try = append(p.Try, sc)
	}
	return p
}

// stated tells whether some stack is known to do something about the scenario.
func stated(sc servers.Scenario) bool {
	return slices.Contains(measured, sc.Group) && slices.ContainsFunc(Stacks(), func(stack string) bool {
		_, ok := profile.Expect(stack, config.TrustCA, sc)
		return ok
	})
}

func matches(patterns []string, name string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(p string) bool {
		ok, err := path.Match(p, name)
		return ok && err == nil
	})
}

// unfit says why a scenario cannot be measured, "" where it can.
func unfit(fw *config.Firmware, board config.Board, sc servers.Scenario) string {
	switch {
	case fw.Trust != config.TrustCA && byChain(fw.Trust, sc):
		return whyNeedsCA
	case fw.Trust == config.TrustPSK && !sc.ByKey():
		return whyShares
	case fw.Retry.Attempts > 0 && fw.Retry.Attempts < attemptsFor[sc.Name]:
		return whyTooFew
	case sc.Stalls && !board.Simulated && fw.Retry.Handshake == 0:
		return whyOwnLimit
	case sc.Name == agreedAfterwards && fw.MQTT.Promised():
		return whySigned
	}
	return ""
}

// byChain tells whether a scenario is decided by the certificates that the server shows in any attempt.
func byChain(trust string, sc servers.Scenario) bool {
	if sc.Group == servers.GroupChain || sc.Group == servers.GroupRenewal {
		return true
	}
	if sc.Behave == nil {
		return false
	}
	for attempt := range 4 {
		b := sc.Behave(attempt + 1)
		if decisive(trust, b.Chain) || decisive(trust, b.Otherwise) {
			return true
		}
	}
	return false
}

// decisive tells whether a chain is another than firmware with that trust takes for an honest one. Of a fingerprint
// any other one is; else it is one that some stack refuses, or should. What is no scenario of its own is made for the
// suites that need it.
func decisive(trust string, d pki.Deviation) bool {
	if d.Change == nil || trust == config.TrustFingerprint {
		return d.Change != nil
	}
	sc, ok := servers.Lookup(d.Name)
	return ok && slices.ContainsFunc(Stacks(), func(stack string) bool {
		e, known := profile.Expect(stack, config.TrustCA, sc)
		return known && (e.Outcome == profile.Refuse || e.Weakness)
	})
}
