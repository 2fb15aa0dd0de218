package reports

import (
	"slices"
	"time"
)

// Run is everything that is known of a run, folded from its events.
type Run struct {
	Info   RunInfo
	Began  time.Time
	Ended  time.Time // of the last event
	Whole  bool      // run-ended was seen
	Signal string    // the signal that stopped it, "" when none did

	Tools    []Tool
	Builds   []*Build
	Lanes    []*Lane
	Flashes  []*Flash
	Specs    []*Spec // in the order of the plan, then those that nobody planned
	Trials   []*Trial
	Spoiled  []*Trial // that judge nothing and were repeated
	Troubles []Trouble

	lanes   map[string]*Lane
	specs   map[specKey]*Spec
	folders map[string]int // how often each folder of a trial was asked for
}

type specKey struct{ lane, firmware, name string }

// Lane is one serial run of the specs on one board.
type Lane struct {
	Name  string
	Board string
	Info  LaneInfo
	Began time.Time
	Ended time.Time // zero while it runs
	End   LaneEnd
	Loose []Event // what happened on the board outside of trials, the newest looseEvents of them

	spec  *Spec  // that runs
	trial *Trial // that runs
	last  *Trial // that ended
}

// Over tells whether the lane's end was seen.
func (l *Lane) Over() bool { return !l.Ended.IsZero() }

// Build is one firmware made for one chip.
type Build struct {
	Building
	Firmware string
	Began    time.Time
	Done     bool
}

// Flash is one image written, or found written, to one board.
type Flash struct {
	Flashing
	Board    string
	Firmware string
	Began    time.Time
	Done     bool
}

// Spec is one spec on one board.
type Spec struct {
	Planned
	Name     string
	Firmware string
	Scenario string
	Key      string // names the trial that the spec judges by, "" when the scenario does
	Lane     string
	Board    string
	Foreseen bool // it was in the plan
	Began    time.Time
	Ended    time.Time
	End      SpecEnd
	Retries  []SpecEnd // what came of it before the last time it ran
	Own      []*Trial  // the trials that ran within it
}

// State is how the spec ended; Pending while it has no result.
func (s *Spec) State() State { return s.End.State }

// Meets is the name of the trial that the spec judges by.
func (s *Spec) Meets() string { return or(s.Key, s.Scenario) }

// Trial is one scenario met by one firmware on one board.
type Trial struct {
	TrialEnd
	Lane     string
	Board    string
	Firmware string
	Scenario string
	Key      string // tells trials of one scenario apart, "" when there is one
	Doc      string // what the scenario is
	Spec     string // the spec that ran it, "" when none did
	Began    time.Time
	Ended    time.Time // zero when its end was never seen
	Events   []Event   // what happened on the lane between, at most trialEvents of them
	Dropped  int       // events that were left out of the middle
	Folder   string    // where its files are, within the folder of the run
}

// Name is the scenario, or what tells this trial from others of the scenario.
func (t *Trial) Name() string { return or(t.Key, t.Scenario) }

// Over tells whether the trial's end was seen.
func (t *Trial) Over() bool { return !t.Ended.IsZero() }

// Trouble is something that is wrong with the bench.
type Trouble struct {
	BenchError
	At      time.Time
	Lane    string
	Board   string
	Spec    string
	Message string
}

// Count returns how many specs are in one of the states.
func (r *Run) Count(states ...State) int {
	n := 0
	for _, spec := range r.Specs {
		if slices.Contains(states, spec.State()) {
			n++
		}
	}
	return n
}

// Took is the time from the first event to the last.
func (r *Run) Took() time.Duration { return r.Ended.Sub(r.Began) }

// Waiting is the bench time in which firmware waited by its own will (a pause between attempts, a time limit), summed
// over all trials: no harness can make a run shorter than this share of it.
func (r *Run) Waiting() time.Duration {
	var sum time.Duration
	for _, trial := range r.Trials {
		sum += trial.Waiting.Duration()
	}
	return sum
}

// Evidence returns the trials that a spec judged by: its own, otherwise the last that it shares with other specs.
func (r *Run) Evidence(s *Spec) []*Trial {
	if len(s.Own) > 0 {
		return s.Own
	}
	if s.Began.IsZero() {
		return nil
	}
	if last := r.Trial(s.Board, s.Firmware, s.Meets()); last != nil {
		return []*Trial{last}
	}
	return nil
}

// Trial returns the last trial of that name on a board, nil when there is none.
func (r *Run) Trial(board, firmware, name string) *Trial {
	for _, t := range slices.Backward(r.Trials) {
		if name != "" && t.Board == board && t.Firmware == firmware && t.Name() == name {
			return t
		}
	}
	return nil
}

// Firmware returns the names of the firmware in the run, in the order of their appearance.
func (r *Run) Firmware() []string {
	var names []string
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, b := range r.Builds {
		add(b.Firmware)
	}
	for _, s := range r.Specs {
		add(s.Firmware)
	}
	for _, t := range r.Trials {
		add(t.Firmware)
	}
	return names
}

// Boards returns the names of the boards in the run, in the order of their appearance.
func (r *Run) Boards() []string {
	var names []string
	for _, l := range r.Lanes {
		if l.Board != "" && !slices.Contains(names, l.Board) {
			names = append(names, l.Board)
		}
	}
	return names
}

// lane returns the lane of a board, nil when there is none.
func (r *Run) laneOf(board string) *Lane {
	for _, l := range r.Lanes {
		if l.Board == board {
			return l
		}
	}
	return nil
}
