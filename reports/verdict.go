package reports

import "fmt"

// Verdict is what one firmware did in one scenario on one board.
type Verdict int

// The verdicts. The zero value says that nobody judged, so that a forgotten judgement cannot look like a refusal.
const (
	NotJudged    Verdict = iota
	Accepted             // the handshake was completed and application data was sent
	Refused              // both witnesses say so: the console reports it, the wire has no completed handshake
	Crashed              // a panic, an abort or a restart that nobody asked for
	Hung                 // neither success nor failure within the contract's time
	Inconsistent         // the witnesses contradict each other
	Unsupported          // the stack is known not to make this check
)

var verdictNames = [...]string{"not judged", "accepted", "refused", "crashed", "hung", "inconsistent", "unsupported"}

// String returns the verdict in small letters.
func (v Verdict) String() string {
	if v < 0 || int(v) >= len(verdictNames) {
		return fmt.Sprintf("verdict(%d)", int(v))
	}
	return verdictNames[v]
}

// MarshalText writes String.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (v *Verdict) UnmarshalText(text []byte) error {
	for i, name := range verdictNames {
		if name == string(text) {
			*v = Verdict(i)
			return nil
		}
	}
	return fmt.Errorf("reading a verdict: %q is none", text)
}
