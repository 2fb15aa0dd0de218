package reports

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

const mask = "•••"

// Redactor knows secrets and takes them out of whatever is written. Firmware may print the password of the Wi-Fi it
// joins, so everything that leaves the process goes through one.
type Redactor struct {
	secrets [][]byte

	mu   sync.Mutex
	held map[string][]byte // per lane, console bytes that may be the beginning of a secret
}

// minSecret keeps a short or empty secret from blackening every report.
const minSecret = 4

// NewRedactor returns a redactor for the secrets. Of each it also knows the forms that encoders make of it: JSON, hex
// and base64 (at all three offsets, so that it is found within a longer text too).
func NewRedactor(secrets ...string) *Redactor {
	r := &Redactor{held: map[string][]byte{}}
	for _, s := range secrets {
		if len(s) < minSecret {
			continue
		}
		quoted, _ := json.Marshal(s)
		forms := []string{s, strings.Trim(string(quoted), `"`), hex.EncodeToString([]byte(s))}
		forms = append(forms, base64Forms(s)...)
		for _, form := range forms {
			if len(form) >= minSecret {
				r.secrets = append(r.secrets, []byte(form))
			}
		}
	}
	slices.SortFunc(r.secrets, func(a, b []byte) int { return len(b) - len(a) }) // the longest form first
	r.secrets = slices.CompactFunc(r.secrets, bytes.Equal)
	return r
}

// base64Forms returns the characters that only the secret decides, for each of the three ways in which it can lie on
// the groups of three bytes.
func base64Forms(s string) []string {
	var forms []string
	for shift := range 3 {
		encoded := base64.RawStdEncoding.EncodeToString(append(make([]byte, shift), s...))
		first := (shift*8 + 5) / 6
		last := (shift + len(s)) * 8 / 6
		if last-first >= 2*minSecret {
			forms = append(forms, encoded[first:last])
		}
	}
	return forms
}

// Bytes returns data without secrets.
func (r *Redactor) Bytes(data []byte) []byte {
	if r == nil {
		return data
	}
	for _, s := range r.secrets {
		if bytes.Contains(data, s) {
			data = bytes.ReplaceAll(data, s, []byte(mask))
		}
	}
	return data
}

// Text returns text without secrets.
func (r *Redactor) Text(text string) string { return string(r.Bytes([]byte(text))) }

// Event returns the event without secrets. A secret that comes in pieces over several console events is found by Pass.
func (r *Redactor) Event(e Event) Event {
	if r == nil || len(r.secrets) == 0 {
		return e
	}
	e.Text, e.Spec, e.Scenario, e.Source = r.Text(e.Text), r.Text(e.Spec), r.Text(e.Scenario), r.Text(e.Source)
	e.Bytes, e.Data = r.Bytes(e.Bytes), r.Bytes(e.Data)
	return e
}

// Pass returns what to record in place of an event, and finds secrets also where a port hands them over in pieces: the
// end of a piece that may begin a secret waits for the next piece of its lane, or for the end of its trial or lane. So it
// returns no event while all of its bytes wait, and two when they are let go. It is safe for use by several goroutines.
func (r *Redactor) Pass(e Event) []Event {
	if r == nil || len(r.secrets) == 0 {
		return []Event{e}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	lane := or(e.Lane, e.Board)
	held := r.held[lane]
	switch {
	case e.Kind == ConsoleBytes:
		data := r.Bytes(slices.Concat(held, e.Bytes))
		keep := r.beginning(data)
		r.held[lane] = slices.Clone(data[len(data)-keep:])
		if e.Bytes = data[:len(data)-keep]; len(e.Bytes) == 0 {
			return nil
		}
	case len(held) > 0 && (e.Kind == TrialEnded || e.Kind == LaneEnded):
		delete(r.held, lane)
		late := Event{At: e.At, Kind: ConsoleBytes, Lane: e.Lane, Board: e.Board, Firmware: e.Firmware, Scenario: e.Scenario, Source: "console", Bytes: held}
		return []Event{late, r.Event(e)}
	}
	return []Event{r.Event(e)}
}

// beginning returns how many bytes at the end of data may be the beginning of a secret.
func (r *Redactor) beginning(data []byte) int {
	keep := 0
	for _, s := range r.secrets {
		for n := min(len(s)-1, len(data)); n > keep; n-- {
			if bytes.HasPrefix(s, data[len(data)-n:]) {
				keep = n
			}
		}
	}
	return keep
}
