package reports

import (
	"strings"
	"testing"
	"time"
)

// A trial's evidence stands once, in the words of the first spec that fails by it.
func TestEvidenceOnce(t *testing.T) {
	at := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	e := Event{At: at, Lane: "a", Board: "a", Firmware: "fw", Scenario: "valid"}
	with := func(kind Kind, spec string, data any) Event {
		e := e
		e.Kind, e.Spec, e.Data = kind, spec, Pack(data)
		return e
	}
	witnessed := "\n\n" + EvidenceHeading + " (last lines):\n    0.1s " + strings.Repeat("x", 500) + "\n\nthe server saw (1 connections):\n    #1"
	text := string(shown(t, []Event{
		with(LaneBegan, "", nil), with(Plan, "one", nil), with(Plan, "two", nil), with(Plan, "three", nil),
		with(TrialBegan, "", nil), with(TrialEnded, "", TrialEnd{Verdict: Accepted, Wanted: Accepted}),
		with(SpecBegan, "one", nil), with(SpecEnded, "one", SpecEnd{State: Failed, Message: "first fault: the board says nothing" + witnessed}),
		with(SpecBegan, "two", nil), with(SpecEnded, "two", SpecEnd{State: Failed, Message: "second fault" + witnessed}),
		with(SpecBegan, "three", nil), with(SpecEnded, "three", SpecEnd{State: Failed, Message: "third fault"}),
		with(LaneEnded, "", LaneEnd{Exit: 1}),
	}, TerminalOptions{}))
	for want, n := range map[string]int{
		"│ first fault: the board says nothing": 1, "│ second fault": 1, "│ third fault": 1, "│ the board says (last lines):": 1, "│ the server saw": 1,
		"    evidence: see above\n": 2, "    console:": 0, "xxx…\n": 1,
	} {
		if got := strings.Count(text, want); got != n {
			t.Errorf("%q is there %d times, not %d:\n%s", want, got, n, text)
		}
	}
	for _, line := range strings.Split(text, "\n") {
		if n := len([]rune(line)); strings.Contains(line, "xxx") && n != len([]rune("    │ "))+evidenceWidth {
			t.Errorf("a line of evidence has %d characters: %q", n, line)
		}
	}
}

func TestSplitEvidence(t *testing.T) {
	for message, want := range map[string][2]string{
		"a\n\nthe board says (x):\nb": {"a", "the board says (x):\nb"},
		"the board says:\nb":          {"", "the board says:\nb"},
		"a: the board says b":         {"a: the board says b", ""},
		"":                            {"", ""},
	} {
		said, evidence := splitEvidence(message)
		if said != want[0] || evidence != want[1] {
			t.Errorf("%q: got %q and %q", message, said, evidence)
		}
	}
}

// The flash, the trouble that follows from it and the spec that it ends carry the same words of esptool.
func TestEsptoolSpeaksOnce(t *testing.T) {
	words := "no answer\nesptool said:\n  A fatal error occurred"
	text := string(shown(t, append(planOf(0),
		Event{At: planned, Kind: FlashDone, Lane: "a", Firmware: "fw", Data: Pack(Flashing{Error: "flashing a: " + words})},
		Event{At: planned, Kind: BenchTrouble, Lane: "a", Text: "meeting valid: flashing a: " + words, Data: Pack(BenchError{Phase: "trial"})},
		ended("s0", SpecEnd{State: Errored, Message: "bench trouble: flashing a: " + words}),
	), TerminalOptions{}))
	if strings.Count(text, "A fatal error occurred") != 1 || strings.Count(text, "│ meeting valid: flashing a: no answer\n") != 1 || strings.Count(text, "│ bench trouble: flashing a: no answer\n") != 1 {
		t.Errorf("got\n%s", text)
	}
}

func TestCompilerWords(t *testing.T) {
	short := "compiling fw for esp32: fw.ino:3: no\nwhole output: failed.log"
	if got := compilerWords(short); got != short {
		t.Errorf("got %q", got)
	}
	long := "fw.ino:1: e1\nfw.ino:2: e2\n\nfw.ino:3: e3\nfw.ino:4: e4\nfw.ino:5: e5\nfw.ino:6: e6\nfw.ino:7: e7\nwhole output: failed.log"
	want := "fw.ino:1: e1\nfw.ino:2: e2\nfw.ino:3: e3\nfw.ino:4: e4\nfw.ino:5: e5\n... and 2 lines more\nwhole output: failed.log"
	if got := compilerWords(long); got != want {
		t.Errorf("got %q", got)
	}
	text := string(shown(t, []Event{{Kind: BuildDone, Firmware: "fw", Data: Pack(Building{Chip: "esp32", Error: long})}}, TerminalOptions{}))
	if !strings.Contains(text, "✗ not built fw for esp32\n    │ fw.ino:1: e1\n") || !strings.Contains(text, "    │ fw.ino:5: e5\n    │ ... and 2 lines more\n    │ whole output: failed.log\n") {
		t.Errorf("got\n%s", text)
	}
}

// A build that a signal ended is no fault of the sketch.
func TestBuildCutOffBySignal(t *testing.T) {
	text := string(shown(t, []Event{
		{Kind: SignalCaught, Text: "SIGINT"},
		{Kind: BuildDone, Firmware: "fw", Data: Pack(Building{Chip: "esp32", Error: "building fw: stopped by SIGINT"})},
	}, TerminalOptions{}))
	if !strings.Contains(text, "\n- not built fw for esp32\n") || strings.Contains(text, "✗") || strings.Contains(text, "no spec") {
		t.Errorf("got\n%s", text)
	}
}

// A trial's line names the spec that is known to fail by it.
func TestKnownFailureNamesItsSpec(t *testing.T) {
	text := string(shown(t, recorded(t, "known-failures"), TerminalOptions{}))
	if want := "  token_post_article / recovery / recovers-at-12 sends exactly one POST\n               known failure: the loop counts"; !strings.Contains(text, want) {
		t.Errorf("has no %q:\n%s", want, text)
	}
}
