package tls12

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
)

// sealing is what the server needs of an AEAD.
type sealing interface {
	NonceSize() int
	Overhead() int
	Seal(dst, nonce, plain, extra []byte) []byte
	Open(dst, nonce, sealed, extra []byte) ([]byte, error)
}

var _ sealing = cipher.AEAD(nil)

// aead guards with an AEAD. A fixed part of 4 bytes is followed by 8 that stand in the record, here the sequence number
// (RFC 5288 §3); one of 12 is mixed with the sequence number (RFC 7905 §2).
type aead struct {
	aead  sealing
	fixed []byte
}

const explicitLen = 8

// nonce is that of a record.
func (a aead) nonce(explicit []byte, h header) []byte {
	if len(a.fixed) < a.aead.NonceSize() {
		return append(append([]byte(nil), a.fixed...), explicit...)
	}
	n := make([]byte, len(a.fixed))
	binary.BigEndian.PutUint64(n[len(n)-8:], h.sequence)
	subtle.XORBytes(n, n, a.fixed)
	return n
}

func (a aead) explicit() int { return a.aead.NonceSize() - len(a.fixed) }

func (a aead) seal(h header, body []byte) ([]byte, error) {
	var explicit []byte
	if a.explicit() > 0 {
		explicit = binary.BigEndian.AppendUint64(nil, h.sequence)
	}
	return a.aead.Seal(explicit, a.nonce(explicit, h), body, h.covered(len(body))), nil
}

func (a aead) open(h header, body []byte) ([]byte, error) {
	n := a.explicit()
	if len(body) < n+a.aead.Overhead() {
		return nil, errOpen
	}
	return a.aead.Open(nil, a.nonce(body[:n], h), body[n:], h.covered(len(body)-n-a.aead.Overhead()))
}
