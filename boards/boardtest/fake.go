// Package boardtest holds a board made of Go that can misbehave, and the conformance suite that every kind of board
// passes.
//
// A Fake stands where a chip with its UART and auto-reset circuit would: its Open is a boards.Opener. What it says
// after a reset is a Firmware, a Go function; what is wrong with the board itself stands in its Config.
package boardtest

import (
	"context"
	"fmt"
	"sync"

	"github.com/benchtrial/benchtrial/boards"
)

// Firmware is what runs on a Fake after the ROM's banner. It ends when ctx does: at a reset, an unplug, or Close.
type Firmware func(ctx context.Context, u *UART)

// Config says what a Fake is and what is wrong with it. The zero value is a good ESP32 with silent firmware.
type Config struct {
	Chip     string // esp32 (the default) or esp8266
	Firmware Firmware

	NoLines  bool // the port has no DTR and RTS
	Mute     bool // the ROM prints no banner
	Deaf     int  // how many pulses on EN go unnoticed first; negative: all
	Download int  // how many resets come up in download mode first; negative: all
	Late     int  // how many times the port cannot be opened after each Close, as when USB enumerates anew
	Sip      int  // the most bytes that one Read gives; zero: no limit
}

// Fake is a board made of Go.
type Fake struct {
	mu       sync.Mutex
	cfg      Config
	link     *link // who has the port open
	dtr, rts bool
	unplug   bool
	late     int // openings that still fail
	resets   int
	bauds    []int

	stop    context.CancelFunc // ends the program that runs; nil while EN is low
	stopped chan struct{}
	idle    chan struct{} // closed and replaced whenever the port's state changed
}

// New makes a board that has power and runs its firmware; nobody listens to its UART yet.
func New(cfg Config) *Fake {
	if cfg.Chip == "" {
		cfg.Chip = "esp32"
	}
	f := &Fake{cfg: cfg, idle: make(chan struct{})}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.boot()
	return f
}

// Open opens the board's port; it is a boards.Opener. There is one port, so a second Open finds it busy.
func (f *Fake) Open(ctx context.Context) (boards.Link, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.unplug:
		return nil, fmt.Errorf("opening the fake port: %w", boards.ErrGone)
	case f.link != nil:
		return nil, fmt.Errorf("opening the fake port: %w", boards.ErrBusy)
	case f.late > 0:
		f.late--
		return nil, fmt.Errorf("opening the fake port: %w (not enumerated yet)", boards.ErrGone)
	}
	f.link = &link{board: f}
	f.changed()
	return f.link, nil
}

// Load puts other firmware on the board, as flashing does; it runs from the next reset on.
func (f *Fake) Load(fw Firmware) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cfg.Firmware = fw
}

// Unplug pulls the board out: it has no power and its port is gone.
func (f *Fake) Unplug() {
	f.mu.Lock()
	f.unplug = true
	if f.link != nil {
		f.link.gone = true
		f.link = nil
	}
	f.changed()
	f.mu.Unlock()
	f.halt()
}

// Plug puts the board back after Unplug; it boots.
func (f *Fake) Plug() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.unplug = false
	f.dtr, f.rts = false, false
	f.changed()
	f.boot()
}

// Close ends the board and its goroutine.
func (f *Fake) Close() error {
	f.Unplug()
	return nil
}

// Resets returns how often the chip started, the first time included.
func (f *Fake) Resets() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.resets
}

// InUse reports whether somebody has the port open.
func (f *Fake) InUse() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.link != nil
}

// Bauds returns the bit rates that were set, in order.
func (f *Fake) Bauds() []int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]int(nil), f.bauds...)
}

// setLines is the auto-reset circuit: EN is low while RTS is on and DTR off. Both on is a state in between, which
// changes nothing.
func (f *Fake) setLines(dtr, rts bool) {
	f.mu.Lock()
	wasLow := f.rts && !f.dtr
	if !(dtr && rts) {
		f.dtr, f.rts = dtr, rts
	}
	low := f.rts && !f.dtr
	if low != wasLow && f.cfg.Deaf != 0 {
		if !low && f.cfg.Deaf > 0 {
			f.cfg.Deaf--
		}
		low, wasLow = false, false
	}
	f.mu.Unlock()
	switch {
	case low && !wasLow:
		f.halt()
	case wasLow && !low:
		f.halt()
		f.mu.Lock()
		defer f.mu.Unlock()
		f.boot()
	}
}

// boot starts the chip. The lock is held and nothing runs.
func (f *Fake) boot() {
	ctx, cancel := context.WithCancel(context.Background())
	f.stop, f.stopped = cancel, make(chan struct{})
	go f.run(ctx, f.start(), f.stopped)
}

// halt ends what runs on the chip and waits until it has ended.
func (f *Fake) halt() {
	f.mu.Lock()
	stop, stopped := f.stop, f.stopped
	f.stop = nil
	f.mu.Unlock()
	if stop != nil {
		stop()
		<-stopped
	}
}

// changed wakes the programs that wait for the port. The lock is held.
func (f *Fake) changed() {
	close(f.idle)
	f.idle = make(chan struct{})
}
