package sim

import (
	"io"
	"sync"
	"time"
)

// uart is the chip's UART0 as it is wired on a bench: what the chip sends reaches every outlet (the RFC 2217 client,
// the pty), and nothing that an outlet's reader does or fails to do can stop the chip.
type uart struct {
	mu      sync.Mutex
	outlets map[*outlet]bool
}

func newUART() *uart { return &uart{outlets: map[*outlet]bool{}} }

// Write sends bytes to every outlet. It never fails.
func (u *uart) Write(p []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for o := range u.outlets {
		o.put(p)
	}
	return len(p), nil
}

// attach adds an outlet.
func (u *uart) attach(o *outlet) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.outlets[o] = true
}

// detach removes an outlet.
func (u *uart) detach(o *outlet) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.outlets, o)
}

const (
	// outletSize is what waits for one reader. A fast read of the loader has 256 KiB in flight.
	outletSize = 1 << 20

	// patience is how long the chip waits until a reader makes room for what it has to send. The program behind this
	// UART prints faster than any bit rate, so a reader must be able to slow it down; but one that has stopped is given
	// up until it moves again, and loses bytes like the host of an overrun UART.
	patience = 250 * time.Millisecond
)

// outlet queues what one reader is to get, and writes it from a goroutine of its own.
type outlet struct {
	mu      sync.Mutex
	queue   []byte
	moved   chan struct{} // closed and replaced when the reader takes something
	ready   chan struct{} // has a token when there may be something to write
	dead    bool
	stalled bool
	dropped uint64
	gone    chan struct{} // closed when the goroutine has ended

	listens func() bool // nil, or whether there is a reader at all: where there is none, nothing is kept for the next
}

// newOutlet starts writing to w. After an error of w the outlet swallows everything. listens may be nil.
func newOutlet(w io.Writer, listens func() bool) *outlet {
	o := &outlet{moved: make(chan struct{}), ready: make(chan struct{}, 1), gone: make(chan struct{}), listens: listens}
	go o.drain(w)
	return o
}

// put queues p, or drops it where the reader has stopped.
func (o *outlet) put(p []byte) {
	if o.listens != nil && !o.listens() {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	limit := time.Now().Add(patience)
	for !o.dead && len(o.queue)+len(p) > outletSize {
		if o.stalled || !o.await(time.Until(limit)) {
			o.stalled = true
			o.dropped += uint64(len(p))
			return
		}
	}
	if o.dead {
		return
	}
	o.queue = append(o.queue, p...)
	select {
	case o.ready <- struct{}{}:
	default:
	}
}

// await waits until the reader moves, and reports false when that takes longer than d. The caller holds mu.
func (o *outlet) await(d time.Duration) bool {
	moved := o.moved
	o.mu.Unlock()
	defer o.mu.Lock()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-moved:
		return true
	case <-timer.C:
		return false
	}
}

// drain is the outlet's goroutine.
func (o *outlet) drain(w io.Writer) {
	defer close(o.gone)
	for range o.ready {
		for {
			chunk := o.take()
			if len(chunk) == 0 {
				break
			}
			if _, err := w.Write(chunk); err != nil {
				o.kill()
				return
			}
		}
	}
}

// outletChunk bounds one write, so that a slow reader is seen to move.
const outletChunk = 16 << 10

// take takes the next bytes out of the queue.
func (o *outlet) take() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := min(len(o.queue), outletChunk)
	chunk := o.queue[:n:n]
	if o.queue = o.queue[n:]; len(o.queue) == 0 {
		o.queue = nil
	}
	if n > 0 {
		o.stalled = false
		close(o.moved)
		o.moved = make(chan struct{})
	}
	return chunk
}

// purge drops what was not sent yet.
func (o *outlet) purge() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.queue = nil
}

// drops returns how many bytes were lost.
func (o *outlet) drops() uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.dropped
}

// kill makes the outlet swallow everything.
func (o *outlet) kill() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.dead {
		o.dead, o.queue = true, nil
		close(o.moved)
		o.moved = make(chan struct{})
	}
}

// close ends the outlet. A write that is under way must be ended by closing the writer.
func (o *outlet) close() {
	o.kill()
	close(o.ready)
	<-o.gone
}
