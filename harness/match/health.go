package match

import (
	"fmt"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// StartOnce wants the board to start once in the trial: no crash, no restart, no boot loop.
func StartOnce() types.GomegaMatcher {
	return promise("run without a crash or a restart", func(r *harness.Result) string {
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		if n := len(r.Boots); n > 1 {
			return fmt.Sprintf("the board started %s, the last time after %s", times(n), r.Boots[n-1].CauseName)
		}
		return ""
	})
}

// BearLowHeap wants a firmware whose heap is too small for TLS to say that it cannot connect, to claim no success, and not
// to hang or crash.
func BearLowHeap() types.GomegaMatcher {
	return promise("report that it cannot connect, and neither crash nor hang", func(r *harness.Result) string {
		words := r.Firmware.Console
		_, connected := r.Said(words.Connected)
		_, succeeded := r.Said(words.Succeeded)
		_, failed := r.Said(words.CannotConnect)
		_, gaveUp := r.Said(words.GaveUp)
		switch {
		case r.Verdict == reports.Crashed:
			return r.Reason
		case r.AppBytes() > 0:
			return fmt.Sprintf("it sent %d bytes of application data", r.AppBytes())
		case connected:
			return fmt.Sprintf("it says %q without a connection", words.Connected)
		case succeeded:
			return fmt.Sprintf("it says %q without a connection", words.Succeeded)
		case r.End == harness.EndStuck || r.End == harness.EndDeadline:
			return "it hung: " + r.End.String()
		case r.End == harness.EndTooMany:
			return fmt.Sprintf("it tried more often than it promised: %s", times(r.Attempts()))
		case !failed && words.CannotConnect != "":
			return fmt.Sprintf("it never says %q", words.CannotConnect)
		case !gaveUp && words.GaveUp != "" && r.Firmware.Retry.Attempts > 0:
			return fmt.Sprintf("it never says %q", words.GaveUp)
		}
		return ""
	})
}

// OutliveResets wants resets in the middle of handshakes to leave nothing behind: each boot tries to connect, nothing of
// what it was to send has left it, and the boot that is let alone does its work.
func OutliveResets() types.GomegaMatcher {
	return promise("start anew after each reset, and work when it is let alone", func(r *harness.Result) string {
		if len(r.Interrupted) == 0 {
			return "it was never reset"
		}
		for i, one := range r.Interrupted {
			if fault := interrupted(one); fault != "" {
				return fmt.Sprintf("reset %d, %s: %s", i+1, one.Stage, fault)
			}
		}
		switch {
		case r.Verdict != reports.Accepted:
			return fmt.Sprintf("the boot after %d resets was judged %s: %s", len(r.Interrupted), r.Verdict, r.Reason)
		case len(r.Boots) > 0 && !r.Boots[0].Asked():
			return fmt.Sprintf("the boot after the last reset gives another cause: %s", r.Boots[0].CauseName)
		}
		return ""
	})
}

// interrupted says what a boot did that it should not have done before it was reset.
func interrupted(one harness.Interruption) string {
	seen := harness.Evidence{Conns: one.Conns}
	switch {
	case len(one.Crashes) > 0:
		return "it had crashed: " + one.Crashes[0].Reason
	case one.Boots > 1:
		return fmt.Sprintf("it had started %s by then", times(one.Boots))
	case !one.Boot.Asked():
		return "the boot gives another cause: " + one.Boot.CauseName
	case seen.AppBytes() > 0:
		return fmt.Sprintf("%d bytes had left it before the handshake was done", seen.AppBytes())
	case seen.Handshakes() > 0:
		return "a handshake was completed, with a server that had not done its part"
	case !one.Reached:
		return fmt.Sprintf("the handshake never came as far (%s)", times(len(one.Conns)))
	}
	return ""
}

// BeatWithin wants the heartbeat to go on, whatever the firmware waits for. A busy bench sees some of it late: one pause is
// too long when all the bench's lag does not explain it, most are when their share of it does not.
func BeatWithin(limit time.Duration) types.GomegaMatcher {
	return promise(fmt.Sprintf("show that its loop runs, every %v at the least (board time)", limit), func(r *harness.Result) string {
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		says := r.Firmware.Heartbeat.Says
		pauses := r.Pauses()
		if len(pauses) == 0 {
			if !r.Began.IsZero() && r.Lived() < limit {
				return "" // there was no time for one
			}
			return fmt.Sprintf("it never says %q", says)
		}
		longest := pauses[len(pauses)-1]
		most := pauses[len(pauses)-1-few(pauses)]
		if longest > limit+r.Board(4*latency+2*r.Lag) || most > limit+r.Board(4*latency+lost(r, len(pauses))) {
			return fmt.Sprintf("%v passed without %q", round(longest), says)
		}
		return ""
	})
}

// TellTheTime wants the first four bytes of every client random to be the board's clock, as mbedTLS writes them. The clock
// was set by the bench before, so that it stands between the trial's beginning and the ClientHello; a simulated board's
// runs faster.
func TellTheTime(stack string) types.GomegaMatcher {
	const tolerance = 2 * time.Second
	return promise("begin its client random with the time, as "+stack+" is known to", func(r *harness.Result) string {
		shown := 0
		for _, c := range r.Conns {
			if c.Hello == nil {
				continue
			}
			traits, err := wire.Analyse(c.Segments)
			if err != nil && traits.Random == [32]byte{} {
				continue
			}
			shown++
			clock, at := traits.Clock(), helloAt(c)
			least, most := r.Began.Add(-tolerance), at.Add(r.Board(at.Sub(r.Began))+tolerance)
			if clock.Before(least.Truncate(time.Second)) || clock.After(most) {
				return fmt.Sprintf("attempt %d says that it is %s, and it was between %s and %s by the board's clock", c.Attempt,
					stamp(clock), stamp(least), stamp(most))
			}
		}
		if shown == 0 {
			return "it showed none: no ClientHello came (" + r.Reason + ")"
		}
		return ""
	})
}

func stamp(t time.Time) string { return t.UTC().Format(time.DateTime) }

// helloAt is when the last bytes of the client's that precede the server's first came.
func helloAt(c servers.Conn) time.Time {
	at := c.Opened
	for _, s := range c.Segments {
		if !s.FromClient {
			break
		}
		at = s.At
	}
	return at
}
