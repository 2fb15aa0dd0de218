package match_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/dns"
)

var promised = &config.Firmware{
	Name:    "sketch",
	Retry:   config.Retry{Attempts: 12, Spacing: time.Second},
	Request: config.Request{Method: "POST", Version: "HTTP/1.0", Body: config.Body{Kind: config.BodyJSON}},
	Console: config.Console{Connected: "Connected!", CannotConnect: "Can't connect", GaveUp: "Giving up.", Done: "Done!"},
}

func result(change func(*harness.Result)) *harness.Result {
	r := &harness.Result{Evidence: harness.Evidence{Firmware: promised, Rate: 1, Stalled: 1, End: harness.EndDone, Body: harness.BodyDefault}}
	r.Verdict = reports.Accepted
	change(r)
	return r
}

// says is a result with these lines on the console.
func says(lines ...string) *harness.Result {
	return result(func(r *harness.Result) {
		r.Text = []byte(strings.Join(lines, "\r\n"))
		for _, l := range lines {
			r.Lines = append(r.Lines, console.Line{Text: l})
		}
	})
}

// paused is a result with connections of no length and these pauses, in milliseconds, between them.
func paused(pauses ...int) *harness.Result {
	return result(func(r *harness.Result) {
		at := time.Unix(100, 0)
		r.Conns = []servers.Conn{{Attempt: 1, Opened: at, Closed: at}}
		for i, p := range pauses {
			at = at.Add(time.Duration(p) * time.Millisecond)
			r.Conns = append(r.Conns, servers.Conn{Attempt: i + 2, Opened: at, Closed: at})
		}
	})
}

// posted is a result with one request.
func posted(request string) *harness.Result {
	return result(func(r *harness.Result) {
		r.Host, r.Server = "a", "127.0.0.1:14433"
		r.Conns = []servers.Conn{{Attempt: 1, Request: []byte(request), Complete: true, Opened: time.Unix(1, 0), Closed: time.Unix(2, 0)}}
	})
}

func judge(t *testing.T, m types.GomegaMatcher, r *harness.Result, want string) {
	t.Helper()
	ok, err := m.Match(r)
	if err != nil {
		t.Fatal(err)
	}
	if message := m.FailureMessage(r); ok != (want == "") || !strings.Contains(message, want) {
		t.Errorf("passed: %v, wanted %q:\n%s", ok, want, message)
	}
}

func TestSpaceAttempts(t *testing.T) {
	for name, test := range map[string]struct {
		pauses []int
		want   string
	}{
		"exact":                    {[]int{1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000}, ""},
		"a little late":            {[]int{1010, 1020, 1100, 1005, 1300, 1010, 1900, 1001, 1010, 1010, 1010}, ""},
		"two seen late":            {[]int{1000, 9000, 1000, 1000, 1000, 1000, 7000, 1000, 1000, 1000, 1000}, ""},
		"two seen early":           {[]int{1000, 100, 1000, 1000, 1000, 1000, 300, 1000, 1000, 1000, 1000}, ""},
		"none":                     {[]int{0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0}, "the longest 1ms"},
		"every second one missing": {[]int{1000, 0, 1000, 0, 1000, 0, 1000, 0, 1000, 0, 1000}, "the shortest was 0s"},
		"twice as long":            {[]int{2010, 2010, 2010, 2010, 2010, 2010, 2010, 2010, 2010, 2010, 2010}, "the shortest was 2.01s"},
		"longer and longer":        {[]int{1000, 1000, 1000, 5000, 5000, 5000, 5000, 5000, 5000, 5000, 5000}, "the longest 5s"},
		"a single attempt":         {nil, "too seldom"},
	} {
		t.Run(name, func(t *testing.T) { judge(t, match.SpaceAttempts(time.Second), paused(test.pauses...), test.want) })
	}
}

func TestSaySuccess(t *testing.T) {
	for want, r := range map[string]*harness.Result{
		"":                               says("boot", "Connected!", "Done!"),
		`never says "Connected!"`:        says("Done!"),
		`never says "Done!"`:             says("Connected!"),
		`"Done!" before "Connected!"`:    says("Done!", "Connected!"),
		`says "Giving up."`:              says("Connected!", "Done!", "Giving up."),
		`says "Can't connect", and noth`: says("Can't connect", "Connected!", "Done!"),
	} {
		judge(t, match.SaySuccess(), r, want)
	}
}

func TestSayThatItGaveUp(t *testing.T) {
	for want, r := range map[string]*harness.Result{
		"":                            says("Can't connect", "Can't connect", "Giving up."),
		`never says "Can't connect"`:  says("Giving up."),
		`says "Giving up." 0 times`:   says("Can't connect"),
		`says "Giving up." 2 times`:   says("Can't connect", "Giving up.", "Giving up."),
		`says "Connected!"`:           says("Connected!", "Can't connect", "Giving up."),
		`goes on to say "Can't conne`: says("Giving up.", "Can't connect"),
	} {
		judge(t, match.SayThatItGaveUp(), r, want)
	}
}

func TestKeepSilentAfterwards(t *testing.T) {
	end := time.Unix(200, 0)
	asked := func(at time.Time) *harness.Result {
		return result(func(r *harness.Result) {
			r.End = harness.EndGaveUp
			r.Conns = []servers.Conn{{Attempt: 1, Opened: end.Add(-time.Second), Closed: end}}
			r.Queries = []dns.Query{{At: at}}
		})
	}
	judge(t, match.KeepSilentAfterwards(), asked(end.Add(-2*time.Second)), "")
	judge(t, match.KeepSilentAfterwards(), asked(end.Add(time.Second)), "asked for the server's address once more, 1s after")
	judge(t, match.KeepSilentAfterwards(), result(func(r *harness.Result) { r.End = harness.EndTooMany; r.Conns = make([]servers.Conn, 13) }), "attempt 13")
	judge(t, match.KeepSilentAfterwards(), result(func(r *harness.Result) { r.End = harness.EndDeadline }), "never gave up")
}

func TestSendWholeRequest(t *testing.T) {
	for want, request := range map[string]string{
		"":                         "POST /a HTTP/1.0\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}",
		"bare-lf":                  "POST /a HTTP/1.0\nHost: a\r\nContent-Length: 2\r\n\r\n{}",
		"chunked-in-http-1.0":      "POST /a HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
		`request line is "XPOST`:   "XPOST /a HTTP/1.0\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}",
		"doubled-header":           "POST /a HTTP/1.0\r\nHost: a\r\nHost: b\r\nContent-Length: 2\r\n\r\n{}",
		"content-length-too-large": "POST /a HTTP/1.0\r\nHost: a\r\nContent-Length: 3\r\n\r\n{}",
	} {
		judge(t, match.SendWholeRequest(), posted(request), want)
	}
}

func TestPostOnceAtLooksAtTheRequest(t *testing.T) {
	good := "POST /a HTTP/1.0\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"
	judge(t, match.PostOnceAt(1), posted(good), "")
	judge(t, match.PostOnceAt(2), posted(good), "it sent it on attempt 1")
	twice := posted(good + good)
	twice.Conns[0].Extra = len(good)
	judge(t, match.PostOnceAt(1), twice, fmt.Sprintf("%d bytes follow its request", len(good)))
	cut := posted(good)
	cut.Conns[0].Complete = false
	judge(t, match.PostOnceAt(1), cut, "never became complete")
}

func TestMatchersWantAResult(t *testing.T) {
	if _, err := match.BeAccepted().Match("a string"); err == nil {
		t.Error("a string was judged")
	}
}
