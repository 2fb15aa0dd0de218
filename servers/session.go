package servers

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"time"

	"github.com/benchtrial/benchtrial/servers/http1"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// How long the server waits for a client, in board time, and at the least here. All of them are longer than what any
// firmware on trial waits for, so that it is the client who ends a connection.
const (
	// handshakeLimit is beyond the 120 s that an ESP32 gives a handshake (arduino-esp32 ssl_client.cpp).
	handshakeLimit = 150 * time.Second
	requestLimit   = 150 * time.Second

	// lingerLimit is for a client that has been answered, or has refused, and keeps its connection.
	lingerLimit = 30 * time.Second

	leastWait = 5 * time.Second
)

// session serves one connection.
type session struct {
	trial     *trial
	wire      *wire.Conn
	behaviour Behaviour
	service   Service
	agreement Agreement   // with its client
	talk      func(*Talk) // what speaks inside TLS; nil for HTTP

	ended   chan struct{} // closed when the client's direction has ended
	arrived chan struct{} // has an element when a Talk may find more to read

	// Guarded by server.mu.
	conn    Conn
	in, out wire.Flow
	secrets bytes.Buffer
	reads   int // application records that TLS delivered

	// The present request: the first one, or a further one on a connection that is kept alive.
	complete chan struct{} // closed when it is complete
	from     int           // where in Request it begins
	need     int           // length of Request from which on it may be complete
	again    bool          // it was answered, and a further one may follow
}

// newSession prepares an attempt.
func newSession(t *trial, inner net.Conn, attempt int) *session {
	b := t.scenario.behaviour(attempt)
	c := &session{
		trial: t, behaviour: b, service: t.server.present(), agreement: t.server.agreed(),
		complete: make(chan struct{}), ended: make(chan struct{}), arrived: make(chan struct{}, 1),
	}
	c.conn = Conn{
		Attempt: attempt, Remote: inner.RemoteAddr().String(), Opened: time.Now(),
		Network: b.Network, Chain: b.Chain.Name,
	}
	c.choose(t.scenario.Protocol)
	c.wire = wire.New(inner, wire.Options{
		Fault: b.Wire, Observe: c.observe, Struck: c.struck, Ends: c.serverEnds,
		Wall: func(board time.Duration) time.Duration { return t.server.wall(board, 0) },
	})
	return c
}

// run serves the connection to its end.
func (c *session) run() {
	end := c.serve()
	if c.vanished() {
		c.linger()
		return
	}
	c.update(func(emit func(kind, text string)) {
		c.conn.End = end
		if c.conn.Closed.IsZero() {
			c.conn.Closed = time.Now()
		}
		emit(EventClosed, c.conn.ending())
	})
	c.wire.Close()
}

// serve does what the behaviour asks for, and tells how the connection ended.
func (c *session) serve() End {
	switch c.behaviour.Network {
	case ResetOnAccept:
		return c.known(c.reset)
	case CloseOnAccept:
		return c.known(c.finish)
	case Stall:
		return c.drain(0)
	case CloseAfterHello:
		return c.afterHello(c.finish)
	case ResetAfterHello:
		return c.afterHello(c.reset)
	}
	return c.serveTLS()
}

// reset ends the connection with RST.
func (c *session) reset() End {
	c.serverEnds()
	_ = c.wire.Reset() // an error means that it is closed already
	return ByServer
}

// finish ends the server's direction with FIN and waits for the client to do the same.
func (c *session) finish() End {
	c.serverEnds()
	if err := c.wire.CloseWrite(); err != nil {
		return c.endOf(err)
	}
	return c.drain(c.limit(lingerLimit))
}

// afterHello waits for a ClientHello, and then ends the connection.
func (c *session) afterHello(end func() End) End {
	c.deadline(c.limit(handshakeLimit))
	buf := make([]byte, 4096)
	for !c.helloSeen() {
		if _, err := c.wire.Read(buf); err != nil {
			return c.endOf(err)
		}
	}
	return end()
}

// drain reads on below TLS, so that late alerts and the way of the end are recorded. A limit of 0 is none.
func (c *session) drain(limit time.Duration) End {
	c.deadline(limit)
	buf := make([]byte, 16<<10)
	for {
		if _, err := c.wire.Read(buf); err != nil {
			return c.endOf(err)
		}
	}
}

// deadline bounds all reading from now on.
func (c *session) deadline(limit time.Duration) {
	if c.vanished() {
		return // nothing more is read
	}
	at := time.Time{}
	if limit > 0 && !c.wire.Stalled() { // who is gone does not hang up either
		at = time.Now().Add(limit)
	}
	// It fails only on a closed connection, and then reading fails too.
	_ = c.wire.SetReadDeadline(at)
}

// limit is a wait in time here.
func (c *session) limit(board time.Duration) time.Duration {
	return c.trial.server.wall(board, leastWait)
}

// endOf tells how the connection ended from the error that ended it.
func (c *session) endOf(err error) End {
	switch c.wire.Ending() {
	case wire.EOF:
		return EOF
	case wire.Reset:
		return Reset
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return Timeout
	}
	return ByServer
}

// serveTLS speaks TLS, takes a request and answers it.
func (c *session) serveTLS() End {
	t, err := c.open()
	if err != nil {
		c.update(func(emit func(kind, text string)) {
			c.conn.Handshake.Err = err.Error()
			emit(EventTrouble, err.Error())
		})
		return c.reset()
	}
	c.deadline(c.limit(handshakeLimit))
	err = t.HandshakeContext(c.trial.ctx)
	if c.vanished() {
		return Vanished
	}
	c.handshakeEnded(t.ConnectionState(), err)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return c.endOf(err)
	}
	if err != nil {
		// Also after a failed write: an alert that came before the reset can still be read.
		return c.drain(c.limit(lingerLimit))
	}
	c.deadline(c.limit(requestLimit))
	var end End
	go func() {
		defer close(c.ended)
		end = c.read(t)
	}()
	if c.talk != nil {
		c.converse(t)
	} else {
		for c.awaitRequest() && c.answer(t) {
		}
	}
	<-c.ended
	return end
}

// open makes the server's side of TLS.
func (c *session) open() (secure, error) {
	config, err := c.config()
	if err != nil {
		return nil, err
	}
	return c.secure(config)
}

// config is the server's side of TLS: what an ordinary server of today has, so that the client decides.
func (c *session) config() (*tls.Config, error) {
	s := c.trial.server
	cert, err := s.chain(c.behaviour)
	if err != nil {
		return nil, err
	}
	other, err := s.otherwise(c.behaviour)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{
		GetCertificate: c.certificate(cert, other),
		// Every connection is a full handshake: a resumed one would not look at the chain.
		SessionTicketsDisabled: true,
		// A piece of a reply is a record.
		DynamicRecordSizingDisabled: true,
		KeyLogWriter:                secretWriter{c},
	}
	c.keepProtocols(config)
	if c.service.TLS != nil {
		c.service.TLS(config, s.cfg.PKI)
	}
	if sc := c.trial.scenario; (sc.Refuse || sc.Group == GroupChain) && config.ClientAuth > tls.RequestClientCert {
		// Who poses as a server turns nobody away for want of a certificate: a client that trusts it has to get to the point
		// of showing so.
		config.ClientAuth = tls.RequestClientCert
	}
	if c.behaviour.TLS != nil {
		c.behaviour.TLS(config)
	}
	return config, nil
}

// read takes what the client sends inside TLS until it ends. crypto/tls says io.EOF for close_notify and, between two
// records, for a bare FIN as well; only in the first case the connection itself has not ended yet.
func (c *session) read(t secure) End {
	buf := make([]byte, 32<<10) // longer than a record, so that a read is a record
	for {
		n, err := t.Read(buf)
		if left, ends := c.takes(n); ends {
			c.received(buf[:left])
			return c.reset()
		}
		if n > 0 {
			c.received(buf[:n])
		}
		switch {
		case err == nil:
		case errors.Is(err, io.EOF) && c.wire.Ending() == wire.NotEnded:
			return c.saidGoodbye()
		case connectionOver(err):
			return c.endOf(err)
		default:
			// An alert of the client, or a record that cannot be read: TLS is over, the connection may not be.
			c.noteRemoteAlert(err)
			return c.drain(c.limit(lingerLimit))
		}
	}
}

// connectionOver tells an error of the connection from one of TLS.
func connectionOver(err error) bool {
	for _, e := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, os.ErrDeadlineExceeded, net.ErrClosed} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// saidGoodbye waits for the end of TCP after a close_notify, which is when the client has ended.
func (c *session) saidGoodbye() End {
	c.update(func(emit func(kind, text string)) {
		c.conn.Closed = time.Now()
		c.readAlert(1, closeNotify, emit)
	})
	c.drain(c.limit(lingerLimit))
	return CloseNotify
}

// answer sends the reply and ends the connection as the reply has it. It tells whether a further request may follow.
func (c *session) answer(t secure) (again bool) {
	if c.vanished() || c.reached(BeforeReply) {
		return false
	}
	reply := c.reply(t.ConnectionState())
	if reply.Never {
		c.deadline(0)
		return false
	}
	if !c.send(t, reply) {
		return false
	}
	if reply.Close == http1.KeepOpen {
		c.deadline(0)
		if reply.KeepAlive {
			c.nextRequest()
		}
		return reply.KeepAlive
	}
	c.close(t, reply.Close)
	c.deadline(c.limit(lingerLimit))
	return false
}

// send sends the pieces of a reply, and tells whether it came to their end. How a client ends that does not wait for it
// is found by reading.
func (c *session) send(t secure, reply http1.Reply) bool {
	if c.trial.scenario.Air.When == InReply {
		reply = halves(reply)
	}
	total := len(reply.Pieces)
	for i := 0; i < total || reply.Forever && total > 0; i++ {
		p := reply.Pieces[min(i, total-1)]
		if !c.pause(c.trial.server.wall(p.After, 0)) {
			return false
		}
		n, err := t.Write(p.Bytes)
		c.sent(p.Bytes[:n], told(i, total, n))
		if err != nil || c.vanished() || c.reached(InReply) {
			return false
		}
	}
	return true
}

// told describes a piece for the timeline. Of many pieces only the first and the last are told, and of none at all nothing.
func told(i, total, n int) string {
	const many = 32
	if total > many && i > 0 && i != total-1 || i >= total || n == 0 {
		return ""
	}
	return fmt.Sprintf("piece %d of %d, %d bytes", i+1, total, n)
}
