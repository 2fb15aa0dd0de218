package harness

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/dns"
	"github.com/benchtrial/benchtrial/servers/wire"
)

var contract = &config.Firmware{
	Name:    "sketch",
	Retry:   config.Retry{Attempts: 3, Spacing: 500 * time.Millisecond, Handshake: 5 * time.Second},
	Console: config.Console{Connected: "Connected!", CannotConnect: "Can't connect", GaveUp: "Giving up.", Done: "Done!"},
}

// seen makes evidence of console lines and connections.
func seen(end End, lines []string, conns ...servers.Conn) Evidence {
	e := Evidence{Firmware: contract, Rate: 1, Stalled: 1, End: end, Conns: conns}
	for i, text := range lines {
		e.Lines = append(e.Lines, console.Line{At: time.Unix(int64(i), 0), Text: text})
	}
	return e
}

func refusedConn(attempt int) servers.Conn {
	return servers.Conn{Attempt: attempt, Opened: time.Unix(int64(attempt), 0), Closed: time.Unix(int64(attempt), 5e8), End: servers.EOF}
}

func acceptedConn(attempt int, request string) servers.Conn {
	c := refusedConn(attempt)
	c.Handshake.Done = true
	c.Request, c.AppBytes = []byte(request), len(request)
	return c
}

func TestJudge(t *testing.T) {
	cannot := []string{"*** Can't connect. ***", "Giving up."}
	fine := []string{"Connected!", "Done!"}
	for name, test := range map[string]struct {
		evidence Evidence
		want     reports.Verdict
		reason   string // part of it
	}{
		"silence before the last attempt is no refusal": {
			seen(EndQuiet, cannot[:1], refusedConn(1)), reports.Hung, "fell silent"},
		"silence of who pauses for long and does not say so": {
			func() Evidence {
				e := seen(EndQuiet, cannot[:1], refusedConn(1), refusedConn(2))
				e.Firmware = &config.Firmware{Retry: config.Retry{Endless: true}}
				e.Ended = time.Unix(42, 5e8)
				return e
			}(), reports.Hung, "fell silent for 40s (board time); if it pauses so long between two attempts, its contract has to say so"},
		"bytes without TLS are a leak": {
			seen(EndGaveUp, cannot, servers.Conn{Attempt: 1, NotTLS: true, Segments: []wire.Segment{{FromClient: true, Bytes: []byte("POST")}}}),
			reports.Accepted, "4 bytes"},
		"accepted": {seen(EndDone, fine, acceptedConn(1, "POST")), reports.Accepted, "4 bytes"},
		"refused":  {seen(EndGaveUp, cannot, refusedConn(1), refusedConn(2)), reports.Refused, "2 attempts"},
		"no attempt at all is no refusal": {
			seen(EndQuiet, nil), reports.Hung, "never tried"},
		"the console alone is no refusal": {
			seen(EndGaveUp, cannot), reports.Inconsistent, "no attempt reached the server"},
		"the wire alone is no refusal": {
			seen(EndGaveUp, []string{"boot"}, refusedConn(1), refusedConn(2), refusedConn(3)), reports.Inconsistent, "never says"},
		"a connection that only the console saw": {
			seen(EndDone, fine, refusedConn(1)), reports.Inconsistent, "no handshake completed"},
		"a byte of data is acceptance, whatever the console says": {
			seen(EndGaveUp, cannot, acceptedConn(1, "POST")), reports.Accepted, "4 bytes"},
		"a completed handshake that the console denies": {
			seen(EndGaveUp, cannot, acceptedConn(1, "")), reports.Inconsistent, "1 handshake completed"},
		"a completed handshake without a word": {
			seen(EndQuiet, []string{"hello"}, acceptedConn(1, "")), reports.Inconsistent, "never says"},
		"one accepted attempt among refused ones": {
			seen(EndDone, append(cannot, fine...), refusedConn(1), acceptedConn(2, "POST")), reports.Accepted, "1 handshake"},
		"hung in a handshake": {seen(EndStuck, nil, refusedConn(1)), reports.Hung, "stuck"},
		"hung over the reply": {seen(EndStuck, fine[:1], acceptedConn(1, "POST")), reports.Hung, "stuck"},
		"never ends":          {seen(EndDeadline, cannot[:1], refusedConn(1)), reports.Hung, "deadline"},
		"a crash outranks all": {
			func() Evidence {
				e := seen(EndCrashed, fine, acceptedConn(1, "POST"))
				e.Crashes = []console.Crash{{Reason: "LoadProhibited"}}
				return e
			}(), reports.Crashed, "LoadProhibited"},
		"a restart that nobody asked for": {
			func() Evidence {
				e := seen(EndRestart, fine[:1], refusedConn(1))
				e.Boots = []console.Boot{{CauseName: "POWERON_RESET"}, {CauseName: "SW_CPU_RESET"}}
				return e
			}(), reports.Crashed, "SW_CPU_RESET"},
		"a restart of a chip whose ROM has no word for it": {
			func() Evidence {
				e := seen(EndRestart, fine[:1], refusedConn(1))
				e.Boots = []console.Boot{{CauseName: "power on"}, {CauseName: "external reset", Class: console.ResetExternal}}
				return e
			}(), reports.Crashed, "a restart by software, too"},
		"nobody listened": {
			func() Evidence {
				e := seen(EndGaveUp, cannot)
				e.Scenario.Closed = true
				e.Queries = make([]dns.Query, 3)
				return e
			}(), reports.Refused, "3 attempts"},
	} {
		t.Run(name, func(t *testing.T) {
			got := Judge(test.evidence)
			if got.Verdict != test.want || !strings.Contains(got.Reason, test.reason) {
				t.Errorf("got %s (%s), wanted %s with %q", got.Verdict, got.Reason, test.want, test.reason)
			}
		})
	}
}

func TestSpacingsAreInBoardTime(t *testing.T) {
	e := seen(EndGaveUp, nil, refusedConn(1), refusedConn(2), refusedConn(3))
	e.Rate = 20
	gaps := e.Spacings()
	if len(gaps) != 2 || gaps[0] != 10*time.Second {
		t.Errorf("spacings %v, wanted two of 10s: half a second of wall time on a clock twenty times as fast", gaps)
	}
}

func TestAttemptsWhereNobodyListens(t *testing.T) {
	e := seen(EndGaveUp, []string{"Can't connect", "Can't connect", "Giving up."})
	e.Scenario.Closed = true
	if n := e.Attempts(); n != 2 {
		t.Errorf("by the console alone: %d attempts, wanted 2", n)
	}
	e.Queries = make([]dns.Query, 3)
	if n := e.Attempts(); n != 3 {
		t.Errorf("with the name server's count: %d attempts, wanted 3", n)
	}
}

func TestBodies(t *testing.T) {
	if n := len(BodyLarge.Bytes()); n <= 65536 || n%512 == 0 || n%16384 == 0 {
		t.Errorf("the large body has %d bytes: it fits into 64 KiB, or into whole blocks", n)
	}
	for _, b := range []Body{BodyDefault, BodyUTF8, BodyAwkward, BodyLarge} {
		if !json.Valid(b.Bytes()) {
			t.Errorf("the body %s is no JSON: %.80q", b.Name, b.Bytes())
		}
	}
	if string(BodyDefault.Bytes()) == "" || len(BodyEmpty.Bytes()) != 0 {
		t.Error("the default body is empty, or the empty one is not")
	}
	if n, chars := len(BodyUTF8.Bytes()), len([]rune(string(BodyUTF8.Bytes()))); n == chars {
		t.Error("the UTF-8 body has as many characters as bytes: it would not catch a count of characters")
	}
}
