package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ClientHello is what a client offers.
type ClientHello struct {
	RecordVersion uint16 // of the record that the message began in
	Version       uint16 // the legacy version field: 0x0303 also from a client that offers TLS 1.3
	Random        [32]byte
	SessionID     []byte
	Suites        []uint16
	Compression   []byte
	Extensions    []Extension // in the order sent

	ServerName string   // server_name(0): the first host_name, byte for byte
	ALPN       []string // application_layer_protocol_negotiation(16)
	Groups     []uint16 // supported_groups(10)
	Points     []byte   // ec_point_formats(11)
	SigAlgs    []uint16 // signature_algorithms(13)
	Versions   []uint16 // supported_versions(43)
	MFLN       int      // max_fragment_length(1) in bytes, 0 when not offered

	Raw []byte // the handshake message with its header
}

// Extension is one extension of a hello, undecoded.
type Extension struct {
	Type uint16
	Data []byte
}

// Has tells whether an extension was sent.
func (h *ClientHello) Has(extension uint16) bool {
	for _, e := range h.Extensions {
		if e.Type == extension {
			return true
		}
	}
	return false
}

// Constant tells that the random is plainly none: a random one of 32 bytes has fewer than ten different ones, the first four
// left out, less than once in 10^24 times.
func (h *ClientHello) Constant() bool {
	different := map[byte]bool{}
	for _, b := range h.Random[4:] {
		different[b] = true
	}
	return len(different) < 10
}

// MaxVersion is the highest version offered.
func (h *ClientHello) MaxVersion() uint16 {
	highest := h.Version
	for _, v := range h.Versions {
		// 0x0a0a, 0x1a1a… are GREASE (RFC 8701).
		if v > highest && v&0x0f0f != 0x0a0a {
			highest = v
		}
	}
	return highest
}

// ErrMalformed is what every parser of this package returns, wrapped, for bytes that break the protocol's grammar.
var ErrMalformed = errors.New("malformed TLS")

// ParseClientHello reads a ClientHello handshake message, header included. The hello is filled as far as it could be
// read, also with an error.
func ParseClientHello(message []byte) (*ClientHello, error) {
	h := &ClientHello{Raw: message}
	r := reader{b: message}
	if r.u8() != ClientHelloType {
		return h, fmt.Errorf("reading ClientHello: %w: another message", ErrMalformed)
	}
	body := r.vector(3)
	if r.bad || len(r.b) > 0 {
		return h, fmt.Errorf("reading ClientHello: %w: its length is not the message's", ErrMalformed)
	}
	r = reader{b: body}
	h.Version = r.u16()
	copy(h.Random[:], r.bytes(32))
	h.SessionID = r.vector(1)
	h.Suites = r.u16s(2)
	h.Compression = r.vector(1)
	if !r.bad && len(r.b) > 0 {
		h.extensions(&r)
	}
	if r.bad || len(r.b) > 0 {
		return h, fmt.Errorf("reading ClientHello: %w: a field ends beyond the message, or before its end", ErrMalformed)
	}
	return h, nil
}

// extensions reads the list and decodes those that reports speak of.
func (h *ClientHello) extensions(r *reader) {
	list := reader{b: r.vector(2)}
	for len(list.b) > 0 && !list.bad {
		e := Extension{Type: list.u16(), Data: list.vector(2)}
		if list.bad {
			break
		}
		h.Extensions = append(h.Extensions, e)
		if !h.decode(e) {
			r.bad = true
		}
	}
	r.bad = r.bad || list.bad
}

// decode reads one extension's data and tells whether it was well-formed.
func (h *ClientHello) decode(e Extension) bool {
	r := reader{b: e.Data}
	switch e.Type {
	case ExtServerName:
		h.serverName(&r)
	case ExtMaxFragmentLength:
		if code := r.u8(); code >= 1 && code <= 4 {
			h.MFLN = 256 << code
		}
	case ExtSupportedGroups:
		h.Groups = r.u16s(2)
	case ExtPointFormats:
		h.Points = r.vector(1)
	case ExtSignatureAlgorithms:
		h.SigAlgs = r.u16s(2)
	case ExtALPN:
		for list := (reader{b: r.vector(2)}); len(list.b) > 0; {
			h.ALPN = append(h.ALPN, string(list.vector(1)))
			if list.bad {
				return false
			}
		}
	case ExtSupportedVersions:
		h.Versions = r.u16s(1)
	default:
		return true
	}
	return !r.bad && len(r.b) == 0
}

func (h *ClientHello) serverName(r *reader) {
	list := reader{b: r.vector(2)}
	for len(list.b) > 0 && !list.bad {
		kind, name := list.u8(), list.vector(2)
		if kind == 0 && h.ServerName == "" {
			h.ServerName = string(name)
		}
	}
	r.bad = r.bad || list.bad
}

// reader takes fields from the front of b; once one is missing it is bad and gives zeros.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) bytes(n int) []byte {
	if r.bad || n > len(r.b) {
		r.bad, r.b = true, nil
		return nil
	}
	out := r.b[:n:n]
	r.b = r.b[n:]
	return out
}

// number is a big-endian number of n bytes.
func (r *reader) number(n int) int {
	v := 0
	for _, b := range r.bytes(n) {
		v = v<<8 | int(b)
	}
	return v
}

func (r *reader) u8() uint8   { return uint8(r.number(1)) }
func (r *reader) u16() uint16 { return uint16(r.number(2)) }

// vector is a field of bytes behind its length, which takes n bytes.
func (r *reader) vector(n int) []byte { return r.bytes(r.number(n)) }

// u16s is a vector of 16-bit numbers.
func (r *reader) u16s(n int) []uint16 {
	b := r.vector(n)
	if len(b)%2 != 0 {
		r.bad = true
		return nil
	}
	out := make([]uint16, 0, len(b)/2)
	for ; len(b) > 0; b = b[2:] {
		out = append(out, binary.BigEndian.Uint16(b))
	}
	return out
}
