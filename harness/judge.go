package harness

import (
	"fmt"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/reports"
)

// Judgement is a verdict with the sentence that explains it.
type Judgement struct {
	Verdict reports.Verdict
	Reason  string
}

// Judge makes the verdict of what the two witnesses saw. It is a pure function: the same evidence always gives the
// same verdict.
//
// A refusal needs both witnesses: the wire shows attempts without a completed handshake and without one byte of
// application data, and the console says that the firmware could not connect. Absence of success alone is no refusal,
// and where the witnesses disagree the verdict is inconsistent.
func Judge(e Evidence) Judgement {
	if loop := e.bootLoop(); loop != "" {
		return Judgement{reports.Crashed, loop}
	}
	if len(e.Crashes) > 0 {
		return Judgement{reports.Crashed, "the board crashed: " + e.Crashes[0].Reason}
	}
	if e.End == EndRestart && len(e.Boots) > 1 { // a lost supply is the bench's trouble, and no evidence is made of it
		return Judgement{reports.Crashed, "the board restarted by itself: " + causeOf(e.Boots[1])}
	}
	_, connected := e.Said(e.Firmware.Console.Connected)
	_, failed := e.Said(e.Firmware.Console.CannotConnect)
	letIn := e.Handshakes() > 0 || e.AppBytes() > 0
	switch {
	case letIn:
		return judgeLetIn(e, connected, failed)
	case e.neverOnline() && !connected:
		return judgeOffline(e)
	case connected:
		return Judgement{reports.Inconsistent, fmt.Sprintf("the console says %q, but the server saw no handshake completed (%s)",
			e.Firmware.Console.Connected, count(e.Attempts(), "attempt"))}
	default:
		return judgeKeptOut(e, failed)
	}
}

// causeOf is a reset's cause in words that cannot be misunderstood.
func causeOf(boot console.Boot) string {
	if boot.Class == console.ResetExternal {
		return boot.CauseName + ", as this chip's ROM calls a restart by software, too"
	}
	return boot.CauseName
}

func judgeLetIn(e Evidence, connected, failed bool) Judgement {
	switch {
	case e.End == EndStuck || e.End == EndDeadline:
		return Judgement{reports.Hung, "the handshake completed, but then " + e.Stuck()}
	case !connected && failed && e.AppBytes() == 0:
		return Judgement{reports.Inconsistent, fmt.Sprintf("the server saw %s completed, but the console only says %q",
			count(e.Handshakes(), "handshake"), e.Firmware.Console.CannotConnect)}
	case !connected && e.Firmware.Console.Connected != "" && e.AppBytes() == 0:
		return Judgement{reports.Inconsistent, fmt.Sprintf("the server saw %s completed, but the console never says %q",
			count(e.Handshakes(), "handshake"), e.Firmware.Console.Connected)}
	}
	return Judgement{reports.Accepted, fmt.Sprintf("%s completed, %s of application data sent",
		count(e.Handshakes(), "handshake"), count(e.AppBytes(), "byte"))}
}

// judgeOffline judges a firmware that nothing could be heard of but its console.
func judgeOffline(e Evidence) Judgement {
	if e.End == EndStuck || e.End == EndDeadline {
		return Judgement{reports.Hung, "without Wi-Fi: " + e.End.String()}
	}
	return Judgement{reports.NotJudged, "there was no Wi-Fi: " + e.End.String()}
}

func judgeKeptOut(e Evidence, failed bool) Judgement {
	attempts := e.Attempts()
	switch {
	case attempts == 0 && failed:
		return Judgement{reports.Inconsistent, fmt.Sprintf("the console says %q, but no attempt reached the server%s",
			e.Firmware.Console.CannotConnect, whereTo(e))}
	case attempts == 0:
		return Judgement{reports.Hung, "the firmware never tried to connect: " + e.End.String()}
	case e.End == EndStuck || e.End == EndDeadline || gaveUpSilently(e):
		return Judgement{reports.Hung, fmt.Sprintf("after %s: %s%s", count(attempts, "attempt"), e.End, e.perhapsItPauses())}
	case !failed && e.Firmware.Console.CannotConnect != "":
		return Judgement{reports.Inconsistent, fmt.Sprintf("the server saw %s fail, but the console never says %q",
			count(attempts, "attempt"), e.Firmware.Console.CannotConnect)}
	}
	return Judgement{reports.Refused, fmt.Sprintf("%s, no handshake completed, 0 bytes of application data", count(attempts, "attempt"))}
}

// perhapsItPauses is a hint for a firmware that is to try for ever, was silent, and does not say how long it pauses.
func (e Evidence) perhapsItPauses() string {
	if e.End != EndQuiet || !e.Firmware.Retry.Endless || e.Firmware.Retry.Spacing > 0 {
		return ""
	}
	return fmt.Sprintf(" for %v (board time); if it pauses so long between two attempts, its contract has to say so (retry.spacing)", e.silence())
}

// silence is for how long nothing had moved when the trial ended, in board time.
func (e Evidence) silence() time.Duration {
	last := e.Began
	for _, c := range e.Conns {
		for _, at := range []time.Time{c.Opened, c.Closed, c.LastByteAt} {
			if at.After(last) {
				last = at
			}
		}
	}
	return e.Board(e.Ended.Sub(last)).Round(time.Second)
}

// gaveUpSilently tells a firmware that fell silent before it had done what its contract says it does first: all attempts,
// and the words with which it gives up. One that is to try for ever may never fall silent.
func gaveUpSilently(e Evidence) bool {
	if e.End != EndQuiet {
		return false
	}
	if e.Firmware.Retry.Endless {
		return true
	}
	_, gaveUp := e.Said(e.Firmware.Console.GaveUp)
	return e.Attempts() < e.Firmware.Retry.Attempts || e.Firmware.Console.GaveUp != "" && !gaveUp
}

// whereTo says what is known of a firmware that did try, but not here.
func whereTo(e Evidence) string {
	var hints []string
	if len(e.Queries) > 0 {
		hints = append(hints, fmt.Sprintf("it asked %s for the server's name: does it use another port?", count(len(e.Queries), "time")))
	}
	if len(e.Others) > 0 {
		hints = append(hints, fmt.Sprintf("it asked for %q: does it connect to another host?", e.Others[0].Name))
	}
	if len(hints) == 0 {
		hints = append(hints, "it asked for no name: is it on the bench's network, or does it connect by address?")
	}
	return " (" + strings.Join(hints, "; ") + ")"
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
