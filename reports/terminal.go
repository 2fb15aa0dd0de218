package reports

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// TerminalOptions says how to show a run to a person.
type TerminalOptions struct {
	Live    bool          // w is a terminal: keep a line for each lane up to date in place
	Colour  bool          // as Colour decides
	Width   func() int    // of the terminal now, nil for 80
	Verbose bool          // a line for every spec, not only for trials and for what did not pass
	Quiet   time.Duration // without Live: how long nothing is written before a line says what goes on; 0 is 30 s
}

// Terminal shows a run while it goes on: a line for each trial as it ends, and below, on a terminal, a line for each lane
// with what it does now, where a line that ended is cut to the width. Without Live nothing is cut, and nothing is ever rewritten, so that the output can be kept as a file; a run in which
// nothing ends for a while says what it waits for, because CI systems end jobs that are silent.
//
// It has no goroutine and no clock of its own: Handle takes events, Tick the time. It is safe for use by several
// goroutines.
type Terminal struct {
	mu      sync.Mutex
	opts    TerminalOptions
	paint   paint
	screen  *screen
	run     *Run
	now     map[string]*activity // per lane, and per build as "build NAME CHIP"
	order   []string
	waiting map[string][]*Trial // per lane, trials that ended while their spec goes on
	widths  columns
	said    map[string]bool // what stands below the first line of texts that were shown
	written time.Time       // when a line was last written
}

// activity is what a lane or a build does now.
type activity struct {
	name    string
	what    string
	percent int // -1: not known
	since   time.Time
	board   bool // it is a lane
	over    bool
}

// NewTerminal returns a view that writes to w.
func NewTerminal(w io.Writer, opts TerminalOptions) *Terminal {
	if opts.Width == nil {
		opts.Width = func() int { return 80 }
	}
	if opts.Quiet == 0 {
		opts.Quiet = 30 * time.Second
	}
	return &Terminal{
		opts: opts, paint: paint(opts.Colour), run: NewRun(), screen: &screen{w: w},
		now: map[string]*activity{}, waiting: map[string][]*Trial{}, said: map[string]bool{}, widths: columns{verdict: 12},
	}
}

// Handle takes in the next event and shows what it changes. The error is that of the writer.
func (t *Terminal) Handle(e Event) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.written.IsZero() {
		t.written = e.At
	}
	t.run.Apply(e)
	t.follow(e)
	lines := t.fitted(t.lines(e), e.Kind)
	if len(lines) > 0 {
		t.written = e.At
	}
	if len(lines) == 0 && e.Kind == ConsoleBytes {
		return t.screen.err // nothing of it is shown; redrawing for each would cost more than the run
	}
	return t.screen.show(lines, t.status(e.At))
}

// Tick brings the times on the screen up to date, or writes a line when nothing was written for long. Call it about
// four times a second.
func (t *Terminal) Tick(now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.opts.Live {
		return t.screen.show(nil, t.status(now))
	}
	if t.written.IsZero() || now.Sub(t.written) < t.opts.Quiet {
		return t.screen.err
	}
	t.written = now
	var lines []string
	for _, a := range t.current() {
		lines = append(lines, fmt.Sprintf("  ... %s  %s, for %s", a.name, t.describe(a), briefly(now.Sub(a.since))))
	}
	return t.screen.show(lines, nil)
}

// Finish takes the lanes' lines from the screen and writes the end: every failure whole, the table, the counts, and those
// of the reports that are there in the folder out. Write them before.
func (t *Terminal) Finish(r *Run, out string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	var lines []string
	for _, lane := range t.run.Lanes {
		lines = append(lines, t.release(lane.Name, nil)...)
	}
	if err := t.screen.show(append(lines, t.closing(r, out)...), nil); err != nil {
		return fmt.Errorf("writing to the terminal: %w", err)
	}
	return nil
}

// status is the block at the bottom of a terminal, nil without one.
func (t *Terminal) status(now time.Time) []string {
	if !t.opts.Live {
		return nil
	}
	width := max(20, t.opts.Width()-1)
	var lines []string
	for _, a := range t.current() {
		elapsed := fmt.Sprintf(" %7s", briefly(now.Sub(a.since)))
		room := width - len([]rune(elapsed))
		head := fmt.Sprintf("  %s %s  ", pad(a.name, t.widths.board), t.bar(a))
		what := min(whatWidth, max(0, room-len([]rune(head))))
		lines = append(lines, cut(head+pad(cut(t.describe(a), what), what), room)+elapsed)
	}
	return lines
}

// whatWidth is how wide the column is that says what a lane does, where there is room.
const whatWidth = 60

// fitted cuts the lines of what ended to the width of a terminal; the end and the page have the whole. The compiler's and
// esptool's words and paths stay whole, nothing says them again.
func (t *Terminal) fitted(lines []string, kind Kind) []string {
	switch {
	case !t.opts.Live:
		return lines
	case kind == TrialBegan, kind == TrialEnded, kind == SpecEnded, (kind == BuildDone || kind == FlashDone) && len(lines) == 1:
	default:
		return lines
	}
	var all []string
	for _, text := range lines {
		for line := range strings.SplitSeq(text, "\n") {
			all = append(all, cutPainted(line, max(20, t.opts.Width()-1)))
		}
	}
	return all
}

// current returns what goes on now, in the order in which it began.
func (t *Terminal) current() []*activity {
	var list []*activity
	for _, name := range t.order {
		if a := t.now[name]; !a.over {
			list = append(list, a)
		}
	}
	return list
}

const barWidth = 10

// bar shows how far a lane is in its plan, or a build by its own count.
func (t *Terminal) bar(a *activity) string {
	done, of := t.progress(a)
	filled := 0
	if of > 0 {
		filled = min(barWidth, done*barWidth/of)
	}
	text := "["
	for i := range barWidth {
		if i < filled {
			text += "="
		} else {
			text += " "
		}
	}
	if a.board {
		return fmt.Sprintf("%s] %3d/%d", text, done, of)
	}
	return text + "]"
}

func (t *Terminal) progress(a *activity) (done, of int) {
	if !a.board {
		return max(0, a.percent), 100
	}
	for _, spec := range t.run.Specs {
		if spec.Lane == a.name {
			of++
			if spec.State() != Pending {
				done++
			}
		}
	}
	return done, of
}

func (t *Terminal) describe(a *activity) string {
	if a.percent >= 0 {
		return fmt.Sprintf("%s %d%%", a.what, a.percent)
	}
	return a.what
}
