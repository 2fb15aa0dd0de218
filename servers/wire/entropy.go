package wire

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"
)

// Traits are what a client showed of its random numbers on one connection, and what they were used for. Specs compare them
// over many connections and resets: each must be new.
type Traits struct {
	Random [32]byte // of the ClientHello; see Clock for its first four bytes
	Suite  uint16   // that the server chose; 0 when no ServerHello was seen

	// PublicKey is the client's share of an ECDHE exchange, as ClientKeyExchange has it (TLS 1.2 and below) or the first
	// of the ClientHello's (TLS 1.3). Premaster is the encrypted premaster secret where the exchange is RSA's own. Both are
	// empty when the client did not get that far.
	PublicKey, Premaster []byte

	// Nonces are the explicit parts of the nonces of the client's encrypted records, in order, where a suite of TLS 1.2 has
	// them (AES-GCM and AES-CCM: RFC 5288 §3, RFC 6655 §3).
	Nonces [][8]byte
}

// Analyse reads the traits of a connection from what was recorded of it. The error tells that the client's bytes make no
// sense as TLS; what could be read before is there all the same.
func Analyse(segments []Segment) (Traits, error) {
	client, server := Stream(segments, true), Stream(segments, false)
	in := ParseFlow(client)
	var t Traits
	if in.Hello == nil {
		return t, fmt.Errorf("reading a client's traits: %w: no ClientHello", ErrMalformed)
	}
	t.Random = in.Hello.Random
	if in.HelloErr != nil {
		return t, fmt.Errorf("reading a client's traits: %w", in.HelloErr)
	}
	version := t.server(ParseFlow(server))
	if version >= 0x0304 {
		t.PublicKey = firstShare(in.Hello)
		return t, nil
	}
	for _, m := range in.Messages {
		if m.Type == ClientKeyExchangeType {
			if err := t.exchange(m.Raw[4:]); err != nil {
				return t, err
			}
		}
	}
	if name := SuiteName(t.Suite); strings.Contains(name, "_GCM") || strings.Contains(name, "_CCM") {
		t.Nonces = nonces(client)
	}
	return t, nil
}

// server takes the suite from a ServerHello, and tells the version that it chose.
func (t *Traits) server(out *Flow) (version uint16) {
	for _, m := range out.Messages {
		if m.Type != ServerHelloType {
			continue
		}
		r := reader{b: m.Raw[4:]}
		r.bytes(2 + 32)
		r.vector(1)
		if suite := r.u16(); !r.bad {
			t.Suite = suite
		}
		break
	}
	return out.Selected
}

// exchange reads a ClientKeyExchange (RFC 8422 §5.7, RFC 5246 §7.4.7.1).
func (t *Traits) exchange(body []byte) error {
	r := reader{b: body}
	switch name := SuiteName(t.Suite); {
	case strings.HasPrefix(name, "TLS_ECDHE_"), strings.HasPrefix(name, "TLS_ECDH_"):
		t.PublicKey = r.vector(1)
	case strings.HasPrefix(name, "TLS_RSA_"):
		t.Premaster = r.vector(2)
	default:
		return nil // no other exchange is looked at
	}
	if r.bad || len(r.b) > 0 {
		return fmt.Errorf("reading ClientKeyExchange: %w: its length is not the message's", ErrMalformed)
	}
	return nil
}

// firstShare is the first key of a ClientHello's key_share (RFC 8446 §4.2.8).
func firstShare(h *ClientHello) []byte {
	for _, e := range h.Extensions {
		if e.Type == extKeyShare {
			list := reader{b: e.Data}
			first := reader{b: list.vector(2)}
			first.u16()
			return first.vector(2)
		}
	}
	return nil
}

const extKeyShare = 51

// nonces are the first eight bytes of each record after a ChangeCipherSpec.
func nonces(client []byte) [][8]byte {
	var out [][8]byte
	encrypted := false
	records, _ := Records(client)
	for _, r := range records {
		switch {
		case r.Type == TypeChangeCipherSpec:
			encrypted = true
		case encrypted && len(r.Body) >= minProtected:
			out = append(out, [8]byte(r.Body[:8]))
		}
	}
	return out
}

// Repeated tells the first nonce that stands twice in a connection, which gives AES-GCM's key away.
func (t Traits) Repeated() (nonce [8]byte, repeated bool) {
	seen := map[[8]byte]bool{}
	for _, n := range t.Nonces {
		if seen[n] {
			return n, true
		}
		seen[n] = true
	}
	return nonce, false
}

// Clock is the client's clock, where its stack puts the time into the first four bytes of its random, as mbedTLS does
// (RFC 5246 §7.4.1.2 has it so); BearSSL leaves them 0 and OpenSSL fills them with random bytes.
func (t Traits) Clock() time.Time {
	return time.Unix(int64(binary.BigEndian.Uint32(t.Random[:4])), 0)
}

// Unique are the bytes of the random that no two connections may share: all but the clock's.
func (t Traits) Unique() [28]byte { return [28]byte(t.Random[4:]) }
