package match

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
)

// PrintTheReply wants the whole body of the reply on the console, in one piece.
func PrintTheReply() types.GomegaMatcher {
	return promise("print the whole body of the reply", func(r *harness.Result) string {
		if fault := unfinished(r); fault != "" {
			return fault
		}
		requests := r.Requests()
		if len(requests) == 0 {
			return fmt.Sprintf("it sent no request (%s)", r.Reason)
		}
		body := []byte(r.ReplyBody())
		if bytes.Contains(r.Text, body) || bytes.Contains(withoutBeats(r), body) {
			return ""
		}
		printed := longestPrefix(r.Text, body)
		return fmt.Sprintf("of the %d bytes of the reply's body the console shows the first %d in one piece; then it stops, or shows other text, after %.40q", len(body), printed, body[:printed][max(0, printed-40):])
	})
}

// withoutBeats is the console without the heartbeats that have a line to themselves: one may come in the middle of a reply.
func withoutBeats(r *harness.Result) []byte {
	says := r.Firmware.Heartbeat.Says
	if says == "" {
		return r.Text
	}
	return bytes.ReplaceAll(bytes.ReplaceAll(r.Text, []byte(says+"\r\n"), nil), []byte(says+"\n"), nil)
}

// FinishNormally wants the firmware to come to its regular end.
func FinishNormally() types.GomegaMatcher {
	return promise("come to its regular end", unfinished)
}

func unfinished(r *harness.Result) string {
	switch {
	case r.Verdict == reports.Crashed:
		return r.Reason
	case r.End == harness.EndStuck || r.End == harness.EndDeadline:
		return "it hung: " + r.Stuck()
	case r.Firmware.Console.Done != "" && r.End != harness.EndDone:
		return fmt.Sprintf("the console never says %q: %s", r.Firmware.Console.Done, r.End)
	}
	return ""
}

// longestPrefix is how much of body's beginning stands somewhere in text.
func longestPrefix(text, body []byte) int {
	low, high := 0, len(body)
	for low < high {
		middle := (low + high + 1) / 2
		if bytes.Contains(text, body[:middle]) {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low
}

// GiveUpTheReplyAfter wants the firmware to end a connection on which no reply comes after the given board time, counted
// from the end of its request.
func GiveUpTheReplyAfter(limit time.Duration) types.GomegaMatcher {
	return promise(fmt.Sprintf("stop waiting for a reply after %v (board time)", limit), func(r *harness.Result) string {
		requests := r.Requests()
		switch {
		case r.Verdict == reports.Crashed:
			return r.Reason
		case len(requests) == 0:
			return fmt.Sprintf("it sent no request (%s)", r.Reason)
		case len(requests) > 1 && !comesBack(r):
			return fmt.Sprintf("it sent its request %d times", len(requests))
		}
		c := requests[0]
		if c.Extra > 0 {
			return fmt.Sprintf("it sent %d bytes more after its request was complete: %.60q", c.Extra, c.Request[len(c.Request)-c.Extra:])
		}
		if kept := r.Kept(); kept != "" {
			return kept
		}
		if c.Closed.IsZero() || r.End == harness.EndStuck || r.End == harness.EndDeadline {
			return fmt.Sprintf("it still waited %v after its request, when the trial ended", round(r.Board(r.Ended.Sub(sent(c)))))
		}
		took := r.Board(c.Closed.Sub(sent(c)))
		if late := r.Board(latency + r.Lag); took < limit*8/10 && took+late >= limit*8/10 {
			return "" // the end of the request was seen late
		}
		return outside(took, limit, r.Board(4*latency+r.Lag))
	})
}

// AbandonHandshakesAfter wants each attempt whose handshake stalls to be given up after the given board time. The
// median decides: a busy bench sees some of them begin or end late.
func AbandonHandshakesAfter(limit time.Duration) types.GomegaMatcher {
	return promise(fmt.Sprintf("give up a handshake that stalls after %v (board time)", limit), func(r *harness.Result) string {
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		if len(r.Conns) == 0 {
			return "it made no attempt"
		}
		var least, most []time.Duration
		for _, c := range r.Conns {
			if c.Closed.IsZero() && r.End == harness.EndEnough {
				continue // it tries for ever, and it is the trial that ended
			}
			low, high := r.Hung(c)
			if c.Closed.IsZero() {
				return fmt.Sprintf("attempt %d still hung when the trial ended, after %v", c.Attempt, round(low))
			}
			least, most = append(least, low), append(most, high)
		}
		if len(least) == 0 {
			return "it gave up no attempt"
		}
		slices.Sort(least)
		slices.Sort(most)
		slack := r.InHandshake(latency + lost(r, len(least)) + computing(r, limit))
		late := len(least) - sort.Search(len(least), func(i int) bool { return least[i] > longest(limit, slack) })
		switch middle := len(least) / 2; {
		case late > max(few(least), min(1, (len(least)-1)/2)): // of three, one may have been seen late
			return fmt.Sprintf("%d of %d took longer, the longest %v", late, len(least), round(least[len(least)-1]))
		case least[middle] > longest(limit, slack):
			return fmt.Sprintf("it took %v", round(least[middle]))
		case most[middle] < limit*8/10:
			return fmt.Sprintf("it took %v", round(most[middle]))
		}
		return ""
	})
}

// computing is what a board may compute after the server's last word, wall clock, and be kept from running by a busy
// machine meanwhile: where it has nothing to compute, none.
func computing(r *harness.Result, limit time.Duration) time.Duration {
	if len(r.Conns) > 0 && r.Conns[0].Network == servers.Stall || r.Stalled <= 0 {
		return 0
	}
	const least = 30 * time.Millisecond
	return max(least, time.Duration(float64(limit)/r.Stalled/3))
}

// ComeToAnEnd wants the firmware neither to hang nor to fall silent without a word: that it is done, or gave up.
func ComeToAnEnd() types.GomegaMatcher {
	return promise("come to an end, whichever", func(r *harness.Result) string {
		words := r.Firmware.Console
		switch {
		case r.Verdict == reports.Crashed:
			return r.Reason
		case r.End == harness.EndStuck || r.End == harness.EndDeadline:
			return "it hung: " + r.Stuck()
		case r.End == harness.EndQuiet && (words.Done != "" || words.GaveUp != ""):
			return fmt.Sprintf("%s, and the console says neither that it is done nor that it gave up", r.End)
		}
		return ""
	})
}

// EndTheReplyWithin wants the firmware to be done with a reply, whole or not, within the given board time from the end of
// its request.
func EndTheReplyWithin(limit time.Duration) types.GomegaMatcher {
	return promise(fmt.Sprintf("be done with the reply within %v (board time)", limit), func(r *harness.Result) string {
		requests := r.Requests()
		switch {
		case r.Verdict == reports.Crashed:
			return r.Reason
		case len(requests) == 0:
			return fmt.Sprintf("it sent no request (%s)", r.Reason)
		case len(requests) != 1 && !comesBack(r):
			return fmt.Sprintf("it sent its request %s", times(len(requests)))
		}
		if kept := r.Kept(); kept != "" {
			return kept
		}
		c, end := requests[0], r.Ended
		if !c.Closed.IsZero() {
			end = c.Closed
		}
		if at, said := r.Said(r.Firmware.Console.Done); said && r.Board(end.Sub(at)) > readOn+r.Board(4*latency+r.Lag) {
			return fmt.Sprintf("the console says %q, and %v later its connection was still open", r.Firmware.Console.Done, round(r.Board(end.Sub(at))))
		}
		took := r.Board(end.Sub(sent(c)))
		if r.End == harness.EndStuck || r.End == harness.EndDeadline || took > longest(limit, r.Board(4*latency+r.Lag)) {
			return fmt.Sprintf("after %v it was still reading", round(took))
		}
		return ""
	})
}

// readOn is how much longer than the server sends it a firmware may take to be done with a reply, in board time: what it has
// to print takes some, and its own pauses do.
const readOn = 5 * time.Second

// EndWithTheBody wants the firmware to be done with a reply as soon as all of its length came, on a connection that the server
// keeps open (RFC 9112, 6.3). It is done when it ends the connection, or says what came of it.
func EndWithTheBody() types.GomegaMatcher {
	return promise("take the reply for whole when as much came as its Content-Length says", func(r *harness.Result) string {
		requests := r.Requests()
		switch {
		case r.Verdict == reports.Crashed:
			return r.Reason
		case len(requests) == 0:
			return fmt.Sprintf("it sent no request (%s)", r.Reason)
		case requests[0].RepliedAt.IsZero():
			return fmt.Sprintf("it did not wait for the reply (%s)", r.Reason)
		}
		c, words := requests[0], r.Firmware.Console
		end := r.Ended
		if !c.Closed.IsZero() {
			end = c.Closed
		}
		for _, word := range []string{words.Succeeded, words.Failed, words.Done} {
			if at, said := r.Said(word); said && at.Before(end) {
				end = at
			}
		}
		if took := r.Board(end.Sub(c.RepliedAt)); took > readOn+r.Board(4*latency+r.Lag) {
			return fmt.Sprintf("the whole reply had come, and it read on for %v", round(took))
		}
		return ""
	})
}

// sent is when the request was complete, or where it never was, when its last byte came.
func sent(c servers.Conn) time.Time {
	if c.Complete {
		return c.CompleteAt
	}
	return c.LastByteAt
}

// outside says how a measured span misses a limit. Board time is taken from the bench's clock, which a busy bench makes
// longer, never shorter: so the span may not be clearly shorter, but somewhat longer, and by what the bench itself lost.
func outside(took, limit, lost time.Duration) string {
	if took < limit*8/10 || took > longest(limit, lost) {
		return fmt.Sprintf("it took %v", round(took))
	}
	return ""
}

func longest(limit, slack time.Duration) time.Duration { return limit*3/2 + 2*time.Second + slack }
