package match

import (
	"bytes"
	"fmt"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
)

// LiveOn wants the firmware neither to crash nor to restart.
func LiveOn() types.GomegaMatcher {
	return promise("neither crash nor restart", func(r *harness.Result) string {
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		return ""
	})
}

// ClaimNothingElse wants the console to tell of no connection that the server did not see made, and of no reply, nor to
// show one, that did not come whole.
func ClaimNothingElse() types.GomegaMatcher {
	return promise("claim nothing that did not happen", func(r *harness.Result) string {
		words := r.Firmware.Console
		if said := bytes.Count(r.Text, []byte(words.Connected)); words.Connected != "" && said > r.Handshakes() {
			return fmt.Sprintf("it says %q %s, and completed %s", words.Connected, times(said), handshakes(r.Handshakes()))
		}
		if wholeReply(r) {
			return ""
		}
		if _, said := r.Said(words.Succeeded); said {
			return fmt.Sprintf("it says %q, and no reply came whole", words.Succeeded)
		}
		for _, c := range r.Conns {
			if body := []byte(c.ReplyBody); len(body) > 0 && bytes.Contains(r.Text, body) {
				return "it prints the whole of a reply of which it got one half"
			}
		}
		return ""
	})
}

func handshakes(n int) string {
	if n == 1 {
		return "one handshake"
	}
	return fmt.Sprintf("%d handshakes", n)
}

// wholeReply tells whether the server has answered a request on a connection that was not lost.
func wholeReply(r *harness.Result) bool {
	for _, c := range r.Conns {
		if c.End != servers.Vanished && c.Replied > 0 {
			return true
		}
	}
	return false
}

// SendOnceAtMost wants the request not to be sent again after it was sent once: what the server made of it nobody knows.
func SendOnceAtMost() types.GomegaMatcher {
	return promise("not send its request a second time", func(r *harness.Result) string {
		switch n := len(r.Requests()); {
		case r.Verdict == reports.Crashed:
			return r.Reason
		case n > 1:
			return fmt.Sprintf("it sent it %s, on attempts %s", times(n), attemptList(r))
		}
		return ""
	})
}

// BeServedAgain wants a connection that the firmware makes after the loss to come as far as application data.
func BeServedAgain() types.GomegaMatcher {
	return promise("connect once its Wi-Fi is there, and go about its work", func(r *harness.Result) string {
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		for _, c := range r.Conns {
			if c.End != servers.Vanished && len(c.Request) > 0 {
				return ""
			}
		}
		if n := len(r.Conns); n > 0 && r.Conns[n-1].End != servers.Vanished {
			return fmt.Sprintf("attempt %d came to nothing: %s", n, r.Reason)
		}
		return fmt.Sprintf("no further attempt was seen: %s", r.End)
	})
}
