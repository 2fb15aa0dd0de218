package reports

import (
	"strings"
	"testing"
	"time"
)

// story makes events in a few words: "plan control" "passed control" "lane 1" "bench flash" "signal SIGINT".
func story(words ...string) *Run {
	at := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	var events []Event
	for i, line := range words {
		verb, rest, _ := strings.Cut(line, " ")
		e := Event{At: at.Add(time.Duration(i) * time.Second), Lane: "a", Board: "a", Firmware: "fw", Spec: rest}
		switch verb {
		case "lane":
			e.Kind, e.Spec = LaneBegan, ""
		case "end":
			code := map[string]int{"0": 0, "1": 1, "-1": -1}[rest]
			e.Kind, e.Spec, e.Data = LaneEnded, "", Pack(LaneEnd{Exit: code})
		case "plan":
			planned := Planned{Control: rest == "control"}
			if rest == Optional {
				planned.Labels = []string{Optional}
			}
			e.Kind, e.Data = Plan, Pack(planned)
		case "began":
			e.Kind = SpecBegan
		case "bench":
			e.Kind, e.Spec, e.Text, e.Data = BenchTrouble, "", rest, Pack(BenchError{Phase: rest})
		case "signal":
			e = Event{At: e.At, Kind: SignalCaught, Text: rest}
		default:
			var state State
			if err := state.UnmarshalText([]byte(verb)); err != nil {
				panic(err)
			}
			e.Kind, e.Data = SpecEnded, Pack(SpecEnd{State: state})
		}
		events = append(events, e)
	}
	return Fold(events)
}

func TestGate(t *testing.T) {
	for _, c := range []struct {
		name  string
		story string
		want  int
	}{
		{"all passed", "lane, plan x, passed x, end 0", ExitPassed},
		{"a known failure", "lane, plan x, known-failure x, end 0", ExitPassed},
		{"a known failure, for which Ginkgo ends with 1", "lane, plan x, known-failure x, end 1", ExitPassed},
		{"some do not apply", "lane, plan x, plan y, passed x, skipped y, end 0", ExitPassed},
		{"some cannot be judged on every bench", "lane, plan x, plan optional, passed x, not-judged optional, end 0", ExitPassed},
		{"the second time passed", "lane, plan x, failed x, began x, passed x, end 0", ExitPassed},

		{"one failed", "lane, plan x, plan y, passed x, failed y, end 1", ExitFailed},
		{"an unexpected pass", "lane, plan x, unexpected-pass x, end 1", ExitFailed},
		{"control failed, rest not judged", "lane, plan control, plan x, failed control, not-judged x, end 1", ExitFailed},
		{"failed, and a lane was lost", "lane, plan x, plan y, failed x, end -1", ExitFailed},
		{"failed, and the bench broke", "lane, plan x, plan y, failed x, bench trial, error y, end 1", ExitFailed},

		{"nothing", "", ExitIncomplete},
		{"nothing was planned", "lane, end 0", ExitIncomplete},
		{"none ran", "lane, plan x, skipped x, end 0", ExitIncomplete},
		{"one without a result", "lane, plan x, plan y, passed x, end 0", ExitIncomplete},
		{"one began only", "lane, plan x, plan y, passed x, began y, end 0", ExitIncomplete},
		{"one that nobody planned", "lane, plan x, passed x, passed y, end 0", ExitIncomplete},
		{"the lane's end was not seen", "lane, plan x, passed x", ExitIncomplete},
		{"the lane failed, no spec says why", "lane, plan x, passed x, end 1", ExitIncomplete},
		{"the lane was killed", "lane, plan x, passed x, end -1", ExitIncomplete},
		{"the lane was killed after a known failure", "lane, plan x, known-failure x, end -1", ExitIncomplete},
		{"not judged, control passed", "lane, plan control, plan x, passed control, not-judged x, end 0", ExitIncomplete},
		{"not judged, control a known failure", "lane, plan control, plan x, known-failure control, not-judged x, end 0", ExitIncomplete},
		{"none could be judged on this bench", "lane, plan optional, not-judged optional, end 0", ExitIncomplete},
		{"not judged, no control", "lane, plan x, plan y, passed x, not-judged y, end 0", ExitIncomplete},

		{"flash failed before any spec", "bench flash", ExitBenchBroken},
		{"a spec ended in trouble", "lane, plan x, error x, end 1", ExitBenchBroken},
		{"control in trouble, rest not judged", "lane, plan control, plan x, error control, not-judged x, end 1", ExitBenchBroken},
		{"trouble, and a lane was lost", "lane, plan x, plan y, passed x, bench trial, end -1", ExitBenchBroken},
		{"trouble, and another board is busy", "bench busy, bench flash", ExitBenchBroken},

		{"busy", "bench busy", ExitBusy},
		{"busy while another board passed", "lane, plan x, passed x, end 0, bench busy", ExitBusy},

		{"usage", "bench usage", ExitUsage},
		{"does not compile", "bench build", ExitUsage},
		{"does not compile, and a board is broken", "bench flash, bench build", ExitUsage},

		{"SIGINT", "lane, plan x, began x, signal SIGINT, interrupted x, end 1", ExitInterrupted},
		{"SIGTERM", "lane, plan x, signal SIGTERM", ExitTerminated},
		{"SIGHUP", "lane, plan x, signal SIGHUP", ExitHungUp},
		{"SIGINT after a failure", "lane, plan x, plan y, failed x, signal SIGINT, end 1", ExitInterrupted},
		{"Go's name for it", "signal interrupt", ExitInterrupted},
		{"SIGINT, and what it tore down", "lane, plan x, signal SIGINT, bench trial", ExitInterrupted},
	} {
		var words []string
		if c.story != "" {
			words = strings.Split(c.story, ", ")
		}
		run := story(words...)
		if got := run.Exit(); got != c.want {
			t.Errorf("%s: got %d (%s), want %d; missing: %q", c.name, got, run.Result(), c.want, run.Missing())
		}
		if complete := len(run.Missing()) == 0; c.want == ExitPassed && !complete {
			t.Errorf("%s: passed, but misses %q", c.name, run.Missing())
		}
	}
}

func TestResultOfEachCode(t *testing.T) {
	for story_, want := range map[string]string{
		"bench usage": "usage", "bench busy": "busy", "bench flash": "bench-broken", "signal SIGTERM": "interrupted", "lane": "incomplete",
	} {
		if got := story(story_).Result(); got != want {
			t.Errorf("%s: got %q, want %q", story_, got, want)
		}
	}
}

// A trouble may name its own code.
func TestTroubleWithACode(t *testing.T) {
	e := Event{Kind: BenchTrouble, Text: "x", Data: Pack(BenchError{Phase: "trial", Code: ExitBusy})}
	if got := Fold([]Event{e}).Exit(); got != ExitBusy {
		t.Errorf("got %d, want %d", got, ExitBusy)
	}
}

func TestWordsOfStatesAndVerdicts(t *testing.T) {
	for s := Pending; s <= Lost; s++ {
		text, _ := s.MarshalText()
		var back State
		if err := back.UnmarshalText(text); err != nil || back != s {
			t.Errorf("%v: reads back as %v, %v", s, back, err)
		}
	}
	for v := NotJudged; v <= Unsupported; v++ {
		text, _ := v.MarshalText()
		var back Verdict
		if err := back.UnmarshalText(text); err != nil || back != v {
			t.Errorf("%v: reads back as %v, %v", v, back, err)
		}
	}
	if (*new(Verdict)) != NotJudged || (*new(State)) != Pending {
		t.Error("a zero value has a meaning")
	}
	if new(State).UnmarshalText([]byte("x")) == nil || new(Verdict).UnmarshalText([]byte("x")) == nil {
		t.Error("an unknown word is read")
	}
	if State(99).String() != "state(99)" || Verdict(-1).String() != "verdict(-1)" {
		t.Error("a value that is none has no name")
	}
}
