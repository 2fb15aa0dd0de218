package reports

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// runs are the records in testdata and the exit code of each.
var runs = map[string]int{
	"passing":        ExitPassed,
	"failing":        ExitFailed,
	"known-failures": ExitFailed, // one of them passes unexpectedly
	"weird-bytes":    ExitFailed,
	"bench-broken":   ExitBenchBroken,
	"lane-lost":      ExitIncomplete,
	"interrupted":    ExitInterrupted,
}

func recorded(t *testing.T, name string) []Event {
	t.Helper()
	events, err := ReadFile(filepath.Join("testdata", name+".events.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return events
}

// golden compares with testdata/name, and writes it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs, look at the change and run go test -update:\n%s", name, firstDifference(string(got), string(want)))
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return " got " + g[i] + "\nwant " + w[i]
		}
	}
	return "one is longer than the other"
}

func TestGoldenViews(t *testing.T) {
	for name, exit := range runs {
		t.Run(name, func(t *testing.T) {
			events := recorded(t, name)
			run := Fold(events)
			if got := run.Exit(); got != exit {
				t.Errorf("exit: got %d, want %d", got, exit)
			}
			for suffix, write := range map[string]func(io.Writer, *Run) error{
				".junit.xml":    WriteJUnit,
				".summary.json": WriteSummary,
				".table.txt":    func(w io.Writer, r *Run) error { return WriteTable(w, r, false) },
			} {
				var out bytes.Buffer
				if err := write(&out, run); err != nil {
					t.Fatal(err)
				}
				golden(t, name+suffix, out.Bytes())
			}
			golden(t, name+".terminal.txt", shown(t, events, TerminalOptions{}))
		})
	}
}

// shown is what a terminal prints of a whole run.
func shown(t *testing.T, events []Event, opts TerminalOptions) []byte {
	t.Helper()
	var out bytes.Buffer
	terminal := NewTerminal(&out, opts)
	for _, e := range events {
		if err := terminal.Handle(e); err != nil {
			t.Fatal(err)
		}
	}
	run, dir := Fold(events), &Dir{Path: t.TempDir()}
	if err := dir.Write(run); err != nil {
		t.Fatal(err)
	}
	if err := terminal.Finish(run, dir.Path); err != nil {
		t.Fatal(err)
	}
	return bytes.ReplaceAll(out.Bytes(), []byte(dir.Path), []byte("reports/out/latest"))
}

// failingWriter takes so many bytes, then fails as a full disk does.
type failingWriter struct{ left int }

var errFull = errors.New("no space left on device")

func (w *failingWriter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		n := w.left
		w.left = 0
		return n, errFull
	}
	w.left -= len(p)
	return len(p), nil
}

func TestViewsReportAFullDisk(t *testing.T) {
	run := Fold(recorded(t, "failing"))
	for name, write := range map[string]func(io.Writer, *Run) error{
		"junit": WriteJUnit, "summary": WriteSummary, "page": WritePage,
		"table": func(w io.Writer, r *Run) error { return WriteTable(w, r, true) },
	} {
		if err := write(&failingWriter{left: 100}, run); !errors.Is(err, errFull) {
			t.Errorf("%s: got %v, want the writer's error", name, err)
		}
	}
	terminal := NewTerminal(&failingWriter{left: 10}, TerminalOptions{})
	if err := terminal.Finish(run, ""); !errors.Is(err, errFull) {
		t.Errorf("terminal: got %v, want the writer's error", err)
	}
}
