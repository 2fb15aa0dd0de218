package tls12

import (
	"bytes"
	"crypto"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/subtle"
	"slices"
)

// authenticator is the MAC of suites without an AEAD.
type authenticator struct {
	hash crypto.Hash
	key  []byte
}

func (a authenticator) of(h header, body []byte) []byte {
	m := hmac.New(a.hash.New, a.key)
	m.Write(h.covered(len(body)))
	m.Write(body)
	return m.Sum(nil)
}

// sealer guards with a MAC and a block cipher in CBC mode, or with a MAC alone.
type sealer struct {
	mac     authenticator
	block   cipher.Block // nil encrypts nothing
	etm     bool
	chained []byte           // TLS 1.0: the last block of the record before; nil puts an IV into each record
	padding func(int) []byte // of application data; nil pads as it should be
}

func (s sealer) seal(h header, body []byte) ([]byte, error) {
	switch {
	case s.block == nil:
		return slices.Concat(body, s.mac.of(h, body)), nil
	case s.etm:
		out, err := s.encrypt(h, body)
		return append(out, s.mac.of(h, out)...), err
	}
	return s.encrypt(h, slices.Concat(body, s.mac.of(h, body)))
}

// encrypt pads and encrypts.
func (s sealer) encrypt(h header, b []byte) ([]byte, error) {
	size := s.block.BlockSize()
	n := size - len(b)%size
	pad := bytes.Repeat([]byte{uint8(n - 1)}, n)
	if s.padding != nil && h.kind == kindData {
		pad = s.padding(n)
	}
	b = slices.Concat(b, pad)
	if s.chained != nil {
		cipher.NewCBCEncrypter(s.block, s.chained).CryptBlocks(b, b)
		copy(s.chained, b[len(b)-size:])
		return b, nil
	}
	out := make([]byte, size+len(b))
	_, _ = rand.Read(out[:size]) // it never fails
	cipher.NewCBCEncrypter(s.block, out[:size]).CryptBlocks(out[size:], b)
	return out, nil
}

func (s sealer) open(h header, body []byte) ([]byte, error) {
	n := s.mac.hash.Size()
	if s.etm {
		if len(body) < n || subtle.ConstantTimeCompare(s.mac.of(h, body[:len(body)-n]), body[len(body)-n:]) != 1 {
			return nil, errOpen
		}
		return s.decrypt(body[:len(body)-n])
	}
	plain := body
	if s.block != nil {
		var err error
		if plain, err = s.decrypt(body); err != nil {
			return nil, err
		}
	}
	if len(plain) < n || subtle.ConstantTimeCompare(s.mac.of(h, plain[:len(plain)-n]), plain[len(plain)-n:]) != 1 {
		return nil, errOpen
	}
	return plain[:len(plain)-n], nil
}

// decrypt decrypts, and takes the padding away.
func (s sealer) decrypt(b []byte) ([]byte, error) {
	size := s.block.BlockSize()
	if len(b) == 0 || len(b)%size != 0 {
		return nil, errOpen
	}
	iv := s.chained
	if iv == nil {
		iv, b = b[:size], b[size:]
	}
	if len(b) == 0 {
		return nil, errOpen
	}
	out := make([]byte, len(b))
	cipher.NewCBCDecrypter(s.block, iv).CryptBlocks(out, b)
	if s.chained != nil {
		copy(s.chained, b[len(b)-size:])
	}
	n := int(out[len(out)-1]) + 1
	if n > len(out) {
		return nil, errOpen
	}
	for _, p := range out[len(out)-n:] {
		if int(p) != n-1 {
			return nil, errOpen
		}
	}
	return out[:len(out)-n], nil
}
