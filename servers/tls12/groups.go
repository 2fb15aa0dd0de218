package tls12

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/hex"
	"fmt"
)

// The curves, by their numbers in the IANA registry "TLS Supported Groups".
const (
	Secp224r1       uint16 = 21
	Secp256k1       uint16 = 22
	P256            uint16 = 23
	P384            uint16 = 24
	P521            uint16 = 25
	BrainpoolP256r1 uint16 = 26
	BrainpoolP384r1 uint16 = 27
	BrainpoolP512r1 uint16 = 28
	X25519          uint16 = 29
)

const namedCurve = 3

// generators are the curves that crypto/ecdh does not have (RFC 5639, SEC 2). On them the server's secret is 1: its public
// value is the generator, and the shared secret the client's own point, so that no arithmetic is needed. A client cannot
// tell that from another secret.
var generators = map[uint16]string{
	Secp224r1: "04b70e0cbd6bb4bf7f321390b94a03c1d356c21122343280d6115c1d21bd376388b5f723fb4c22dfe6cd4375a05a07476444d5819985007e34",
	Secp256k1: "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798483ada7726a3c4655da4fbfc0e1108a8fd17b448a6" +
		"8554199c47d08ffb10d4b8",
	BrainpoolP256r1: "048bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262547ef835c3dac4fd97f8461a14611dc9c277" +
		"45132ded8e545c1d54c72f046997",
	BrainpoolP384r1: "041d1c64f068cf45ffa2a63a81b7c13f6b8847a3e77ef14fe3db7fcafe0cbd10e8e826e03436d646aaef87b2e247d4af1e8abe" +
		"1d7520f9c2a45cb1eb8e95cfd55262b70b29feec5864e19c054ff99129280e4646217791811142820341263c5315",
	BrainpoolP512r1: "0481aee4bdd82ed9645a21322e9c4c6a9385ed9f70b5d916c1b43b62eef4d0098eff3b1f78e2d0d48d50d1687b93b97d5f7c6d" +
		"5047406a5e688b352209bcb9f8227dde385d566332ecc0eabfa9cf7822fdf209f70024a57b1aa000c55b881f8111b2dcde494a5f485e5bca" +
		"4bd88a2763aed1ca2b2fa8f0540678cd1e0f3ad80892",
}

// curves are those of crypto/ecdh.
func curveOf(group uint16) ecdh.Curve {
	switch group {
	case P256:
		return ecdh.P256()
	case P384:
		return ecdh.P384()
	case P521:
		return ecdh.P521()
	case X25519:
		return ecdh.X25519()
	}
	return nil
}

// NewPoint makes the server's half of a key exchange over a curve.
func NewPoint(group uint16) (*Point, error) {
	p := &Point{CurveType: namedCurve, Curve: group}
	if g, ok := generators[group]; ok {
		p.Public, _ = hex.DecodeString(g) // a constant
		p.Shared = func(client []byte) ([]byte, error) { return abscissa(client, len(p.Public)) }
		return p, nil
	}
	curve := curveOf(group)
	if curve == nil {
		return nil, fmt.Errorf("making a key: there is no curve %d here", group)
	}
	own, err := curve.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making a key on curve %d: %w", group, err)
	}
	p.Public = own.PublicKey().Bytes()
	p.Shared = func(client []byte) ([]byte, error) { return agree(own, client) }
	return p, nil
}

// agree is the shared secret of two keys.
func agree(own *ecdh.PrivateKey, client []byte) ([]byte, error) {
	peer, err := own.Curve().NewPublicKey(client)
	if err != nil {
		return nil, wrong(AlertIllegalParameter, "the client's point is none: %v", err)
	}
	secret, err := own.ECDH(peer)
	if err != nil {
		return nil, wrong(AlertIllegalParameter, "the client's point is none: %v", err)
	}
	return secret, nil
}

// abscissa is the x of an uncompressed point.
func abscissa(point []byte, length int) ([]byte, error) {
	if len(point) != length || point[0] != 4 {
		return nil, wrong(AlertIllegalParameter, "the client's point has %d bytes", len(point))
	}
	return point[1 : 1+length/2], nil
}
