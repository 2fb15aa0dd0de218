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
	ExitHungUp      = 129
)

// Exit is the gate: the exit code of the run, decided from its record alone. The first line that applies wins:
//
//	129, 130, 143  a signal stopped the run: whatever else is known is not the whole of it
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
	case "SIGHUP", "HANGUP":
		return ExitHungUp
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
func (r *Run) Missing() []string { return r.missing(r.Count(Pending, Lost, Interrupted), false) }

// notes is Missing for people, who read besides what stopped the run: what follows from that is not said again.
func (r *Run) notes() []string {
	var notes []string
	if n := len(r.Spoiled); n > 0 {
		notes = append(notes, fmt.Sprintf("%s repeated: %s", plural(n, "trial"), r.Spoiled[n-1].Spoiled))
	}
	return append(notes, r.shortfall()...)
}

// shortfall is why the run says less than was planned.
func (r *Run) shortfall() []string {
	switch code := r.Exit(); {
	case code == ExitPassed, r.Signal != "":
		return nil
	default:
		return r.missing(r.Count(Pending, Lost, Interrupted)-r.grouped(), slices.Max(append(r.troubleCodes(), 0)) > 0)
	}
}

// missing makes the sentences. without is how many specs left no result; stated tells that a reason for nothing being
// judged is known.
func (r *Run) missing(without int, stated bool) []string {
	var missing []string
	planned, judged := 0, 0
	for _, spec := range r.Specs {
		if spec.Foreseen {
			planned++
		}
		if spec.judged() {
			judged++
		}
	}
	if without > 0 {
		missing = append(missing, fmt.Sprintf("%s left no result", plural(without, "planned spec")))
	}
	if unplanned := len(r.Specs) - planned; unplanned > 0 {
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
	case stated:
	case planned == 0:
		missing = append(missing, "no spec was planned")
	case judged == 0:
		missing = append(missing, "no spec was judged")
	}
	return missing
}

// judged tells whether the spec says something about the firmware.
func (s *Spec) judged() bool {
	switch s.State() {
	case Passed, Failed, KnownFailure, UnexpectedPass:
		return true
	}
	return false
}

// Optional is the label of a spec that not every bench can judge: where it is not judged, it says why, and the run is
// complete all the same.
const Optional = "optional"

// unexcused counts the specs that were not judged without a failed positive control of their firmware on their board.
// Those that not every bench can judge do not count. A signal and trouble on the lane are excuses too; they have exit codes of their own.
func (r *Run) unexcused() int {
	n := 0
	for _, spec := range r.Specs {
		if spec.State() == Unjudged && !slices.Contains(spec.Labels, Optional) && r.Signal == "" && !r.controlFailed(spec) && r.troubleOn(spec.Lane) == nil {
			n++
		}
	}
	return n
}

// controlFailed tells whether the positive control of the spec's firmware on its board failed.
func (r *Run) controlFailed(s *Spec) bool {
	return slices.ContainsFunc(r.Specs, func(c *Spec) bool {
		return c.isControl() && c.Lane == s.Lane && c.Firmware == s.Firmware && (c.State() == Failed || c.State() == Errored)
	})
}

// troubleOn returns the first trouble of a lane that is no consequence of a signal, nil when there is none.
func (r *Run) troubleOn(lane string) *Trouble {
	for i, t := range r.Troubles {
		if t.Lane == lane && t.code() != ExitPassed {
			return &r.Troubles[i]
		}
	}
	return nil
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

// explains tells whether the lane reported trouble, or one of its specs ended so that Ginkgo reports a failure.
func (r *Run) explains(lane *Lane) bool {
	if r.troubleOn(lane.Name) != nil {
		return true
	}
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
	case ExitInterrupted, ExitTerminated, ExitHungUp:
		return "interrupted"
	}
	return "bench-broken"
}

// words is Result as people read it.
func (r *Run) words() string {
	if r.Exit() != ExitUsage {
		return strings.ReplaceAll(r.Result(), "-", " ")
	}
	for _, t := range r.Troubles {
		if t.code() == ExitUsage && t.Phase != PhaseBuild {
			return "stopped by a mistake"
		}
	}
	return "not built"
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
