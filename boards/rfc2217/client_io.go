package rfc2217

import (
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/benchtrial/benchtrial/boards"
)

// readLimit bounds what is kept for a reader that does not come. Beyond it the connection is left to TCP's own flow
// control.
const readLimit = 8 << 20

// Read takes bytes out; the port's owner waits for them.
func (c *client) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.received) == 0 {
		if err := c.over(); err != nil {
			return 0, fmt.Errorf("reading rfc2217://%s: %w", c.addr, err)
		}
		c.changed.Wait()
	}
	n := copy(p, c.received)
	if c.received = c.received[n:]; len(c.received) == 0 {
		c.received = nil
	}
	c.changed.Broadcast()
	return n, nil
}

// Write sends bytes to the board, and waits while the server asks for a pause.
func (c *client) Write(p []byte) (int, error) {
	c.mu.Lock()
	for c.hold && c.over() == nil {
		c.changed.Wait()
	}
	c.mu.Unlock()
	if err := c.send(escape(nil, p)); err != nil {
		return 0, fmt.Errorf("writing rfc2217://%s: %w", c.addr, err)
	}
	return len(p), nil
}

// Close ends the connection, on which the server drops both lines. It waits for the reading goroutine.
func (c *client) Close() error {
	c.mu.Lock()
	c.closed = true
	c.changed.Broadcast()
	c.mu.Unlock()
	err := c.conn.Close()
	<-c.done
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// over returns why the port cannot be used any more, or nil. The caller holds mu.
func (c *client) over() error {
	if c.closed {
		return boards.ErrClosed
	}
	return c.err
}

// send writes a whole message.
func (c *client) send(b []byte) error {
	c.write.Lock()
	_, err := c.conn.Write(b)
	c.write.Unlock()
	if err == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return boards.ErrClosed
	}
	return fmt.Errorf("%w: %w", boards.ErrGone, err)
}

// ask sends a command and waits for its acknowledge (with this value, unless it is nil). A missing one is a nil answer
// without an error.
func (c *client) ask(message []byte, code byte, value []byte) ([]byte, error) {
	c.command.Lock()
	defer c.command.Unlock()
	c.mu.Lock()
	if err := c.over(); err != nil {
		c.mu.Unlock()
		return nil, err
	}
	delete(c.acks, code)
	c.mu.Unlock()
	if err := c.send(message); err != nil {
		return nil, err
	}
	limit := time.NewTimer(ackLimit)
	defer limit.Stop()
	for {
		c.mu.Lock()
		got, ok := c.acks[code]
		err, full := c.over(), len(c.received) >= readLimit
		c.mu.Unlock()
		if ok && (value == nil || string(got) == string(value)) {
			return got, nil
		}
		if err != nil {
			return nil, err
		}
		select {
		case <-c.ackCh:
		case <-c.done:
		case <-limit.C:
			if full {
				return nil, fmt.Errorf("nobody reads the port: %d bytes wait before the acknowledge", readLimit)
			}
			return nil, nil
		}
	}
}

// read is the only reader of the connection.
func (c *client) read() {
	defer close(c.done)
	p := parser{data: c.onData, option: c.onOption, subneg: c.onSub}
	buf := make([]byte, 64<<10)
	for {
		n, err := c.conn.Read(buf)
		p.feed(buf[:n])
		if err != nil {
			c.lose(err)
			return
		}
		c.mu.Lock()
		for len(c.received) >= readLimit && !c.closed {
			c.changed.Wait()
		}
		c.mu.Unlock()
	}
}

// lose records the end of the connection; bytes that came before it can still be read.
func (c *client) lose(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if errors.Is(err, io.EOF) {
		err = errors.New("the server closed the connection")
	}
	c.err = fmt.Errorf("%w: %w", boards.ErrGone, err)
	c.changed.Broadcast()
}

func (c *client) onData(b []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.received = append(c.received, b...)
	c.changed.Broadcast()
}

func (c *client) onOption(verb, option byte) {
	c.mu.Lock()
	if option == optComPort {
		c.agreed = c.agreed || verb == do || verb == will
		c.refused = c.refused || verb == dont
		c.changed.Broadcast()
	}
	answer := c.opts.answer(nil, verb, option)
	c.mu.Unlock()
	if len(answer) > 0 {
		_ = c.send(answer) // a dead connection shows at the next read
	}
}

// onSub takes acknowledges and notifications of the server.
func (c *client) onSub(option byte, b []byte) {
	if option != optComPort || len(b) == 0 || b[0] < fromServer {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch code := b[0] - fromServer; code {
	case cmdNotifyLineState, cmdNotifyModem:
		// told without being asked; a bench has no use for CTS and framing errors
	case cmdSuspend, cmdResume:
		c.hold = code == cmdSuspend
		c.changed.Broadcast()
	default:
		c.acks[code] = append([]byte(nil), b[1:]...)
		select {
		case c.ackCh <- struct{}{}:
		default:
		}
	}
}
