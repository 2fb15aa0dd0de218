package reports

import (
	"fmt"
	"strings"
)

// group is several specs without a verdict for one reason, which is said once for all of them.
type group struct {
	State  State // of the first
	Word   string
	Reason string
	N      int
}

func (g group) String() string {
	return fmt.Sprintf("%s %s: %s", plural(g.N, "spec"), g.Word, g.Reason)
}

// groups returns the specs that never came to a verdict because of something else: a signal, a positive control that
// failed, a bench that broke. Of each of them there is nothing to tell but the common reason.
func (r *Run) groups() []group {
	var list []group
	for _, spec := range r.Specs {
		word, reason := r.aside(spec)
		if word == "" {
			continue
		}
		at := -1
		for i, g := range list {
			if g.Word == word && g.Reason == reason {
				at = i
			}
		}
		if at < 0 {
			list = append(list, group{State: spec.State(), Word: word, Reason: reason})
			at = len(list) - 1
		}
		list[at].N++
	}
	return list
}

// aside says why a spec has no verdict, if something outside of it is the reason; word is "" when it is not.
func (r *Run) aside(s *Spec) (word, reason string) {
	switch s.State() {
	case Unjudged:
		return "not judged", r.whyUnjudged(s)
	case Interrupted:
		if r.Signal != "" {
			return "not judged", r.stopped()
		}
	case Lost:
		if t := r.troubleOn(s.Lane); t != nil && s.Began.IsZero() {
			return "not run", firstWords(t.Message, 100)
		}
	}
	return "", ""
}

// grouped counts the specs in groups that left no result at all.
func (r *Run) grouped() int {
	n := 0
	for _, spec := range r.Specs {
		if word, _ := r.aside(spec); word != "" && spec.State() != Unjudged {
			n++
		}
	}
	return n
}

// whyUnjudged is the reason for which a spec was not judged; it is never empty.
func (r *Run) whyUnjudged(s *Spec) string {
	if said := strings.TrimPrefix(firstWords(s.End.Message, 300), "not judged: "); said != "" {
		return said
	}
	switch t := r.troubleOn(s.Lane); {
	case r.Signal != "":
		return r.stopped()
	case t != nil:
		return firstWords(t.Message, 100)
	case r.controlFailed(s):
		return "the positive control failed"
	}
	return "nobody said why"
}

func (r *Run) stopped() string { return "interrupted by " + oneLine(r.Signal, 40) }

// firstWords is the first line of a message, of at most so many characters.
func firstWords(message string, limit int) string {
	first, _, _ := strings.Cut(strings.TrimSpace(message), "\n")
	return oneLine(first, limit)
}
