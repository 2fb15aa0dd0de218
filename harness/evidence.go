package harness

import (
	"sort"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/dns"
)

// Evidence is what the two witnesses of one trial, the console and the wire, saw.
type Evidence struct {
	Firmware *config.Firmware
	Scenario servers.Scenario
	Body     Body      // what the firmware was asked to send
	Host     string    // the name that it was told to connect to
	Server   string    // ip:port behind that name
	Rate     float64   // board seconds per wall second
	Stalled  float64   // the same while a handshake waits for a silent server
	Began    time.Time // wall clock; the server had taken up the scenario
	Ended    time.Time // wall clock
	End      End

	Text    []byte          // the console, raw, from the reset on
	Lines   []console.Line  // the same in lines
	Boots   []console.Boot  // the first is the one that was asked for
	Crashes []console.Crash // in the order of the console

	Conns   []servers.Conn // every connection that reached the server, in order
	Probes  []servers.Conn // those that were no attempts: they only asked whether records can be shorter
	Queries []dns.Query    // the board's questions for the server's address, repeated ones left out
	Others  []dns.Query    // its questions for other names
	Lookups int            // how many questions one attempt asks, as the positive control showed
	Lag     time.Duration  // how long the bench itself was kept from running, wall clock

	Heap        []HeapSeries   // the free heap at each attempt, one series a witness; empty where nobody sees it
	Interrupted []Interruption // the boots before this one that the bench ended in the middle of a handshake
}

// End says why a trial ended.
type End int

// The ends of a trial, in the order in which they are looked for.
const (
	EndUnknown     End = iota
	EndCrashed         // the console shows a crash
	EndRestart         // the board restarted without one
	EndTooMany         // more attempts than the contract allows
	EndDone            // the firmware said that it is done, and was quiet since
	EndGaveUp          // the firmware said that it gave up, or made all its attempts, and was quiet since
	EndRestarted       // likewise, and then it restarted the board, as it promised
	EndQuiet           // the firmware stopped trying without a word
	EndSettled         // a firmware that never ends by itself sits on its connection, and all there is to see was seen
	EndEnough          // a firmware that tries for ever has tried often enough
	EndWithoutWiFi     // nothing more happened after the Wi-Fi was gone
	EndStuck           // a connection stayed open past the contract's limits
	EndDeadline        // the limit of the whole trial passed
)

var endNames = map[End]string{
	EndUnknown: "unknown", EndCrashed: "the board crashed", EndRestart: "the board restarted",
	EndTooMany: "more attempts than the contract allows", EndDone: "the firmware was done",
	EndGaveUp: "the firmware gave up", EndRestarted: "the firmware gave up and restarted the board, as promised", EndQuiet: "the firmware fell silent",
	EndSettled: "the firmware kept its connection, and nothing more happened", EndEnough: "the firmware had tried often enough to be judged",
	EndWithoutWiFi: "nothing more happened after the Wi-Fi was gone", EndStuck: "the firmware was stuck on an open connection", EndDeadline: "the trial's deadline passed",
}

// String is the end as a phrase for a report.
func (e End) String() string { return endNames[e] }

// Board converts a span of wall time into board time.
func (e Evidence) Board(wall time.Duration) time.Duration {
	return time.Duration(float64(wall) * e.Rate)
}

// InHandshake converts a span of wall time that the board spent waiting in a handshake.
func (e Evidence) InHandshake(wall time.Duration) time.Duration {
	return time.Duration(float64(wall) * e.Stalled)
}

// Hung is how long, in board time, a connection lasted on which the server fell silent, at the least and at the most. The
// board's clock runs faster while it waits for the server and at its ordinary rate while it computes; before the last word
// on the wire it did both.
func (e Evidence) Hung(c servers.Conn) (least, most time.Duration) {
	end, last := c.Closed, c.Opened
	if end.IsZero() {
		end = e.Ended
	}
	for _, s := range c.Segments {
		if s.At.Before(end) {
			last = s.At
		}
	}
	return e.Board(last.Sub(c.Opened)) + e.InHandshake(end.Sub(last)), e.InHandshake(end.Sub(c.Opened))
}

// Said returns when text first stood on the console, and whether it did.
func (e Evidence) Said(text string) (time.Time, bool) {
	if text == "" {
		return time.Time{}, false
	}
	for _, line := range e.Lines {
		if i := strings.Index(line.Text, text); i >= 0 {
			return line.Came(i), true
		}
	}
	return time.Time{}, false
}

// times returns the times of the console's lines that contain text.
func (e Evidence) times(text string) []time.Time {
	var at []time.Time
	for _, line := range e.Lines {
		if i := strings.Index(line.Text, text); text != "" && i >= 0 {
			at = append(at, line.Came(i))
		}
	}
	return at
}

// Attempts is how often the firmware tried to connect. The server counts; where nobody listens, the name server does
// (the answers live for no time, so that each attempt asks anew) or the console, whichever saw more: a chip's name
// cache may hide a query, and a sketch need not print every failure.
func (e Evidence) Attempts() int {
	if !e.Unreachable() {
		return len(e.Conns)
	}
	each := max(e.Lookups, 1)
	return max((len(e.Queries)+each-1)/each, len(e.times(e.Firmware.Console.CannotConnect)))
}

// Unreachable tells that no attempt could reach the server, so that the name server has to count them.
func (e Evidence) Unreachable() bool {
	return e.Scenario.Closed || e.Scenario.Names != nil && len(e.Conns) == 0
}

// Plaintext is what the board sent without any TLS, over all connections.
func (e Evidence) Plaintext() []byte {
	var sent []byte
	for _, c := range e.Conns {
		if !c.NotTLS {
			continue
		}
		for _, s := range c.Segments {
			if s.FromClient {
				sent = append(sent, s.Bytes...)
			}
		}
	}
	return sent
}

// Spacings are the pauses between the end of one attempt and the start of the next, in board time, smallest first.
func (e Evidence) Spacings() []time.Duration {
	var gaps []time.Duration
	if e.Unreachable() {
		at := e.attemptTimes()
		for i := 1; i < len(at); i++ {
			gaps = append(gaps, e.Board(at[i].Sub(at[i-1])))
		}
	} else {
		for i := 1; i < len(e.Conns); i++ {
			gaps = append(gaps, e.Board(e.Conns[i].Opened.Sub(e.Conns[i-1].Closed)))
		}
	}
	sort.Slice(gaps, func(i, j int) bool { return gaps[i] < gaps[j] })
	return gaps
}

// Rests are the same, each counted from when the attempt before had failed: a connection on which nothing moved any more lies
// idle from then on, whoever ends it, and when.
func (e Evidence) Rests() []time.Duration {
	if e.Unreachable() {
		return e.Spacings()
	}
	var gaps []time.Duration
	for i := 1; i < len(e.Conns); i++ {
		before, next := e.Conns[i-1], e.Conns[i]
		failed := before.Closed
		if atOnce := e.Board(next.Opened.Sub(failed)) < libraryTurn; failed.IsZero() || atOnce {
			failed = lastMoved(before, next.Opened)
		}
		gaps = append(gaps, e.Board(next.Opened.Sub(failed)))
	}
	sort.Slice(gaps, func(i, j int) bool { return gaps[i] < gaps[j] })
	return gaps
}

// libraryTurn is what a library may take, in board time, from ending a connection that it kept to making the next one.
const libraryTurn = 200 * time.Millisecond

// lastMoved is when something last moved on a connection, well before its end.
func lastMoved(c servers.Conn, end time.Time) time.Time {
	if !c.Closed.IsZero() && c.Closed.Before(end) {
		end = c.Closed
	}
	at := c.Opened
	for _, s := range c.Segments {
		if s.At.Before(end.Add(-farewell)) {
			at = s.At
		}
	}
	return at
}

// farewell is how long before its end, wall clock, what a client says on a connection still belongs to that end.
const farewell = 5 * time.Millisecond

func (e Evidence) attemptTimes() []time.Time {
	said := e.times(e.Firmware.Console.CannotConnect)
	if len(e.Queries) < len(said) {
		return said
	}
	var at []time.Time
	for i := 0; i < len(e.Queries); i += max(e.Lookups, 1) {
		at = append(at, e.Queries[i].At)
	}
	return at
}

// ReplyBody is the text of the reply that the firmware's first request was to get, "" when it sent none.
func (e Evidence) ReplyBody() string {
	for _, c := range e.Requests() {
		return c.ReplyBody
	}
	return ""
}

// AppBytes is how many bytes of application data the board sent, over all connections: as the server read them, and
// where it could not, as they stand encrypted on the wire. What was sent without TLS counts as well.
func (e Evidence) AppBytes() int {
	n := 0
	for _, c := range e.Conns {
		if len(c.Request) > 0 {
			n += len(c.Request)
		} else {
			n += c.AppBytes
		}
	}
	return n + len(e.Plaintext())
}

// Handshakes is how many TLS handshakes the board completed.
func (e Evidence) Handshakes() int {
	n := 0
	for _, c := range e.Conns {
		if c.Handshake.Done {
			n++
		}
	}
	return n
}
