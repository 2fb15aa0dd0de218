package servers

import (
	"context"
	"errors"
	"net"
	"sync"
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
	attempts int // counted by accept alone

	// Guarded by server.mu.
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
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			t.admit(conn)
			continue
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
	t.attempts++
	c := newSession(t, inner, t.attempts)
	admitted := false
	t.server.update(func(emit func(int, string, string)) {
		if admitted = !t.over; admitted {
			t.sessions = append(t.sessions, c)
			emit(t.attempts, EventAccepted, "from "+c.conn.Remote)
		}
	})
	if !admitted {
		_ = c.wire.Reset() // the trial ended while the connection was being taken
		return
	}
	t.running.Go(c.run)
}

// end closes everything and waits until it is gone.
func (t *trial) end() {
	t.server.mu.Lock()
	t.over = true
	sessions := t.sessions
	t.server.mu.Unlock()
	if t.listener != nil {
		t.listener.Close()
	}
	t.cancel()
	for _, c := range sessions {
		c.wire.Close()
	}
	t.running.Wait()
}
