package profile

import (
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers"
)

// The stacks with a profile of their own, in the words of firmware.yaml. ESPIDF5 has what no choice of a
// project changes. Of Other nothing is known: it has what every sound client must refuse, and which renewals a pin survives.
const (
	ESP32v2 = "arduino-esp32-2.x"   // mbedTLS 2.28
	ESP32v3 = "arduino-esp32-3.x"   // mbedTLS 3.6, as of 3.0 to 3.2
	ESP8266 = "arduino-esp8266-3.x" // BearSSL
	ESPIDF5 = "esp-idf-5.x"         // mbedTLS 3.6, configured by the project
	Other   = "other"
)

// Outcome is how a trial ends.
type Outcome string

// The outcomes: Refuse is no byte of application data for this server.
const (
	Refuse Outcome = "refuse"
	Accept Outcome = "accept"
)

// Basis is why something is expected.
type Basis string

// The bases of an expectation.
const (
	Promised Basis = "promised" // by every firmware with this kind of trust
	Known    Basis = "known"    // of this stack
)

// Expectation is what a firmware on a stack does when it meets a scenario.
type Expectation struct {
	Outcome Outcome
	Basis   Basis

	// Weakness tells that a server is accepted that a better stack would refuse. It is reported and fails nobody.
	Weakness bool

	// Late tells that the firmware itself looks, after the handshake: that is completed, and no data follows.
	Late bool

	// Alert is the code of the alert that the stack sends, Code the number by which it tells the failure: of mbedTLS, or
	// of BearSSL's getLastSSLError. 0 is none, or none that is known. After a handshake that is done, as in the group
	// record, both are of the reading that follows.
	Alert, Code int

	Reason string // in a sentence; for a promise, the scenario's own
	Source string // where it is known from

	// Unless is what builds or versions of the stack do otherwise.
	Unless Exception
}

// Exception is what is right too, under a condition. The zero value is none.
type Exception struct {
	When        string
	Outcome     Outcome
	Alert, Code int
}

// Expect says what a firmware on the stack, with that kind of trust (the words of firmware.yaml), does when it meets the
// scenario. It is false where nothing is promised or known.
func Expect(stack, trust string, sc servers.Scenario) (Expectation, bool) {
	switch sc.Group {
	case servers.GroupControl:
		return Expectation{Outcome: Accept, Basis: Promised, Reason: "It is the positive control.", Source: srcContract}, true
	case servers.GroupChain, servers.GroupRenewal, servers.GroupHandshake, servers.GroupRecord:
	case servers.GroupShared:
		if trust != config.TrustPSK {
			return Expectation{}, false
		}
	default:
		return Expectation{}, false
	}
	if trust == config.TrustPSK {
		return byKey(sc)
	}
	known, found := statementOf(stack, sc.Name)
	if stack == Other && sc.Group != servers.GroupRenewal {
		found = false // that two stacks do the same says nothing of a third one
	}
	switch trust {
	case config.TrustCA, "":
		return byCA(known, found, sc)
	case config.TrustFingerprint:
		return byFingerprint(stack, known, found, sc)
	case config.TrustInsecure:
		return byNothing(stack, known, found)
	case config.TrustBundle:
		return byBundle(stack, known, found, sc)
	}
	return Expectation{}, false
}

// byCA is for firmware that pins the root.
func byCA(known Expectation, found bool, sc servers.Scenario) (Expectation, bool) {
	if !sc.Refuse {
		return known, found
	}
	if !found {
		return promisedRefusal(sc), true
	}
	if known.Outcome == Accept {
		known.Weakness = true
		return known, true
	}
	known.Basis, known.Reason = Promised, sc.Reason
	return known, true
}

func promisedRefusal(sc servers.Scenario) Expectation {
	return Expectation{Outcome: Refuse, Basis: Promised, Reason: sc.Reason, Source: srcContract}
}
