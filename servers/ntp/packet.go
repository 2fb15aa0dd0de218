package ntp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// packetLen is an NTP packet without extensions (RFC 5905 §7.3).
const packetLen = 48

// Modes of a packet.
const (
	modeClient = 3
	modeServer = 4
)

// ErrMalformed is returned, wrapped, for a packet that is no question of a client.
var ErrMalformed = errors.New("not an NTP question")

// packet is what a question and an answer consist of, as far as they are looked at here.
type packet struct {
	leap, version, mode uint8
	stratum             uint8
	poll, precision     int8
	reference           [4]byte // of stratum 0: the kiss code
	referenced          uint64  // times are 32.32 fixed-point seconds since 1900
	origin              uint64
	receive, transmit   uint64
}

// parse reads a client's question. Extensions and a key at its end are let be.
func parse(b []byte) (packet, error) {
	if len(b) < packetLen {
		return packet{}, fmt.Errorf("reading %d bytes: %w: a packet has at least %d", len(b), ErrMalformed, packetLen)
	}
	p := packet{
		leap: b[0] >> 6, version: b[0] >> 3 & 7, mode: b[0] & 7, stratum: b[1], poll: int8(b[2]), precision: int8(b[3]),
		referenced: binary.BigEndian.Uint64(b[16:]), origin: binary.BigEndian.Uint64(b[24:]),
		receive: binary.BigEndian.Uint64(b[32:]), transmit: binary.BigEndian.Uint64(b[40:]),
	}
	copy(p.reference[:], b[12:])
	if p.mode != modeClient || p.version < 1 || p.version > 4 {
		return p, fmt.Errorf("reading a packet of version %d and mode %d: %w", p.version, p.mode, ErrMalformed)
	}
	return p, nil
}

// bytes is the packet as it is sent. Root delay and dispersion are 0: the bench is its own reference.
func (p packet) bytes() []byte {
	b := make([]byte, packetLen)
	b[0] = p.leap<<6 | p.version<<3 | p.mode
	b[1], b[2], b[3] = p.stratum, byte(p.poll), byte(p.precision)
	copy(b[12:], p.reference[:])
	binary.BigEndian.PutUint64(b[16:], p.referenced)
	binary.BigEndian.PutUint64(b[24:], p.origin)
	binary.BigEndian.PutUint64(b[32:], p.receive)
	binary.BigEndian.PutUint64(b[40:], p.transmit)
	return b
}

// era is the seconds from 1900, where NTP's time begins, to 1970.
const era = 2208988800

// stamp is a time as NTP has it. It wraps in February 2036, as the protocol's own does (RFC 5905 §6).
func stamp(t time.Time) uint64 {
	seconds := uint64(t.Unix()+era) & 0xffffffff
	return seconds<<32 | uint64(t.Nanosecond())<<32/1e9
}
