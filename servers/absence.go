package servers

import (
	"time"

	"github.com/benchtrial/benchtrial/servers/http1"
)

// Moment is when the board's Wi-Fi is lost. What the server has seen decides it, and not a clock, so that each trial
// loses it at the same place.
type Moment int

// The moments.
const (
	NoMoment         Moment = iota // it is never lost
	BeforeConnecting               // there is none when the board boots
	AfterHello                     // the ClientHello has come, and nothing was answered
	InHandshake                    // the client has answered the server's certificate (its key exchange, TLS 1.2), and waits for the server's Finished
	InRequest                      // the first application data of the client has come
	BeforeReply                    // HTTP: the request is complete, and nothing was answered
	InReply                        // HTTP: the first half of the reply was sent
	InSession                      // the client has sent something after something was sent to it
)

// String names the moment.
func (m Moment) String() string {
	return [...]string{
		"never", "before the board connects", "after the ClientHello", "within the handshake", "within the request",
		"before the reply", "within the reply", "within the session",
	}[m]
}

// Absence is when the board's access point goes away, in the first connection that comes so far, and when it is back. The
// zero value is an access point that stays.
type Absence struct {
	When Moment
	Back time.Duration // after so much of the board's time; 0 is never
}

// strikes tells whether the moment has come for a trial, once.
func (t *trial) strikes(m Moment) bool {
	if t.scenario.Air.When != m {
		return false
	}
	t.server.mu.Lock()
	defer t.server.mu.Unlock()
	first := !t.struck
	t.struck = true
	return first
}

// reached loses the board's Wi-Fi when its moment has come, and tells whether it has. From then on nothing of the
// connections that were open is heard or said; when it returns, the board hears nothing either. It must not be called
// while the record is being changed.
func (c *session) reached(m Moment) bool {
	t := c.trial
	if !t.strikes(m) {
		return false
	}
	t.server.update(func(emit func(int, string, string)) {
		for _, s := range t.sessions {
			s.vanish(func(text string) { emit(s.conn.Attempt, EventFault, text) })
		}
	})
	if lose := t.server.cfg.Lose; lose != nil {
		lose(t.scenario.Air)
	}
	return true
}

// vanish drops a connection that is open without a word to its client. server.mu is held.
func (c *session) vanish(tell func(text string)) {
	if c.conn.End != Open {
		return
	}
	c.conn.End = Vanished
	c.conn.Closed = time.Now()
	c.wire.Vanish()
	tell("the board's Wi-Fi is lost " + c.trial.scenario.Air.When.String())
}

// vanished tells whether the connection was lost with the board's Wi-Fi.
func (c *session) vanished() bool {
	c.trial.server.mu.Lock()
	defer c.trial.server.mu.Unlock()
	return c.conn.End == Vanished
}

// linger keeps a lost connection until the trial ends: a FIN or a RST would tell a board that is back what it cannot know.
func (c *session) linger() {
	<-c.trial.ctx.Done()
	c.wire.Close()
}

// halves is the same reply in two pieces.
func halves(r http1.Reply) http1.Reply {
	all := r.Bytes()
	middle := len(all) / 2
	r.Pieces = []http1.Piece{{Bytes: all[:middle]}, {Bytes: all[middle:]}}
	return r
}
