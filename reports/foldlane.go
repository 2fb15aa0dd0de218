package reports

import (
	"fmt"
	"slices"
)

// spec returns the spec that an event is about and makes it when it is new.
func (r *Run) spec(lane *Lane, e Event) *Spec {
	key := specKey{lane.Name, e.Firmware, e.Spec}
	if spec, known := r.specs[key]; known {
		return spec
	}
	spec := &Spec{Name: e.Spec, Firmware: e.Firmware, Scenario: e.Scenario, Lane: lane.Name, Board: lane.Board}
	r.specs[key] = spec
	r.Specs = append(r.Specs, spec)
	return spec
}

// running returns the spec of an event of which only the name may be known: the one that runs, if the names agree.
func (r *Run) running(lane *Lane, e Event) *Spec {
	if lane.spec != nil && lane.spec.Name == e.Spec && (e.Firmware == "" || e.Firmware == lane.spec.Firmware) {
		return lane.spec
	}
	if e.Firmware == "" {
		for _, spec := range r.Specs {
			if spec.Lane == lane.Name && spec.Name == e.Spec {
				return spec
			}
		}
	}
	return r.spec(lane, e)
}

func (r *Run) beginSpec(lane *Lane, e Event) {
	spec := r.running(lane, e)
	if spec.State() != Pending {
		spec.Retries = append(spec.Retries, spec.End)
		spec.End = SpecEnd{}
	}
	spec.Began = e.At
	spec.Scenario = or(spec.Scenario, e.Scenario)
	lane.spec = spec
}

func (r *Run) endSpec(lane *Lane, e Event) {
	spec := r.running(lane, e)
	spec.End = SpecEnd{}
	_ = e.Unpack(&spec.End)
	if spec.End.State == Pending {
		// Whoever wrote this is of another version, or the payload is damaged. It is no pass.
		spec.End.State = Errored
		spec.End.Message = or(spec.End.Message, "the event that ended this spec holds no state")
	}
	spec.End.Message = or(spec.End.Message, e.Text)
	spec.Ended = e.At
	if spec.Began.IsZero() {
		spec.Began = e.At.Add(-spec.End.Took.Duration())
	}
	lane.spec = nil
}

func (r *Run) beginTrial(lane *Lane, e Event) {
	trial := &Trial{Lane: lane.Name, Board: lane.Board, Firmware: e.Firmware, Scenario: e.Scenario, Spec: e.Spec, Began: e.At}
	if e.Kind == TrialBegan {
		trial.Doc = e.Text
	}
	if lane.spec != nil {
		trial.Spec = or(trial.Spec, lane.spec.Name)
		trial.Firmware = or(trial.Firmware, lane.spec.Firmware)
		lane.spec.Own = append(lane.spec.Own, trial)
	}
	lane.trial = trial
	r.Trials = append(r.Trials, trial)
}

func (r *Run) endTrial(lane *Lane, e Event) {
	if lane.trial == nil || lane.trial.Scenario != e.Scenario {
		r.beginTrial(lane, e)
	}
	trial := lane.trial
	_ = e.Unpack(&trial.TrialEnd)
	trial.Key = e.Text
	trial.Ended = e.At
	lane.trial, lane.last = nil, nil
	if trial.Spoiled != "" {
		r.setAside(lane, trial)
		return
	}
	trial.Folder = r.trialFolder(trial)
	lane.last = trial
}

// setAside takes a trial that was repeated out of all that is shown and counted; the events file keeps it.
func (r *Run) setAside(lane *Lane, trial *Trial) {
	same := func(t *Trial) bool { return t == trial }
	r.Spoiled = append(r.Spoiled, trial)
	r.Trials = slices.DeleteFunc(r.Trials, same)
	if lane.spec != nil {
		lane.spec.Own = slices.DeleteFunc(lane.spec.Own, same)
	}
}

// leftOut is the Source of the event that stands for those which were left out of a trial.
const leftOut = "reports"

// keep puts an event where a reader will look for it: with the trial that runs, else with the lane.
func (l *Lane) keep(e Event) {
	t := l.trial
	if t == nil {
		if len(l.Loose) >= looseEvents {
			l.Loose = append(l.Loose[:0], l.Loose[looseEvents/2:]...)
		}
		l.Loose = append(l.Loose, e)
		return
	}
	if len(t.Events) >= trialEvents {
		t.thin()
	}
	t.Events = append(t.Events, e)
}

// thin takes a quarter of the events out of the middle and leaves one that says so.
func (t *Trial) thin() {
	const from, to = trialEvents / 2, trialEvents * 3 / 4
	gone := to - from
	if t.Dropped > 0 {
		gone-- // the note of last time goes too
	}
	t.Dropped += gone
	note := Event{At: t.Events[from].At, Kind: Step, Source: leftOut, Text: fmt.Sprintf("%d events left out here, see events.jsonl", t.Dropped)}
	t.Events = append(append(t.Events[:from:from], note), t.Events[to:]...)
}
