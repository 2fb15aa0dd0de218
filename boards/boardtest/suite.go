package boardtest

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards"
	"github.com/benchtrial/benchtrial/boards/console"
)

// Options tells TestBoard what the boards it opens can do. The firmware on them must print Ready as a line of its own
// soon after each boot. What is nil is left out.
type Options struct {
	Ready string // the line; it must be the first text of the firmware, not of the ROM

	// Panic makes the firmware of b die with a panic and a reboot.
	Panic func(t *testing.T, b boards.Board)

	// Unplug takes the board's port away.
	Unplug func(t *testing.T, b boards.Board)

	// Probe opens and closes the port as a flasher would; it fails when somebody has it.
	Probe func(ctx context.Context, port string) error

	// Limit is how long anything may take; zero means 10 s. It bounds a failure and slows no success.
	Limit time.Duration
}

// TestBoard is the conformance suite: what every kind of board does, whatever it is made of. open gives a fresh board
// that nobody else uses and registers the clean-up of what is behind it; the suite closes the board.
func TestBoard(t *testing.T, open func(t *testing.T) boards.Board, opts Options) {
	if opts.Limit == 0 {
		opts.Limit = 10 * time.Second
	}
	for _, c := range []struct {
		name string
		run  func(*suite)
		skip bool
	}{
		{"reset is seen", (*suite).resetIsSeen, false},
		{"two resets in a row", (*suite).twoResets, false},
		{"early output is never lost", (*suite).earlyOutput, false},
		{"text before a reset stays", (*suite).textStays, false},
		{"an interrupted reset leaves the board usable", (*suite).resetInterrupted, false},
		{"panic is recognised", (*suite).panicRecognised, opts.Panic == nil},
		{"flash lends the port", (*suite).flashLends, false},
		{"flash attaches after an error", (*suite).flashFails, false},
		{"flash attaches after an interrupt", (*suite).flashInterrupted, false},
		{"close frees the port", (*suite).closeFrees, false},
		{"close ends a flash", (*suite).closeEndsFlash, false},
		{"unplugged is gone", (*suite).unplugged, opts.Unplug == nil},
	} {
		if c.skip {
			continue
		}
		before := runtime.NumGoroutine()
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), opts.Limit)
			defer cancel()
			b := open(t)
			defer b.Close()
			s := &suite{T: t, ctx: ctx, b: b, opts: opts}
			s.reset() // the start with power may be under way; from here on the board is quiet
			c.run(s)
		})
		noneLeft(t, c.name, before, opts.Limit)
	}
}

// suite is one case under way.
type suite struct {
	*testing.T
	ctx  context.Context
	b    boards.Board
	opts Options
}

// reset resets the board and waits for its firmware.
func (s *suite) reset() console.Boot {
	s.Helper()
	boot, err := s.b.Reset(s.ctx)
	if err != nil {
		s.Fatalf("Reset: %v", err)
	}
	s.wait(boot.Mark, console.Text(s.opts.Ready))
	return boot
}

func (s *suite) wait(from console.Mark, want ...console.Pattern) console.Match {
	s.Helper()
	m, err := s.b.Console().Wait(s.ctx, from, want...)
	if err != nil {
		s.Fatalf("Wait: %v", err)
	}
	return m
}

func (s *suite) resetIsSeen() {
	mark := s.b.Console().Mark()
	boot := s.reset()
	if boot.Mark < mark {
		s.Errorf("the boot's banner is at %d, before the reset was asked for at %d", boot.Mark, mark)
	}
	if !boot.Asked() || boot.Download {
		s.Errorf("boot %+v: want one that the bench asked for, into the firmware", boot)
	}
	if boot.At.IsZero() || boot.CauseName == "" || boot.ModeName == "" {
		s.Errorf("boot %+v: it lacks its time or names", boot)
	}
}

func (s *suite) twoResets() {
	first, err := s.b.Reset(s.ctx)
	if err != nil {
		s.Fatalf("first Reset: %v", err)
	}
	second := s.reset()
	if second.Mark <= first.Mark {
		s.Errorf("second boot at %d, first at %d: want a later one", second.Mark, first.Mark)
	}
	if boots := s.b.Console().Boots(first.Mark); len(boots) != 2 {
		s.Errorf("%d boots since the first, want 2: %+v", len(boots), boots)
	}
}

func (s *suite) earlyOutput() {
	for i := range 5 {
		boot := s.reset()
		text := s.b.Console().Since(boot.Mark)
		if boot.ROM == "" || !bytes.HasPrefix(text, []byte(boot.ROM)) {
			s.Fatalf("reset %d: the text since the boot is %.200q, want it to begin with the ROM's name %q", i, text, boot.ROM)
		}
		if n := bytes.Count(text, []byte(s.opts.Ready)); n != 1 {
			s.Fatalf("reset %d: %q came %d times since the boot, want once:\n%q", i, s.opts.Ready, n, text)
		}
	}
}

func (s *suite) textStays() {
	start := s.b.Console().Mark()
	first, second := s.reset(), s.reset()
	text := string(s.b.Console().Since(start))
	if n := strings.Count(text, s.opts.Ready); n < 2 {
		s.Errorf("%q came %d times since before the first reset, want it twice", s.opts.Ready, n)
	}
	lines := s.b.Console().Lines(first.Mark)
	for i := 1; i < len(lines); i++ {
		if lines[i].At.Before(lines[i-1].At) || lines[i].Start <= lines[i-1].Start {
			s.Errorf("line %d (%+v) is not after line %d (%+v)", i, lines[i], i-1, lines[i-1])
		}
	}
	if m := s.wait(first.Mark, console.Text(s.opts.Ready)); m.Start >= second.Mark {
		s.Errorf("the first boot's text was found at %d, after the second boot at %d", m.Start, second.Mark)
	}
}

func (s *suite) resetInterrupted() {
	s.reset()
	why := errors.New("changed my mind")
	ctx, cancel := context.WithCancelCause(s.ctx)
	cancel(why)
	if _, err := s.b.Reset(ctx); !errors.Is(err, why) {
		s.Errorf("Reset under a context that has ended: %v, want its cause", err)
	}
	s.reset()
}

func (s *suite) panicRecognised() {
	boot := s.reset()
	s.opts.Panic(s.T, s.b)
	_, err := s.b.Console().Wait(s.ctx, boot.Mark, console.Text("a line that never comes"))
	var crash *console.CrashError
	if !errors.As(err, &crash) {
		s.Fatalf("Wait while the firmware panics: %v, want a CrashError", err)
	}
	whole := s.b.Console().Completed(s.ctx, crash.Crash)
	if !whole.Complete || whole.Reason == "" || !strings.Contains(whole.Text, strings.TrimSpace(crash.Crash.Text)) {
		s.Errorf("the completed crash is %+v, want all of its text", whole)
	}
	after := s.wait(whole.End, console.Text(s.opts.Ready))
	boots := s.b.Console().Boots(whole.End)
	if len(boots) == 0 || boots[0].Mark > after.Start || (boots[0].Asked() && boots[0].Chip != "esp8266") {
		s.Errorf("boots after the panic: %+v, want one that nobody asked for", boots)
	}
}
