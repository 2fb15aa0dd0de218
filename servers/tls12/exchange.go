package tls12

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"encoding/binary"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
)

// exchange is a key exchange from the server's side.
type exchange interface {
	// params is the server's half, in ServerKeyExchange; nil sends no such message.
	params() ([]byte, error)

	// premaster takes the client's half, from ClientKeyExchange.
	premaster(body []byte) ([]byte, error)
}

// exchange begins the key exchange of the suite.
func (h *handshake) exchange() (exchange, error) {
	other, err := h.unshared()
	if err != nil || !h.suite.psk() {
		return other, err
	}
	return &pskExchange{other: other, hint: h.config.Hint, secret: h.config.PSK}, nil
}

// unshared is the exchange without a secret that both know beforehand; nil when there is nothing else.
func (h *handshake) unshared() (exchange, error) {
	switch h.suite.exchange {
	case RSA, RSAPSK:
		return &rsaExchange{key: h.identity.Key, version: h.offer.Version}, nil
	case ECDHERSA, ECDHEECDSA, ECDHEPSK:
		p, err := NewPoint(h.group())
		if err == nil && h.script.Point != nil {
			h.script.Point(p)
		}
		return &pointExchange{p}, err
	case ECDHRSA, ECDHECDSA:
		return staticExchange(h.identity.Key)
	case DHERSA, DHAnon, DHEPSK:
		d, err := NewDH(h.config.field())
		if err == nil && h.script.DH != nil {
			h.script.DH(d)
		}
		return &fieldExchange{d}, err
	}
	return nil, nil
}

// rsaExchange has the client encrypt the secret.
type rsaExchange struct {
	key     crypto.PrivateKey
	version uint16 // that the client has offered
}

func (*rsaExchange) params() ([]byte, error) { return nil, nil }

func (x *rsaExchange) premaster(body []byte) ([]byte, error) {
	key, ok := x.key.(crypto.Decrypter)
	if !ok {
		return nil, wrong(AlertInternalError, "the server's key cannot decrypt")
	}
	s := cryptobyte.String(body)
	var sealed cryptobyte.String
	if !s.ReadUint16LengthPrefixed(&sealed) || !s.Empty() {
		return nil, wrong(AlertDecodeError, "the ClientKeyExchange is no encrypted secret")
	}
	secret, err := key.Decrypt(nil, sealed, &rsa.PKCS1v15DecryptOptions{})
	if err != nil || len(secret) != masterLen {
		return nil, wrong(AlertDecryptError, "the ClientKeyExchange cannot be decrypted")
	}
	if binary.BigEndian.Uint16(secret) != x.version {
		return nil, wrong(AlertIllegalParameter, "the secret is for another version than was offered")
	}
	return secret, nil
}

// pointExchange is over a curve.
type pointExchange struct{ p *Point }

func (x *pointExchange) params() ([]byte, error) {
	var b cryptobyte.Builder
	b.AddUint8(x.p.CurveType)
	if x.p.Explicit != nil {
		b.AddBytes(x.p.Explicit)
	} else {
		b.AddUint16(x.p.Curve)
	}
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(x.p.Public) })
	return b.Bytes()
}

func (x *pointExchange) premaster(body []byte) ([]byte, error) {
	point, err := clientPoint(body)
	if err != nil {
		return nil, err
	}
	return x.p.Shared(point)
}

func clientPoint(body []byte) ([]byte, error) {
	s := cryptobyte.String(body)
	var point cryptobyte.String
	if !s.ReadUint8LengthPrefixed(&point) || !s.Empty() || point.Empty() {
		return nil, wrong(AlertDecodeError, "the ClientKeyExchange is no point")
	}
	return point, nil
}

// certifiedExchange is over a curve, with the key of the certificate.
type certifiedExchange struct{ shared func([]byte) ([]byte, error) }

func staticExchange(key crypto.PrivateKey) (exchange, error) {
	ec, ok := key.(*ecdsa.PrivateKey)
	if !ok {
		return nil, wrong(AlertInternalError, "the server's key is on no curve")
	}
	own, err := ec.ECDH()
	if err != nil {
		return nil, err
	}
	return &certifiedExchange{func(client []byte) ([]byte, error) { return agree(own, client) }}, nil
}

func (*certifiedExchange) params() ([]byte, error) { return nil, nil }

func (x *certifiedExchange) premaster(body []byte) ([]byte, error) {
	point, err := clientPoint(body)
	if err != nil {
		return nil, err
	}
	return x.shared(point)
}

// fieldExchange is in a finite field.
type fieldExchange struct{ d *DH }

func (x *fieldExchange) params() ([]byte, error) {
	var b cryptobyte.Builder
	for _, n := range []*big.Int{x.d.Prime, x.d.Generator, x.d.Public} {
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(n.Bytes()) })
	}
	return b.Bytes()
}

func (x *fieldExchange) premaster(body []byte) ([]byte, error) {
	s := cryptobyte.String(body)
	var public cryptobyte.String
	if !s.ReadUint16LengthPrefixed(&public) || !s.Empty() || public.Empty() {
		return nil, wrong(AlertDecodeError, "the ClientKeyExchange is no number")
	}
	y := new(big.Int).SetBytes(public)
	if y.Cmp(x.d.Prime) >= 0 {
		return nil, wrong(AlertIllegalParameter, "the client's number is not of the field")
	}
	return x.d.Shared(y).Bytes(), nil // without leading zeros (RFC 5246 §8.1.2)
}

// pskExchange mixes a secret that both know beforehand with what another exchange gives (RFC 4279, RFC 5489).
type pskExchange struct {
	other  exchange // nil for a plain PSK
	hint   []byte
	secret func(identity string) []byte
}

func (x *pskExchange) params() ([]byte, error) {
	var more []byte
	if x.other != nil {
		var err error
		if more, err = x.other.params(); err != nil {
			return nil, err
		}
	}
	if len(more) == 0 && len(x.hint) == 0 {
		return nil, nil
	}
	var b cryptobyte.Builder
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(x.hint) })
	b.AddBytes(more)
	return b.Bytes()
}

func (x *pskExchange) premaster(body []byte) ([]byte, error) {
	s := cryptobyte.String(body)
	var identity cryptobyte.String
	if !s.ReadUint16LengthPrefixed(&identity) || x.other == nil && !s.Empty() {
		return nil, wrong(AlertDecodeError, "the ClientKeyExchange names no identity")
	}
	var secret []byte
	if x.secret != nil {
		secret = x.secret(string(identity))
	}
	if secret == nil {
		return nil, wrong(AlertUnknownPSKIdentity, "the identity %q is not known", string(identity))
	}
	first := make([]byte, len(secret))
	if x.other != nil {
		var err error
		if first, err = x.other.premaster(s); err != nil {
			return nil, err
		}
	}
	var b cryptobyte.Builder
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(first) })
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(secret) })
	return b.Bytes()
}
