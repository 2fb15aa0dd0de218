package wire

import (
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Segment is what one Read or Write of the connection carried.
type Segment struct {
	At         time.Time
	FromClient bool
	Bytes      []byte
}

// Ending is how the client's direction of the TCP connection ended.
type Ending int

// The ways in which a client's direction ends.
const (
	NotEnded Ending = iota // it is open, or we closed first
	EOF                    // the client sent FIN
	Reset                  // the client sent RST
)

// String names the ending.
func (e Ending) String() string {
	switch e {
	case EOF:
		return "EOF"
	case Reset:
		return "reset"
	}
	return "open"
}

// DefaultLimit is how many bytes a connection records when Options.Limit is 0.
const DefaultLimit = 16 << 20

// Options say how a connection is recorded and what is wrong with it.
type Options struct {
	// Fault is what goes wrong with the bytes that the server sends; the zero value is an honest connection.
	Fault Fault

	// Observe, when set, is called with each segment after it was recorded and before Read or Write goes on.
	Observe func(Segment)

	// Wall turns the pauses of the fault, which are in the board's time, into time here; nil leaves them as they are.
	Wall func(time.Duration) time.Duration

	// Struck, when set, is called with what the steps of the script did, before the bytes are sent. Ends, when set, is
	// called before the fault ends the server's direction.
	Struck func(steps []string)
	Ends   func()

	// Limit is how many bytes are recorded, both directions together; what comes after is carried but not kept.
	Limit int
}

// Conn records a server's connection. Bytes that the server writes are recorded before they are sent, so that nothing
// the client does in answer can stand before them; bytes of the client are recorded before the server sees them.
// It is safe for concurrent use as a net.Conn is.
type Conn struct {
	net.Conn
	opts   Options
	closed chan struct{}
	once   sync.Once

	reading sync.Mutex
	intake  intake // guarded by reading
	mirror  mirror
	buffer  []byte // likewise

	writing sync.Mutex   // one Write at a time, because a fault may split it
	sent    int64        // bytes that the server gave to Write; guarded by writing
	cut     atomic.Int32 // the Cut with which the fault has struck
	mutator mutator      // guarded by writing

	mu       sync.Mutex
	segments []Segment
	kept     int
	dropped  int64
	ending   Ending
	secrets  secrets
}

// New wraps a server's side of a connection.
func New(inner net.Conn, opts Options) *Conn {
	if opts.Limit == 0 {
		opts.Limit = DefaultLimit
	}
	return &Conn{Conn: inner, opts: opts, closed: make(chan struct{}), mutator: mutator{fault: opts.Fault}}
}

// Read reads from the client, no further than to the end of a record; all that came is recorded at once, also when an
// error came with it.
func (c *Conn) Read(b []byte) (int, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	if c.opts.Fault.Consistent {
		return c.readMirrored(b)
	}
	in := &c.intake
	if len(in.unread) == 0 {
		if in.err == nil {
			c.fetch()
		}
		if err := in.err; len(in.unread) == 0 && err != nil {
			in.err = nil
			return 0, err
		}
	}
	return copy(b, in.next(len(b))), nil
}

// fetch waits for what the client sends next.
func (c *Conn) fetch() {
	if c.buffer == nil {
		c.buffer = make([]byte, 32<<10)
	}
	n, err := c.Conn.Read(c.buffer)
	if n > 0 {
		c.record(true, c.buffer[:n])
	}
	if err != nil {
		c.ended(err)
	}
	c.intake.unread, c.intake.err = c.buffer[:n], err
}

// Write records b and sends it, as the fault allows.
func (c *Conn) Write(b []byte) (int, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	n, err := c.transmit(b)
	if err != nil {
		c.ended(err)
	}
	return n, err
}

// transmit sends b, or what a script makes of it.
func (c *Conn) transmit(b []byte) (int, error) {
	if !c.opts.Fault.scripted() {
		return c.write(b)
	}
	if c.struck() != NoCut {
		return c.afterCut(b)
	}
	ops, err := c.mutator.play(b, c)
	if err != nil {
		return 0, err
	}
	if err := c.perform(ops); err != nil {
		return 0, err
	}
	return len(b), nil
}

// send records and writes b as it stands.
func (c *Conn) send(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	c.record(false, b)
	return c.Conn.Write(b)
}

// record keeps a copy of b.
func (c *Conn) record(fromClient bool, b []byte) {
	s := Segment{At: time.Now(), FromClient: fromClient, Bytes: append([]byte(nil), b...)}
	c.mu.Lock()
	if room := c.opts.Limit - c.kept; len(b) <= room {
		c.kept += len(b)
		c.segments = append(c.segments, s)
	} else {
		c.dropped += int64(len(b))
		// From here on nothing is kept, or the record would have holes.
		c.opts.Limit = c.kept
	}
	c.mu.Unlock()
	if c.opts.Observe != nil {
		c.opts.Observe(s)
	}
}

// ended notes how the client ended its direction, by the first error that tells.
func (c *Conn) ended(err error) {
	how := NotEnded
	switch {
	case errors.Is(err, io.EOF):
		how = EOF
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		how = Reset
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	// A reset after EOF tells more: the client did not take what was sent to it.
	if how > c.ending {
		c.ending = how
	}
}

// Ending tells how the client ended its direction, as far as reads and writes have seen.
func (c *Conn) Ending() Ending {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ending
}

// Segments is what was recorded until now, in order. The bytes are shared and must not be changed.
func (c *Conn) Segments() []Segment {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clip(c.segments)
}

// Dropped is how many bytes came after the limit and were not kept.
func (c *Conn) Dropped() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.dropped
}

// Close closes the connection. Bytes of the client that were not read make it a reset, as TCP has it.
func (c *Conn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

// Stalled tells that the fault has made the server fall silent: to the client it is gone without a word.
func (c *Conn) Stalled() bool { return c.struck() == CutStall }

// CloseWrite sends FIN and goes on reading. A server that has fallen silent sends nothing.
func (c *Conn) CloseWrite() error {
	if c.Stalled() {
		return nil
	}
	half, ok := c.Conn.(interface{ CloseWrite() error })
	if !ok {
		return errors.New("closing one direction: the connection cannot be half closed")
	}
	return half.CloseWrite()
}

// Reset closes the connection with RST; what was not yet delivered is lost. A server that has fallen silent sends nothing.
func (c *Conn) Reset() error {
	if c.Stalled() {
		return nil
	}
	if l, ok := c.Conn.(interface{ SetLinger(int) error }); ok {
		if err := l.SetLinger(0); err != nil {
			return errors.Join(err, c.Close())
		}
	}
	return c.Close()
}

// Stream joins the bytes of one direction.
func Stream(segments []Segment, fromClient bool) []byte {
	var out []byte
	for _, s := range segments {
		if s.FromClient == fromClient {
			out = append(out, s.Bytes...)
		}
	}
	return out
}

// When tells at what time the byte at an offset of one direction passed; the zero time when it did not.
func When(segments []Segment, fromClient bool, offset int) time.Time {
	for _, s := range segments {
		if s.FromClient != fromClient {
			continue
		}
		if offset < len(s.Bytes) {
			return s.At
		}
		offset -= len(s.Bytes)
	}
	return time.Time{}
}
