package harness

import (
	"fmt"
	"sync"
	"time"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/harness/flash"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/dns"
	"github.com/benchtrial/benchtrial/servers/ntp"
)

// The sources of a lane's events.
const (
	fromConsole = "console"
	fromServer  = "server"
	fromDNS     = "dns"
	fromNTP     = "ntp"
	fromLane    = "lane"
)

// Recorder turns what happens on a bench into events. What comes in while a trial runs carries the trial's names.
type Recorder struct {
	log   *reports.Log
	board string

	mu       sync.Mutex
	firmware string
	scenario string
}

// NewRecorder returns a recorder of the lane of that board.
func NewRecorder(log *reports.Log, board string) *Recorder { return &Recorder{log: log, board: board} }

// Emit writes an event, with the board and the trial that it belongs to. A stream that cannot be written is noticed by
// the runner, which misses the results: the lane has nobody else to tell.
func (r *Recorder) Emit(e reports.Event) {
	r.mu.Lock()
	e.Board = r.board
	if e.Firmware == "" {
		e.Firmware = r.firmware
	}
	if e.Scenario == "" {
		e.Scenario = r.scenario
	}
	r.mu.Unlock()
	if e.Source == "" {
		e.Source = fromLane
	}
	_ = r.log.Write(e)
}

func (r *Recorder) within(firmware, scenario string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.firmware, r.scenario = firmware, scenario
}

func (r *Recorder) console(c console.Chunk) {
	r.Emit(reports.Event{At: c.At, Kind: reports.ConsoleBytes, Source: fromConsole, Bytes: c.Bytes})
}

func (r *Recorder) boot(b console.Boot) {
	r.Emit(reports.Event{At: b.At, Kind: reports.BootSeen, Source: fromConsole, Text: b.CauseName})
}

func (r *Recorder) query(q dns.Query) {
	r.Emit(reports.Event{At: q.At, Kind: reports.DNSQuery, Source: fromDNS, Text: fmt.Sprintf("%s %s: %s", q.Type, q.Name, q.Answer)})
}

func (r *Recorder) time(q ntp.Query) {
	r.Emit(reports.Event{At: q.At, Kind: reports.TimeQuery, Source: fromNTP, Text: q.Answer})
}

func (r *Recorder) wire(e servers.Event) {
	r.Emit(reports.Event{At: e.At, Kind: reports.Kind(e.Kind), Source: fromServer, Attempt: e.Conn, Text: e.Text})
}

func (r *Recorder) begin(t *trial) {
	r.within(t.fw.Name, t.key())
	r.Emit(reports.Event{Kind: reports.TrialBegan, Text: t.scenario.Doc})
}

// end closes a trial. One that is spoiled, because of the reason given, judges nothing.
func (r *Recorder) end(t *trial, result *Result, wanted reports.Verdict, spoiled string) {
	for _, c := range result.Crashes {
		r.Emit(reports.Event{At: c.At, Kind: reports.CrashSeen, Source: fromConsole, Text: c.Reason})
	}
	wall := result.Ended.Sub(result.Began)
	ended := reports.TrialEnd{
		Verdict: result.Verdict, Wanted: wanted, Reason: result.Reason, Attempts: result.Attempts(), Spoiled: spoiled,
		Wall: reports.InSeconds(wall), BoardTime: reports.InSeconds(result.Board(wall)), Waiting: reports.InSeconds(result.Waiting()),
	}
	if low, ok := result.LowestHeap(); ok {
		ended.LowestHeap = low.Lowest
	}
	if spoiled != "" {
		ended.Verdict = reports.NotJudged
	}
	r.Emit(reports.Event{Kind: reports.TrialEnded, Data: reports.Pack(ended)})
	r.within(t.fw.Name, "")
}

func (r *Recorder) flashBegan(fw *LaneFirmware) {
	r.within(fw.Firmware.Name, "")
	r.Emit(reports.Event{Kind: reports.FlashBegan, Data: reports.Pack(reports.Flashing{Hash: fw.Image.Hash})})
}

func (r *Recorder) flashProgress(*LaneFirmware) func(flash.Progress) {
	return func(p flash.Progress) {
		r.Emit(reports.Event{Kind: reports.FlashProgress, Text: p.Text, Data: reports.Pack(reports.Progress{Percent: p.Percent})})
	}
}

func (r *Recorder) flashDone(fw *LaneFirmware, o flash.Outcome) {
	text := fmt.Sprintf("written and verified in %v", o.Took.Round(time.Millisecond))
	if o.Skipped {
		text = fmt.Sprintf("not written: the chip holds exactly these bytes (asked it in %v)", o.Took.Round(time.Millisecond))
	}
	r.Emit(reports.Event{Kind: reports.FlashDone, Text: text, Data: reports.Pack(reports.Flashing{
		Hash: fw.Image.Hash, Skipped: o.Skipped, MAC: o.MAC, Took: reports.InSeconds(o.Took),
	})})
}

// Waiting is the wall time of the trial in which the firmware waited by its own will: pauses between attempts, and
// connections on which nothing moved.
func (r *Result) Waiting() time.Duration {
	var wall time.Duration
	for i, c := range r.Conns {
		if i > 0 && !r.Conns[i-1].Closed.IsZero() {
			wall += c.Opened.Sub(r.Conns[i-1].Closed)
		}
		wall += quietWithin(c)
	}
	return wall
}

// quietWithin is the sum of the pauses of a connection that are longer than any computation takes.
func quietWithin(c servers.Conn) time.Duration {
	const computing = 50 * time.Millisecond
	var wall time.Duration
	last := c.Opened
	for _, s := range c.Segments {
		if gap := s.At.Sub(last); gap > computing {
			wall += gap
		}
		last = s.At
	}
	if gap := c.Closed.Sub(last); !c.Closed.IsZero() && gap > computing {
		wall += gap
	}
	return wall
}
