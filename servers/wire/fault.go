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

// Fault is what goes wrong with the bytes that the server sends, below TLS. The zero value is no fault. What a script
// makes of the server's records is what the other fields then see.
type Fault struct {
	// Script changes, drops and adds records, and ends the connection between them.
	Script Script

	// Fragment puts handshake messages in the clear into records of at most so many bytes; 0 leaves them whole.
	// Coalesce puts all of a flight into one record, or as few as hold it.
	Fragment int
	Coalesce bool

	// Consistent makes the handshake agree in spite of what the script changes in it, so that the client alone decides
	// what it makes of the server's messages. It takes TLS 1.2 with AES-GCM.
	Consistent bool

	// Cut happens after exactly At bytes were sent.
	Cut Cut
	At  int64

	// Slice sends every write in pieces of at most so many bytes, Pause apart (in the board's time, see Options.Wall); 0
	// sends it as it is.
	Slice int
	Pause time.Duration
}

// perform sends what a script has made of a write.
func (c *Conn) perform(ops []op) error {
	for _, o := range ops {
		if err := c.pause(o.wait); err != nil {
			return err
		}
		if len(o.struck) > 0 && c.opts.Struck != nil {
			c.opts.Struck(o.struck)
		}
		if _, err := c.write(o.bytes); err != nil {
			return err
		}
		if o.cut == NoCut || c.struck() != NoCut {
			continue
		}
		if err := c.strike(o.cut); err != nil {
			return err
		}
	}
	return nil
}

// write sends b in slices, up to the cut.
func (c *Conn) write(b []byte) (int, error) {
	if c.struck() != NoCut {
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
	if err := c.strike(c.opts.Fault.Cut); err != nil {
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

// pause waits in the board's time, or ends early when the connection is closed.
func (c *Conn) pause(d time.Duration) error {
	if d <= 0 {
		return nil
	}
	if c.opts.Wall != nil {
		d = c.opts.Wall(d)
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

// struck is how the fault has struck until now.
func (c *Conn) struck() Cut { return Cut(c.cut.Load()) }

// strike ends the server's direction.
func (c *Conn) strike(how Cut) error {
	c.cut.Store(int32(how))
	if c.opts.Ends != nil && how != CutStall {
		c.opts.Ends()
	}
	switch how {
	case CutFIN:
		return c.CloseWrite()
	case CutReset:
		return c.Reset()
	}
	return nil
}

// afterCut takes bytes that will never be sent: a stalled server believes that they were, a cut one gets an error.
func (c *Conn) afterCut(b []byte) (int, error) {
	if c.Stalled() {
		return len(b), nil
	}
	return 0, fmt.Errorf("writing after the fault (%s after %d bytes): %w", c.struck(), c.sent, net.ErrClosed)
}
