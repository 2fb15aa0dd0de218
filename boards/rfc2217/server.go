package rfc2217

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// Port is the UART that a server puts on the network.
type Port interface {
	// Attach starts the session of one client. The port writes what the UART sends to out, from any goroutine; such a
	// write blocks while the client is slow and fails once it is gone. Only one session is attached at a time.
	Attach(out io.Writer) Line
}

// Line is the way from one client to the UART. Its methods are called from one goroutine and must not block for long.
type Line interface {
	// Write takes bytes for the UART's receiver. It takes all of them or drops what does not fit, as a UART does.
	io.Writer

	// SetLines is called whenever the client changed a modem line; true is asserted.
	SetLines(dtr, rts bool)

	// SetBaud tells the client's bit rate; 0 < baud.
	SetBaud(baud int)

	// Purge drops bytes that are on their way: received ones (to the client), transmitted ones (to the UART).
	Purge(received, transmitted bool)

	// Close ends the session; both modem lines go off without passing through a reset.
	io.Closer
}

// keepAlive finds a dead peer: nothing may hold a board for good because a laptop's lid was closed.
var keepAlive = net.KeepAliveConfig{Enable: true, Idle: 10 * time.Second, Interval: 5 * time.Second, Count: 3}

// Serve serves port on l until ctx ends, and closes l. One client is served at a time; others wait in the listen
// backlog. It returns nil when ctx ended, and what the listener said otherwise.
func Serve(ctx context.Context, l net.Listener, port Port) error {
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	defer l.Close()
	for {
		conn, err := l.Accept()
		if ctx.Err() != nil {
			if conn != nil {
				conn.Close()
			}
			return nil
		}
		if errors.Is(err, net.ErrClosed) {
			return fmt.Errorf("serving a serial port on %s: %w", l.Addr(), err)
		}
		if err != nil {
			continue // the peer left between connect and accept
		}
		serve(ctx, conn, port)
	}
}

// serve runs one client's session to its end.
func serve(ctx context.Context, conn net.Conn, port Port) {
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	defer conn.Close()
	if tcp, ok := conn.(*net.TCPConn); ok {
		// Both only fail on a connection that is already dead, which the first read tells as well.
		_ = tcp.SetNoDelay(true)
		_ = tcp.SetKeepAliveConfig(keepAlive)
	}
	s := newSession(conn)
	s.line = port.Attach(dataWriter{s})
	defer s.line.Close()
	s.greet()
	buf := make([]byte, 16<<10)
	for {
		n, err := conn.Read(buf)
		s.parser.feed(buf[:n])
		if s.flush() != nil || err != nil {
			return
		}
	}
}
