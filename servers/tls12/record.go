package tls12

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The types of records.
const (
	kindChange    uint8 = 20
	kindAlert     uint8 = 21
	kindHandshake uint8 = 22
	kindData      uint8 = 23
)

// What a record may hold in the clear, and what protection may add (RFC 5246 §6.2).
const (
	maxPlain    = 1 << 14
	maxOverhead = 2048
	headerLen   = 5
)

// direction is one direction of the record layer.
type direction struct {
	guard    guard // nil sends and takes in the clear
	next     guard // comes into force with the ChangeCipherSpec
	sequence uint64
}

// change brings the next guard into force.
func (d *direction) change() { *d = direction{guard: d.next} }

func (d *direction) header(kind uint8, version uint16) header {
	h := header{d.sequence, kind, version}
	d.sequence++
	return h
}

// send sends one record, or as many as the bytes need. The caller holds c.writing.
func (c *Conn) send(kind uint8, b []byte) error {
	for first := true; first || len(b) > 0; first = false {
		part := b[:min(len(b), maxPlain)]
		b = b[len(part):]
		if c.out.guard != nil {
			var err error
			if part, err = c.out.guard.seal(c.out.header(kind, c.version), part); err != nil {
				return fmt.Errorf("encrypting a record: %w", err)
			}
		}
		record := binary.BigEndian.AppendUint16([]byte{kind}, c.version)
		record = binary.BigEndian.AppendUint16(record, uint16(len(part)))
		if _, err := c.inner.Write(append(record, part...)); err != nil {
			return err
		}
	}
	return nil
}

// record reads one record and opens it. A FIN between two records is io.EOF.
func (c *Conn) record() (kind uint8, body []byte, err error) {
	var head [headerLen]byte
	if _, err := io.ReadFull(c.inner, head[:]); err != nil {
		return 0, nil, err
	}
	kind, version, n := head[0], binary.BigEndian.Uint16(head[1:]), int(binary.BigEndian.Uint16(head[3:]))
	switch {
	case kind < kindChange || kind > kindData:
		return 0, nil, wrong(AlertUnexpectedMessage, "a record of type %d", kind)
	case version>>8 != 3 || c.agreed && version != c.version:
		return 0, nil, wrong(AlertProtocolVersion, "a record of version %#04x", version)
	case n > maxPlain+maxOverhead:
		return 0, nil, wrong(AlertRecordOverflow, "a record of %d bytes", n)
	}
	body = make([]byte, n)
	if _, err := io.ReadFull(c.inner, body); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return 0, nil, err
	}
	if c.in.guard != nil {
		if body, err = c.in.guard.open(c.in.header(kind, version), body); err != nil {
			return 0, nil, wrong(AlertBadRecordMAC, "a record that cannot be decrypted: %v", err)
		}
	}
	if len(body) > maxPlain {
		return 0, nil, wrong(AlertRecordOverflow, "a record that holds %d bytes", len(body))
	}
	return kind, body, nil
}

// told takes an alert record: a warning is nil, close_notify io.EOF.
func told(body []byte) (Alert, error) {
	if len(body) != 2 {
		return 0, wrong(AlertDecodeError, "an alert of %d bytes", len(body))
	}
	switch a := Alert(body[1]); {
	case a == AlertCloseNotify:
		return a, io.EOF
	case body[0] == levelFatal:
		return a, remote(a)
	case body[0] == levelWarning:
		return a, nil
	}
	return 0, wrong(AlertIllegalParameter, "an alert of the level %d", body[0])
}

// maxMessage is the longest message that is taken of a client: a chain of certificates.
const maxMessage = 1 << 17

// whole takes the first message that has come whole; false when it has not.
func (c *Conn) whole() (m Message, ok bool, err error) {
	if len(c.pending) < 4 {
		return m, false, nil
	}
	n := int(c.pending[1])<<16 | int(c.pending[2])<<8 | int(c.pending[3])
	if n > maxMessage {
		return m, false, wrong(AlertDecodeError, "a handshake message of %d bytes", n)
	}
	if len(c.pending) < 4+n {
		return m, false, nil
	}
	m = Message{Kind(c.pending[0]), c.pending[4 : 4+n : 4+n]}
	c.pending = c.pending[4+n:]
	return m, true, nil
}

// message reads the next handshake message, which must be of a kind, and notes it.
func (c *Conn) message(want Kind) (Message, error) {
	for {
		m, ok, err := c.whole()
		if err != nil {
			return m, err
		}
		if ok {
			if m.Kind != want {
				return m, wrong(AlertUnexpectedMessage, "the client sent a message %d in place of %d", m.Kind, want)
			}
			return m, nil
		}
		kind, body, err := c.record()
		if err != nil {
			return m, err
		}
		switch kind {
		case kindHandshake:
			if len(body) == 0 {
				return m, wrong(AlertUnexpectedMessage, "an empty handshake record")
			}
			c.pending = append(c.pending, body...)
		case kindAlert:
			if _, err := told(body); err != nil {
				return m, err
			}
		default:
			return m, wrong(AlertUnexpectedMessage, "a record of type %d within the handshake", kind)
		}
	}
}

// changed reads the client's ChangeCipherSpec.
func (c *Conn) changed() error {
	for {
		kind, body, err := c.record()
		switch {
		case err != nil:
			return err
		case kind == kindAlert:
			if _, err := told(body); err != nil {
				return err
			}
		case kind != kindChange || len(body) != 1 || body[0] != 1 || len(c.pending) > 0:
			return wrong(AlertUnexpectedMessage, "no ChangeCipherSpec where one must be")
		default:
			c.in.change()
			return nil
		}
	}
}
