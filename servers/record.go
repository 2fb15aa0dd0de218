package servers

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"reflect"
	"slices"
	"time"

	"github.com/benchtrial/benchtrial/servers/http1"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// requestLimitBytes is how much of each direction is kept; a firmware's share is far below.
const requestLimitBytes = 8 << 20

// update changes the session's record.
func (c *session) update(change func(emit func(kind, text string))) {
	c.trial.server.update(func(emit func(int, string, string)) {
		change(func(kind, text string) { emit(c.conn.Attempt, kind, text) })
	})
}

// observe reads along with what is recorded of the wire.
func (c *session) observe(s wire.Segment) {
	c.follow(s)
	if !s.FromClient || c.trial.scenario.Air.When == NoMoment {
		return
	}
	if c.helloSeen() && !c.probe() {
		c.reached(AfterHello)
	}
	if c.keyExchangeSeen() {
		c.reached(InHandshake)
	}
}

// follow reads along with one segment.
func (c *session) follow(s wire.Segment) {
	c.update(func(emit func(kind, text string)) {
		if !s.FromClient {
			if c.out.Selected == 0 {
				c.out.Feed(s.Bytes)
			}
			return
		}
		hello, alerts := c.in.Hello, len(c.in.Alerts)
		c.in.Feed(s.Bytes)
		if hello == nil && c.in.Hello != nil {
			c.conn.Hello = c.in.Hello
			c.recognise()
			emit(EventClientHello, c.conn.opening())
		}
		for _, a := range c.in.Alerts[alerts:] {
			emit(EventAlert, a.String())
		}
	})
}

func (c *session) helloSeen() bool {
	c.trial.server.mu.Lock()
	defer c.trial.server.mu.Unlock()
	return c.in.Hello != nil
}

func (c *session) keyExchangeSeen() bool {
	c.trial.server.mu.Lock()
	defer c.trial.server.mu.Unlock()
	return c.in.KeyExchange
}

// handshakeEnded notes how TLS began.
func (c *session) handshakeEnded(state tls.ConnectionState, err error) {
	c.update(func(emit func(kind, text string)) {
		h := &c.conn.Handshake
		h.At = time.Now()
		if err != nil {
			h.Err = err.Error()
			if c.conn.Probe {
				return // it never meant to
			}
			c.conn.PeerCertificates = unverified(err)
			c.remoteAlert(err, emit)
			emit(EventHandshakeFailed, c.failure(h.Err))
			return
		}
		c.conn.PeerCertificates = rawCertificates(state.PeerCertificates)
		h.Version, h.Suite = state.Version, state.CipherSuite
		if c.behaviour.Unfinished {
			h.Err = "the server spoiled its own last messages"
			emit(EventHandshakeFailed, h.Err)
			return
		}
		c.handshakeDone(emit)
	})
}

// failure tells people why there was no handshake. After a client's alert in the clear, TLS 1.3 finds only a record that it
// cannot decrypt.
func (c *session) failure(err string) string {
	if n := len(c.in.Alerts); n > 0 && c.in.Alerts[n-1].Fatal() {
		return "by the client, with " + c.in.Alerts[n-1].String()
	}
	return err
}

// handshakeDone notes that both sides have completed the handshake.
func (c *session) handshakeDone(emit func(kind, text string)) {
	h := &c.conn.Handshake
	h.Done = true
	emit(EventHandshakeDone, wire.VersionName(h.Version)+" "+wire.SuiteName(h.Suite))
}

// rawCertificates is a client's chain in DER.
func rawCertificates(chain []*x509.Certificate) [][]byte {
	var out [][]byte
	for _, c := range chain {
		out = append(out, c.Raw)
	}
	return out
}

// unverified is the chain that the server has refused.
func unverified(err error) [][]byte {
	var refused *tls.CertificateVerificationError
	if errors.As(err, &refused) {
		return rawCertificates(refused.UnverifiedCertificates)
	}
	return nil
}

// noteRemoteAlert takes an alert from an error of TLS.
func (c *session) noteRemoteAlert(err error) {
	c.update(func(emit func(kind, text string)) { c.remoteAlert(err, emit) })
}

// remoteAlert takes the code of an encrypted alert. crypto/tls gives it as a number of a type of its own inside a
// net.OpError; its text is not looked at.
func (c *session) remoteAlert(err error, emit func(kind, text string)) {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "remote error" {
		return
	}
	if v := reflect.ValueOf(op.Err); v.Kind() == reflect.Uint8 {
		c.readAlert(2, uint8(v.Uint()), emit)
	}
}

const closeNotify = 0

// readAlert notes what TLS read in the client's last alert. One that was sent in the clear is known already; an
// encrypted one is known from now on; in TLS 1.3 it was no alert to the eye.
func (c *session) readAlert(level, code uint8, emit func(kind, text string)) {
	alerts := c.in.Alerts
	if n := len(alerts); n > 0 && alerts[n-1].Known && alerts[n-1].Code == code {
		return
	}
	if c.out.Selected == tls.VersionTLS13 {
		alerts = append(alerts, wire.Alert{Version: tls.VersionTLS12, Offset: c.in.Bytes, Encrypted: true})
		emit(EventAlert, wire.AlertName(code))
	}
	if n := len(alerts); n > 0 && alerts[n-1].Encrypted {
		last := &alerts[n-1]
		last.Known, last.Level, last.Code = true, level, code
	}
	c.in.Alerts = alerts
}

// sent notes what the server has sent; of what is worth telling, text tells.
func (c *session) sent(b []byte, text string) {
	c.update(func(emit func(kind, text string)) {
		r := &c.conn
		if r.End == Vanished {
			return // it was not
		}
		r.Replied += len(b)
		r.RepliedAt = time.Now()
		room := max(0, requestLimitBytes-len(r.Sent))
		r.Sent = append(r.Sent, b[:min(len(b), room)]...)
		if text != "" {
			emit(EventReply, text)
		}
	})
}

// serverEnds notes that the server ends its direction; it is called before, so that the client cannot be first.
func (c *session) serverEnds() {
	c.update(func(func(kind, text string)) { c.conn.ServerEnd = time.Now() })
}

// clientEnded tells whether the client's direction has ended.
func (c *session) clientEnded() bool {
	select {
	case <-c.ended:
		return true
	default:
		return false
	}
}

// pause waits, and tells whether the reply may go on: not when the client went away or the trial ended meanwhile.
// Without a pause it may, as a server that has the request does not look whether its client is still there.
func (c *session) pause(d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-c.ended:
		return false
	case <-c.trial.ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// close ends the server's direction as the reply has it.
func (c *session) close(t secure, how http1.CloseMode) {
	if c.clientEnded() || c.vanished() {
		return
	}
	c.serverEnds()
	// Errors below mean that the client was faster; how it ended is found by reading.
	switch how {
	case http1.CloseNotify:
		_ = t.CloseWrite()
		_ = c.wire.CloseWrite()
	case http1.CloseFIN:
		_ = c.wire.CloseWrite()
	case http1.CloseRST:
		_ = c.wire.Reset()
	}
}

// snapshot is the record as it stands; server.mu is held. What only ever grows is shared, clipped, and not copied: a
// long request in small records is looked at often.
func (c *session) snapshot() Conn {
	out := c.conn
	out.Request = slices.Clip(out.Request)
	out.Arrivals = slices.Clip(out.Arrivals)
	out.Sent = slices.Clip(out.Sent)
	out.Messages = slices.Clip(out.Messages)
	out.Segments = c.wire.Segments()
	out.Secrets = bytes.Clone(c.secrets.Bytes())
	out.Alerts = slices.Clone(c.in.Alerts)
	out.NotTLS = c.in.NotTLS
	out.KeyExchange, out.ChangeCipher = c.in.KeyExchange, c.in.ChangeCipher
	out.AppRecords, out.AppBytes = c.in.Protected, c.in.ProtectedBytes
	if c.out.Selected == tls.VersionTLS13 {
		// Each record adds a byte for its inner type and a tag of 16 (RFC 8446 §5.2).
		out.AppRecords, out.AppBytes = c.reads, 17*c.reads
		for _, a := range c.conn.Arrivals {
			out.AppBytes += a.Len
		}
	}
	return out
}

// secretWriter keeps the secrets of one connection.
type secretWriter struct{ c *session }

// Write takes one line.
func (w secretWriter) Write(b []byte) (int, error) {
	w.c.trial.server.mu.Lock()
	defer w.c.trial.server.mu.Unlock()
	w.c.wire.LearnSecrets(b)
	return w.c.secrets.Write(b)
}
