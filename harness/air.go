package harness

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/benchtrial/benchtrial/boards/sim"
	"github.com/benchtrial/benchtrial/servers"
)

// Air says how a lane's bench switches the access point of its board: the commands of its bench.yaml, where the board is no
// simulated one.
type Air struct {
	Off   string `json:"off,omitempty"`
	On    string `json:"on,omitempty"`
	Where string `json:"where,omitempty"` // file and line of the commands
	Why   string `json:"why,omitempty"`   // why they may not be used
}

// NoAir says why the lane's bench cannot take the Wi-Fi of its board away; "" when it can.
func (l *Lane) NoAir() string {
	switch {
	case l.Board.Simulated && (l.Board.Hosted() || l.Board.SimControl != ""):
		return ""
	case l.Board.Simulated:
		return "this bench cannot switch its Wi-Fi: bench.yaml names no sim_control of the board"
	case l.Air.Why != "":
		return l.Air.Why
	case l.Air.Off == "":
		return "this bench cannot switch its Wi-Fi: bench.yaml names no wifi.off and wifi.on"
	}
	return ""
}

// airSwitch takes an access point away and gives it back.
type airSwitch interface {
	// off returns once the board hears nothing any more. The access point is back after so much board time; 0 is never.
	// Until the board speaks to somebody again nothing but its own time-outs can happen, and its clock runs at rate, where
	// that can be said.
	off(ctx context.Context, back time.Duration, rate float64) error
	on(ctx context.Context) error
}

// newAirSwitch is the switch of a lane, nil where there is none.
func newAirSwitch(l *Lane) airSwitch {
	switch {
	case l.NoAir() != "":
		return nil
	case l.Board.Simulated:
		return simulatedAir{addr: l.Board.SimControl}
	}
	return &commandedAir{air: l.Air}
}

type simulatedAir struct{ addr string }

func (s simulatedAir) off(ctx context.Context, back time.Duration, rate float64) error {
	return sim.SwitchAirOff(ctx, s.addr, back, rate)
}

func (s simulatedAir) on(ctx context.Context) error { return sim.SwitchAirOn(ctx, s.addr) }

// commandedAir is an access point that somebody's commands switch.
type commandedAir struct {
	air Air

	mu     sync.Mutex
	timer  *time.Timer
	failed chan error // of the command that gave it back by itself
}

// commandLimit is how long a command may take; an access point that starts anew needs some seconds.
const commandLimit = time.Minute

func (c *commandedAir) off(ctx context.Context, back time.Duration, _ float64) error {
	if err := errors.Join(c.settle(), c.command(ctx, "wifi.off", c.air.Off)); err != nil || back == 0 {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	failed := make(chan error, 1)
	c.failed = failed
	ctx = context.WithoutCancel(ctx) // whoever took it away gives it back
	c.timer = time.AfterFunc(back, func() { failed <- c.command(ctx, "wifi.on", c.air.On) })
	return nil
}

func (c *commandedAir) on(ctx context.Context) error {
	return errors.Join(c.settle(), c.command(ctx, "wifi.on", c.air.On))
}

// settle ends what was to happen by itself, or waits for its end.
func (c *commandedAir) settle() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	timer := c.timer
	c.timer = nil
	if timer == nil || timer.Stop() {
		return nil
	}
	return <-c.failed
}

// command runs one of the two, in a shell.
func (c *commandedAir) command(ctx context.Context, key, text string) error {
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", text)
	cmd.WaitDelay = time.Second
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	err := cmd.Run()
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		err = fmt.Errorf("it took longer than %v", commandLimit)
	}
	return fmt.Errorf("%s: %s: running the command: %w; it said: %.300s", c.air.Where, key, err, strings.TrimSpace(said.String()))
}

// weather is the Wi-Fi of a bench's board, as its trials have it.
type weather struct {
	air airSwitch

	mu   sync.Mutex
	ctx  context.Context // of the trial that runs
	rate float64         // of the board's clock in this trial, while there is no Wi-Fi
	away bool
	err  error // why it could not be taken away in this trial
}

// begin makes the Wi-Fi as the trial needs it at its beginning. The chip is held in reset.
func (w *weather) begin(ctx context.Context, a servers.Absence, rate float64) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ctx, w.rate, w.err = ctx, rate, nil
	if a.When != servers.BeforeConnecting {
		return w.restore(ctx)
	}
	return w.take(a)
}

// lose takes the Wi-Fi away in the middle of a trial.
func (w *weather) lose(a servers.Absence) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.err = w.take(a)
}

// take is called with the lock held, as restore is.
func (w *weather) take(a servers.Absence) error {
	if w.air == nil {
		return errors.New("taking the Wi-Fi away: this bench cannot switch it")
	}
	w.away = true
	if err := w.air.off(w.ctx, a.Back, w.rate); err != nil {
		return fmt.Errorf("taking the Wi-Fi away: %w", err)
	}
	return nil
}

func (w *weather) restore(ctx context.Context) error {
	if !w.away {
		return nil
	}
	if err := w.air.on(ctx); err != nil {
		return fmt.Errorf("giving the Wi-Fi back: %w", err)
	}
	w.away = false
	return nil
}

// end tells whether the Wi-Fi was there and gone as the trial had it.
func (w *weather) end() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// close gives the Wi-Fi back.
func (w *weather) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.restore(context.Background())
}
