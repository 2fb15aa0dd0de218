package console

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the headers of testdata/*.log")

// golden is one log of testdata: a header that says what is in it, a blank line, and the raw bytes.
type golden struct {
	path, chip string
	header     []string
	text       []byte
}

func goldenLogs(t testing.TB) []golden {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.log")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no golden logs: %v", err)
	}
	var logs []golden
	for _, path := range paths {
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		header, text, ok := bytes.Cut(file, []byte("\n\n"))
		if !ok {
			t.Fatalf("%s: no blank line after the header", path)
		}
		g := golden{path: path, header: strings.Split(string(header), "\n"), text: text}
		for _, line := range g.header {
			if chip, ok := strings.CutPrefix(line, "CHIP: "); ok {
				g.chip = strings.TrimSpace(strings.Replace(chip, "unknown", "", 1))
			}
		}
		logs = append(logs, g)
	}
	return logs
}

// headerOf words the findings as header lines.
func headerOf(f Findings) []string {
	var lines []string
	for _, b := range f.Boots {
		line := fmt.Sprintf("BOOT: %s at %d, cause 0x%x %s = %s, mode 0x%x %s", orNone(b.Chip), b.Mark, b.Cause, orNone(b.CauseName), orNone(string(b.Class)), b.Mode, b.ModeName)
		for _, detail := range []struct{ name, text string }{
			{"rom", b.ROM}, {"build", b.Build}, {"saved PC", b.SavedPC}, {"entry", b.Entry}, {"bootloader", b.Bootloader},
		} {
			if detail.text != "" {
				line += fmt.Sprintf(", %s %q", detail.name, detail.text)
			}
		}
		if b.Loads > 0 {
			line += fmt.Sprintf(", %d loads", b.Loads)
		}
		if b.Download {
			line += ", DOWNLOAD"
		}
		lines = append(lines, line)
	}
	for _, k := range f.Crashes {
		line := fmt.Sprintf("CRASH: %s at %d-%d, known at %d, %q", k.Kind, k.Mark, k.End, k.Known, k.Reason)
		if len(k.Backtrace) > 0 {
			line += ", backtrace " + strings.Join(k.Backtrace, " ")
		}
		if !k.Complete {
			line += ", still open"
		}
		lines = append(lines, line)
	}
	if lines == nil {
		lines = []string{"NOTHING"}
	}
	return lines
}

func orNone(s string) string {
	if s == "" {
		return "(none)"
	}
	return s
}

func TestGolden(t *testing.T) {
	for _, g := range goldenLogs(t) {
		t.Run(filepath.Base(g.path), func(t *testing.T) {
			var header []string
			for _, line := range g.header {
				if strings.HasPrefix(line, "CHIP: ") || strings.HasPrefix(line, "ABOUT: ") {
					header = append(header, line)
				}
			}
			header = append(header, headerOf(Recognise(g.chip, g.text))...)
			if *update {
				file := strings.Join(header, "\n") + "\n\n" + string(g.text)
				if err := os.WriteFile(g.path, []byte(file), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			got, want := strings.Join(header, "\n"), strings.Join(g.header, "\n")
			if got != want {
				t.Errorf("%s\ngot:\n%s\nwant:\n%s", g.path, got, want)
			}
		})
	}
}
