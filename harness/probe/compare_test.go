package probe

import (
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/wire"
)

func TestJudge(t *testing.T) {
	untrusted := profile.Expectation{Outcome: profile.Refuse, Code: -9984, Alert: 48}
	silent := profile.Expectation{Outcome: profile.Refuse, Code: -28800}
	limit := profile.Expectation{Outcome: profile.Refuse}
	undated := profile.Expectation{Outcome: profile.Accept, Weakness: true,
		Unless: profile.Exception{When: "it looks at dates", Outcome: profile.Refuse, Code: -9984, Alert: 45}}
	after := profile.Expectation{Outcome: profile.Accept, Code: -29056, Alert: 20}
	old := &profile.Difference{Expectation: profile.Expectation{Outcome: profile.Refuse, Code: -31232, Alert: 50}, Reason: "It is older."}
	refused := func(code, alert int) Entry { return Entry{Outcome: Refused, Code: code, Alert: alert} }
	for name, c := range map[string]struct {
		m     Entry
		e     profile.Expectation
		sim   *profile.Difference
		want  Status
		words string // part of them
	}{
		"as known":                         {refused(-9984, 48), untrusted, nil, Agrees, ""},
		"no number was printed":            {refused(0, 48), untrusted, nil, Agrees, ""},
		"another number":                   {refused(-8576, 48), untrusted, nil, Differs, "-8576, where -9984 is known"},
		"another alert":                    {refused(-9984, 42), untrusted, nil, Differs, "bad_certificate(42) is sent, where unknown_ca(48)"},
		"no alert":                         {refused(-9984, 0), untrusted, nil, Differs, "no alert is sent"},
		"an alert that nobody could read":  {Entry{Outcome: Refused, Code: -9984, Hidden: true}, untrusted, nil, Agrees, ""},
		"an alert too many":                {refused(-28800, 10), silent, nil, Differs, "unexpected_message(10) is sent, where no alert"},
		"nothing is known but the refusal": {refused(-1234, 10), limit, nil, Agrees, ""},
		"let in":                           {Entry{Outcome: Accepted}, untrusted, nil, Differs, "accepted, where it is known to be refused"},
		"crashed":                          {Entry{Outcome: Crashed}, untrusted, nil, Differs, "crashed"},
		"hung":                             {Entry{Outcome: Hung}, limit, nil, Differs, "hung"},
		"a crash where it is let in":       {Entry{Outcome: Crashed}, undated, nil, Differs, "crashed, where it is known to be accepted"},
		"a weakness":                       {Entry{Outcome: Accepted}, undated, nil, Agrees, ""},
		"the exception":                    {refused(-9984, 45), undated, nil, Unless, "if it looks at dates"},
		"nearly the exception":             {refused(-9984, 46), undated, nil, Differs, "refused"},
		"as simulated":                     {refused(-31232, 50), untrusted, old, Simulated, "It is older."},
		"the stack's own, simulated":       {refused(-9984, 48), untrusted, old, Agrees, ""},
		"neither":                          {refused(-1, 50), untrusted, old, Differs, "-1"},
		"what follows fails":               {Entry{Outcome: Accepted, Code: -29056, Alert: 20}, after, nil, Agrees, ""},
		"what follows fails otherwise":     {Entry{Outcome: Accepted, Code: -29184, Alert: 20}, after, nil, Differs, "-29184"},
		"what follows is not read":         {Entry{Outcome: Accepted}, after, nil, Partly, "of what follows"},
		"what follows is believed":         {Entry{Outcome: Accepted, Forged: true}, after, nil, Differs, "reached the console"},
		"what follows is never reached":    {Entry{Outcome: Refused}, after, nil, Differs, "refused, where"},
	} {
		got, words := judge(c.m, c.e, c.sim)
		if got != c.want || !strings.Contains(words, c.words) || (words == "") != (c.words == "") {
			t.Errorf("%s: %s (%s), want %s (%s)", name, got, words, c.want, c.words)
		}
	}
}

// asKnown is a probe in which the board does what a stack is known to do in every scenario.
func asKnown(stack, trust string) *Profile {
	p := &Profile{
		Format: formatVersion, Firmware: "sketch", Stack: stack, Trust: trust, Pin: config.PinRoot, Bench: "desk", Board: "board-1",
		Chip: "esp32", Image: "0123", Boards: 1, Seconds: 12.5, Complete: true, Randoms: Randoms{Clock: ClockUptime, Seen: 900},
	}
	if library, known := profile.Library(stack); known {
		p.Hello = &Hello{Library: string(library)}
	}
	for _, sc := range servers.Catalogue() {
		e, _, ok := p.statement(stack, sc)
		if !ok {
			continue
		}
		p.Entries = append(p.Entries, Entry{
			Scenario: sc.Name, Group: sc.Group, Outcome: outcomeWanted(e), Code: e.Code, Alert: e.Alert, Attempts: 1, Reason: "as known",
		})
	}
	return p
}

// set replaces a scenario's entry.
func (p *Profile) set(t *testing.T, scenario string, change func(*Entry)) {
	t.Helper()
	for i := range p.Entries {
		if p.Entries[i].Scenario == scenario {
			change(&p.Entries[i])
			return
		}
	}
	t.Fatalf("no entry %q", scenario)
}

// Each stack is its own best fit, and agrees with itself in all that is known.
func TestEachStackFitsItself(t *testing.T) {
	for _, stack := range []string{profile.ESP32v2, profile.ESP32v3, profile.ESP8266} {
		p := asKnown(stack, config.TrustCA)
		for _, l := range Compare(p, stack) {
			if l.Status != Agrees {
				t.Errorf("%s, %s: %s (%s)", stack, l.Scenario, l.Status, l.Words)
			}
		}
		fits := Rank(p)
		if len(fits) != len(Stacks()) || fits[0].Stack != stack || fits[0].Differs != 0 || !fits[0].Hello {
			t.Errorf("%s: %+v", stack, fits)
		}
		for _, other := range fits[1:] {
			if other.Differs+other.Silent == 0 {
				t.Errorf("%s cannot be told from %s", stack, other.Stack)
			}
		}
	}
}

// A stack that says little must not look better than the one that it is.
func TestOneDifferenceChangesNoFit(t *testing.T) {
	p := asKnown(profile.ESP32v3, config.TrustCA)
	p.set(t, "p224", func(e *Entry) { *e = Entry{Scenario: e.Scenario, Group: e.Group, Outcome: Accepted} })
	if fits := Rank(p); fits[0].Stack != profile.ESP32v3 || fits[0].Differs != 1 {
		t.Errorf("%+v", fits)
	}
}

func TestTheOtherStackIsTold(t *testing.T) {
	p := asKnown(profile.ESP32v2, config.TrustCA)
	p.Stack = profile.ESP32v3
	if best := Rank(p)[0]; best.Stack != profile.ESP32v2 {
		t.Errorf("it is taken for %s", best.Stack)
	}
	differs := map[string]bool{}
	for _, l := range Compare(p, p.Stack) {
		differs[l.Scenario] = l.Status == Differs
	}
	for scenario, want := range map[string]bool{"tls-v1-0": true, "p224": true, "empty-chain": true, "untrusted-root": false, "valid": false} {
		if differs[scenario] != want {
			t.Errorf("%s differs: %t", scenario, differs[scenario])
		}
	}
}

func TestSimulatedBoardsAreHeldToTheirOwn(t *testing.T) {
	p := asKnown(profile.ESP32v3, config.TrustCA)
	p.Sim = true
	older := func(e *Entry) { e.Code, e.Alert = -31232, 50 }
	p.set(t, "empty-chain", older)
	if l := lineOf(t, p, "empty-chain"); l.Status != Simulated {
		t.Errorf("%s: %s", l.Status, l.Words)
	}
	p.Sim = false
	if l := lineOf(t, p, "empty-chain"); l.Status != Differs {
		t.Errorf("on a real board: %s", l.Status)
	}
}

func lineOf(t *testing.T, p *Profile, scenario string) Line {
	t.Helper()
	sc, _ := servers.Lookup(scenario)
	l, ok := p.line(p.Stack, sc)
	if !ok {
		t.Fatalf("no line for %s", scenario)
	}
	return l
}

// Firmware that pins the intermediate is held to what that pin makes of a chain.
func TestPinnedIntermediate(t *testing.T) {
	p := asKnown(profile.ESP32v3, config.TrustCA)
	p.Pin = config.PinIntermediate
	if l := lineOf(t, p, "incomplete-chain"); l.Status != Differs {
		t.Errorf("a refused incomplete chain: %s", l.Status)
	}
	p.set(t, "incomplete-chain", func(e *Entry) { *e = Entry{Scenario: e.Scenario, Group: e.Group, Outcome: Accepted} })
	if l := lineOf(t, p, "incomplete-chain"); l.Status != Agrees {
		t.Errorf("an accepted one: %s", l.Status)
	}
	p.Sim = true
	p.set(t, "empty-chain", func(e *Entry) { e.Code, e.Alert = -31232, 50 })
	if l := lineOf(t, p, "empty-chain"); l.Status != Simulated {
		t.Errorf("as simulated, whatever is pinned: %s (%s)", l.Status, l.Words)
	}
	for _, w := range Weaknesses(p) {
		if w.Scenario == "incomplete-chain" {
			t.Error("it is called a weakness")
		}
	}
}

func TestStatusesWithoutAMeasurement(t *testing.T) {
	p := asKnown(profile.ESP32v3, config.TrustCA)
	p.Skipped = []Skipped{{"expired", servers.GroupChain, whyNeedsCA}}
	p.Entries = p.Entries[:1]
	lines := Compare(p, p.Stack)
	if len(lines) != 2 || lines[0].Scenario != Control || lines[1].Status != NotDone || lines[1].Words != whyNeedsCA {
		t.Errorf("%+v", lines)
	}
	q := asKnown(profile.ESP32v3, config.TrustCA)
	q.Stack = profile.Other
	if l := lineOf(t, q, "expired"); l.Status != NotStated || l.Stated != nil || l.Measured == nil {
		t.Errorf("%+v", l)
	}
}

func TestWeaknesses(t *testing.T) {
	p := asKnown(profile.ESP8266, config.TrustCA)
	has := map[string]string{}
	for _, w := range Weaknesses(p) {
		has[w.Scenario] = w.Reason
	}
	for scenario, want := range map[string]bool{"rsa1024": true, "sha1-leaf": true, "revoked": true, "expired": false, "wildcard": false} {
		if (has[scenario] != "") != want {
			t.Errorf("%s: %q", scenario, has[scenario])
		}
	}
	p.set(t, "untrusted-root", func(e *Entry) { e.Outcome = Accepted })
	p.set(t, "expired", func(e *Entry) { e.Outcome = Accepted })
	for _, w := range Weaknesses(p) {
		has[w.Scenario] = w.Reason
	}
	if !strings.HasPrefix(has["untrusted-root"], "No stack may accept it") || has["expired"] == "" {
		t.Errorf("untrusted-root: %q, expired: %q", has["untrusted-root"], has["expired"])
	}
}

func TestFitOfTheHello(t *testing.T) {
	p := asKnown(profile.ESP8266, config.TrustCA)
	p.Hello.Library = string(wire.StackMbedTLS3)
	for _, f := range Rank(p) {
		if want := f.Stack == profile.ESP32v3 || f.Stack == profile.ESPIDF5; f.Hello != want {
			t.Errorf("%s: %t", f.Stack, f.Hello)
		}
	}
}

func TestDiffers(t *testing.T) {
	p := asKnown(profile.ESP32v3, config.TrustCA)
	if p.Differs() {
		t.Error("a board that does as it is known to differs")
	}
	if p.Hello.Library = string(wire.StackMbedTLS2); !p.Differs() {
		t.Error("the ClientHello of another stack makes no difference")
	}
	p.Hello.Library = string(wire.StackMbedTLS3)
	if p.set(t, "expired", func(e *Entry) { e.Outcome = Crashed }); !p.Differs() {
		t.Error("a crash makes no difference")
	}
}
