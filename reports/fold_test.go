package reports

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestFold(t *testing.T) {
	run := Fold(recorded(t, "failing"))
	if !run.Whole || run.Info.BenchFile != "lab/bench.yaml" || len(run.Tools) != 1 || len(run.Lanes) != 2 || len(run.Specs) != 8 || len(run.Trials) != 6 {
		t.Errorf("got whole %t, %+v, %d tools, %d lanes, %d specs, %d trials", run.Whole, run.Info, len(run.Tools), len(run.Lanes), len(run.Specs), len(run.Trials))
	}
	if len(run.Builds) != 1 || !run.Builds[0].Done || run.Builds[0].Chip != "esp32" || len(run.Flashes) != 2 || !run.Flashes[1].Done {
		t.Errorf("builds %+v, flashes %+v", run.Builds, run.Flashes)
	}
	if got := run.Waiting().Round(time.Millisecond); got != 975*time.Millisecond {
		t.Errorf("the firmware waited %v", got)
	}
	framing := run.Specs[7]
	if framing.State() != Failed || framing.Scenario != "valid" {
		t.Fatalf("the last spec is %+v", framing)
	}
	shared := run.Evidence(framing)
	if len(shared) != 1 || shared[0].Scenario != "valid" || shared[0].Board != "esp32-b" || len(framing.Own) != 0 {
		t.Errorf("a spec without a trial of its own judges by %+v", shared)
	}
	wire := shared[0].Wire()
	for _, want := range []string{"dns A api.bench.test", "#1 client-hello TLS 1.2", "#1 request (105 bytes) POST /oauth/token", "#1 closed"} {
		if !strings.Contains(wire, want) {
			t.Errorf("the wire has no %q:\n%s", want, wire)
		}
	}
}

// Specs that share a scenario and differ in the request are told apart by the trial's name.
func TestTrialsOfOneScenario(t *testing.T) {
	var events []Event
	for _, body := range []string{"valid", "valid+empty"} {
		spec := "fw / framing / " + body
		events = append(events,
			Event{Kind: Plan, Lane: "a", Firmware: "fw", Scenario: "valid", Spec: spec, Text: body},
			Event{Kind: SpecBegan, Lane: "a", Firmware: "fw", Spec: spec},
			Event{Kind: TrialBegan, Lane: "a", Firmware: "fw", Scenario: "valid", Text: "an honest server"},
			Event{Kind: TrialEnded, Lane: "a", Firmware: "fw", Scenario: "valid", Text: body, Data: Pack(TrialEnd{Verdict: Accepted})},
			Event{Kind: SpecEnded, Lane: "a", Firmware: "fw", Spec: spec, Data: Pack(SpecEnd{State: Passed})},
			Event{Kind: SpecBegan, Lane: "a", Firmware: "fw", Spec: spec + " again"},
			Event{Kind: TrialBegan, Lane: "a", Firmware: "fw", Scenario: "valid"},
			Event{Kind: TrialEnded, Lane: "a", Firmware: "fw", Scenario: "valid", Text: body})
	}
	run := Fold(events)
	var folders []string
	for _, trial := range run.Trials {
		folders = append(folders, trial.Folder)
	}
	if got := strings.Join(folders, " "); got != "a/fw/valid a/fw/valid-2 a/fw/valid+empty a/fw/valid+empty-2" {
		t.Errorf("folders: %s", got)
	}
	if got := run.meetings("fw"); strings.Join(got, " ") != "valid valid+empty" {
		t.Errorf("rows of the table: %q", got)
	}
	if run.Trials[0].Doc != "an honest server" || run.Evidence(run.Specs[0])[0].Key != "valid" {
		t.Errorf("got %+v", run.Trials[0])
	}
}

// Boards of one kind share the plan: the table says so instead of leaving a field empty.
func TestTableOfASharedPlan(t *testing.T) {
	var events []Event
	for i, spec := range []string{"one a x", "one b y", "two b x"} {
		words := strings.Fields(spec)
		e := Event{At: time.Unix(int64(i), 0), Lane: words[1], Board: words[1], Firmware: words[0], Scenario: words[2], Spec: spec}
		for _, kind := range []Kind{Plan, SpecBegan, TrialBegan, TrialEnded, SpecEnded} {
			e.Kind = kind
			switch kind {
			case TrialEnded:
				e.Data = Pack(TrialEnd{Verdict: Accepted, Wanted: Accepted})
			case SpecEnded:
				e.Data = Pack(SpecEnd{State: Passed})
			}
			events = append(events, e)
		}
	}
	var out strings.Builder
	if err := WriteTable(&out, Fold(events), false); err != nil {
		t.Fatal(err)
	}
	want := `one  a                   b
  x  ✓ accepted          - on another board
  y  - on another board  ✓ accepted

two  b
  x  ✓ accepted
`
	if got := out.String(); !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestLongTrialKeepsBothEnds(t *testing.T) {
	run := NewRun()
	run.Apply(Event{Kind: TrialBegan, Lane: "a", Scenario: "s"})
	const sent = 5 * trialEvents
	for n := range sent {
		run.Apply(Event{Kind: ConsoleBytes, Lane: "a", Bytes: fmt.Appendf(nil, "line %d\n", n)})
	}
	run.Apply(Event{Kind: TrialEnded, Lane: "a", Scenario: "s"})
	trial := run.Trials[0]
	kept := bytes.Count(trial.Console(), []byte("line "))
	if len(trial.Events) > trialEvents+1 || kept+trial.Dropped != sent {
		t.Errorf("kept %d and dropped %d of %d", kept, trial.Dropped, sent)
	}
	for _, want := range []string{"line 0\n", fmt.Sprintf("line %d\n", sent-1), fmt.Sprintf("[... %d events left out here", trial.Dropped)} {
		if !bytes.Contains(trial.Console(), []byte(want)) {
			t.Errorf("has no %q", want)
		}
	}
	for n := range 3 * looseEvents {
		run.Apply(Event{Kind: ConsoleBytes, Lane: "a", Bytes: fmt.Appendf(nil, "%d", n)})
	}
	if n := len(run.Lanes[0].Loose); n > looseEvents {
		t.Errorf("kept %d events outside of trials", n)
	}
}

// A lane that began a trial and lost it is shown with what it has.
func TestTrialWithoutAnEnd(t *testing.T) {
	run := Fold(recorded(t, "lane-lost"))
	last := run.Trials[len(run.Trials)-1]
	if last.Over() || string(last.Console()) != "joining benchtrial\r\n" || last.Folder == "" {
		t.Errorf("got %+v", last)
	}
	lost := run.Specs[1]
	if lost.State() != Lost || !strings.Contains(lost.End.Message, "it began, and no result ever came; the lane ended: killed by SIGKILL") {
		t.Errorf("got %+v", lost.End)
	}
}

func TestRepeatCommand(t *testing.T) {
	run := Fold([]Event{{Kind: RunBegan, Data: Pack(RunInfo{BenchFile: "my bench.yaml", Seed: 5, Firmware: map[string]string{"fw": "../it's mine"}})}})
	got := run.Repeat(&Spec{Name: "fw / a $HOME 'b'\n c", Board: "b-1", Firmware: "fw"})
	want := `make hil BENCH='my bench.yaml' BOARD=b-1 FIRMWARE='../it'\''s mine' SPEC='fw / a $$HOME '\''b'\'' c' SEED=5`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestFolderNames(t *testing.T) {
	for name, want := range map[string]string{"wrong.host": "wrong.host", "../../etc": ".._.._etc", "..": "_", "": "_", "a/b\x00c": "a_b_c", strings.Repeat("x", 500): strings.Repeat("x", 120)} {
		if got := folder(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
