package harness

import (
	"fmt"

	"github.com/benchtrial/benchtrial/servers"
)

// Stuck says in a phrase what a firmware hangs on whose trial had to be ended: a connection that it forgot is another fault
// than a wait without a limit, and the name of the trial's end tells neither.
func (e Evidence) Stuck() string {
	if kept := e.Kept(); kept != "" {
		return kept
	}
	return e.End.String()
}

// Kept tells of a connection that the firmware still holds although it has no use for it: one more beside the one that it
// speaks on, or one that was to be closed when it said that it is done. It is "" when there is none.
func (e Evidence) Kept() string {
	if e.End != EndStuck && e.End != EndDeadline {
		return ""
	}
	for i, c := range e.Conns {
		if !heldOpen(c) || len(c.Request) > 0 || !c.Handshake.Done {
			continue
		}
		for _, first := range e.Conns[:i] {
			if len(first.Request) == 0 {
				continue
			}
			return idle(first, c)
		}
		for _, next := range e.Conns[i+1:] {
			if len(next.Request) > 0 {
				return fmt.Sprintf("the connection of attempt %d carried nothing, was never closed, and a second one was opened beside it", c.Attempt)
			}
		}
	}
	done := e.Firmware.Console.Done
	if _, said := e.Said(done); !said {
		return ""
	}
	for _, c := range e.Conns {
		if heldOpen(c) {
			return fmt.Sprintf("the console says %q, but the connection of attempt %d was never closed", done, c.Attempt)
		}
	}
	return ""
}

// heldOpen tells of a connection that only the firmware could have ended, and did not.
func heldOpen(c servers.Conn) bool { return c.Closed.IsZero() && c.ServerEnd.IsZero() }

// idle describes a connection that was made after one that carried a request, and carries nothing.
func idle(first, second servers.Conn) string {
	when := "after the first was done"
	if first.Closed.IsZero() || second.Opened.Before(first.Closed) {
		when = "while the first was still open"
	}
	return fmt.Sprintf("a second connection was opened %s (attempt %d beside attempt %d); nothing was sent on it, and it is still open",
		when, second.Attempt, first.Attempt)
}
