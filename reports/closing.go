package reports

import (
	"fmt"
	"path/filepath"
	"strings"
)

const (
	wholeFailures = 10 // failures that are shown with both witnesses; the others with their message
	witnessLines  = 8  // of each witness, from its end
)

// closing is what a person reads last: each failure whole with the command that repeats it, the table, the counts.
func (t *Terminal) closing(r *Run, out string) []string {
	var lines []string
	cut := 0
	for i, spec := range r.failures() {
		if spec.State() == Lost || spec.State() == Interrupted {
			if cut++; cut > 1 {
				continue // the first stands for all: nothing is known of the others but their names
			}
		}
		lines = append(lines, "")
		lines = append(lines, t.failure(r, spec, out, i < wholeFailures)...)
	}
	if cut > 1 {
		lines = append(lines, fmt.Sprintf("  and %s more without a result, named in %s", plural(cut-1, "spec"), SummaryFile))
	}
	lines = append(lines, "")
	var table strings.Builder
	_ = WriteTable(&table, r, bool(t.paint)) // a Builder takes everything
	lines = append(lines, strings.Split(strings.TrimRight(table.String(), "\n"), "\n")...)
	for _, missing := range r.Missing() {
		if r.Exit() != ExitPassed {
			lines = append(lines, t.paint.with("35", "! ")+oneLine(missing, 300))
		}
	}
	return append(lines, t.result(r), reportLine(out))
}

func (t *Terminal) result(r *Run) string {
	code := r.Exit()
	text := fmt.Sprintf("%s (exit code %d)", strings.ReplaceAll(r.Result(), "-", " "), code)
	switch code {
	case ExitPassed:
		return t.paint.with("1;32", text)
	case ExitFailed:
		return t.paint.with("1;31", text)
	}
	return t.paint.with("1;35", text)
}

func reportLine(out string) string {
	if out == "" {
		return ""
	}
	return "reports: " + filepath.Join(out, PageFile) + "  " + JUnitFile + "  " + SummaryFile
}

func (t *Terminal) failure(r *Run, s *Spec, out string, whole bool) []string {
	lines := []string{t.paint.state(s.State(), symbol(s.State())+" "+s.State().String()) + "  " + t.paint.bold(oneLine(s.Name, 300)) + "  " + oneLine(s.Board, 60)}
	lines = append(lines, quoted(explain(s))...)
	if trials := r.Evidence(s); len(trials) > 0 {
		trial := trials[len(trials)-1]
		if whole && !strings.Contains(s.End.Message, EvidenceHeading) {
			lines = append(lines, t.witness("console", Printable(trial.Console()))...)
			lines = append(lines, t.witness("server", trial.Wire())...)
		}
		if out != "" {
			lines = append(lines, t.paint.dim("    files: ")+filepath.Join(out, trial.Folder))
		}
	}
	if s.File != "" {
		lines = append(lines, t.paint.dim("    spec:  ")+fmt.Sprintf("%s:%d", oneLine(s.File, 200), s.Line))
	}
	return append(lines, t.paint.dim("    again: ")+Printable([]byte(r.Repeat(s))))
}

func (t *Terminal) witness(name, text string) []string {
	all := strings.Split(strings.Trim(text, "\n"), "\n")
	head := "    " + name + ":"
	if len(all) > witnessLines {
		head += fmt.Sprintf(" (last %d of %d lines)", witnessLines, len(all))
		all = all[len(all)-witnessLines:]
	}
	if len(all) == 1 && all[0] == "" {
		return []string{t.paint.dim(head + " nothing")}
	}
	return append([]string{t.paint.dim(head)}, quoted(strings.Join(all, "\n"))...)
}
