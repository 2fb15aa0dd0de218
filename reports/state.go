package reports

import (
	"fmt"
	"strings"
)

// State is how a spec ended.
type State int

// The states of a spec. The zero value has no result.
const (
	Pending        State = iota // planned, and not ended yet
	Passed                      // the firmware keeps its promise
	Failed                      // the firmware breaks its promise
	KnownFailure                // it breaks it, as known_failures.yaml says
	UnexpectedPass              // it keeps it, though known_failures.yaml says otherwise
	Unjudged                    // the positive control failed, so that nothing can be said
	Errored                     // the bench's trouble, no word about the firmware
	Skipped                     // does not apply to this firmware, which promises nothing of the kind
	Interrupted                 // somebody stopped the run
	Lost                        // planned, but no result ever came
)

var stateNames = [...]string{"pending", "passed", "failed", "known-failure", "unexpected-pass", "not-judged", "error", "skipped", "interrupted", "lost"}

// String returns the state as it stands in events and in summary.json. People are shown Words.
func (s State) String() string {
	if s < 0 || int(s) >= len(stateNames) {
		return fmt.Sprintf("state(%d)", int(s))
	}
	return stateNames[s]
}

// Words returns the state as people read it, with blanks.
func (s State) Words() string {
	if s == Errored {
		return "bench error"
	}
	return strings.ReplaceAll(s.String(), "-", " ")
}

// MarshalText writes String.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (s *State) UnmarshalText(text []byte) error {
	for i, name := range stateNames {
		if name == string(text) {
			*s = State(i)
			return nil
		}
	}
	return fmt.Errorf("reading the state of a spec: %q is none", text)
}

// bad tells whether a person has to look at it.
func (s State) bad() bool {
	switch s {
	case Failed, UnexpectedPass, Errored, Interrupted, Lost:
		return true
	}
	return false
}
