package servers

import (
	"context"
	"errors"
	"net"
	"sync"
	"syscall"
	"time"
)

// trial is one use of a server: its own listener, connections and goroutines, all gone when it has ended.
type trial struct {
	server   *Server
	scenario Scenario
	listener net.Listener // nil when nobody listens
	ctx      context.Context
	cancel   context.CancelFunc
	running  sync.WaitGroup

	// Guarded by server.mu.
	attempts int // how many were begun: accept counts them, and a probe is taken out again
	sessions []*session
	over     bool
	struck   bool // the board's Wi-Fi was lost
}

// acceptRetry is how long accepting rests when the system has no file descriptor to give.
const acceptRetry = 20 * time.Millisecond

// accept takes connections until the listener is closed.
func (t *trial) accept() {
	for {
		conn, err := t.listener.Accept()
		if err == nil {
			t.admit(conn)
			continue
		}
		if errors.Is(err, net.ErrClosed) || t.isOver() {
			return
		}
		t.server.update(func(emit func(int, string, string)) {
			emit(0, EventTrouble, "accepting a connection: "+err.Error())
		})
		select {
		case <-t.ctx.Done():
			return
		case <-time.After(acceptRetry):
		}
	}
}

// admit makes a connection the next attempt, and serves it.
func (t *trial) admit(inner net.Conn) {
	attempt := t.begin()
	c := newSession(t, inner, attempt)
	admitted := false
	t.server.update(func(emit func(int, string, string)) {
		if admitted = !t.over; admitted {
			t.sessions = append(t.sessions, c)
			emit(attempt, EventAccepted, "from "+c.conn.Remote)
		}
	})
	if !admitted {
		_ = c.wire.Reset() // the trial ended while the connection was being taken
		return
	}
	t.running.Go(c.run)
}

func (t *trial) isOver() bool {
	t.server.mu.Lock()
	defer t.server.mu.Unlock()
	return t.over
}

// begin counts an attempt.
func (t *trial) begin() int {
	t.server.mu.Lock()
	defer t.server.mu.Unlock()
	t.attempts++
	return t.attempts
}

// end closes everything and waits until it is gone.
func (t *trial) end() {
	t.server.mu.Lock()
	t.over = true
	sessions := t.sessions
	t.server.mu.Unlock()
	if t.listener != nil {
		closeForGood(t.listener)
	}
	t.cancel()
	for _, c := range sessions {
		c.wire.Close()
	}
	t.running.Wait()
}

// closeForGood closes a listener so that its address is free at once. A process that this one is just starting holds a
// copy of every descriptor until it runs a program of its own, and to close one of two copies closes nothing: the socket
// itself has to stop listening.
func closeForGood(l net.Listener) {
	if socket, ok := l.(syscall.Conn); ok {
		if raw, err := socket.SyscallConn(); err == nil {
			// Errors mean that it does not listen any more.
			_ = raw.Control(func(fd uintptr) { _ = syscall.Shutdown(int(fd), syscall.SHUT_RDWR) })
		}
	}
	l.Close()
}
