package reports

import (
	"fmt"
	"slices"
)

// cell is one field of the table scenario x board.
type cell struct {
	State State
	Word  string // never empty
	Trial *Trial // nil when the scenario was not met
	Specs []*Spec
}

// gravest lists states from the one that a field with several specs shows first.
var gravest = []State{Failed, UnexpectedPass, Errored, Lost, Interrupted, Pending, KnownFailure, Unjudged, Passed, Skipped}

// cell says how a firmware fared in the trial of that name on a board.
func (r *Run) cell(board, firmware, name string) cell {
	c := cell{Trial: r.Trial(board, firmware, name)}
	worst := len(gravest)
	for _, spec := range r.Specs {
		if spec.Board == board && spec.Firmware == firmware && spec.Meets() == name {
			c.Specs = append(c.Specs, spec)
			worst = min(worst, slices.Index(gravest, spec.State()))
		}
	}
	switch {
	case worst < len(gravest):
		c.State = gravest[worst]
	case c.Trial != nil:
		c.State = c.Trial.asWanted()
	default:
		c.State = Skipped
	}
	if (c.State == Unjudged || c.State == Interrupted) && c.Trial != nil && c.Trial.asWanted() == Passed {
		// The trial is what its scenario demands; that further specs of it have no verdict takes nothing from it.
		c.Word = fmt.Sprintf("%s, %s %s", c.Trial.Verdict, plural(c.count(c.State), "spec"), c.State.Words())
		c.State = Passed
		return c
	}
	c.Word = c.word()
	if c.Trial == nil && len(c.Specs) == 0 {
		c.Word = r.elsewhere(firmware, name)
	}
	return c
}

// count returns how many of the field's specs are in a state.
func (c cell) count(s State) int {
	n := 0
	for _, spec := range c.Specs {
		if spec.State() == s {
			n++
		}
	}
	return n
}

// met tells whether anything came of the firmware: a trial, or a spec with a verdict. A table of nothing else repeats one
// word in every field.
func (r *Run) met(firmware string) bool {
	return slices.ContainsFunc(r.Trials, func(t *Trial) bool { return t.Firmware == firmware }) ||
		slices.ContainsFunc(r.Specs, func(s *Spec) bool { return s.Firmware == firmware && s.judged() })
}

// elsewhere says why a field has neither trial nor specs: boards of one kind share the plan.
func (r *Run) elsewhere(firmware, name string) string {
	for _, s := range r.Specs {
		if s.Firmware == firmware && s.Meets() == name {
			return "on another board"
		}
	}
	return "not run"
}

// boardsOf returns the boards on which anything of a firmware was planned or tried.
func (r *Run) boardsOf(firmware string) []string {
	var names []string
	for _, board := range r.Boards() {
		of := func(s *Spec) bool { return s.Board == board && s.Firmware == firmware }
		tried := func(t *Trial) bool { return t.Board == board && t.Firmware == firmware }
		if slices.ContainsFunc(r.Specs, of) || slices.ContainsFunc(r.Trials, tried) {
			names = append(names, board)
		}
	}
	return names
}

// asWanted is how a trial fared when no spec says so.
func (t *Trial) asWanted() State {
	switch {
	case !t.Over():
		return Pending
	case t.Verdict == NotJudged || t.Wanted == NotJudged:
		return Unjudged
	case t.Verdict == t.Wanted:
		return Passed
	}
	return Failed
}

func (c cell) word() string {
	word := ""
	if c.Trial != nil && c.Trial.Over() {
		word = c.Trial.Verdict.String()
	}
	switch {
	case word == "":
		return tallyWord(c.State, 1)
	case c.State == KnownFailure:
		return word + ", known failure"
	case c.State == UnexpectedPass:
		return word + ", unexpected pass"
	case c.State == Failed && c.Trial.Verdict == c.Trial.Wanted:
		return word + ", spec failed" // the verdict is right, something else about the trial is not
	case c.State == Errored, c.State == Lost, c.State == Interrupted, c.State == Unjudged && c.Trial.Verdict != NotJudged:
		return word + ", " + tallyWord(c.State, 1)
	}
	return word
}

// meetings returns the names of the trials of a firmware in the order of the plan.
func (r *Run) meetings(firmware string) []string {
	var names []string
	add := func(of, name string) {
		if of == firmware && name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, s := range r.Specs {
		add(s.Firmware, s.Meets())
	}
	for _, t := range r.Trials {
		add(t.Firmware, t.Name())
	}
	return names
}
