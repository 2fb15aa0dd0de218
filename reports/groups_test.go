package reports

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

// end returns what a terminal prints of a run after the last event.
func end(t *testing.T, events []Event) string {
	t.Helper()
	var out bytes.Buffer
	if err := NewTerminal(&out, TerminalOptions{}).Finish(Fold(events), ""); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var planned = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// planOf plans n specs besides a control, each with a scenario of its own.
func planOf(n int) []Event {
	at := planned
	events := []Event{{At: at, Kind: LaneBegan, Lane: "a", Board: "a"}}
	for i := range n + 1 {
		name := fmt.Sprintf("s%d", i)
		events = append(events, Event{At: at, Kind: Plan, Lane: "a", Firmware: "fw", Spec: name, Scenario: name, Data: Pack(Planned{Control: i == 0})})
	}
	return events
}

func ended(name string, s SpecEnd) Event {
	return Event{At: planned.Add(time.Minute), Kind: SpecEnded, Lane: "a", Firmware: "fw", Spec: name, Data: Pack(s)}
}

func TestSpecsWithoutAVerdictAreToldOnce(t *testing.T) {
	unjudged := func(message string) []Event {
		var list []Event
		for _, name := range []string{"s1", "s2", "s3"} {
			list = append(list, ended(name, SpecEnd{State: Unjudged, Message: message}))
		}
		return list
	}
	failed := ended("s0", SpecEnd{State: Failed, Message: "no"})
	broken := Event{At: planned, Kind: BenchTrouble, Lane: "a", Text: "the port is gone: EOF\nplug it in", Data: Pack(BenchError{Phase: "trial"})}
	signal := Event{At: planned, Kind: SignalCaught, Text: "SIGTERM"}
	down := Event{At: planned, Kind: LaneEnded, Lane: "a", Data: Pack(LaneEnd{Exit: 1})}
	for name, c := range map[string]struct {
		events []Event
		want   string
		never  []string
	}{
		"control failed, with a reason": {append(append([]Event{failed}, unjudged("not judged: the positive control failed: it hung\nand more")...), down), "\n- 3 specs not judged: the positive control failed: it hung\n", []string{"! "}},
		"control failed, no reason":     {append(append([]Event{failed}, unjudged("")...), down), "\n- 3 specs not judged: the positive control failed\n", []string{"! "}},
		"interrupted, some not judged":  {append(unjudged(""), signal, down), "\n- 4 specs not judged: interrupted by SIGTERM\n", []string{"! ", "SPEC=", "although", "lost"}},
		"interrupted, nothing ended":    {[]Event{signal}, "\n- 4 specs not judged: interrupted by SIGTERM\n", []string{"! ", "SPEC="}},
		"the bench broke":               {[]Event{broken, down}, "\n! 4 specs not run: the port is gone: EOF\n", []string{"left no result", "was lost", "no spec", "SPEC=", "  s1"}},
		"the bench broke, not judged":   {append(append([]Event{broken}, unjudged("")...), down), "\n- 3 specs not judged: the port is gone: EOF\n", []string{"although", "was lost"}},
		"nobody knows":                  {append(unjudged(""), ended("s0", SpecEnd{State: Passed}), Event{At: planned, Kind: LaneEnded, Lane: "a"}), "\n- 3 specs not judged: nobody said why\n", nil},
	} {
		events := append(planOf(3), c.events...)
		text := end(t, events)
		if strings.Count(text, c.want) != 1 {
			t.Errorf("%s: has not once %q:\n%s", name, c.want, text)
		}
		for _, never := range c.never {
			if strings.Contains(strings.ReplaceAll(text, c.want, "\n"), "\n"+never) || never != "! " && strings.Contains(text, never) {
				t.Errorf("%s: has %q:\n%s", name, never, text)
			}
		}
		live := string(shown(t, events, TerminalOptions{}))
		if strings.Contains(live, "\n- not judged") {
			t.Errorf("%s: specs have lines of their own:\n%s", name, live)
		}
		if note := strings.TrimSpace(c.want); !strings.Contains(page(t, Fold(events)), `<p class="note">`+note+"</p>") {
			t.Errorf("%s: the page has no %q", name, note)
		}
	}
}

// What stopped a run is said in words, and not followed by what it led to.
func TestWordsForTheEnd(t *testing.T) {
	for story_, want := range map[string]string{
		"bench usage":                       "stopped by a mistake (exit code 2)",
		"bench build":                       "not built (exit code 2)",
		"bench build, bench usage":          "stopped by a mistake (exit code 2)",
		"bench flash":                       "bench broken (exit code 4)",
		"lane, plan x, passed x, end 0":     "1 spec passed, 0 failed · 3.0 s\npassed (exit code 0)",
		"lane, plan x, not-judged x, end 0": "! no spec was judged\nincomplete (exit code 3)",
	} {
		run := story(strings.Split(story_, ", ")...)
		var out bytes.Buffer
		if err := NewTerminal(&out, TerminalOptions{}).Finish(run, ""); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(out.String(), want+"\n") || strings.HasPrefix(story_, "bench") && strings.Contains(out.String(), "no spec was") {
			t.Errorf("%s: the end is not %q:\n%s", story_, want, out.String())
		}
		if strings.HasPrefix(story_, "bench") && !strings.Contains(page(t, run), "<h1>! "+want+"</h1>") {
			t.Errorf("%s: the page's heading is not %q", story_, want)
		}
	}
}

func TestWordsForPeopleHaveBlanks(t *testing.T) {
	for s := Pending; s <= Lost; s++ {
		if strings.Contains(s.Words(), "-") || s != Errored && strings.ReplaceAll(s.Words(), " ", "-") != s.String() {
			t.Errorf("%s is shown as %q", s, s.Words())
		}
	}
	text := string(shown(t, append(planOf(1), ended("s0", SpecEnd{State: UnexpectedPass}), ended("s1", SpecEnd{State: Unjudged})), TerminalOptions{Verbose: true}))
	for _, want := range []string{"✗ unexpected pass ", "- not judged  "} {
		if !strings.Contains(text, want) {
			t.Errorf("has no %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "not-judged") || strings.Contains(text, "unexpected-pass") {
		t.Errorf("has a word of the record:\n%s", text)
	}
}

// The verdict of an accepted control stands, whatever became of the specs that share its trial.
func TestCellOfAnAcceptedControl(t *testing.T) {
	for state, want := range map[State]string{Unjudged: "✓ accepted, 2 specs not judged", Interrupted: "✓ accepted, 2 specs interrupted", Lost: "! accepted, lost"} {
		events := planOf(0)
		add := func(name string, s State) {
			events = append(events, Event{At: planned, Kind: Plan, Lane: "a", Firmware: "fw", Spec: name, Scenario: "valid"}, ended(name, SpecEnd{State: s}))
		}
		events = append(events,
			Event{At: planned, Kind: TrialBegan, Lane: "a", Firmware: "fw", Scenario: "valid"},
			Event{At: planned, Kind: TrialEnded, Lane: "a", Firmware: "fw", Scenario: "valid", Data: Pack(TrialEnd{Verdict: Accepted, Wanted: Accepted})})
		add("control", Passed)
		add("x", state)
		add("y", state)
		var out strings.Builder
		if err := WriteTable(&out, Fold(events), false); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), "  valid  "+want+"\n") {
			t.Errorf("%v: has no %q:\n%s", state, want, out.String())
		}
	}
}
