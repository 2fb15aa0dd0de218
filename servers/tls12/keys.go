package tls12

import (
	"crypto"
	"crypto/hmac"
)

// The versions that the server speaks.
const (
	VersionTLS10 uint16 = 0x0301
	VersionTLS11 uint16 = 0x0302
	VersionTLS12 uint16 = 0x0303
)

// expand is P_hash (RFC 5246 §5).
func expand(hash crypto.Hash, secret, seed []byte, n int) []byte {
	mac := func(parts ...[]byte) []byte {
		h := hmac.New(hash.New, secret)
		for _, p := range parts {
			h.Write(p)
		}
		return h.Sum(nil)
	}
	var out []byte
	for a := mac(seed); len(out) < n; a = mac(a) {
		out = append(out, mac(a, seed)...)
	}
	return out[:n]
}

// schedule derives what a connection's keys are made of.
type schedule struct {
	version uint16
	hash    crypto.Hash // of the PRF, TLS 1.2
}

// prf is the pseudorandom function; up to TLS 1.1 it is of MD5 and SHA-1 together (RFC 4346 §5).
func (s schedule) prf(secret []byte, label string, seed []byte, n int) []byte {
	seed = append([]byte(label), seed...)
	if s.version >= VersionTLS12 {
		return expand(s.hash, secret, seed, n)
	}
	half := (len(secret) + 1) / 2
	out := expand(crypto.MD5, secret[:half], seed, n)
	for i, b := range expand(crypto.SHA1, secret[len(secret)-half:], seed, n) {
		out[i] ^= b
	}
	return out
}

// digest is the hash of the handshake's messages.
func (s schedule) digest(transcript []byte) []byte {
	if s.version >= VersionTLS12 {
		return sum(s.hash, transcript)
	}
	return append(sum(crypto.MD5, transcript), sum(crypto.SHA1, transcript)...)
}

func sum(hash crypto.Hash, b []byte) []byte {
	h := hash.New()
	h.Write(b)
	return h.Sum(nil)
}

// The lengths of the master secret and of a Finished.
const (
	masterLen = 48
	verifyLen = 12
)

// master makes the master secret from the randoms, or with RFC 7627 from all messages up to the client's key exchange.
func (s schedule) master(premaster, randoms, transcript []byte, extended bool) []byte {
	if extended {
		return s.prf(premaster, "extended master secret", s.digest(transcript), masterLen)
	}
	return s.prf(premaster, "master secret", randoms, masterLen)
}

// finished is the content of a Finished message.
func (s schedule) finished(master []byte, label string, transcript []byte) []byte {
	return s.prf(master, label, s.digest(transcript), verifyLen)
}
