package servers

import (
	"context"
	"crypto/tls"
	"io"
	"time"

	"github.com/benchtrial/benchtrial/servers/http1"
)

// EventMessage is a message of a protocol other than HTTP, of the client or of the server.
const EventMessage = "message"

// Message is one unit of such a protocol: a frame, a packet, the request for an upgrade.
type Message struct {
	At         time.Time
	FromClient bool
	Kind       string // "text", "close", "CONNECT"
	Text       string // for people, one line, its kind included: "text frame, 10 bytes"
}

// Talk is one connection, inside TLS, on which another protocol than HTTP is spoken. What the client sends is recorded
// as the connection's Request as it comes, whether it is read here or not; what is written becomes its Sent. One goroutine
// may read and another one write.
type Talk struct {
	session *session
	tls     secure
	read    int // bytes of Request that were given out
	over    bool
}

// converse has the connection's protocol spoken, and ends the connection when the protocol has not.
func (c *session) converse(t secure) {
	c.deadline(0) // both sides may be silent for as long as the trial lasts
	talk := &Talk{session: c, tls: t}
	c.talk(talk)
	talk.End(http1.CloseNotify)
}

// Context is done when the trial ends.
func (t *Talk) Context() context.Context { return t.session.trial.ctx }

// State is what TLS has negotiated.
func (t *Talk) State() tls.ConnectionState { return t.tls.ConnectionState() }

// Attempt is the number of this connection in its trial, counted from 1.
func (t *Talk) Attempt() int { return t.session.conn.Attempt }

// Read gives what the client has sent, and waits for it. The error is io.EOF when nothing more will come: the client has
// ended its direction, however it did that, or the trial is over.
func (t *Talk) Read(b []byte) (int, error) {
	for ended := false; ; {
		if n := t.take(b); n > 0 || len(b) == 0 {
			return n, nil
		}
		if ended {
			return 0, io.EOF
		}
		select {
		case <-t.session.arrived:
		case <-t.session.ended:
			ended = true // what came last may still be there
		}
	}
}

// take gives what has come already.
func (t *Talk) take(b []byte) int {
	s := t.session.trial.server
	s.mu.Lock()
	defer s.mu.Unlock()
	n := copy(b, t.session.conn.Request[t.read:])
	t.read += n
	return n
}

// Write sends bytes, in one TLS record when they are not longer than 16 KB.
func (t *Talk) Write(b []byte) (int, error) {
	n, err := t.tls.Write(b)
	t.session.sent(b[:n], "")
	return n, err
}

// Heard notes a message of the client.
func (t *Talk) Heard(kind, text string) { t.note(true, kind, text) }

// Said notes a message of the server.
func (t *Talk) Said(kind, text string) { t.note(false, kind, text) }

func (t *Talk) note(fromClient bool, kind, text string) {
	who := "server"
	if fromClient {
		who = "client"
	}
	c := t.session
	c.update(func(emit func(kind, text string)) {
		m := Message{At: time.Now(), FromClient: fromClient, Kind: kind, Text: text}
		c.conn.Messages = append(c.conn.Messages, m)
		emit(EventMessage, who+": "+text)
	})
}

// Pause waits for some of the board's time, and tells whether to go on: not when the client went away or the trial ended
// meanwhile.
func (t *Talk) Pause(board time.Duration) bool {
	return t.session.pause(t.session.trial.server.wall(board, 0))
}

// End ends the server's direction, once: further calls do nothing. The client may still send, and that is recorded.
// A Talk that returns without it has ended with close_notify.
func (t *Talk) End(how http1.CloseMode) {
	if t.over {
		return
	}
	t.over = true
	if how == http1.KeepOpen {
		return
	}
	t.session.close(t.tls, how)
	t.session.deadline(t.session.limit(lingerLimit))
}
