package reports

import (
	"fmt"
	"slices"
	"strings"
)

// The exit codes of a run. 75 is EX_TEMPFAIL of sysexits.h, try again later; 130 and 143 are what shells report for
// SIGINT and SIGTERM.
const (
	ExitPassed      = 0
	ExitFailed      = 1
	ExitUsage       = 2
	ExitIncomplete  = 3
	ExitBenchBroken = 4
	ExitBusy        = 75
	ExitInterrupted = 130
	ExitTerminated  = 143
)

// Exit is the gate: the exit code of the run, decided from its record alone. The first line that applies wins:
//
//	130, 143  a signal stopped the run: whatever else is known is not the whole of it
//	2         what a person wrote cannot be tried: a bad option, a bad file, a sketch that does not compile
//	1         a spec failed, or passed that was known to fail: true whatever became of the rest
//	4         the bench is broken: a bench-error, or a spec that ended in one
//	75        another process holds a board
//	3         incomplete: planned specs without a result, results that nobody planned, a lane that was lost, a spec not
//	          judged although its positive control did not fail, or nothing that was judged at all
//	0         everything planned has a result, and none is bad
func (r *Run) Exit() int {
	codes := r.troubleCodes()
	switch {
	case r.Signal != "":
		return signalCode(r.Signal)
	case slices.Contains(codes, ExitUsage):
		return ExitUsage
	case r.Count(Failed, UnexpectedPass) > 0:
		return ExitFailed
	case slices.Contains(codes, ExitBenchBroken) || r.Count(Errored) > 0:
		return ExitBenchBroken
	case slices.Contains(codes, ExitBusy):
		return ExitBusy
	case len(r.Missing()) > 0:
		return ExitIncomplete
	}
	return ExitPassed
}

func signalCode(name string) int {
	switch strings.ToUpper(strings.TrimSpace(name)) {
	case "SIGINT", "INTERRUPT":
		return ExitInterrupted
	}
	return ExitTerminated
}

// code returns the exit code that a trouble asks for.
func (b BenchError) code() int {
	if b.Code != 0 {
		return b.Code
	}
	switch b.Phase {
	case PhaseUsage, PhaseBuild:
		return ExitUsage
	case PhaseBusy:
		return ExitBusy
	case PhaseSignal:
		return ExitPassed
	}
	return ExitBenchBroken
}

func (r *Run) troubleCodes() []int {
	var codes []int
	for _, t := range r.Troubles {
		codes = append(codes, t.code())
	}
	return codes
}

// Missing says in one sentence each what keeps a run from being complete; it is empty when the run is.
func (r *Run) Missing() []string {
	var missing []string
	planned, unplanned, judged := 0, 0, 0
	for _, spec := range r.Specs {
		switch {
		case spec.Foreseen:
			planned++
		default:
			unplanned++
		}
		switch spec.State() {
		case Passed, Failed, KnownFailure, UnexpectedPass:
			judged++
		}
	}
	without := r.Count(Pending, Lost, Interrupted)
	if without > 0 {
		missing = append(missing, fmt.Sprintf("%s left no result", plural(without, "planned spec")))
	}
	if unplanned > 0 {
		missing = append(missing, fmt.Sprintf("%s ran that nobody planned", plural(unplanned, "spec")))
	}
	if free := r.unexcused(); free > 0 {
		missing = append(missing, fmt.Sprintf("%s not judged, although the positive control did not fail", plural(free, "spec")))
	}
	for _, lane := range r.Lanes {
		if why := r.lost(lane); why != "" {
			missing = append(missing, fmt.Sprintf("the lane of %s was lost: %s", lane.Board, why))
		}
	}
	switch {
	case planned == 0:
		missing = append(missing, "no spec was planned")
	case judged == 0:
		missing = append(missing, "no spec was judged")
	}
	return missing
}

// unexcused counts the specs that were not judged without a failed positive control of their firmware on their board.
// Trouble on the lane is an excuse too; it has an exit code of its own.
func (r *Run) unexcused() int {
	failed := map[specKey]bool{}
	for _, spec := range r.Specs {
		if spec.isControl() && (spec.State() == Failed || spec.State() == Errored) {
			failed[specKey{lane: spec.Lane, firmware: spec.Firmware}] = true
		}
	}
	troubled := map[string]bool{}
	for _, t := range r.Troubles {
		troubled[t.Lane] = troubled[t.Lane] || t.code() != ExitPassed
	}
	n := 0
	for _, spec := range r.Specs {
		if spec.State() == Unjudged && !failed[specKey{lane: spec.Lane, firmware: spec.Firmware}] && !troubled[spec.Lane] {
			n++
		}
	}
	return n
}

func (s *Spec) isControl() bool { return s.Control || slices.Contains(s.Labels, "control") }

// lost says why a lane counts as lost, "" when it does not. A lane whose process reports a failure that none of its
// specs shows (a cleanup that failed, an exit in a goroutine) is lost too. To Ginkgo a known failure is a failure: it
// ends with 1 for both.
func (r *Run) lost(lane *Lane) string {
	switch {
	case !lane.Over():
		return "its end was never seen"
	case lane.End.Exit == 0:
		return ""
	case lane.End.Exit == 1 && r.explains(lane):
		return ""
	}
	return or(lane.End.Reason, fmt.Sprintf("it ended with exit code %d, and no spec says why", lane.End.Exit))
}

// explains tells whether one of a lane's specs ended so that Ginkgo reports a failure.
func (r *Run) explains(lane *Lane) bool {
	for _, spec := range r.Specs {
		if state := spec.State(); spec.Lane == lane.Name && (state.bad() && state != Lost || state == KnownFailure) {
			return true
		}
	}
	return false
}

// Result is the exit code in a word.
func (r *Run) Result() string {
	switch r.Exit() {
	case ExitPassed:
		return "passed"
	case ExitFailed:
		return "failed"
	case ExitUsage:
		return "usage"
	case ExitIncomplete:
		return "incomplete"
	case ExitBusy:
		return "busy"
	case ExitInterrupted, ExitTerminated:
		return "interrupted"
	}
	return "bench-broken"
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
