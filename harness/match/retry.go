package match

import (
	"fmt"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
)

// BailOutAfter wants exactly so many attempts to connect, and not one more afterwards.
func BailOutAfter(attempts int) types.GomegaMatcher {
	return promise(fmt.Sprintf("try to connect exactly %d times and then give up", attempts), func(r *harness.Result) string {
		switch {
		case r.Verdict == reports.Crashed:
			return r.Reason
		case r.End == harness.EndTooMany:
			return fmt.Sprintf("it tried more often: attempt %d was seen, there may have been more to come", r.Attempts())
		case r.End == harness.EndStuck || r.End == harness.EndDeadline:
			return fmt.Sprintf("it hung in attempt %d: %s", r.Attempts(), r.Reason)
		case r.Attempts() != attempts:
			return fmt.Sprintf("it tried %d times", r.Attempts())
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
			return fmt.Sprintf("it made %d attempts, too few to have a pause", r.Attempts())
		}
		quarter, median := gaps[len(gaps)/4], gaps[len(gaps)/2]
		if median < spacing*8/10 || quarter >= 2*spacing+r.Board(latency+lost(r, len(gaps))) {
			return fmt.Sprintf("of its %d pauses the shortest was %v, the median %v, the longest %v",
				len(gaps), round(gaps[0]), round(median), round(gaps[len(gaps)-1]))
		}
		return ""
	})
}

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
		case r.End != harness.EndGaveUp && r.End != harness.EndDone && r.End != harness.EndQuiet:
			return fmt.Sprintf("it never gave up: %s", r.End)
		}
		return ""
	})
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
			return fmt.Sprintf("it connected %d times more after the request was sent", len(r.Conns)-attempt)
		}
		return ""
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
