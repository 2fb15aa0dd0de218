package rfc2217

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/benchtrial/benchtrial/boards"
)

// ackLimit is how long the server has for an acknowledge. A server on a port without modem lines never sends one, and
// a network has answered by then.
const ackLimit = 5 * time.Second

// negotiateLimit is how long a server has to agree to COM port control. It is that long because a server that is busy
// with another client lets this one wait in its backlog.
const negotiateLimit = 5 * time.Second

// Opener returns an Opener that dials addr ("host:port", with or without "rfc2217://") and sets the bit rate. It does
// not touch the modem lines: opening a port must not reset the board.
//
// Its errors wrap boards.ErrBusy when the server listens but does not answer, which is what a server that has another
// client looks like.
func Opener(addr string, baud int) boards.Opener {
	addr = strings.TrimPrefix(addr, "rfc2217://")
	return func(ctx context.Context) (boards.Link, error) {
		c, err := dial(ctx, addr, baud)
		if err != nil {
			return nil, fmt.Errorf("opening rfc2217://%s: %w", addr, err)
		}
		return c, nil
	}
}

// client is one open port. Its fields below mu are shared with the goroutine that reads the connection.
type client struct {
	addr string
	conn net.Conn

	command sync.Mutex // one command in flight
	write   sync.Mutex // one writer on the connection

	mu       sync.Mutex
	changed  *sync.Cond
	opts     *options
	received []byte
	acks     map[byte][]byte // last acknowledge by command, deleted before a command is sent
	ackCh    chan struct{}
	agreed   bool // the server said DO COM-PORT
	refused  bool
	hold     bool // FLOWCONTROL-SUSPEND
	err      error
	closed   bool
	done     chan struct{}
}

// dial opens the connection and negotiates.
func dial(ctx context.Context, addr string, baud int) (*client, error) {
	var d net.Dialer
	d.KeepAliveConfig = keepAlive
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	c := &client{addr: addr, conn: conn, opts: newOptions(), acks: map[byte][]byte{},
		ackCh: make(chan struct{}, 1), done: make(chan struct{})}
	c.changed = sync.NewCond(&c.mu)
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetNoDelay(true) // Go's default; said here because the latency of SetLines depends on it
	}
	go c.read()
	if err := c.negotiate(ctx, baud); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// negotiate agrees on the options and sets the port up: 8N1, no flow control, nothing old in the buffers.
func (c *client) negotiate(ctx context.Context, baud int) error {
	c.mu.Lock()
	hello := c.opts.offer(nil, will, optComPort)
	for _, option := range []byte{optBinary, optSGA} {
		hello = c.opts.offer(hello, will, option)
		hello = c.opts.offer(hello, do, option)
	}
	c.mu.Unlock()
	if err := c.send(hello); err != nil {
		return err
	}
	if err := c.awaitAgreement(ctx); err != nil {
		return err
	}
	if err := c.SetBaud(baud); err != nil {
		return err
	}
	// What follows has a default that serves: no server is refused for leaving it unanswered.
	setup := subnegotiation(nil, cmdDataSize, []byte{8})
	setup = subnegotiation(setup, cmdParity, []byte{1})
	setup = subnegotiation(setup, cmdStopSize, []byte{1})
	setup = subnegotiation(setup, cmdControl, []byte{ctlFlowNone})
	setup = subnegotiation(setup, cmdPurge, []byte{purgeReceive})
	return c.send(setup)
}

// awaitAgreement waits until the server accepts COM port control.
func (c *client) awaitAgreement(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, negotiateLimit)
	defer cancel()
	stop := context.AfterFunc(ctx, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.changed.Broadcast()
	})
	defer stop()
	c.mu.Lock()
	defer c.mu.Unlock()
	for !c.agreed {
		switch {
		case c.err != nil:
			return c.err
		case c.refused:
			return errors.New("the server speaks Telnet but refuses COM port control; serve the port with RFC 2217")
		case ctx.Err() != nil:
			return fmt.Errorf("the server does not answer (%w); if another program holds the board, end that one: %w",
				context.Cause(ctx), boards.ErrBusy)
		}
		c.changed.Wait()
	}
	return nil
}

// SetBaud sets the bit rate and waits until the server has taken it.
func (c *client) SetBaud(baud int) error {
	if baud <= 0 {
		return fmt.Errorf("setting the baud rate of rfc2217://%s: %d is no bit rate", c.addr, baud)
	}
	value := binary.BigEndian.AppendUint32(nil, uint32(baud))
	got, err := c.ask(subnegotiation(nil, cmdBaud, value), cmdBaud, nil)
	switch {
	case err != nil:
		return fmt.Errorf("setting the baud rate of rfc2217://%s: %w", c.addr, err)
	case got == nil:
		return fmt.Errorf("setting the baud rate of rfc2217://%s to %d: no acknowledge within %v", c.addr, baud, ackLimit)
	case string(got) != string(value):
		return fmt.Errorf("setting the baud rate of rfc2217://%s to %d: the server set % x", c.addr, baud, got)
	}
	return nil
}

// SetLines drives both lines. RFC 2217 has a command for each, so there is a moment between them, and on the boards'
// auto-reset circuit RTS without DTR is a reset. The order is chosen so that DTR is asserted in that moment, whatever
// the lines were before: with DTR asserted EN never goes low. (Coming out of reset into the ROM loader, it also keeps
// the chip from starting with IO0 high.) Both commands travel in one segment.
func (c *client) SetLines(dtr, rts bool) error {
	setDTR := []byte{pick(dtr, ctlDTROn, ctlDTROff)}
	setRTS := []byte{pick(rts, ctlRTSOn, ctlRTSOff)}
	first, last := setDTR, setRTS
	if !dtr {
		first, last = setRTS, setDTR
	}
	message := subnegotiation(nil, cmdControl, first)
	message = subnegotiation(message, cmdControl, last)
	got, err := c.ask(message, cmdControl, last)
	if err != nil {
		return fmt.Errorf("setting DTR and RTS of rfc2217://%s: %w", c.addr, err)
	}
	if got == nil {
		return fmt.Errorf("setting DTR and RTS of rfc2217://%s: no acknowledge within %v: %w", c.addr, ackLimit, boards.ErrNoLines)
	}
	return nil
}
