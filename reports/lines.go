package reports

import (
	"fmt"
	"strings"
)

// lines returns what an event adds to the lines that stay.
func (t *Terminal) lines(e Event) []string {
	switch e.Kind {
	case RunBegan:
		return []string{t.begin()}
	case BuildDone:
		return t.built(e)
	case FlashDone:
		return t.flashed(e)
	case TrialBegan:
		return t.release(or(e.Lane, e.Board), nil)
	case TrialEnded:
		return t.trialEnded(e)
	case SpecEnded:
		return t.specEnded(e)
	case BenchTrouble:
		return t.trouble(e)
	case LaneEnded:
		return t.laneEnded(e)
	case Step:
		if or(e.Lane, e.Board) == "" && e.Text != "" {
			return []string{"  " + oneLine(e.Text, 500)} // the runner's own words
		}
	case SignalCaught:
		return []string{t.paint.with("35", "! "+oneLine(e.Text, 40)) + "  stopping: ending the lanes, writing the reports"}
	}
	return nil
}

func (t *Terminal) begin() string {
	info := t.run.Info
	words := []string{"bench " + or(oneLine(info.Bench, 60), "without a name"), fmt.Sprintf("seed %d", info.Seed)}
	if info.Out != "" {
		words = append(words, oneLine(info.Out, 200))
	}
	return t.paint.bold("benchtrial") + "  " + strings.Join(words, " · ")
}

func (t *Terminal) built(e Event) []string {
	var b Building
	_ = e.Unpack(&b)
	what := fmt.Sprintf("%s for %s", oneLine(e.Firmware, 60), or(b.Chip, "its chip"))
	switch {
	case b.Error != "" && t.run.Signal != "":
		return []string{"- not built " + what} // the signal is the reason, and is on the screen
	case b.Error != "":
		lines := []string{t.paint.with("31", "✗ not built") + " " + what}
		return append(lines, quoted(compilerWords(b.Error))...)
	case b.Cached:
		return []string{"  built       " + what + t.paint.dim("  nothing changed, taken from the cache")}
	}
	by := ""
	if b.Builder != "" {
		by = " with " + oneLine(b.Builder, 40)
	}
	return []string{fmt.Sprintf("  built       %s%s, %s", what, by, briefly(b.Took.Duration()))}
}

func (t *Terminal) flashed(e Event) []string {
	var f Flashing
	_ = e.Unpack(&f)
	what := fmt.Sprintf("%s on %s", oneLine(e.Firmware, 60), or(e.Board, e.Lane))
	switch {
	case f.Error != "":
		lines := []string{t.paint.with("35", "! not flashed") + " " + what}
		return append(lines, quoted(t.once(f.Error))...)
	case f.Skipped:
		return []string{"  flashed     " + what + t.paint.dim("  the board holds these bytes already")}
	}
	return []string{fmt.Sprintf("  flashed     %s, %s", what, briefly(f.Took.Duration()))}
}

// trialEnded holds the line of a trial back while its spec goes on: the spec knows whether the verdict is a good one.
func (t *Terminal) trialEnded(e Event) []string {
	name := or(e.Lane, e.Board)
	lane := t.run.lanes[name]
	if lane == nil || lane.last == nil {
		return nil // an event without a lane is no trial
	}
	trial := lane.last
	if lane.spec != nil {
		t.waiting[name] = append(t.waiting[name], trial)
		return nil
	}
	return []string{t.trialLine(trial, trial.asWanted(), "")}
}

// release writes the lines of trials that wait. spec is the one that ended, nil when there is none.
func (t *Terminal) release(lane string, spec *Spec) []string {
	var lines []string
	for i, trial := range t.waiting[lane] {
		state, note := trial.asWanted(), ""
		if spec != nil && i == len(t.waiting[lane])-1 {
			state, note = spec.State(), brief(spec)
			if state == KnownFailure {
				note = oneLine(spec.Name, 160) + "\n" + note // the line names the trial, which may have several specs
			}
		}
		lines = append(lines, t.trialLine(trial, state, note))
	}
	delete(t.waiting, lane)
	return lines
}

func (t *Terminal) specEnded(e Event) []string {
	name := or(e.Lane, e.Board)
	spec := t.run.ended(name, e)
	own := len(t.waiting[name]) > 0
	lines := t.release(name, spec)
	if spec != nil && !own && (t.opts.Verbose || t.news(spec)) {
		lines = append(lines, t.specLine(spec))
	}
	return lines
}

// news tells whether a spec without a trial of its own deserves a line. Those that were not judged get one line together at
// the end, where their number is known.
func (t *Terminal) news(s *Spec) bool {
	if s.State() == Passed || s.State() == Skipped {
		return false
	}
	word, _ := t.run.aside(s)
	return word == ""
}

// ended returns the spec that an event of kind SpecEnded was about.
func (r *Run) ended(lane string, e Event) *Spec {
	for _, s := range r.Specs {
		if s.Lane == lane && s.Name == e.Spec && s.Ended.Equal(e.At) {
			return s
		}
	}
	return nil
}

// brief is why a spec did not simply pass, in a few words.
func brief(s *Spec) string {
	switch s.State() {
	case Passed:
		return ""
	case KnownFailure:
		return "known failure: " + oneLine(or(s.End.Reason, s.End.Message), 120)
	case Unjudged, Skipped:
		return oneLine(or(s.End.Message, s.State().Words()), 120)
	}
	return oneLine(strings.SplitN(strings.TrimSpace(explain(s)), "\n", 2)[0], 160)
}

func (t *Terminal) trialLine(trial *Trial, state State, note string) string {
	c := t.widths
	reason := oneLine(trial.Reason, 160)
	if sent := alerts(trial); sent != "" && !strings.Contains(reason, "alert") {
		reason += "; alert " + sent
	}
	line := t.paint.state(state, pad(symbol(state)+" "+trial.Verdict.String(), c.verdict+2)) + " " +
		pad(oneLine(trial.Firmware, 40), c.firmware) + "  " + pad(oneLine(trial.Name(), 40), c.scenario) + "  " +
		pad(oneLine(trial.Board, 40), c.board) + "  " + t.paint.dim(reason)
	return strings.TrimRight(line, " ") + t.below(state, note)
}

func (t *Terminal) specLine(s *Spec) string {
	line := t.paint.state(s.State(), pad(symbol(s.State())+" "+s.State().Words(), t.widths.verdict+2)) + " " +
		oneLine(s.Name, 160) + "  " + t.paint.dim(oneLine(s.Board, 40))
	return line + t.below(s.State(), brief(s))
}

// below sets the lines of a note under the second column.
func (t *Terminal) below(state State, note string) string {
	var out strings.Builder
	for line := range strings.SplitSeq(note, "\n") {
		if line != "" {
			out.WriteString("\n" + strings.Repeat(" ", t.widths.verdict+3) + t.paint.state(state, line))
		}
	}
	return out.String()
}

func (t *Terminal) trouble(e Event) []string {
	var b BenchError
	_ = e.Unpack(&b)
	if b.Phase == PhaseBuild {
		return nil // said already, as the end of the build
	}
	word := "bench"
	if b.code() == ExitUsage || b.code() == ExitBusy {
		word = "stopped"
	}
	lines := quoted(t.once(e.Text))
	head, phase := t.paint.with("35", "! "+word), oneLine(b.Phase, 60)
	if b.Phase == PhaseUsage {
		phase = "" // a word of the record; what was wrong is said below
	}
	if where := strings.TrimSpace(oneLine(e.Board, 40) + "  " + phase); where != "" {
		head += "  " + where
	}
	return append([]string{head}, lines...)
}

func (t *Terminal) laneEnded(e Event) []string {
	name := or(e.Lane, e.Board)
	lines := t.release(name, nil)
	if lane := t.run.lanes[name]; lane != nil && t.run.Signal == "" && lane.End.Exit != 0 && lane.End.Exit != 1 {
		lines = append(lines, fmt.Sprintf("%s  %s ended with exit code %d", t.paint.with("35", "! lane"), name, lane.End.Exit))
		lines = append(lines, quoted(lane.End.Reason)...)
	}
	return lines
}
