package run

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
)

// convict says of each mutant which specs failed it, and which that must have did not. A spec of the full suite alone says
// nothing in a smaller one, and one without a result says nothing of the mutant: the exit code is then that of a run that is
// not complete.
func convict(out io.Writer, run *reports.Run, mutants []mutant, suite harness.Suite) int {
	survivors, unjudged := 0, 0
	fmt.Fprintf(out, "\n%d mutants\n", len(mutants))
	for _, m := range mutants {
		t := m.trial(run)
		if suite == harness.SuiteFull && t.trouble == "" {
			t.escaped = append(t.escaped, t.untried...)
		}
		switch {
		case len(t.escaped) > 0:
			survivors++
			fmt.Fprintf(out, "✗ %-32s NOT caught by %s: %s\n", m.firmware, strings.Join(t.escaped, "; "), m.Fault)
		case t.trouble != "" && len(t.missing)+len(t.untried) > 0:
			unjudged++
			fmt.Fprintf(out, "! %-32s not judged: bench trouble: %s: %s\n", m.firmware, t.trouble, m.Fault)
		case len(t.failed) == 0:
			fmt.Fprintf(out, "· %-32s not tried in the %s suite: %s\n", m.firmware, suite, m.Fault)
		default:
			fmt.Fprintf(out, "✓ %-32s caught by %d specs: %s\n", m.firmware, len(t.failed), m.Fault)
		}
	}
	if unjudged > 0 {
		fmt.Fprintf(out, "%d of %d mutants were not judged\n", unjudged, len(mutants))
	}
	if survivors > 0 {
		fmt.Fprintf(out, "%d of %d mutants are not caught as they must be\n", survivors, len(mutants))
		return exitFailed
	}
	if unjudged > 0 {
		return exitIncomplete
	}
	return exitPassed
}

// sentence is what the specs of a run say of a mutant.
type sentence struct {
	failed  []string // the specs that failed
	escaped []string // patterns of which specs have a result, and none failed
	missing []string // patterns of which no spec failed, and some have no result
	untried []string // patterns that no spec of the run matches
	trouble string   // why results are missing
}

// owed are the states of a spec that the bench owes a result.
var owed = []reports.State{reports.Pending, reports.Lost, reports.Errored, reports.Interrupted}

func (m mutant) trial(run *reports.Run) sentence {
	var t sentence
	var judged, without []string
	for _, s := range run.Specs {
		if s.Firmware != m.firmware {
			continue
		}
		name := strings.TrimPrefix(s.Name, m.firmware+" / ")
		switch {
		case s.State() == reports.Failed:
			t.failed = append(t.failed, name)
		case slices.Contains(owed, s.State()):
			without = append(without, name)
		default:
			judged = append(judged, name)
		}
	}
	for _, pattern := range m.CaughtBy {
		matches := func(name string) bool { return selects(pattern, name) }
		quoted := fmt.Sprintf("%q", pattern)
		switch {
		case slices.ContainsFunc(t.failed, matches):
		case slices.ContainsFunc(without, matches):
			t.missing = append(t.missing, quoted)
		case slices.ContainsFunc(judged, matches):
			t.escaped = append(t.escaped, quoted)
		default:
			t.untried = append(t.untried, quoted)
		}
	}
	t.trouble = m.trouble(run, t.missing)
	return t
}

// trouble is why a mutant has no results: it was not built, or its specs were lost.
func (m mutant) trouble(run *reports.Run, missing []string) string {
	for _, b := range run.Builds {
		if b.Firmware == m.firmware && (!b.Done || b.Error != "") {
			return "it was not built"
		}
	}
	if len(missing) > 0 {
		return "no result of " + strings.Join(missing, "; ")
	}
	return ""
}
