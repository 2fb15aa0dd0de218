package tls12

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"errors"
)

// ccm is CCM (RFC 3610) with the nonce of 12 bytes that TLS has (RFC 6655), and so a length of 3 bytes.
type ccm struct {
	block cipher.Block
	tag   int
}

var errOpen = errors.New("the record does not fit its tag")

func (ccm) NonceSize() int  { return 12 }
func (c ccm) Overhead() int { return c.tag }

// counter is the stream of the nonce; its first block covers the tag.
func (c ccm) counter(nonce []byte) (cipher.Stream, []byte) {
	var first [16]byte
	first[0] = 2 // a length of 3 bytes
	copy(first[1:], nonce)
	stream, mask := cipher.NewCTR(c.block, first[:]), make([]byte, 16)
	stream.XORKeyStream(mask, mask)
	return stream, mask
}

// mac is the CBC-MAC over header, additional data and plaintext, each filled up to whole blocks.
func (c ccm) mac(nonce, plain, extra []byte) []byte {
	x := make([]byte, 16)
	x[0] = uint8(8*((c.tag-2)/2) + 2)
	if len(extra) > 0 {
		x[0] |= 0x40
	}
	copy(x[1:], nonce)
	x[13], x[14], x[15] = uint8(len(plain)>>16), uint8(len(plain)>>8), uint8(len(plain))
	c.block.Encrypt(x, x)
	fold := func(b []byte) {
		for ; len(b) > 0; b = b[min(16, len(b)):] {
			subtle.XORBytes(x, x, b[:min(16, len(b))])
			c.block.Encrypt(x, x)
		}
	}
	if len(extra) > 0 {
		fold(append(binary.BigEndian.AppendUint16(nil, uint16(len(extra))), extra...))
	}
	fold(plain)
	return x
}

// Seal encrypts behind dst.
func (c ccm) Seal(dst, nonce, plain, extra []byte) []byte {
	stream, mask := c.counter(nonce)
	tag := c.mac(nonce, plain, extra)
	subtle.XORBytes(tag, tag, mask)
	out := make([]byte, len(plain))
	stream.XORKeyStream(out, plain)
	return append(append(dst, out...), tag[:c.tag]...)
}

// Open decrypts behind dst.
func (c ccm) Open(dst, nonce, sealed, extra []byte) ([]byte, error) {
	if len(sealed) < c.tag {
		return nil, errOpen
	}
	body, got := sealed[:len(sealed)-c.tag], sealed[len(sealed)-c.tag:]
	stream, mask := c.counter(nonce)
	plain := make([]byte, len(body))
	stream.XORKeyStream(plain, body)
	tag := c.mac(nonce, plain, extra)
	subtle.XORBytes(tag, tag, mask)
	if subtle.ConstantTimeCompare(tag[:c.tag], got) != 1 {
		return nil, errOpen
	}
	return append(dst, plain...), nil
}
