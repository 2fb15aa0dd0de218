package reports

import "time"

const (
	// trialEvents is how many events of one trial are kept: a page with 60,000 rows takes 3 s to load, and a trial that
	// has more is a board that prints without end. The beginning and the end are kept.
	trialEvents = 6000
	looseEvents = 2000
)

// NewRun returns a run of which nothing is known yet.
func NewRun() *Run {
	return &Run{lanes: map[string]*Lane{}, specs: map[specKey]*Spec{}, folders: map[string]int{}}
}

// Fold makes a run from all of its events. Specs that never ended are Lost, or Interrupted when a signal was caught.
func Fold(events []Event) *Run {
	run := NewRun()
	for _, e := range events {
		run.Apply(e)
	}
	run.Settle()
	return run
}

// Apply takes in the next event. A payload that cannot be read counts as empty: views must not fail on the record of
// another version.
func (r *Run) Apply(e Event) {
	if r.Began.IsZero() || e.At.Before(r.Began) {
		r.Began = e.At
	}
	if e.At.After(r.Ended) {
		r.Ended = e.At
	}
	switch e.Kind {
	case RunBegan:
		_ = e.Unpack(&r.Info)
	case RunEnded:
		r.Whole = true
	case SignalCaught:
		if r.Signal == "" {
			r.Signal = e.Text
		}
	case ToolUsed:
		tool := Tool{Name: e.Source, Version: e.Text}
		_ = e.Unpack(&tool)
		r.Tools = append(r.Tools, tool)
	case BuildBegan, BuildDone:
		r.applyBuild(e)
	case BuildProgress, FlashProgress:
	case FlashBegan, FlashDone:
		r.applyFlash(e)
	case BenchTrouble:
		r.applyTrouble(e)
	default:
		r.applyLane(e)
	}
}

// Settle says of every spec that has no result what became of it. It is called once, when no event can follow.
func (r *Run) Settle() {
	for _, trial := range r.Trials {
		if trial.Folder == "" {
			trial.Folder = r.trialFolder(trial)
		}
	}
	for _, spec := range r.Specs {
		if spec.State() != Pending {
			continue
		}
		spec.End.State = Lost
		spec.End.Message = "it was planned, and no result ever came"
		if !spec.Began.IsZero() {
			spec.End.Message = "it began, and no result ever came"
		}
		lane := r.lanes[spec.Lane]
		switch {
		case r.Signal != "":
			spec.End.State = Interrupted
			spec.End.Message = "the run was stopped by " + r.Signal
		case lane != nil && lane.Over() && lane.End.Reason != "":
			spec.End.Message += "; the lane ended: " + lane.End.Reason
		case lane != nil && !lane.Over():
			spec.End.Message += "; the lane vanished"
		}
	}
}

func (r *Run) applyBuild(e Event) {
	var payload Building
	_ = e.Unpack(&payload)
	for _, b := range r.Builds {
		if e.Kind == BuildDone && !b.Done && b.Firmware == e.Firmware && (b.Chip == payload.Chip || payload.Chip == "") {
			payload.Chip = b.Chip
			b.Building, b.Done = payload, true
			return
		}
	}
	r.Builds = append(r.Builds, &Build{Building: payload, Firmware: e.Firmware, Began: e.At, Done: e.Kind == BuildDone})
}

func (r *Run) applyFlash(e Event) {
	var payload Flashing
	_ = e.Unpack(&payload)
	board := or(e.Board, e.Lane)
	for _, f := range r.Flashes {
		if e.Kind == FlashDone && !f.Done && f.Board == board && (f.Firmware == e.Firmware || e.Firmware == "") {
			f.Flashing, f.Done = payload, true
			return
		}
	}
	r.Flashes = append(r.Flashes, &Flash{Flashing: payload, Board: board, Firmware: e.Firmware, Began: e.At, Done: e.Kind == FlashDone})
}

func (r *Run) applyTrouble(e Event) {
	t := Trouble{At: e.At, Lane: or(e.Lane, e.Board), Board: or(e.Board, e.Lane), Spec: e.Spec, Message: e.Text}
	_ = e.Unpack(&t.BenchError)
	r.Troubles = append(r.Troubles, t)
	if lane := r.lanes[t.Lane]; lane != nil {
		lane.keep(e)
	}
}

// applyLane takes in what belongs to one lane. An event without a lane belongs to the lane of its board.
func (r *Run) applyLane(e Event) {
	name := or(e.Lane, e.Board)
	if name == "" {
		return
	}
	lane := r.lanes[name]
	if lane == nil {
		lane = &Lane{Name: name, Board: or(e.Board, e.Lane), Began: e.At}
		r.lanes[name] = lane
		r.Lanes = append(r.Lanes, lane)
	}
	switch e.Kind {
	case LaneBegan:
		lane.Board, lane.Began, lane.Ended = or(e.Board, lane.Board), e.At, time.Time{}
		_ = e.Unpack(&lane.Info)
	case LaneEnded:
		lane.Ended = e.At
		_ = e.Unpack(&lane.End)
		lane.spec, lane.trial = nil, nil
	case Plan:
		spec := r.spec(lane, e)
		spec.Foreseen, spec.Key = true, e.Text
		_ = e.Unpack(&spec.Planned)
	case SpecBegan:
		r.beginSpec(lane, e)
	case SpecEnded:
		r.endSpec(lane, e)
	case TrialBegan:
		r.beginTrial(lane, e)
	case TrialEnded:
		r.endTrial(lane, e)
	default:
		lane.keep(e)
	}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
