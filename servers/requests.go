package servers

import (
	"bytes"
	"fmt"
	"time"

	"github.com/benchtrial/benchtrial/servers/http1"
)

// received takes a part of what the client sends.
func (c *session) received(b []byte) {
	// Before it is noted: who answers wakes up by that.
	c.reached(InRequest)
	if c.answered() {
		c.reached(InSession)
	}
	c.note(b)
}

// answered tells whether something was sent to the client.
func (c *session) answered() bool {
	c.trial.server.mu.Lock()
	defer c.trial.server.mu.Unlock()
	return c.conn.Replied > 0
}

// note adds to what the client has sent.
func (c *session) note(b []byte) {
	c.update(func(emit func(kind, text string)) {
		r := &c.conn
		if !r.Handshake.Done { // the client took messages that were spoiled
			c.handshakeDone(emit)
		}
		r.LastByteAt = time.Now()
		if r.RequestAt.IsZero() {
			r.RequestAt = r.LastByteAt
		}
		r.Arrivals = append(r.Arrivals, Arrival{At: r.LastByteAt, Len: len(b)})
		c.reads++
		if c.again && !blank(b) {
			c.beginRequest(len(r.Request))
		}
		room := max(0, requestLimitBytes-len(r.Request))
		r.Request = append(r.Request, b[:min(len(b), room)]...)
		switch {
		case c.talk != nil:
			c.wakeTalk()
		case r.Complete:
			r.Extra += len(b)
			emit(EventExtra, fmt.Sprintf("%d bytes after the end of the request", len(b)))
		case len(r.Request) >= c.need && (c.need > 0 || bytes.IndexByte(b, '\n') >= 0):
			c.judgeComplete(emit)
		}
	})
}

// wakeTalk tells a Talk that there is more to read.
func (c *session) wakeTalk() {
	select {
	case c.arrived <- struct{}{}:
	default: // it has been told
	}
}

// judgeComplete finds out whether the request has ended. It is called only when it may have, so that a long body in
// small records is not read over and over.
func (c *session) judgeComplete(emit func(kind, text string)) {
	r := &c.conn
	request, err := http1.ParseRequest(r.Request[c.from:])
	if need, incomplete := http1.Incomplete(err); incomplete {
		if request.HeadLen > 0 {
			c.need = len(r.Request) + need
		}
		return
	}
	r.Complete, r.CompleteAt = true, r.LastByteAt
	r.Requests++
	r.Extra = len(request.Rest)
	emit(EventRequest, fmt.Sprintf("%s, %d bytes", request.Line, len(r.Request)-c.from))
	if r.Extra > 0 {
		emit(EventExtra, fmt.Sprintf("%d bytes after the end of the request", r.Extra))
	}
	close(c.complete)
}

// blank tells that bytes are no beginning of a request: a server skips line ends before one (RFC 9112, 2.2), and here they
// count as bytes too many.
func blank(b []byte) bool { return len(bytes.Trim(b, "\r\n")) == 0 }

// nextRequest makes the connection ready for a further request. One that has come already begins at once.
func (c *session) nextRequest() {
	c.update(func(emit func(kind, text string)) {
		c.again, c.complete = true, make(chan struct{})
		r := &c.conn
		if at := len(r.Request) - r.Extra; !blank(r.Request[at:]) {
			c.beginRequest(at)
			c.judgeComplete(emit)
		}
	})
}

// beginRequest begins a further request at an offset of Request.
func (c *session) beginRequest(at int) {
	c.again, c.from, c.need = false, at, 0
	c.conn.Complete, c.conn.Extra = false, 0
}

// awaitRequest waits for a request to be complete, and tells whether there is something to answer.
func (c *session) awaitRequest() bool {
	c.trial.server.mu.Lock()
	complete := c.complete
	c.trial.server.mu.Unlock()
	select {
	case <-complete:
	case <-c.ended:
	}
	select {
	case <-complete:
		return true
	default:
		return false
	}
}
