package reports

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const (
	wholeFailures = 10 // failures that are shown with both witnesses; the others with their message
	witnessLines  = 8  // of each witness, from its end
)

// closing is what a person reads last: each failure whole with the command that repeats it, what was not judged and why,
// the table, the counts.
func (t *Terminal) closing(r *Run, out string) []string {
	lines := t.failures(r, out)
	if groups := r.groups(); len(groups) > 0 {
		lines = append(lines, "")
		for _, g := range groups {
			lines = append(lines, t.paint.state(g.State, symbolOf(g)+" "+g.String()))
		}
	}
	lines = append(lines, "")
	lines = append(lines, t.tables(r)...)
	for _, note := range r.notes() {
		lines = append(lines, t.paint.with("35", "! ")+oneLine(note, 300))
	}
	lines = append(lines, t.result(r))
	if reports := reportLine(out); reports != "" {
		lines = append(lines, reports)
	}
	return lines
}

// screenful is how many rows of verdicts a person reads on a screen; longer tables are left to the reports.
const screenful = 60

// tables are the verdicts, trial by trial where they are few, what the stacks let through, and a row for each firmware.
func (t *Terminal) tables(r *Run) []string {
	var out strings.Builder
	rows := 0
	for _, firmware := range r.Firmware() {
		rows += len(r.meetings(firmware))
	}
	if rows <= screenful {
		for _, firmware := range r.Firmware() {
			r.tableOf(&out, t.paint, firmware)
		}
	}
	r.writeWeaknesses(&out, t.paint, weaknessLines)
	r.writeOverview(&out, t.paint)
	out.WriteString(r.Tally(bool(t.paint)))
	return strings.Split(out.String(), "\n")
}

func symbolOf(g group) string {
	if g.State == Lost {
		return symbol(Lost)
	}
	return symbol(Unjudged)
}

func (t *Terminal) failures(r *Run, out string) []string {
	var lines []string
	cut, shown := 0, 0
	seen := map[*Trial]bool{}
	for _, spec := range r.failures() {
		if word, _ := r.aside(spec); word != "" {
			continue
		}
		if spec.State() == Lost || spec.State() == Interrupted {
			if cut++; cut > 1 {
				continue // the first stands for all: nothing is known of the others but their names
			}
		}
		lines = append(lines, "")
		lines = append(lines, t.failure(r, spec, out, shown < wholeFailures, seen)...)
		shown++
	}
	if cut > 1 {
		lines = append(lines, fmt.Sprintf("  and %s more without a result, named in %s", plural(cut-1, "spec"), SummaryFile))
	}
	return lines
}

func (t *Terminal) result(r *Run) string {
	code := r.Exit()
	text := fmt.Sprintf("%s (exit code %d)", r.words(), code)
	switch code {
	case ExitPassed:
		return t.paint.with("1;32", text)
	case ExitFailed:
		return t.paint.with("1;31", text)
	}
	return t.paint.with("1;35", text)
}

// reportLine names the reports that are there: on a full disk they may not be.
func reportLine(out string) string {
	var names []string
	for _, name := range []string{PageFile, JUnitFile, SummaryFile} {
		if out == "" || !exists(filepath.Join(out, name)) {
			continue
		}
		if len(names) == 0 {
			name = filepath.Join(out, name)
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return ""
	}
	return "reports: " + strings.Join(names, "  ")
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// failure is one spec that needs a look. Both witnesses are shown once for each trial: seen are those whose were.
func (t *Terminal) failure(r *Run, s *Spec, out string, whole bool, seen map[*Trial]bool) []string {
	lines := []string{t.paint.state(s.State(), symbol(s.State())+" "+s.State().Words()) + "  " + t.paint.bold(oneLine(s.Name, 300)) + "  " + oneLine(s.Board, 60)}
	said, evidence := splitEvidence(explain(s))
	if s.State() == Errored {
		said = t.once(said) // the trouble that ended it was told when it came
	}
	lines = append(lines, quoted(said)...)
	if trials := r.Evidence(s); len(trials) > 0 {
		trial := trials[len(trials)-1]
		if whole {
			lines = append(lines, t.evidence(trial, evidence, seen)...)
		}
		if folder := filepath.Join(out, trial.Folder); out != "" && exists(folder) {
			lines = append(lines, t.paint.dim("    files: ")+folder)
		}
	}
	if s.File != "" {
		lines = append(lines, t.paint.dim("    spec:  ")+fmt.Sprintf("%s:%d", oneLine(s.File, 200), s.Line))
	}
	return append(lines, t.paint.dim("    again: ")+Printable([]byte(r.Repeat(s))))
}

// evidence shows both witnesses of a trial, in the spec's own words where it has some.
func (t *Terminal) evidence(trial *Trial, words string, seen map[*Trial]bool) []string {
	switch {
	case seen[trial]:
		return []string{t.paint.dim("    evidence: see above")}
	case words != "":
		seen[trial] = true
		return append([]string{"    │"}, quotedEvidence(words)...)
	}
	seen[trial] = true
	return append(t.witness("console", Printable(trial.Console())), t.witness("server", trial.Wire())...)
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
	return append([]string{t.paint.dim(head)}, quotedEvidence(strings.Join(all, "\n"))...)
}
