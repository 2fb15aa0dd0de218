package wire

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strings"
)

// SealBefore sends records that are encrypted as the server would, before the unit, which must be encrypted too.
func SealBefore(name string, some ...Plain) Act {
	return Act{"after " + name, func(u *Unit) { u.Plain = append(append([]Plain(nil), some...), u.plains()...) }}
}

// SealAfter sends records that are encrypted as the server would, after the unit.
func SealAfter(name string, some ...Plain) Act {
	return Act{"before " + name, func(u *Unit) { u.Plain = append(u.plains(), some...) }}
}

// SealInstead sends other content in place of an encrypted record's.
func SealInstead(name string, some ...Plain) Act {
	return SealEdit("replaced by "+name, func(Plain) []Plain { return some })
}

// SealEdit changes what an encrypted record holds.
func SealEdit(name string, edit func(Plain) []Plain) Act {
	return Act{name, func(u *Unit) { u.Plain = append([]Plain{}, edit(u.Open())...) }}
}

// SealSplit spreads what an encrypted record holds over records of at most n bytes each.
func SealSplit(n int) Act {
	return SealEdit(fmt.Sprintf("in records of %d bytes", n), func(p Plain) []Plain {
		var out []Plain
		for b := p.Body; len(b) > 0; {
			size := min(n, len(b))
			out = append(out, Plain{p.Type, b[:size]})
			b = b[size:]
		}
		return out
	})
}

// ErrCannotSeal is returned by a write when a script asks for encrypted records that cannot be made.
var ErrCannotSeal = errors.New("the connection's records cannot be sealed: that takes TLS 1.2 with AES-GCM, and its secrets")

// secrets are what is known of a TLS 1.2 connection: from a line of SSLKEYLOGFILE, and from its ServerHello.
type secrets struct {
	clientRandom, serverRandom []byte
	master                     []byte
	suite                      uint16
}

// parseSecrets reads "CLIENT_RANDOM <random> <master secret>"; other lines are none.
func parseSecrets(line []byte) (s secrets, ok bool) {
	f := strings.Fields(string(line))
	if len(f) != 3 || f[0] != "CLIENT_RANDOM" {
		return s, false
	}
	var errs [2]error
	s.clientRandom, errs[0] = hex.DecodeString(f[1])
	s.master, errs[1] = hex.DecodeString(f[2])
	return s, errors.Join(errs[:]...) == nil
}

// LearnSecrets takes a line of SSLKEYLOGFILE, which steps that seal records need.
func (c *Conn) LearnSecrets(line []byte) {
	if s, ok := parseSecrets(line); ok {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.secrets.clientRandom, c.secrets.master = s.clientRandom, s.master
	}
}

// learnHello takes from a ServerHello what keys are made of.
func (c *Conn) learnHello(message []byte) {
	r := reader{b: message}
	r.bytes(4 + 2)
	random := append([]byte(nil), r.bytes(32)...)
	r.vector(1)
	suite := r.u16()
	if !r.bad {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.secrets.serverRandom, c.secrets.suite = random, suite
	}
}

// known are the secrets that were learned until now.
func (c *Conn) known() secrets {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.secrets
}

// keys are those of both directions (RFC 5246 §6.3, RFC 5288).
type keys struct {
	client, server direction
	newHash        func() hash.Hash
	master         []byte
}

// direction opens and seals the records of one side.
type direction struct {
	aead cipher.AEAD
	salt []byte
}

// keys makes the keys of a connection with AES-GCM.
func (s secrets) keys() (k keys, err error) {
	keyLen, newHash := gcm(s.suite)
	if keyLen == 0 || len(s.master) == 0 {
		return k, fmt.Errorf("%w (%s)", ErrCannotSeal, SuiteName(s.suite))
	}
	const saltLen = 4
	k.newHash, k.master = newHash, s.master
	seed := slices.Concat([]byte("key expansion"), s.serverRandom, s.clientRandom)
	r := reader{b: pHash(newHash, s.master, seed, 2*keyLen+2*saltLen)}
	for _, d := range []*direction{&k.client, &k.server} {
		b, err := aes.NewCipher(r.bytes(keyLen))
		if err != nil {
			return k, fmt.Errorf("making keys to seal records: %w", err)
		}
		if d.aead, err = cipher.NewGCM(b); err != nil {
			return k, fmt.Errorf("making keys to seal records: %w", err)
		}
	}
	k.client.salt, k.server.salt = r.bytes(saltLen), r.bytes(saltLen)
	return k, nil
}

// finished is a Finished over a handshake (RFC 5246 §7.4.9).
func (k keys) finished(label string, handshake []byte) []byte {
	const length = 12
	h := k.newHash()
	h.Write(handshake)
	data := pHash(k.newHash, k.master, append([]byte(label), h.Sum(nil)...), length)
	return Message{Type: finishedType, Raw: data}.Bytes()
}

const finishedType = 20

// gcm tells the key length and the hash of a suite with AES-GCM, and 0 for any other.
func gcm(suite uint16) (int, func() hash.Hash) {
	name := SuiteName(suite)
	switch {
	case suite>>8 == 0x13: // TLS 1.3 has other records
	case strings.HasSuffix(name, "_AES_128_GCM_SHA256"):
		return 16, sha256.New
	case strings.HasSuffix(name, "_AES_256_GCM_SHA384"):
		return 32, sha512.New384
	}
	return 0, nil
}

// pHash is P_hash of RFC 5246 §5.
func pHash(newHash func() hash.Hash, secret, seed []byte, n int) []byte {
	sum := func(parts ...[]byte) []byte {
		h := hmac.New(newHash, secret)
		for _, p := range parts {
			h.Write(p)
		}
		return h.Sum(nil)
	}
	var out []byte
	for a := sum(seed); len(out) < n; a = sum(a) {
		out = append(out, sum(a, seed)...)
	}
	return out[:n]
}

const explicitNonce = 8

// open reads a record.
func (d direction) open(u *Unit, seq uint64) (Plain, error) {
	overhead := explicitNonce + d.aead.Overhead()
	if len(u.Body) < overhead {
		return Plain{}, fmt.Errorf("opening a record of %s: it is too short", u.Place)
	}
	nonce := append(slices.Clone(d.salt), u.Body[:explicitNonce]...)
	plain, err := d.aead.Open(nil, nonce, u.Body[explicitNonce:], additional(seq, u.Type, u.Version, len(u.Body)-overhead))
	if err != nil {
		return Plain{}, fmt.Errorf("opening a record of %s: %w", u.Place, err)
	}
	return Plain{u.Type, plain}, nil
}

// seal makes the body of a record; its explicit nonce is its sequence number, as crypto/tls has it.
func (d direction) seal(p Plain, seq uint64, version uint16) []byte {
	explicit := binary.BigEndian.AppendUint64(nil, seq)
	nonce := append(slices.Clone(d.salt), explicit...)
	return d.aead.Seal(explicit, nonce, p.Body, additional(seq, p.Type, version, len(p.Body)))
}

// additional is the data that a record's tag covers beside its content.
func additional(seq uint64, kind uint8, version uint16, length int) []byte {
	b := binary.BigEndian.AppendUint64(nil, seq)
	return append(b, kind, byte(version>>8), byte(version), byte(length>>8), byte(length))
}
