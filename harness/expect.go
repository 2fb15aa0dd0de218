package harness

import (
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
)

// Expect says what a firmware promises of a scenario, or its stack is known to do, on a board; false where nothing is.
// Where a simulated board is known to differ from the stack that it stands for, it is held to that difference.
func Expect(fw *config.Firmware, board config.Board, sc servers.Scenario) (profile.Expectation, bool) {
	if len(fw.ALPN) > 0 && sc.Name == noProtocol {
		return profile.Expectation{
			Outcome: profile.Refuse, Basis: profile.Promised, Source: "RFC 7301, 3.2",
			Reason: "The server speaks none of the protocols that the firmware offers, and ends the handshake.",
		}, true
	}
	stack := fw.StackOn(board.Chip)
	e, ok := profile.Expect(stack, fw.Trust, sc)
	pinned := fw.Pin == config.PinIntermediate && (sc.Group == servers.GroupChain || sc.Group == servers.GroupRenewal)
	if pinned {
		e, ok = profile.ExpectIntermediate(stack, sc)
	}
	if !ok || !board.Simulated || e.Basis == profile.Promised || !byLibrary(fw.Trust, sc) || pinned {
		return e, ok
	}
	if d, differs := profile.Simulated(stack, sc); differs {
		d.Expectation.Reason, d.Expectation.Basis = d.Reason, profile.Known
		return d.Expectation, true
	}
	return e, true
}

// noProtocol is the server that turns away whoever offers protocols by ALPN; profiles are of firmware that offers none.
const noProtocol = "alpn-no-overlap"

// byLibrary tells whether what firmware with that trust does in the scenario is what firmware does that pins the root. A
// bundle looks at chains in a way of its own, and at nothing else.
func byLibrary(trust string, sc servers.Scenario) bool {
	return trust == config.TrustCA || trust == config.TrustBundle && sc.Group != servers.GroupChain && sc.Group != servers.GroupRenewal
}

// wanted is the verdict that the scenario demands, NotJudged when none.
func (b *Bench) wanted(t *trial) reports.Verdict {
	e, known := Expect(t.fw, b.lane.Board, t.scenario)
	switch {
	case known && e.Outcome == profile.Refuse, !known && (t.scenario.Refuse || t.scenario.Fails || t.scenario.Stalls):
		return reports.Refused
	case known, t.scenario.Group == servers.GroupReply, t.scenario.Group == servers.GroupEdge:
		return reports.Accepted
	case t.scenario.Group == "": // it recovers
		return reports.Accepted
	}
	return reports.NotJudged
}
