package probe

import (
	"fmt"
	"slices"

	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
)

// Status is how a measurement stands to what is known of a stack.
type Status string

// The statuses, in the order in which tables have them.
const (
	Agrees    Status = "agrees"
	Unless    Status = "agrees, as some builds do" // an exception of the statement
	Partly    Status = "agrees as far as it shows"
	Simulated Status = "as simulated" // the stack does otherwise, and the simulation is known to do this
	Differs   Status = "differs"
	NotStated Status = "not stated"   // the profile says nothing
	NotDone   Status = "not measured" // nothing was measured, for a reason that is told
)

// Line is one scenario of a comparison.
type Line struct {
	Scenario string
	Group    servers.Group
	Status   Status
	Stated   *profile.Expectation // nil: nothing
	Measured *Entry               // nil: not measured
	Words    string               // what differs, which exception it is, why it was not measured
}

// Compare holds a probe against what is known of a stack, scenario by scenario in the order of the catalogue.
func Compare(p *Profile, stack string) []Line {
	var lines []Line
	for _, sc := range servers.Catalogue() {
		if l, ok := p.line(stack, sc); ok {
			lines = append(lines, l)
		}
	}
	return lines
}

// line is a scenario's line; it is false for what was no part of the probe.
func (p *Profile) line(stack string, sc servers.Scenario) (Line, bool) {
	l := Line{Scenario: sc.Name, Group: sc.Group}
	e, sim, stated := p.statement(stack, sc)
	if stated {
		l.Stated = &e
	}
	measured, ok := p.entry(sc.Name)
	if !ok {
		i := slices.IndexFunc(p.Skipped, func(s Skipped) bool { return s.Scenario == sc.Name })
		if i < 0 {
			return l, false
		}
		l.Status, l.Words = NotDone, p.Skipped[i].Why
		return l, true
	}
	l.Measured = &measured
	if !stated {
		l.Status = NotStated
		return l, true
	}
	l.Status, l.Words = judge(measured, e, sim)
	return l, true
}

// judge compares a measurement with a statement.
func judge(m Entry, e profile.Expectation, sim *profile.Difference) (Status, string) {
	if unread(m, e) {
		return Partly, "the server is let in; of what follows the firmware had no need, or it printed no number of an error"
	}
	words := contradiction(m, e)
	if words == "" {
		return Agrees, ""
	}
	if x := e.Unless; x.When != "" {
		other := profile.Expectation{Outcome: x.Outcome, Code: x.Code, Alert: x.Alert}
		if contradiction(m, other) == "" {
			return Unless, "if " + x.When
		}
	}
	if sim != nil && contradiction(m, sim.Expectation) == "" {
		return Simulated, sim.Reason
	}
	return Differs, words
}

// unread tells of a server that is let in, as is known, and whose bad records left no trace.
func unread(m Entry, e profile.Expectation) bool {
	return !m.Forged && m.Outcome == Accepted && e.Outcome == profile.Accept && e.Code != 0 && m.Code == 0 && m.Alert == 0 && !m.Hidden
}

// contradiction says how a measurement contradicts a statement; "" when it does not.
//
// A number that was not printed contradicts nothing, since printing is the firmware's part. An alert that was not sent
// does: the wire is seen in full. Of a refusal whose number is known the statement also says that there is no alert;
// of one that is told only as a refusal it does not. An alert that the server could not read is taken for any.
func contradiction(m Entry, e profile.Expectation) string {
	if m.Forged {
		return "the text that was put into the connection reached the console"
	}
	if want := outcomeWanted(e); m.Outcome != want {
		return fmt.Sprintf("%s, where it is known to be %s", m.Outcome, want)
	}
	if e.Code != 0 && m.Code != 0 && m.Code != e.Code {
		return fmt.Sprintf("the error is %d, where %d is known", m.Code, e.Code)
	}
	if e.Code != 0 && !m.Hidden && m.Alert != e.Alert {
		return fmt.Sprintf("%s is sent, where %s is known", alertName(m.Alert), alertName(e.Alert))
	}
	return ""
}

func outcomeWanted(e profile.Expectation) Outcome {
	if e.Outcome == profile.Accept {
		return Accepted
	}
	return Refused
}

// Differs tells whether anything contradicts the stated stack: a scenario, or the ClientHello.
func (p *Profile) Differs() bool {
	differs := func(l Line) bool { return l.Status == Differs }
	return !p.helloFits(p.Stack) || slices.ContainsFunc(Compare(p, p.Stack), differs)
}
