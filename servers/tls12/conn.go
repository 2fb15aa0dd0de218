package tls12

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
)

// Conn is the server's side of a connection. Read and Write may be called at the same time, each by one goroutine, once
// HandshakeContext has returned.
type Conn struct {
	inner  net.Conn
	config *Config

	version uint16 // of records
	agreed  bool   // the client must use it

	reading sync.Mutex
	in      direction
	pending []byte // the beginning of a handshake message
	data    []byte // application data that was not read yet
	readErr error

	writing  sync.Mutex // taken after reading
	out      direction
	wrote    bool          // application data
	asked    bool          // a HelloRequest was not answered yet
	answered chan struct{} // closed when it was, or when nothing more will come

	// What the last handshake has left for the next one (RFC 5746).
	clientVerify, serverVerify []byte

	mu    sync.Mutex
	state tls.ConnectionState
	peer  []*x509.Certificate // guarded by writing
}

// Server is the server's side of TLS on a connection. The handshake has to be asked for.
func Server(inner net.Conn, config *Config) *Conn {
	_, most := config.versions()
	return &Conn{inner: inner, config: config, version: most, answered: make(chan struct{})}
}

// HandshakeContext shakes hands. When ctx is done the connection is closed. An alert of the client comes as a
// *net.OpError with the Op "remote error" and an Alert in it, as in crypto/tls.
func (c *Conn) HandshakeContext(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { c.inner.Close() })
	defer stop()
	c.reading.Lock()
	defer c.reading.Unlock()
	c.writing.Lock()
	defer c.writing.Unlock()
	err := c.first()
	switch {
	case errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		err = io.ErrUnexpectedEOF
	case err == nil && ctx.Err() != nil:
		err = ctx.Err()
	}
	if err != nil {
		c.readErr = err
		return fmt.Errorf("shaking hands: %w", c.fail(err))
	}
	return nil
}

// first is the first handshake of the connection.
func (c *Conn) first() error {
	m, err := c.message(ClientHelloKind)
	if err != nil {
		return err
	}
	return c.shake(m, c.config.Identity)
}

// shake is one handshake, which the client has begun.
func (c *Conn) shake(hello Message, identity Identity) error {
	h := &handshake{conn: c, config: c.config, script: &c.config.Script, identity: identity}
	if err := h.run(hello); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state = tls.ConnectionState{
		Version: h.hello.Version, HandshakeComplete: true, DidResume: h.resumed, CipherSuite: h.hello.Suite,
		NegotiatedProtocol: h.protocol, ServerName: h.offer.ServerName, PeerCertificates: c.peer,
	}
	return nil
}

// ConnectionState tells what was negotiated, in the form of crypto/tls.
func (c *Conn) ConnectionState() tls.ConnectionState {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

// Write sends application data, in records as long as they may be.
func (c *Conn) Write(b []byte) (int, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	if len(b) == 0 {
		return 0, nil
	}
	if err := c.begin(); err != nil {
		return 0, err
	}
	if err := c.send(kindData, b); err != nil {
		return 0, err
	}
	return len(b), nil
}

// begin sends what the script has come before application data, and waits for the answer to it.
func (c *Conn) begin() error {
	if c.wrote {
		return nil
	}
	c.wrote = true
	for _, m := range c.config.Script.Before {
		if err := c.send(kindHandshake, m.bytes()); err != nil {
			return err
		}
	}
	if c.config.Script.Renegotiate == nil {
		return nil
	}
	c.asked = true
	if err := c.send(kindHandshake, Message{Kind: HelloRequestKind}.bytes()); err != nil {
		return err
	}
	c.writing.Unlock()
	<-c.answered
	c.writing.Lock()
	if c.asked {
		return errUnanswered
	}
	return nil
}

var errUnanswered = errors.New("the client was asked for another handshake, and the connection is over")

// CloseWrite says close_notify.
func (c *Conn) CloseWrite() error {
	c.writing.Lock()
	defer c.writing.Unlock()
	return c.alert(levelWarning, AlertCloseNotify)
}

// Close closes the connection without a word.
func (c *Conn) Close() error { return c.inner.Close() }

// Read takes application data, of one record at the most. It is io.EOF for close_notify, and for a FIN between two
// records.
func (c *Conn) Read(b []byte) (int, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	for len(c.data) == 0 {
		if c.readErr != nil {
			return 0, c.readErr
		}
		c.readErr = c.next()
	}
	n := copy(b, c.data)
	c.data = c.data[n:]
	return n, nil
}

// next takes one record after the handshake.
func (c *Conn) next() error {
	kind, body, err := c.record()
	if err == nil {
		switch kind {
		case kindData:
			c.data = body
		case kindAlert:
			err = c.heard(body)
		case kindHandshake:
			c.pending = append(c.pending, body...)
			err = c.asksAgain()
		default:
			err = wrong(AlertUnexpectedMessage, "a ChangeCipherSpec after the handshake")
		}
	}
	if err == nil {
		return nil
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	c.over()
	return c.fail(err)
}

// over lets a Write go that waits for an answer.
func (c *Conn) over() {
	select {
	case <-c.answered:
	default:
		close(c.answered)
	}
}

// heard takes an alert after the handshake.
func (c *Conn) heard(body []byte) error {
	a, err := told(body)
	c.writing.Lock()
	defer c.writing.Unlock()
	if err != nil || a != AlertNoRenegotiation || !c.asked {
		return err
	}
	if c.config.Script.Renegotiate.Insist {
		return wrong(AlertHandshakeFailure, "the client declines another handshake")
	}
	c.asked = false
	c.over()
	return nil
}

// asksAgain takes a handshake message after the handshake: a ClientHello begins another one, if the server has asked
// for that, and is declined otherwise.
func (c *Conn) asksAgain() error {
	m, ok, err := c.whole()
	if err != nil || !ok {
		return err
	}
	if m.Kind != ClientHelloKind {
		return wrong(AlertUnexpectedMessage, "a message %d after the handshake", m.Kind)
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	if !c.asked {
		return c.alert(levelWarning, AlertNoRenegotiation)
	}
	identity := c.config.Identity
	if other := c.config.Script.Renegotiate.Chain; other != nil {
		identity = *other
	}
	if err := c.shake(m, identity); err != nil {
		return err
	}
	c.asked = false
	c.over()
	return nil
}
