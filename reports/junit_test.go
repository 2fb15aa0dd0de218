package reports

import (
	"bytes"
	"encoding/xml"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// wellFormed parses the whole of an XML text.
func wellFormed(t *testing.T, text []byte) {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader(text))
	decoder.Strict = true
	for {
		if _, err := decoder.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, text)
		}
	}
}

func junit(t *testing.T, run *Run) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteJUnit(&out, run); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestJUnitHoldsTogether(t *testing.T) {
	xmllint, _ := exec.LookPath("xmllint")
	for name := range runs {
		text := junit(t, Fold(recorded(t, name)))
		wellFormed(t, text)
		if xmllint != "" {
			command := exec.Command(xmllint, "--noout", "-")
			command.Stdin = bytes.NewReader(text)
			if said, err := command.CombinedOutput(); err != nil || len(said) > 0 {
				t.Errorf("%s: xmllint says %s (%v)", name, said, err)
			}
		}
		var file junitRun
		if err := xml.Unmarshal(text, &file); err != nil {
			t.Fatal(err)
		}
		checkCounts(t, name, file)
		names := map[string]bool{}
		for _, suite := range file.Suites {
			for _, c := range suite.Cases {
				if names[c.Name] {
					t.Errorf("%s: two cases are named %q", name, c.Name)
				}
				names[c.Name] = true
				if !regexp.MustCompile(`^\d+\.\d{3}$`).MatchString(c.Time) {
					t.Errorf("%s: %s: the time %q has not three decimals", name, c.Name, c.Time)
				}
			}
		}
	}
}

// checkCounts compares the counters of a file with its elements.
func checkCounts(t *testing.T, name string, file junitRun) {
	t.Helper()
	var all junitCounts
	for _, suite := range file.Suites {
		counted := junitSuite{}
		for _, c := range suite.Cases {
			counted.add(c)
		}
		if counted.junitCounts != suite.junitCounts {
			t.Errorf("%s: suite %q says %+v, holds %+v", name, suite.Name, suite.junitCounts, counted.junitCounts)
		}
		all.Tests += counted.Tests
		all.Failures += counted.Failures
		all.Errors += counted.Errors
		all.Skipped += counted.Skipped
	}
	if all != file.junitCounts {
		t.Errorf("%s: the file says %+v, holds %+v", name, file.junitCounts, all)
	}
}

// oneSpec is a run of one spec on one board that ended so.
func oneSpec(end SpecEnd, between ...Event) *Run {
	at := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	events := []Event{
		{Kind: LaneBegan, Lane: "a", Board: "a"},
		{Kind: Plan, Lane: "a", Firmware: "fw", Scenario: "valid", Spec: "fw / t / s", Data: Pack(Planned{Topic: "t", File: "specs/t_test.go", Line: 7})},
		{Kind: SpecBegan, Lane: "a", Firmware: "fw", Spec: "fw / t / s"},
		{Kind: TrialBegan, Lane: "a", Firmware: "fw", Scenario: "valid"},
	}
	events = append(events, between...)
	events = append(events,
		Event{Kind: TrialEnded, Lane: "a", Firmware: "fw", Scenario: "valid", Data: Pack(TrialEnd{Verdict: Accepted, Wanted: Accepted})},
		Event{Kind: SpecEnded, Lane: "a", Firmware: "fw", Spec: "fw / t / s", Data: Pack(end)},
		Event{Kind: LaneEnded, Lane: "a"})
	for i := range events {
		events[i].At = at.Add(time.Duration(i) * time.Second)
	}
	return Fold(events)
}

func TestJUnitElementOfEachState(t *testing.T) {
	for _, c := range []struct {
		end  SpecEnd
		want string // "" for a plain pass
	}{
		{SpecEnd{State: Passed}, ""},
		{SpecEnd{State: Failed, Message: "no"}, `<failure message="no" type="firmware">`},
		{SpecEnd{State: UnexpectedPass, Reason: "why"}, `type="unexpected-pass"`},
		{SpecEnd{State: Errored, Message: "gone"}, `<error message="gone" type="bench">`},
		{SpecEnd{State: KnownFailure, Reason: "issue 3"}, `<skipped message="known failure: issue 3">`},
		{SpecEnd{State: Unjudged}, `<skipped message="not judged: nobody said why">`},
		{SpecEnd{State: Skipped, Message: "promises nothing"}, `<skipped message="promises nothing">`},
		{SpecEnd{State: Interrupted, Message: "SIGINT"}, `<error message="[plan] SIGINT" type="interrupted">`},
		{SpecEnd{State: Lost}, `<error message="[plan] ended as lost, and nobody said why" type="plan">`},
		{SpecEnd{}, `<error message="the event that ended this spec holds no state" type="bench">`},
	} {
		text := string(junit(t, oneSpec(c.end)))
		if c.want != "" && !strings.Contains(text, c.want) {
			t.Errorf("%v: has no %s in\n%s", c.end, c.want, text)
		}
		if c.want == "" && (strings.Contains(text, "<failure") || strings.Contains(text, "<error") || strings.Contains(text, "<skipped")) {
			t.Errorf("a pass is none:\n%s", text)
		}
		for _, always := range []string{`classname="benchtrial.fw.t"`, `file="specs/t_test.go" line="7"`, `name="verdict" value="accepted"`} {
			if !strings.Contains(text, always) {
				t.Errorf("%v: has no %s", c.end, always)
			}
		}
	}
}

func TestJUnitKeepsTextShort(t *testing.T) {
	flood := bytes.Repeat([]byte("I (1) flood: a line that a board prints without end\r\n"), 40_000)
	end := SpecEnd{State: Failed, Message: strings.Repeat("a long message\n", 20_000)}
	text := junit(t, oneSpec(end, Event{Kind: ConsoleBytes, Lane: "a", Bytes: append(append([]byte("FIRST\r\n"), flood...), "LAST\r\n"...)}))
	if len(text) > 2*attachLimit {
		t.Errorf("2 MB of console make %d bytes of JUnit", len(text))
	}
	for _, want := range []string{"FIRST", "LAST", "bytes left out here; the whole is in a/fw/valid/console.log"} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("has no %q", want)
		}
	}
	if text := junit(t, oneSpec(SpecEnd{State: Passed}, Event{Kind: ConsoleBytes, Lane: "a", Bytes: flood})); bytes.Contains(text, []byte("flood")) {
		t.Error("a spec that passed carries its console")
	}
}

func TestJUnitTellsOfRetries(t *testing.T) {
	again := []Event{
		{Kind: SpecEnded, Lane: "a", Firmware: "fw", Spec: "fw / t / s", Data: Pack(SpecEnd{State: Failed, Message: "first time"})},
		{Kind: SpecBegan, Lane: "a", Firmware: "fw", Spec: "fw / t / s"},
	}
	if text := string(junit(t, oneSpec(SpecEnd{State: Passed}, again...))); !strings.Contains(text, `<flakyFailure message="first time"`) {
		t.Errorf("a pass at the second time does not tell of the first:\n%s", text)
	}
	if text := string(junit(t, oneSpec(SpecEnd{State: Failed, Message: "again"}, again...))); !strings.Contains(text, `<rerunFailure message="first time"`) {
		t.Errorf("a failure at the second time does not tell of the first:\n%s", text)
	}
}

func FuzzJUnit(f *testing.F) {
	f.Add([]byte("\x00\x1b[31m]]>&<\xff\xef\xbf\xbe"), "a\x00b", "m\xed\xa0\x80")
	f.Add([]byte("\x1b]0;title\x07\r\n\r"), "]]>", "##[error]\n::error::x")
	f.Fuzz(func(t *testing.T, console []byte, name, message string) {
		message = strings.ToValidUTF8(message, "?") // it comes as JSON, which has no other bytes
		run := oneSpec(SpecEnd{State: Failed, Message: message, Reason: name}, Event{Kind: ConsoleBytes, Lane: "a", Bytes: console}, Event{Kind: AlertSeen, Lane: "a", Text: message})
		run.Specs[0].Name, run.Specs[0].Topic, run.Lanes[0].Board = name, name, message
		text := junit(t, run)
		wellFormed(t, text)
		if bytes.ContainsRune(text, '\ufffd') && !bytes.ContainsRune(append(console, name+message...), '\ufffd') {
			t.Errorf("a byte was lost to U+FFFD: %q", text)
		}
	})
}
