package tls12

import (
	"errors"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
)

// Extension is one extension of a hello, undecoded.
type Extension struct {
	Type uint16
	Data []byte
}

// The extensions that the server knows.
const (
	ExtServerName        uint16 = 0
	ExtFragmentLength    uint16 = 1
	ExtGroups            uint16 = 10
	ExtPointFormats      uint16 = 11
	ExtAlgorithms        uint16 = 13
	ExtProtocols         uint16 = 16
	ExtEncryptThenMAC    uint16 = 22
	ExtExtendedMaster    uint16 = 23
	ExtTicket            uint16 = 35
	ExtRenegotiationInfo uint16 = 0xff01
)

// scsv is the suite that stands for an empty renegotiation_info (RFC 5746 §3.3).
const scsv = 0x00ff

// ClientHello is what a client offers.
type ClientHello struct {
	Version      uint16
	Random       []byte
	SessionID    []byte
	Suites       []uint16
	Compressions []byte
	Extensions   []Extension

	ServerName string
	Protocols  []string // of ALPN
	Groups     []uint16 // nil when the extension was not sent
	Algorithms []uint16 // of signatures; nil when the extension was not sent
}

// Extension is the data of an extension, and whether it was sent.
func (h *ClientHello) Extension(kind uint16) ([]byte, bool) { return find(h.Extensions, kind) }

func find(all []Extension, kind uint16) ([]byte, bool) {
	for _, e := range all {
		if e.Type == kind {
			return e.Data, true
		}
	}
	return nil, false
}

// ErrMalformed is wrapped by the errors of parsing.
var ErrMalformed = errors.New("malformed message")

// ParseClientHello reads the body of a ClientHello, without the message's header.
func ParseClientHello(body []byte) (*ClientHello, error) {
	h, s := &ClientHello{}, cryptobyte.String(body)
	var id, suites, compressions cryptobyte.String
	if !s.ReadUint16(&h.Version) || !s.ReadBytes(&h.Random, 32) || !s.ReadUint8LengthPrefixed(&id) || len(id) > 32 ||
		!s.ReadUint16LengthPrefixed(&suites) || !s.ReadUint8LengthPrefixed(&compressions) {
		return nil, fmt.Errorf("reading ClientHello: %w: it ends within a field", ErrMalformed)
	}
	h.SessionID, h.Compressions = id, compressions
	var ok bool
	if h.Suites, ok = numbers(suites); !ok || len(h.Suites) == 0 || len(compressions) == 0 {
		return nil, fmt.Errorf("reading ClientHello: %w: it offers no suite, or no compression method", ErrMalformed)
	}
	if s.Empty() {
		return h, nil // it has no extensions
	}
	var list cryptobyte.String
	if !s.ReadUint16LengthPrefixed(&list) || !s.Empty() {
		return nil, fmt.Errorf("reading ClientHello: %w: its extensions do not fill it", ErrMalformed)
	}
	return h, h.extensions(list)
}

// extensions reads the list.
func (h *ClientHello) extensions(list cryptobyte.String) error {
	for !list.Empty() {
		var e Extension
		var data cryptobyte.String
		if !list.ReadUint16(&e.Type) || !list.ReadUint16LengthPrefixed(&data) {
			return fmt.Errorf("reading ClientHello: %w: an extension ends beyond it", ErrMalformed)
		}
		if _, twice := h.Extension(e.Type); twice {
			return fmt.Errorf("reading ClientHello: %w: extension %d comes twice", ErrMalformed, e.Type)
		}
		e.Data = data
		h.Extensions = append(h.Extensions, e)
		if !h.decode(e.Type, data) {
			return fmt.Errorf("reading ClientHello: %w: extension %d", ErrMalformed, e.Type)
		}
	}
	return nil
}

// decode reads what the server looks at.
func (h *ClientHello) decode(kind uint16, data cryptobyte.String) (ok bool) {
	switch kind {
	case ExtServerName:
		return h.serverName(data)
	case ExtGroups:
		h.Groups, ok = vector16(data)
		return ok
	case ExtAlgorithms:
		h.Algorithms, ok = vector16(data)
		return ok
	case ExtProtocols:
		return h.protocols(data)
	}
	return true
}

func (h *ClientHello) serverName(data cryptobyte.String) bool {
	var list, name cryptobyte.String
	var kind uint8
	if !data.ReadUint16LengthPrefixed(&list) || !data.Empty() {
		return false
	}
	for !list.Empty() {
		if !list.ReadUint8(&kind) || !list.ReadUint16LengthPrefixed(&name) {
			return false
		}
		if kind == 0 && h.ServerName == "" {
			h.ServerName = string(name)
		}
	}
	return true
}

func (h *ClientHello) protocols(data cryptobyte.String) bool {
	var list, name cryptobyte.String
	if !data.ReadUint16LengthPrefixed(&list) || !data.Empty() {
		return false
	}
	for !list.Empty() {
		if !list.ReadUint8LengthPrefixed(&name) || name.Empty() {
			return false
		}
		h.Protocols = append(h.Protocols, string(name))
	}
	return true
}

// numbers reads 16-bit numbers to the end.
func numbers(s cryptobyte.String) ([]uint16, bool) {
	out := []uint16{}
	for !s.Empty() {
		var n uint16
		if !s.ReadUint16(&n) {
			return nil, false
		}
		out = append(out, n)
	}
	return out, true
}

// vector16 reads a vector of 16-bit numbers that is all there is.
func vector16(s cryptobyte.String) ([]uint16, bool) {
	var list cryptobyte.String
	if !s.ReadUint16LengthPrefixed(&list) || !s.Empty() {
		return nil, false
	}
	return numbers(list)
}

// ServerHello is what the server chooses.
type ServerHello struct {
	Version     uint16
	Random      [32]byte
	SessionID   []byte
	Suite       uint16
	Compression uint8
	Extensions  []Extension // none leaves out the list itself
}

// Has tells whether the hello has an extension.
func (h *ServerHello) Has(kind uint16) bool {
	_, ok := find(h.Extensions, kind)
	return ok
}

// Add adds an extension.
func (h *ServerHello) Add(kind uint16, data ...byte) {
	h.Extensions = append(h.Extensions, Extension{kind, data})
}

// Remove takes an extension out.
func (h *ServerHello) Remove(kind uint16) {
	var left []Extension
	for _, e := range h.Extensions {
		if e.Type != kind {
			left = append(left, e)
		}
	}
	h.Extensions = left
}

// body is the message without its header.
func (h *ServerHello) body() ([]byte, error) {
	var b cryptobyte.Builder
	b.AddUint16(h.Version)
	b.AddBytes(h.Random[:])
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(h.SessionID) })
	b.AddUint16(h.Suite)
	b.AddUint8(h.Compression)
	if len(h.Extensions) > 0 {
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			for _, e := range h.Extensions {
				b.AddUint16(e.Type)
				b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(e.Data) })
			}
		})
	}
	return b.Bytes()
}
