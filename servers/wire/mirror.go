package wire

import (
	"bytes"
	"encoding/binary"
	"slices"
	"sync"
)

// mirror stands between a server and a client that see different handshakes, because a script has changed the server's
// messages, and lets each believe that the other has seen the same: it makes the Finished of both anew. It can do so as the
// connection's secrets are known here, and because it hides the client's offer of extended_master_secret (RFC 7627), which
// would make the keys depend on the handshake as well.
type mirror struct {
	raw, ready []byte // what the client sent, and what of it can be read; guarded by Conn.reading

	mu        sync.Mutex
	hello     *ClientHello
	client    []byte // the handshake's messages as the client sees them
	server    []byte // the same as the server sees them
	encrypted bool   // the client's ChangeCipherSpec was seen
	finished  bool   // and its Finished
	sentCCS   bool   // the server's ChangeCipherSpec was sent
}

// readMirrored is Read for a connection with a mirror.
func (c *Conn) readMirrored(b []byte) (int, error) {
	m := &c.mirror
	for len(m.ready) == 0 {
		r, n := nextRecord(m.raw)
		switch {
		case n > 0:
			out, err := m.fromClient(r, c.known())
			if err != nil {
				return 0, err
			}
			m.ready, m.raw = out, m.raw[n:]
		case n < 0:
			m.ready, m.raw = m.raw, nil
		case c.intake.err != nil:
			err := c.intake.err
			c.intake.err = nil
			return 0, err
		default:
			c.fetch()
			m.raw = append(slices.Clip(m.raw), c.intake.unread...)
			c.intake.unread = nil
		}
	}
	n := copy(b, m.ready)
	m.ready = m.ready[n:]
	return n, nil
}

// fromClient takes one record of the client, and tells what the server gets.
func (m *mirror) fromClient(r Record, known secrets) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case r.Type == TypeChangeCipherSpec:
		m.encrypted = true
	case r.Type == TypeHandshake && !m.encrypted:
		m.client = append(m.client, r.Body...)
		if m.hello == nil && wholeHello(r.Body) {
			m.hello, _ = ParseClientHello(bytes.Clone(r.Body))
			r.Body = withoutExtendedMaster(r.Body)
		}
		m.server = append(m.server, r.Body...)
	case r.Type == TypeHandshake && !m.finished:
		m.finished = true
		return m.clientFinished(r, known)
	}
	return r.Bytes(), nil
}

// extExtendedMaster is extended_master_secret, and nobodysExtension what takes its place: no server knows it.
const (
	extExtendedMaster = 23
	nobodysExtension  = 0xfafa
)

// withoutExtendedMaster hides the offer of extended_master_secret in a ClientHello without changing its length.
func withoutExtendedMaster(message []byte) []byte {
	out := bytes.Clone(message)
	r := reader{b: out}
	r.bytes(4 + 2 + 32)
	r.vector(1)
	r.vector(2)
	r.vector(1)
	for list := (reader{b: r.vector(2)}); len(list.b) > 0 && !list.bad; {
		kind := list.b[:min(2, len(list.b))]
		if list.u16() == extExtendedMaster && !list.bad {
			binary.BigEndian.PutUint16(kind, nobodysExtension)
		}
		list.vector(2)
	}
	return out
}

// clientFinished makes the client's Finished one that the server takes, if it is right for the client's handshake.
func (m *mirror) clientFinished(r Record, known secrets) ([]byte, error) {
	keys, err := known.keys()
	if err != nil {
		return nil, err
	}
	u := &Unit{Place: Finished, Type: r.Type, Version: r.Version, Body: r.Body}
	plain, err := keys.client.open(u, 0)
	if err != nil {
		return r.Bytes(), nil // the server finds out for itself
	}
	right := bytes.Equal(plain.Body, keys.finished("client finished", m.client))
	m.client = append(m.client, plain.Body...)
	if !right {
		return r.Bytes(), nil
	}
	message := keys.finished("client finished", m.server)
	m.server = append(m.server, message...)
	r.Body = keys.client.seal(Plain{r.Type, message}, 0, r.Version)
	return r.Bytes(), nil
}

// fromServer notes a message that the server means to send, before it is changed.
func (m *mirror) fromServer(message []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.server = append(m.server, message...)
}

// toClient notes records that are sent to the client.
func (m *mirror) toClient(b []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	records, _ := Records(b)
	for _, r := range records {
		switch {
		case r.Type == TypeChangeCipherSpec:
			m.sentCCS = true
		case r.Type == TypeHandshake && !m.sentCCS && !bytes.Equal(r.Body, []byte{0, 0, 0, 0}):
			// A HelloRequest is no part of it (RFC 5246 §7.4.1.1).
			m.client = append(m.client, r.Body...)
		}
	}
}

// serverFinished is the Finished that the client expects.
func (m *mirror) serverFinished(known secrets) ([]byte, error) {
	keys, err := known.keys()
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return keys.finished("server finished", m.client), nil
}

// offered is the client's hello; nil before it was read.
func (m *mirror) offered() *ClientHello {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.hello
}
