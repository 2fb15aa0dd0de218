package boards

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/benchtrial/benchtrial/boards/console"
)

// Config says how to reach a board.
type Config struct {
	Name string // as in bench.yaml
	Chip string // esp32, esp32s3, esp8266...

	Console Opener // where text is read and written
	Control Opener // where DTR and RTS are; nil when they are the console's own

	FlashPort string // the port as esptool is given it, and as messages name it

	Baud    int // console bits per second; zero means 115200
	ROMBaud int // what the ROM prints with; zero means 74880 for esp8266, else Baud

	Hold        time.Duration // how long EN is held low; zero means 100 ms
	BootLimit   time.Duration // the banner must come within, wall time; zero means 5 s
	ReopenLimit time.Duration // the port must be back after flashing within; zero means 10 s

	// SetRate changes the clock rate of a simulated board; nil for a board that has its own clock.
	SetRate func(ctx context.Context, rate float64) error

	// Tap sees every chunk read, in order; see console.Options.
	Tap func(console.Chunk)

	// Limit is how many bytes the console keeps; see console.Options.
	Limit int
}

func (c Config) withDefaults() Config {
	c.Baud = orElse(c.Baud, 115200)
	rom := c.Baud
	if c.Chip == "esp8266" {
		rom = 74880 // its ROM divides a 26 MHz crystal as if it were 40 MHz
	}
	c.ROMBaud = orElse(c.ROMBaud, rom)
	c.Hold = orElse(c.Hold, 100*time.Millisecond)
	c.BootLimit = orElse(c.BootLimit, 5*time.Second)
	c.ReopenLimit = orElse(c.ReopenLimit, 10*time.Second)
	return c
}

func orElse[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// Attached is a board on a link, of whatever kind the link is. It implements Board, and io.Writer towards the board's
// UART. Its methods may be called from any goroutine; Reset and Flash take turns.
type Attached struct {
	cfg Config
	con *console.Console

	alive context.Context // ends with Close
	end   context.CancelCauseFunc
	turn  chan struct{} // held by the one Reset, Flash or Close that runs

	mu      sync.Mutex
	link    Link // the console's; nil while there is none
	control Link // where the lines are; the same as link where the board has one port
	detach  func() error
	drained sync.WaitGroup // the goroutine that empties a control link of its own
}

var (
	_ Board     = (*Attached)(nil)
	_ io.Writer = (*Attached)(nil)
)

// Attach opens a board's links and begins to read its console. It does not reset the board: the modem lines are put to
// rest in one step, which leaves a chip alone that the opening of the port left alone.
func Attach(ctx context.Context, cfg Config) (*Attached, error) {
	a := &Attached{cfg: cfg.withDefaults(), turn: make(chan struct{}, 1)}
	a.con = console.New(console.Options{Chip: cfg.Chip, Tap: cfg.Tap, Limit: cfg.Limit})
	if err := a.open(ctx); err != nil {
		return nil, a.fault("attaching", err)
	}
	a.alive, a.end = context.WithCancelCause(context.Background())
	return a, nil
}

// Name returns the board's name in bench.yaml.
func (a *Attached) Name() string { return a.cfg.Name }

// Console returns the only reader of the board's port.
func (a *Attached) Console() *console.Console { return a.con }

// Clocked returns the board's clock where it can be set, as simulated boards' can.
func (a *Attached) Clocked() (Clocked, bool) {
	return rateFunc(a.cfg.SetRate), a.cfg.SetRate != nil
}

type rateFunc func(ctx context.Context, rate float64) error

func (f rateFunc) SetRate(ctx context.Context, rate float64) error { return f(ctx, rate) }

// Write sends bytes to the board's UART.
func (a *Attached) Write(p []byte) (int, error) {
	link, _ := a.links()
	if link == nil {
		return 0, a.fault("writing to", a.absence())
	}
	n, err := link.Write(p)
	if err != nil {
		return n, a.fault("writing to", err)
	}
	return n, nil
}

// Close gives the port back. A Reset or Flash that runs is ended first; who waits at the console gets a LostError.
// Closing again does nothing.
func (a *Attached) Close() error {
	a.end(ErrClosed)
	a.turn <- struct{}{}
	defer func() { <-a.turn }()
	err := a.release()
	a.con.Lose(ErrClosed)
	if err != nil {
		return a.fault("closing", err)
	}
	return nil
}

// begin waits for the turn to do something with the board. The context returned ends with the board's Close too.
func (a *Attached) begin(ctx context.Context) (context.Context, func(), error) {
	select {
	case a.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, context.Cause(ctx)
	}
	if a.alive.Err() != nil {
		<-a.turn
		return nil, nil, ErrClosed
	}
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(a.alive, func() { cancel(ErrClosed) })
	return ctx, func() { stop(); cancel(nil); <-a.turn }, nil
}

func (a *Attached) links() (link, control Link) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.link, a.control
}

// absence says why there is no link.
func (a *Attached) absence() error {
	if a.alive.Err() != nil {
		return ErrClosed
	}
	if err := a.con.Lost(); err != nil {
		return err
	}
	return errLent
}

var errLent = errors.New("the port is lent to a flasher")

// open opens the links and attaches the console.
func (a *Attached) open(ctx context.Context) error {
	link, err := a.cfg.Console(ctx)
	if err != nil {
		return err
	}
	control := link
	if a.cfg.Control != nil {
		if control, err = a.cfg.Control(ctx); err != nil {
			return errors.Join(fmt.Errorf("opening the port of the reset lines: %w", err), link.Close())
		}
	}
	if err := control.SetLines(false, false); err != nil && !errors.Is(err, ErrNoLines) {
		return errors.Join(err, closeAll(link, control))
	}
	detach, err := a.con.Attach(link)
	if err != nil {
		return errors.Join(err, closeAll(link, control))
	}
	if control != link {
		// What the board says arrives here too; unread it would stop the link.
		a.drained.Go(func() { _, _ = io.Copy(io.Discard, struct{ io.Reader }{control}) })
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.link, a.control, a.detach = link, control, detach
	return nil
}

// release detaches the console and closes the links.
func (a *Attached) release() error {
	a.mu.Lock()
	link, control, detach := a.link, a.control, a.detach
	a.link, a.control, a.detach = nil, nil, nil
	a.mu.Unlock()
	if link == nil {
		return nil
	}
	err := detach()
	if control != link {
		err = errors.Join(err, control.Close())
	}
	a.drained.Wait()
	return err
}

func closeAll(link, control Link) error {
	if control == link {
		return link.Close()
	}
	return errors.Join(link.Close(), control.Close())
}
