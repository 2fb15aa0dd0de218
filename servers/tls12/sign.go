package tls12

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"
)

// algorithms are the signatures that the server takes of a client, and makes, the ones that it likes best first.
var algorithms = []uint16{0x0403, 0x0503, 0x0603, 0x0401, 0x0501, 0x0601, 0x0303, 0x0301, 0x0203, 0x0201}

// The kinds of keys in a signature's number, and its hashes (RFC 5246 §7.4.1.4.1).
const (
	kindRSA   = 1
	kindECDSA = 3
)

func hashOf(algorithm uint16) crypto.Hash {
	return map[uint16]crypto.Hash{
		1: crypto.MD5, 2: crypto.SHA1, 3: crypto.SHA224, 4: crypto.SHA256, 5: crypto.SHA384, 6: crypto.SHA512,
	}[algorithm>>8]
}

// kindOf is the kind of key that a key is.
func kindOf(key any) uint16 {
	switch k := key.(type) {
	case *rsa.PublicKey, *rsa.PrivateKey:
		return kindRSA
	case *ecdsa.PublicKey, *ecdsa.PrivateKey:
		return kindECDSA
	case ed25519.PrivateKey, ed25519.PublicKey:
		return 0
	case crypto.Signer:
		return kindOf(k.Public())
	}
	return 0
}

// algorithm chooses how the server signs; a client that says nothing gets SHA-1 (RFC 5246 §7.4.1.4.1).
func (h *handshake) algorithm() uint16 {
	kind := kindOf(h.identity.Key)
	if h.offer.Algorithms == nil {
		return 0x0200 | kind
	}
	for _, a := range algorithms {
		if a&0xff == kind && slices.Contains(h.offer.Algorithms, a) {
			return a
		}
	}
	return 0x0400 | kind
}

// sign makes a ServerKeyExchange of the server's half.
func (h *handshake) sign(params []byte) ([]byte, error) {
	s := Signing{Algorithm: h.algorithm(), Client: h.offer.Random, Server: h.hello.Random[:], Params: params}
	if h.script.Sign != nil {
		h.script.Sign(&s)
	}
	signer, ok := h.identity.Key.(crypto.Signer)
	if !ok {
		return nil, wrong(AlertInternalError, "the server's key cannot sign")
	}
	hash, digest := h.digest(s.Algorithm, kindOf(signer), slices.Concat(s.Client, s.Server, s.Params))
	signature, err := signer.Sign(rand.Reader, digest, hash)
	if err != nil {
		return nil, fmt.Errorf("signing the key exchange: %w", err)
	}
	if h.script.Signature != nil {
		signature = h.script.Signature(signature)
	}
	var b cryptobyte.Builder
	b.AddBytes(params)
	if h.hello.Version >= VersionTLS12 {
		b.AddUint16(s.Algorithm)
	}
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(signature) })
	return b.Bytes()
}

// digest hashes what is signed. An algorithm without a hash is signed with SHA-256, whatever it says.
func (h *handshake) digest(algorithm, kind uint16, signed []byte) (crypto.Hash, []byte) {
	hash := hashOf(algorithm)
	switch {
	case h.hello.Version >= VersionTLS12:
		if hash == 0 {
			hash = crypto.SHA256
		}
	case kind == kindRSA:
		return crypto.MD5SHA1, append(sum(crypto.MD5, signed), sum(crypto.SHA1, signed)...)
	default:
		hash = crypto.SHA1
	}
	return hash, sum(hash, signed)
}

// verify looks at the client's CertificateVerify.
func (h *handshake) verify(body []byte) error {
	key := h.conn.peer[0].PublicKey
	s := cryptobyte.String(body)
	algorithm := kindOf(key)
	var signature cryptobyte.String
	if h.hello.Version >= VersionTLS12 && !s.ReadUint16(&algorithm) ||
		!s.ReadUint16LengthPrefixed(&signature) || !s.Empty() {
		return wrong(AlertDecodeError, "the CertificateVerify cannot be read")
	}
	if h.hello.Version >= VersionTLS12 && (!slices.Contains(algorithms, algorithm) || algorithm&0xff != kindOf(key)) {
		return wrong(AlertIllegalParameter, "the client signs with %#04x, which was not asked for", algorithm)
	}
	hash, digest := h.digest(algorithm, kindOf(key), h.transcript)
	good := false
	switch k := key.(type) {
	case *rsa.PublicKey:
		good = rsa.VerifyPKCS1v15(k, hash, digest, signature) == nil
	case *ecdsa.PublicKey:
		good = ecdsa.VerifyASN1(k, digest, signature)
	}
	if !good {
		return wrong(AlertDecryptError, "the client does not hold the key of its certificate")
	}
	return nil
}
