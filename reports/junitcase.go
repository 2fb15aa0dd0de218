package reports

import (
	"fmt"
	"strings"
)

func (r *Run) junitCase(s *Spec, name string) junitCase {
	c := junitCase{
		Name:       name,
		Class:      className(s.Firmware, s.Topic),
		File:       oneLine(s.File, 400),
		Line:       s.Line,
		Time:       decimals(s.End.Took.Duration()),
		Properties: r.caseProperties(s),
	}
	r.outcome(&c, s)
	for _, earlier := range s.Retries {
		if !earlier.State.bad() {
			continue
		}
		note := junitNote{Message: oneLine(earlier.Message, 300), Type: noteType(earlier.State), junitText: textOf(block(earlier.Message))}
		if s.State() == Passed {
			c.Flaky = append(c.Flaky, note)
		} else {
			c.Rerun = append(c.Rerun, note)
		}
	}
	if c.Failure != nil || c.Error != nil || len(c.Flaky) > 0 {
		if text := r.attachment(s, attachLimit); text != "" {
			out := textOf(text)
			c.SystemOut = &out
		}
	}
	return c
}

// className is dotted, because Jenkins takes what stands before the last dot for a package.
func className(firmware, topic string) string {
	words := []string{"benchtrial"}
	for _, word := range []string{firmware, topic} {
		if word = strings.ReplaceAll(oneLine(word, 100), ".", "_"); word != "" {
			words = append(words, word)
		}
	}
	return strings.Join(words, ".")
}

func (r *Run) caseProperties(s *Spec) *junitProperties {
	p := &junitProperties{}
	p.add("board", s.Board)
	if lane := r.lanes[s.Lane]; lane != nil {
		p.add("chip", lane.Info.Chip)
	}
	p.add("firmware", s.Firmware)
	p.add("scenario", s.Scenario)
	if trials := r.Evidence(s); len(trials) > 0 {
		p.add("verdict", trials[len(trials)-1].Verdict.String())
	}
	p.add("labels", strings.Join(s.Labels, " "))
	return p
}

// outcome fills in what became of the spec.
func (r *Run) outcome(c *junitCase, s *Spec) {
	end := s.End
	switch s.State() {
	case Passed:
	case KnownFailure:
		c.Skipped = &junitNote{Message: "known failure: " + oneLine(or(end.Reason, end.Message), 400)}
	case Unjudged:
		c.Skipped = &junitNote{Message: "not judged: " + oneLine(r.whyUnjudged(s), 400)}
	case Skipped:
		c.Skipped = &junitNote{Message: oneLine(or(end.Message, "does not apply to this firmware"), 400)}
	case Failed, UnexpectedPass:
		c.Failure = r.note(s, explain(s))
	case Errored:
		c.Error = r.note(s, explain(s))
	default:
		c.Error = r.note(s, "[plan] "+explain(s))
	}
}

func (r *Run) note(s *Spec, message string) *junitNote {
	return &junitNote{
		Message:   oneLine(message, 300),
		Type:      noteType(s.State()),
		junitText: textOf(headTail(block(message), attachLimit/2, "events.jsonl") + "\nagain: " + r.Repeat(s) + "\n"),
	}
}

// explain is the message of a spec that did not pass; it is never empty.
func explain(s *Spec) string {
	switch {
	case strings.TrimSpace(s.End.Message) != "":
		return s.End.Message
	case s.State() == UnexpectedPass:
		return fmt.Sprintf("passes, though known_failures.yaml says it fails (%s); remove the entry", or(s.End.Reason, "no reason given"))
	}
	return "ended as " + s.State().Words() + ", and nobody said why"
}

// noteType is the attribute that tells whose fault it is.
func noteType(s State) string {
	switch s {
	case Failed:
		return "firmware"
	case UnexpectedPass:
		return "unexpected-pass"
	case Errored:
		return "bench"
	case Interrupted:
		return "interrupted"
	}
	return "plan"
}

// block is a message of several lines, safe to print.
func block(message string) string { return strings.TrimSpace(Printable([]byte(message))) }

// junitBench is the suite of what is wrong with the bench or the run as a whole. It has no cases when nothing is.
func (r *Run) junitBench() junitSuite {
	suite := junitSuite{Name: "benchtrial bench", Timestamp: stamp(r.Began), Time: decimals(0)}
	for i, t := range r.Troubles {
		if t.code() == ExitPassed {
			continue
		}
		where := or(t.Board, "bench")
		note := junitNote{Message: oneLine(t.Message, 300), Type: "bench", junitText: textOf(block(t.Message))}
		if t.code() == ExitUsage {
			note.Type = "usage"
		}
		suite.add(junitCase{
			Name:  fmt.Sprintf("[bench] %d %s: %s", i+1, oneLine(or(t.Phase, "trouble"), 80), oneLine(where, 80)),
			Class: "benchtrial.bench", Time: decimals(0), Error: &note,
		})
	}
	if r.Signal != "" {
		message := "the run was stopped by " + oneLine(r.Signal, 40)
		suite.add(junitCase{Name: "[bench] signal", Class: "benchtrial.bench", Time: decimals(0), Error: &junitNote{Message: message, Type: "interrupted", junitText: textOf(message)}})
	}
	if missing := r.Missing(); len(missing) > 0 {
		text := block(strings.Join(missing, "\n"))
		suite.add(junitCase{Name: "[plan] the run is complete", Class: "benchtrial.bench", Time: decimals(0), Error: &junitNote{Message: "[plan] " + oneLine(text, 300), Type: "plan", junitText: textOf(text)}})
	}
	return suite
}
