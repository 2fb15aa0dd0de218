// Package console is the only reader of a board's port.
//
// A Console takes the bytes of one board as they come, keeps the latest of them, and answers three questions without
// polling: has this text appeared (Wait), did the chip reset (Boots), did the firmware die (Crashes). It lives as long
// as the board does: its stream of bytes goes on across resets, and across the times the port is lent to a flasher.
//
// Bytes stay bytes. Nothing is decoded on the way in, so that line noise, a wrong bit rate or half a UTF-8 character
// cannot stop the reader; espressif/pytest-embedded#425 tells what happens otherwise.
//
// Every answer is a function of the bytes alone: how the operating system cut them into reads never changes whether a
// pattern matches, what its groups hold, or which of two patterns came first.
package console

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// DefaultLimit is how many bytes a Console keeps when Options.Limit is zero: 25 minutes of a UART at 115200 baud that
// never pauses.
const DefaultLimit = 16 << 20

// MinLimit is the least a Console keeps. Recognising a crash looks back over a few lines, and those must be there.
const MinLimit = 64 << 10

// readSize is the size of one read: eight times what Linux hands out of a tty at once.
const readSize = 32 << 10

// errAttached is what Attach says when the console has a reader already.
var errAttached = errors.New("attaching the console: it has a reader already: a port has one reader, detach it first")

// Options says how a Console behaves. The zero value is usable.
type Options struct {
	// Chip is the kind of chip as bench.yaml names it: esp32, esp32s3, esp8266... It decides which texts count as a
	// crash and how reset causes are numbered. Empty means that all count until a ROM banner tells the chip.
	Chip string

	// Tap is called with each chunk, in order, before anybody who waits is woken. It runs on the reader's goroutine:
	// while it runs nothing is read.
	Tap func(Chunk)

	// Limit is how many bytes are kept. Zero means DefaultLimit; less than MinLimit means MinLimit.
	Limit int
}

// Chunk is what one read of the port gave.
type Chunk struct {
	At    time.Time
	Bytes []byte
}

// Mark is a place in the stream: how many bytes had come before it since the Console was made. It stays valid when the
// text around it has been dropped.
type Mark int64

// Console holds what a board said. Its methods may be called from any goroutine.
type Console struct {
	tap func(Chunk)

	mu      sync.Mutex
	text    store
	times   timeline
	signs   *recogniser
	changed chan struct{} // closed at the next byte or event; nil while nobody looks
	reader  *reader
	lost    error
}

// reader is one attached source.
type reader struct {
	src  io.Reader
	done chan struct{} // closed when its goroutine has ended
}

// New makes a console that nothing is attached to yet.
func New(opts Options) *Console {
	limit := opts.Limit
	if limit == 0 {
		limit = DefaultLimit
	}
	c := &Console{tap: opts.Tap, text: store{limit: max(limit, MinLimit)}}
	c.signs = newRecogniser(opts.Chip)
	c.signs.clock = c.times.at
	return c
}

// Attach starts the one goroutine that reads src. It refuses a second source while one is attached.
//
// When src ends or fails by itself the console is lost: Lost tells why, and whoever waits gets a *LostError. The stream
// goes on with the next Attach.
//
// The function returned detaches src: it closes src where src is an io.Closer, waits until the goroutine has ended, and
// returns the error of the Close. A console that was detached is not lost: who waits goes on waiting. It may be called
// more than once.
func (c *Console) Attach(src io.Reader) (detach func() error, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reader != nil {
		return nil, errAttached
	}
	r := &reader{src: src, done: make(chan struct{})}
	c.reader, c.lost = r, nil
	go c.read(r)
	return sync.OnceValue(func() error { return c.detach(r) }), nil
}

func (c *Console) detach(r *reader) error {
	c.mu.Lock()
	if c.reader == r {
		c.reader = nil
	}
	c.mu.Unlock()
	closer, ok := r.src.(io.Closer)
	if !ok {
		// Nothing can interrupt its Read; what it still gives is thrown away by deliver.
		return nil
	}
	err := closer.Close()
	<-r.done
	if err != nil {
		return fmt.Errorf("detaching the console: %w", err)
	}
	return nil
}

// read is the reader's goroutine.
func (c *Console) read(r *reader) {
	defer close(r.done)
	buf := make([]byte, readSize)
	empty := 0
	for {
		n, err := r.src.Read(buf)
		if n > 0 {
			empty = 0
			if !c.deliver(r, buf[:n]) {
				return
			}
		}
		if n == 0 && err == nil {
			if empty++; empty == 100 {
				err = io.ErrNoProgress
			}
		}
		if err != nil {
			c.lose(r, err)
			return
		}
	}
}

// deliver adds the bytes of one read and wakes who waits. It reports whether r is still the console's source.
func (c *Console) deliver(r *reader, p []byte) bool {
	now := time.Now()
	c.mu.Lock()
	current := c.reader == r
	c.mu.Unlock()
	if !current {
		return false
	}
	if c.tap != nil {
		c.tap(Chunk{At: now, Bytes: append([]byte(nil), p...)})
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reader != r {
		return false
	}
	c.times.stamp(c.text.end(), now, c.text.lineStart())
	c.text.add(p)
	c.signs.feed(c.text.view())
	c.times.trim(c.text.base)
	c.wake()
	return true
}

// lose records that r ended with err, unless it was detached before.
func (c *Console) lose(r *reader, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reader != r {
		return
	}
	c.reader = nil
	c.fail(err)
}

// Lose tells the console that no more text will come, and why: whoever waits gets a *LostError. A board calls it when
// it was closed, or when its port did not come back. The next Attach ends the loss.
func (c *Console) Lose(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reader == nil {
		c.fail(err)
	}
}

func (c *Console) fail(err error) {
	c.lost = err
	// A line that was cut by the loss will not get its end any more: what it says counts now.
	c.signs.finish(c.text.view())
	c.wake()
}

// wake tells everybody who looks that something happened. The lock is held.
func (c *Console) wake() {
	if c.changed != nil {
		close(c.changed)
		c.changed = nil
	}
}

// Changed returns a channel that is closed at the next byte, loss or attachment's end. Get it before looking at the
// console's state, so that nothing can happen in between.
func (c *Console) Changed() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.watch()
}

func (c *Console) watch() <-chan struct{} {
	if c.changed == nil {
		c.changed = make(chan struct{})
	}
	return c.changed
}

// Lost returns why the reader ended by itself, or nil while it reads, was detached, or never was attached.
func (c *Console) Lost() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lost
}

// Mark returns the place after the last byte that came. Take it before doing what makes the board speak.
func (c *Console) Mark() Mark {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Mark(c.text.end())
}

// Boots returns the boots whose banner began at or after from, oldest first. A boot is listed once its reset line is
// complete, and gains details (download mode, saved PC, bootloader) as they are printed.
func (c *Console) Boots(from Mark) []Boot {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.signs.bootsFrom(from)
}

// Crashes returns the crashes that became known after from, oldest first, with their text as far as it came.
func (c *Console) Crashes(from Mark) []Crash {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.signs.crashesFrom(from, c.text.view())
}
