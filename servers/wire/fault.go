package wire

import (
	"fmt"
	"net"
	"time"
)

// Cut is what happens to a connection at its Fault's byte.
type Cut int

// What can happen at the byte.
const (
	NoCut    Cut = iota
	CutFIN       // the server's direction ends; the client's goes on
	CutReset     // the connection is reset
	CutStall     // nothing more is sent, and nothing is closed
)

// String names the cut.
func (c Cut) String() string {
	return [...]string{"no cut", "FIN", "reset", "stall"}[c]
}

// Fault is what goes wrong with the bytes that the server sends, counted below TLS. The zero value is no fault.
type Fault struct {
	// Cut happens after exactly At bytes were sent.
	Cut Cut
	At  int64

	// Slice sends every write in pieces of at most so many bytes, Pause apart (wall time); 0 sends it as it is.
	Slice int
	Pause time.Duration
}

// write sends b in slices, up to the cut.
func (c *Conn) write(b []byte) (int, error) {
	if c.cut {
		return c.afterCut(b)
	}
	whole := len(b)
	if f := c.opts.Fault; f.Cut != NoCut && c.sent+int64(len(b)) > f.At {
		b = b[:f.At-c.sent]
	}
	n, err := c.slices(b)
	c.sent += int64(n)
	if err != nil || c.opts.Fault.Cut == NoCut || c.sent < c.opts.Fault.At {
		return n, err
	}
	if err := c.strike(); err != nil {
		return n, err
	}
	if n == whole {
		return n, nil
	}
	_, err = c.afterCut(nil)
	if err == nil {
		return whole, nil
	}
	return n, err
}

// slices sends b in the fault's pieces.
func (c *Conn) slices(b []byte) (int, error) {
	size := c.opts.Fault.Slice
	if size <= 0 {
		return c.send(b)
	}
	sent := 0
	for sent < len(b) {
		if sent > 0 {
			if err := c.pause(c.opts.Fault.Pause); err != nil {
				return sent, err
			}
		}
		n, err := c.send(b[sent:min(sent+size, len(b))])
		sent += n
		if err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// pause waits, or ends early when the connection is closed.
func (c *Conn) pause(d time.Duration) error {
	if d <= 0 {
		return nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-c.closed:
		return net.ErrClosed
	}
}

// strike does what the fault asks for at its byte.
func (c *Conn) strike() error {
	c.cut = true
	switch c.opts.Fault.Cut {
	case CutFIN:
		return c.CloseWrite()
	case CutReset:
		return c.Reset()
	}
	return nil
}

// afterCut takes bytes that will never be sent: a stalled server believes that they were, a cut one gets an error.
func (c *Conn) afterCut(b []byte) (int, error) {
	if c.opts.Fault.Cut == CutStall {
		return len(b), nil
	}
	return 0, fmt.Errorf("writing after the fault (%s after %d bytes): %w", c.opts.Fault.Cut, c.opts.Fault.At, net.ErrClosed)
}
