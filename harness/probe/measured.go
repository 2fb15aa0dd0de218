package probe

import (
	"slices"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// Outcome is what became of the server in a scenario.
type Outcome string

// The outcomes.
const (
	Accepted Outcome = "accepted" // a handshake was completed, and data sent
	Refused  Outcome = "refused"  // no handshake was completed, and no byte of data sent
	Crashed  Outcome = "crashed"
	Hung     Outcome = "hung"         // the handshake came to no end
	Unclear  Outcome = "inconsistent" // console and wire contradict each other
)

// Entry is what was measured in one scenario, with the evidence for it.
type Entry struct {
	Scenario string        `json:"scenario"`
	Group    servers.Group `json:"group"`
	Outcome  Outcome       `json:"outcome"`

	// Code is the number by which the stack told the failure on the console, 0 when it printed none: an error of
	// mbedTLS, or of BearSSL's getLastSSLError. Alert is the fatal alert that it sent, 0 when it sent none. Hidden
	// tells that it sent one that the server could not read, because it was encrypted.
	Code   int  `json:"code,omitempty"`
	Alert  int  `json:"alert,omitempty"`
	Hidden bool `json:"alert_hidden,omitempty"`

	// Forged tells that what somebody else had put into the connection reached the console.
	Forged bool `json:"forged_text_printed,omitempty"`

	// First is what came out of a first measurement, where it was another than that of the second, which counts.
	First string `json:"first_time,omitempty"`

	Attempts int     `json:"attempts"`
	Seconds  float64 `json:"seconds"`           // wall time of the trial
	Reason   string  `json:"reason"`            // the verdict's sentence
	Wire     string  `json:"wire,omitempty"`    // the last connection, in a line
	Console  string  `json:"console,omitempty"` // the line with the number
}

// Measure makes an entry of what the two witnesses of a trial saw.
//
// The outcome is the stack's, not the firmware's: a firmware that is stuck after the handshake has let the server in
// all the same, and one that never reports its failures has kept it out.
func Measure(r *harness.Result, chip string) Entry {
	e := Entry{
		Scenario: r.Scenario.Name, Group: r.Scenario.Group, Outcome: outcomeOf(r), Attempts: r.Attempts(), Reason: r.Reason,
		Seconds: r.Ended.Sub(r.Began).Round(time.Millisecond).Seconds(),
	}
	e.Alert, e.Hidden = alertOf(r.Conns)
	e.Code, e.Console = codeOf(r, e.Outcome, chip)
	_, e.Forged = r.Said(r.Scenario.Forged)
	if n := len(r.Conns); n > 0 {
		e.Wire = r.Conns[n-1].Summary()
	}
	return e
}

func outcomeOf(r *harness.Result) Outcome {
	switch r.Verdict {
	case reports.Accepted:
		return Accepted
	case reports.Refused:
		return Refused
	case reports.Crashed:
		return Crashed
	case reports.Inconsistent:
		return unclear(r)
	}
	return hung(r)
}

// unclear looks at a firmware whose console does not say all: that is no contradiction where the wire is clear by
// itself.
func unclear(r *harness.Result) Outcome {
	_, connected := r.Said(r.Firmware.Console.Connected)
	_, failed := r.Said(r.Firmware.Console.CannotConnect)
	if !connected && !failed && len(r.Conns) > 0 && r.Handshakes() == 0 {
		return hung(r)
	}
	return Unclear
}

// hung looks at a trial that a limit ended, for what became of its handshakes.
func hung(r *harness.Result) Outcome {
	if r.Handshakes() > 0 && r.AppBytes() > 0 {
		return Accepted
	}
	given := func(c servers.Conn) bool {
		return c.End == servers.EOF || c.End == servers.Reset || c.End == servers.CloseNotify
	}
	if r.Handshakes() == 0 && r.AppBytes() == 0 && len(r.Conns) > 0 && !slices.ContainsFunc(r.Conns, not(given)) {
		return Refused
	}
	return Hung
}

func not(is func(servers.Conn) bool) func(servers.Conn) bool {
	return func(c servers.Conn) bool { return !is(c) }
}

// alertOf is the first fatal alert of the last attempt that has one: what a scenario is about comes in its last
// attempts.
func alertOf(conns []servers.Conn) (code int, hidden bool) {
	for _, c := range slices.Backward(conns) {
		for _, a := range c.Alerts {
			if a.Fatal() {
				return int(a.Code), false
			}
			hidden = hidden || !a.Known
		}
	}
	return 0, hidden
}

// alertName is an alert in words, "no alert" for 0.
func alertName(code int) string {
	if code == 0 {
		return "no alert"
	}
	return wire.AlertName(uint8(code))
}

// printable takes out of a line what could move somebody's cursor.
func printable(line string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, line)
}
