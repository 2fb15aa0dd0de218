package match

import (
	"fmt"
	"sort"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
)

// BailOutAfter wants exactly so many attempts to connect, and not one more afterwards.
func BailOutAfter(attempts int) types.GomegaMatcher {
	return promise(fmt.Sprintf("try to connect exactly %s and then give up", times(attempts)), func(r *harness.Result) string {
		switch {
		case r.Verdict == reports.Crashed:
			return r.Reason
		case r.End == harness.EndTooMany:
			return fmt.Sprintf("it tried more often: attempt %d was seen, there may have been more to come", r.Attempts())
		case r.End == harness.EndStuck || r.End == harness.EndDeadline:
			return fmt.Sprintf("it hung in attempt %d: %s", r.Attempts(), r.Reason)
		case r.Attempts() != attempts:
			return "it tried " + times(r.Attempts())
		}
		return ""
	})
}

// SpaceAttempts wants pauses of the given length, in board time, between attempts. They are measured where both ends of
// a pause arrive at the bench, and a busy bench sees some arrive late: so they are too short when most are, and too long
// when hardly one is not.
func SpaceAttempts(spacing time.Duration) types.GomegaMatcher {
	return promise(fmt.Sprintf("pause %v between attempts (board time)", spacing), func(r *harness.Result) string {
		gaps := r.Spacings()
		if len(gaps) == 0 {
			return "it tried " + times(r.Attempts()) + ", too seldom to have a pause"
		}
		if byLibrary(r) {
			gaps = r.Rests()
		} else if fault := kept(r, spacing); fault != "" {
			return fault
		}
		low := sort.Search(len(gaps), func(i int) bool { return gaps[i] >= spacing/2 })
		high := len(gaps) - sort.Search(len(gaps), func(i int) bool { return gaps[i] >= 3*spacing+r.Board(latency+lost(r, len(gaps))) })
		quarter, median := gaps[len(gaps)/4], gaps[len(gaps)/2]
		if low > few(gaps) || high > few(gaps) || median < spacing*8/10 || quarter >= 2*spacing+r.Board(latency+lost(r, len(gaps))) {
			return fmt.Sprintf("of its %d pauses the shortest was %v, the median %v, the longest %v",
				len(gaps), round(gaps[0]), round(median), round(gaps[len(gaps)-1]))
		}
		return ""
	})
}

// byLibrary tells of protocols whose connections a library makes and ends. That one lies idle after it failed, until the library
// makes the next, is how PubSubClient's own examples work.
func byLibrary(r *harness.Result) bool {
	return r.Firmware.Service == servers.ProtocolMQTT
}

// kept tells of connections that failed and were kept open through the pause, until the next one was made: the library may
// refuse a second one, and the server holds the first for so long. One ends about when the next one comes then, in any order,
// after it was silent for the whole pause. That one of many is seen so may be the bench.
func kept(r *harness.Result, spacing time.Duration) string {
	if r.Unreachable() {
		return ""
	}
	count, last := 0, 0
	for i := 1; i < len(r.Conns); i++ {
		before, next := r.Conns[i-1], r.Conns[i]
		if before.Closed.IsZero() && !before.ServerEnd.IsZero() {
			continue // the server has ended it, and nobody is kept waiting
		}
		atOnce := r.Board(next.Opened.Sub(before.Closed)) < spacing/5
		held := r.Board(before.Closed.Sub(lastWord(before))) >= spacing*8/10
		if before.Closed.IsZero() || before.Closed.After(next.Opened) || atOnce && held {
			count, last = count+1, next.Attempt
		}
	}
	if count <= (len(r.Conns)-1)/4 {
		return ""
	}
	return fmt.Sprintf("attempt %d began before the connection of attempt %d was ended: %d of %d connections that failed were kept open until the next one was made",
		last, last-1, count, len(r.Conns)-1)
}

// lastWord is when something last moved on a connection before it ended.
func lastWord(c servers.Conn) time.Time {
	at := c.Opened
	for _, s := range c.Segments {
		if s.At.Before(c.Closed) {
			at = s.At
		}
	}
	return at
}

// few is how many of the spans a busy bench may have seen wrongly.
func few(spans []time.Duration) int { return len(spans) / 4 }

// latency is what the way from a failed attempt to the next one's arrival may cost beyond the pause, wall clock.
const latency = 5 * time.Millisecond

// lost is how much of the bench's own lag falls on one of n events, with some to spare.
func lost(r *harness.Result, n int) time.Duration { return 2 * r.Lag / time.Duration(max(n, 1)) }

func round(d time.Duration) time.Duration { return d.Round(time.Millisecond) }

// KeepSilentAfterwards wants nothing to reach the bench after the firmware gave up: no connection and no name query.
func KeepSilentAfterwards() types.GomegaMatcher {
	return promise("keep silent after it gave up", func(r *harness.Result) string {
		switch {
		case r.Verdict == reports.Crashed:
			return r.Reason
		case r.End == harness.EndTooMany:
			return fmt.Sprintf("attempt %d came after the last one that its contract allows", r.Attempts())
		case asksAfterTheLast(r):
			return fmt.Sprintf("it asked for the server's address once more, %v after its last attempt had ended",
				round(r.Board(r.Queries[len(r.Queries)-1].At.Sub(r.Conns[len(r.Conns)-1].Closed))))
		case r.End != harness.EndGaveUp && r.End != harness.EndDone && r.End != harness.EndQuiet:
			return fmt.Sprintf("it never gave up: %s", r.End)
		}
		return ""
	})
}

// RestartAfterwards wants the board to restart, by software, once the firmware gave up.
func RestartAfterwards() types.GomegaMatcher {
	return promise("restart after it gave up", func(r *harness.Result) string {
		switch {
		case r.Verdict == reports.Crashed:
			return r.Reason
		case r.End == harness.EndTooMany:
			return fmt.Sprintf("attempt %d came after the last one that its contract allows", r.Attempts())
		case r.End != harness.EndRestarted:
			return fmt.Sprintf("it did not: %s, after %s", r.End, attemptsMade(r))
		}
		return ""
	})
}

func attemptsMade(r *harness.Result) string {
	if n := r.Attempts(); n != 1 {
		return fmt.Sprintf("%d attempts", n)
	}
	return "1 attempt"
}

// KeepTrying wants a firmware that is to try for ever to do so, without ever sending anything.
func KeepTrying() types.GomegaMatcher {
	return promise("go on trying to connect, and send nothing", func(r *harness.Result) string {
		switch {
		case r.Verdict == reports.Crashed:
			return r.Reason
		case r.AppBytes() > 0:
			return fmt.Sprintf("it sent %d bytes of application data%s", r.AppBytes(), excerpt(r))
		case r.End != harness.EndEnough:
			return fmt.Sprintf("after %d attempts: %s", r.Attempts(), r.End)
		}
		return ""
	})
}

// TryWithin wants the first attempt to come at most the given board time, and what joining a network takes, after the
// reset.
func TryWithin(wait time.Duration) types.GomegaMatcher {
	const joining = 20 * time.Second
	return promise(fmt.Sprintf("wait %v at most (board time), and then try", wait), func(r *harness.Result) string {
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		if len(r.Conns) == 0 {
			return "it never tried: " + r.End.String()
		}
		if took := r.Board(r.Conns[0].Opened.Sub(r.Began)); took > wait+joining+r.Board(4*latency+r.Lag) {
			return fmt.Sprintf("it tried %v after the reset", round(took))
		}
		return ""
	})
}

// AwaitTheTime wants the first attempt to be made by a clock that is set, which its handshake shows on a stack that looks at
// dates, or else after the whole wait for the time that was promised.
func AwaitTheTime(wait time.Duration) types.GomegaMatcher {
	return promise(fmt.Sprintf("wait for the time, %v at most (board time), before it connects", wait), func(r *harness.Result) string {
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		if len(r.Conns) == 0 {
			return "it never tried: " + r.End.String()
		}
		if took := r.Board(r.Conns[0].Opened.Sub(r.Began)); !r.Conns[0].Handshake.Done && took < wait*8/10 {
			return fmt.Sprintf("it tried %v after the reset, by a clock that was not set, and refused a good server", round(took))
		}
		return ""
	})
}

// SendOnceInTheEnd wants exactly one whole request, on whatever attempt.
func SendOnceInTheEnd() types.GomegaMatcher {
	return promise("send its request exactly once, in the end", func(r *harness.Result) string {
		requests := r.Requests()
		switch {
		case r.Verdict == reports.Crashed:
			return r.Reason
		case len(requests) == 0, len(requests) > 1 && !comesBack(r):
			return fmt.Sprintf("it sent it %s in %d attempts", times(len(requests)), r.Attempts())
		case !requests[0].Complete:
			return "its request never became complete"
		}
		if fault := eachRequest(r); fault != "" {
			return fault
		}
		return unfinished(r)
	})
}

// asksAfterTheLast tells a query that no connection followed: the firmware was on its way somewhere else.
func asksAfterTheLast(r *harness.Result) bool {
	if len(r.Conns) == 0 || len(r.Queries) == 0 {
		return false
	}
	last := r.Conns[len(r.Conns)-1]
	return !last.Closed.IsZero() && r.Queries[len(r.Queries)-1].At.After(last.Closed)
}

// PostOnceAt wants exactly one request, over the connection of the given attempt, and none before or after.
func PostOnceAt(attempt int) types.GomegaMatcher {
	return promise(fmt.Sprintf("send its request exactly once, on attempt %d", attempt), func(r *harness.Result) string {
		requests := r.Requests()
		switch {
		case r.Verdict == reports.Crashed:
			return r.Reason
		case len(requests) == 0 && r.Handshakes() > 0:
			return fmt.Sprintf("it completed the handshake of attempt %d and then sent nothing: the success was thrown away", lastHandshake(r))
		case len(requests) == 0:
			return fmt.Sprintf("it sent no request in %d attempts", r.Attempts())
		case len(requests) > 1:
			return fmt.Sprintf("it sent %d requests, on attempts %s", len(requests), attemptList(r))
		case requests[0].Attempt != attempt:
			return fmt.Sprintf("it sent it on attempt %d", requests[0].Attempt)
		case len(r.Conns) > attempt:
			return fmt.Sprintf("it connected %s more after the request was sent", times(len(r.Conns)-attempt))
		case requests[0].Extra > 0:
			return fmt.Sprintf("%d bytes follow its request: %.60q", requests[0].Extra, requests[0].Request[len(requests[0].Request)-requests[0].Extra:])
		case !requests[0].Complete:
			return "its request never became complete"
		}
		return eachRequest(r)
	})
}

func lastHandshake(r *harness.Result) int {
	n := 0
	for _, c := range r.Conns {
		if c.Handshake.Done {
			n = c.Attempt
		}
	}
	return n
}

func attemptList(r *harness.Result) string {
	text := ""
	for i, c := range r.Requests() {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprint(c.Attempt)
	}
	return text
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
