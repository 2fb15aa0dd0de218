package match

import (
	"fmt"
	"slices"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/http1"
)

// HoldBoth wants a connection that stays open and is used again while another one beside it is made, used and ended: both
// handshakes complete, and both requests come.
func HoldBoth() types.GomegaMatcher {
	return promise("hold one connection open, and use it on, while it makes others beside it", notBoth)
}

// notBoth is a sentence on what is missing of that, "" when nothing is.
func notBoth(r *harness.Result) string {
	if r.Verdict == reports.Crashed {
		return r.Reason
	}
	held, beside := sorted(r)
	switch {
	case len(held) == 0:
		return fmt.Sprintf("no request %q came (%s)", r.Firmware.AtOnce.Held, r.Reason)
	case len(beside) == 0:
		return fmt.Sprintf("no request %q came (%s)", r.Firmware.AtOnce.Beside, r.Reason)
	}
	for _, h := range held {
		for _, b := range beside {
			if spans(h, b) {
				return ""
			}
		}
	}
	return fmt.Sprintf("no connection with %q was open, and asked again, around one with %q: %s", r.Firmware.AtOnce.Held, r.Firmware.AtOnce.Beside, courses(held))
}

// spans tells whether the held connection was there before the other, and carried something after the other's request.
func spans(held, beside servers.Conn) bool {
	return beside.Complete && held.Opened.Before(beside.Opened) && held.LastByteAt.After(beside.CompleteAt) && !endedBefore(held, beside.LastByteAt)
}

func endedBefore(c servers.Conn, at time.Time) bool {
	return !c.Closed.IsZero() && c.Closed.Before(at) || !c.ServerEnd.IsZero() && c.ServerEnd.Before(at)
}

// KeepRequestsApart wants each connection to carry what it is for and nothing else, each request framed by its own head.
func KeepRequestsApart() types.GomegaMatcher {
	return promise("send on each connection what that one is for, and nothing of another's", func(r *harness.Result) string {
		a := r.Firmware.AtOnce
		seen := 0
		for _, c := range r.Requests() {
			requests := requestsOn(c)
			first := requests[0].Line
			for i, one := range requests {
				seen++
				if i == len(requests)-1 && !c.Complete {
					continue // the trial's end cut it off
				}
				switch {
				case one.Line != a.Held && one.Line != a.Beside:
					return fmt.Sprintf("attempt %d carries %q", c.Attempt, one.Line)
				case one.Line != first:
					return fmt.Sprintf("attempt %d began with %q and then carries %q", c.Attempt, first, one.Line)
				case i > 0 && one.Line == a.Beside:
					return fmt.Sprintf("attempt %d carries %q %s", c.Attempt, one.Line, times(i+1))
				}
				if fault := misframed(r, one); fault != "" {
					return fmt.Sprintf("on attempt %d: %s", c.Attempt, fault)
				}
			}
		}
		if seen == 0 {
			return fmt.Sprintf("it sent no request (%s)", r.Reason)
		}
		return ""
	})
}

// KeepTheFirst wants the connection that is held to live on, and to be used on, although none can be made beside it; what fails
// must be said.
func KeepTheFirst() types.GomegaMatcher {
	return promise("keep its first connection, use it on, and say that it could make no other", func(r *harness.Result) string {
		a := r.Firmware.AtOnce
		held, beside := sorted(r)
		failed := failedBeside(r)
		switch {
		case r.Verdict == reports.Crashed:
			return r.Reason
		case len(held) == 0:
			return fmt.Sprintf("no request %q came (%s)", a.Held, r.Reason)
		case len(beside) > 0:
			return fmt.Sprintf("it sent %q on attempt %d all the same", a.Beside, beside[0].Attempt)
		case len(failed) == 0:
			return fmt.Sprintf("it made no connection beside the first (%s)", r.Reason)
		case len(held) > 1:
			return fmt.Sprintf("it gave its first connection up and made it anew on attempt %d", held[1].Attempt)
		case !held[0].Closed.IsZero() && held[0].Closed.Before(failed[len(failed)-1].Opened):
			return fmt.Sprintf("its first connection was ended before attempt %d: %s", failed[len(failed)-1].Attempt, held[0].Summary())
		case !held[0].LastByteAt.After(failed[0].Opened):
			return fmt.Sprintf("it asked nothing more on its first connection after attempt %d had failed", failed[0].Attempt)
		}
		if _, said := r.Said(a.Cannot); a.Cannot != "" && !said {
			return fmt.Sprintf("the console never says %q", a.Cannot)
		}
		return ""
	})
}

// MakeTheFirstAnew wants a connection that was held and is lost to be made again, and another one beside it.
func MakeTheFirstAnew() types.GomegaMatcher {
	return promise("make the connection that it holds anew when it is lost", func(r *harness.Result) string {
		held, _ := sorted(r)
		if r.Verdict != reports.Crashed && len(held) == 1 {
			return fmt.Sprintf("%q came on attempt %d alone", r.Firmware.AtOnce.Held, held[0].Attempt)
		}
		return notBoth(r)
	})
}

// sorted are the connections by what they began with.
func sorted(r *harness.Result) (held, beside []servers.Conn) {
	for _, c := range r.Requests() {
		switch requestsOn(c)[0].Line {
		case r.Firmware.AtOnce.Held:
			held = append(held, c)
		case r.Firmware.AtOnce.Beside:
			beside = append(beside, c)
		}
	}
	return held, beside
}

// failedBeside are the connections after the first that carried nothing.
func failedBeside(r *harness.Result) []servers.Conn {
	var failed []servers.Conn
	for i, c := range r.Conns {
		if i > 0 && len(c.Request) == 0 {
			failed = append(failed, c)
		}
	}
	return failed
}

// courses are connections in a line each.
func courses(conns []servers.Conn) string {
	text := ""
	for i, c := range conns {
		if i > 0 {
			text += "; "
		}
		text += c.Summary()
	}
	return text
}

// misframed says what is wrong with a request as HTTP.
func misframed(r *harness.Result, one http1.Request) string {
	if fault := faults(one, slices.Concat(lineFaults, doubleFaults, headFaults, bodyFaults)...); fault != "" {
		return fault
	}
	return hostFault(one, hosts("", r.Host, r.Server))
}
