package reports

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"
)

// display is what a terminal shows after the codes that the live view uses: lines, cursor up, clear to the end.
type display struct {
	t     *testing.T
	lines []string
	row   int
}

func (d *display) Write(p []byte) (int, error) {
	text := string(p)
	for text != "" {
		switch {
		case strings.HasPrefix(text, "\x1b["):
			end := strings.IndexAny(text, "AJ")
			if end < 0 {
				d.t.Fatalf("an unknown code: %q", text)
			}
			if text[end] == 'A' {
				n := 0
				for _, c := range text[2:end] {
					n = n*10 + int(c-'0')
				}
				if d.row -= n; d.row < 0 {
					d.t.Fatalf("the cursor goes %d lines above the screen", -d.row)
				}
			} else {
				d.lines = d.lines[:min(len(d.lines), d.row)]
			}
			text = text[end+1:]
		case text[0] == '\r':
			text = text[1:]
		default:
			line, rest, whole := strings.Cut(text, "\n")
			if !whole {
				d.t.Fatalf("a line without its end: %q", text)
			}
			d.lines = append(d.lines[:d.row], line)
			d.row++
			text = rest
		}
	}
	return len(p), nil
}

func TestLiveView(t *testing.T) {
	events := recorded(t, "failing")
	screen := &display{t: t}
	terminal := NewTerminal(screen, TerminalOptions{Live: true, Width: func() int { return 300 }})
	seen := map[string]bool{}
	for _, e := range events {
		if err := terminal.Handle(e); err != nil {
			t.Fatal(err)
		}
		for _, line := range screen.lines {
			for _, want := range []string{"compiling 60%", "flashing token_post 45%", "trial wrong.host", "1/4", "[==="} {
				if strings.Contains(line, want) {
					seen[want] = true
				}
			}
		}
	}
	for _, want := range []string{"compiling 60%", "flashing token_post 45%", "trial wrong.host", "1/4", "[==="} {
		if !seen[want] {
			t.Errorf("the status never shows %q", want)
		}
	}
	if err := terminal.Tick(events[len(events)-1].At.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	run := Fold(events)
	if err := terminal.Finish(run, "out"); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(screen.lines, "\n")
	if strings.Contains(text, "[==") {
		t.Errorf("a status line stays on the screen:\n%s", text)
	}
	// What stays on a terminal is what a pipe gets.
	if want := strings.TrimRight(string(shownTo(t, events, "out")), "\n"); text != want {
		t.Errorf("the terminal shows something else than a pipe gets:\n%s", firstDifference(text, want))
	}
}

func shownTo(t *testing.T, events []Event, out string) []byte {
	t.Helper()
	var pipe bytes.Buffer
	terminal := NewTerminal(&pipe, TerminalOptions{})
	for _, e := range events {
		if err := terminal.Handle(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := terminal.Finish(Fold(events), out); err != nil {
		t.Fatal(err)
	}
	return pipe.Bytes()
}

// On a terminal a line that ended fits on one line of it, and the time always shows; on a pipe nothing is cut.
func TestLiveViewAtEightyColumns(t *testing.T) {
	at := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	screen := &display{t: t}
	terminal := NewTerminal(screen, TerminalOptions{Live: true, Colour: false, Width: func() int { return 80 }})
	e := Event{At: at, Lane: "sim-esp32-with-a-long-name", Board: "sim-esp32-with-a-long-name", Firmware: "token_post_article", Scenario: "untrusted-root"}
	e.Spec = e.Firmware + " / trust / untrusted-root is refused before any application byte"
	for _, kind := range []Kind{LaneBegan, Plan, SpecBegan, TrialBegan, TrialEnded, SpecEnded, SpecBegan} {
		e.Kind, e.Data = kind, nil
		switch kind {
		case TrialEnded:
			e.Data = Pack(TrialEnd{Verdict: Refused, Wanted: Refused, Reason: strings.Repeat("very long ", 20)})
		case SpecEnded:
			e.Data = Pack(SpecEnd{State: KnownFailure, Reason: strings.Repeat("long too ", 20)})
		}
		if err := terminal.Handle(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := terminal.Tick(at.Add(12 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if len(screen.lines) != 4 {
		t.Fatalf("got %d lines: %q", len(screen.lines), screen.lines)
	}
	for _, line := range screen.lines {
		if n := len([]rune(line)); n != 79 {
			t.Errorf("%d characters of 79: %q", n, line)
		}
	}
	if status := screen.lines[3]; !strings.HasSuffix(status, "…  12.0 s") || !strings.Contains(status, "]   0/1  token_post_art") {
		t.Errorf("the status is %q", status)
	}
	words := "fw.ino:3: " + strings.Repeat("long words of the compiler ", 5)
	if err := terminal.Handle(Event{At: at, Kind: BuildDone, Firmware: "fw", Data: Pack(Building{Error: words})}); err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(screen.lines, "\n"); !strings.Contains(text, "│ "+strings.TrimSpace(words)+"\n") {
		t.Errorf("what the compiler says is cut:\n%s", text)
	}
}

func TestCutPainted(t *testing.T) {
	red := paint(true).with("31", "abcdef") + "ghi"
	for width, want := range map[int]string{
		9: red, 8: "\x1b[31mabcdef\x1b[0mg…\x1b[0m", 4: "\x1b[31mabc…\x1b[0m", 1: "…\x1b[0m",
	} {
		if got := cutPainted(red, width); got != want {
			t.Errorf("%d: got %q, want %q", width, got, want)
		}
	}
	if got := cutPainted("abc", 2); got != "a…" {
		t.Errorf("got %q", got)
	}
}

// The log of a CI system gets no control codes, whatever a board prints, and no line that it takes for a command.
func TestPipeGetsPlainText(t *testing.T) {
	for name := range runs {
		for _, line := range strings.Split(string(shown(t, recorded(t, name), TerminalOptions{})), "\n") {
			if strings.ContainsFunc(line, func(r rune) bool { return r < 0x20 && r != '\t' || r == 0x7f }) {
				t.Errorf("%s: a control code in %q", name, line)
			}
			if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") {
				t.Errorf("%s: a command for the CI system: %q", name, line)
			}
		}
	}
}

func TestColourSaysNothingAlone(t *testing.T) {
	events := recorded(t, "failing")
	coloured := shown(t, events, TerminalOptions{Colour: true})
	if !bytes.Contains(coloured, []byte("\x1b[31m")) {
		t.Error("there is no colour")
	}
	if got, want := string(escapes.ReplaceAll(coloured, nil)), string(shown(t, events, TerminalOptions{})); got != want {
		t.Errorf("without colour it says something else:\n%s", firstDifference(got, want))
	}
}

func TestVerboseNamesEverySpec(t *testing.T) {
	text := string(shown(t, recorded(t, "passing"), TerminalOptions{Verbose: true}))
	if !strings.Contains(text, "✓ passed       token_post / framing / the request line") {
		t.Errorf("a spec without a trial of its own is not named:\n%s", text)
	}
}

func TestHeartbeat(t *testing.T) {
	var pipe bytes.Buffer
	terminal := NewTerminal(&pipe, TerminalOptions{Quiet: 30 * time.Second})
	at := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	for _, e := range []Event{
		{At: at, Kind: RunBegan, Data: Pack(RunInfo{Bench: "b"})},
		{At: at, Kind: LaneBegan, Lane: "esp32-a"},
		{At: at, Kind: TrialBegan, Lane: "esp32-a", Firmware: "fw", Scenario: "stall"},
	} {
		if err := terminal.Handle(e); err != nil {
			t.Fatal(err)
		}
	}
	before := pipe.Len()
	for _, after := range []time.Duration{10, 29} {
		if err := terminal.Tick(at.Add(after * time.Second)); err != nil || pipe.Len() != before {
			t.Fatalf("after %d s: wrote %q, %v", after, pipe.String()[before:], err)
		}
	}
	for _, after := range []time.Duration{31, 40, 62} {
		if err := terminal.Tick(at.Add(after * time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	got := pipe.String()[before:]
	if strings.Count(got, "\n") != 2 || !strings.Contains(got, "esp32-a  trial stall, for 31.0 s") || !strings.Contains(got, "for 1m02s") {
		t.Errorf("got %q, want a line after 31 s and after 62 s", got)
	}
}

func TestTerminalOfSeveralLanes(t *testing.T) {
	events := recorded(t, "failing")
	terminal := NewTerminal(&bytes.Buffer{}, TerminalOptions{Live: true})
	var all sync.WaitGroup
	for half := range 2 {
		all.Go(func() {
			for i := half; i < len(events); i += 2 {
				_ = terminal.Handle(events[i])
				_ = terminal.Tick(events[i].At)
			}
		})
	}
	all.Wait()
	if err := terminal.Finish(Fold(events), ""); err != nil {
		t.Error(err)
	}
}

func TestRunnerSpeaks(t *testing.T) {
	text := string(shown(t, []Event{
		{Kind: Step, Text: "warning: the\ncache is old"},
		{Kind: BuildBegan, Firmware: "fw", Data: Pack(Building{Chip: "esp32"})},
		{Kind: BuildProgress, Text: "compiling a.cpp"},
		{Kind: BuildDone, Firmware: "fw", Data: Pack(Building{Chip: "esp32", Error: "fw.ino:3: error: no\n::error::x"})},
		{Kind: FlashDone, Lane: "a", Firmware: "fw", Data: Pack(Flashing{Error: "no answer"})},
	}, TerminalOptions{}))
	for _, want := range []string{"  warning: the cache is old\n", "✗ not built fw for esp32\n    │ fw.ino:3: error: no\n    │ ::error::x\n", "! not flashed fw on a\n    │ no answer\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("has no %q:\n%s", want, text)
		}
	}
}

func TestAlertsStandInTheLineOfATrial(t *testing.T) {
	e := Event{At: time.Unix(1, 0), Lane: "a", Firmware: "fw", Scenario: "untrusted-root"}
	var events []Event
	for _, kind := range []Kind{LaneBegan, TrialBegan, AlertSeen, AlertSeen, TrialEnded} {
		e.Kind, e.Text, e.Data = kind, "", nil
		switch kind {
		case AlertSeen:
			e.Text = "unknown_ca(48)"
		case TrialEnded:
			e.Data = Pack(TrialEnd{Verdict: Refused, Wanted: Refused, Reason: "2 attempts"})
		}
		events = append(events, e)
	}
	text := string(shown(t, events, TerminalOptions{}))
	if want := "✓ refused      fw  untrusted-root  a  2 attempts; alert 2 x unknown_ca(48)\n"; !strings.Contains(text, want) {
		t.Errorf("has no %q:\n%s", want, text)
	}
}
