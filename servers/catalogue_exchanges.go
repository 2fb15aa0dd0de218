package servers

import (
	"bytes"
	"crypto"
	"encoding/hex"
	"slices"

	"github.com/benchtrial/benchtrial/servers/pki"
	"github.com/benchtrial/benchtrial/servers/tls12"
)

// script is a server that tls12 plays with a script, over the honest chain and AES-GCM, which every stack on trial offers.
func script(s tls12.Script) Behaviour { return scriptOver(pki.Deviation{}, s) }

func scriptOver(chain pki.Deviation, s tls12.Script) Behaviour {
	return spokenBy(chain, func(c *tls12.Config) {
		c.Suites, c.Script = []uint16{0xc02b, 0xc02f}, s
	})
}

// fixed is a secret that is the same for every client.
func fixed(secret []byte) func([]byte) ([]byte, error) {
	return func([]byte) ([]byte, error) { return secret, nil }
}

// onP256 is a server that agrees on keys over P-256, with a point of its own.
func onP256(change func(*tls12.Point)) Behaviour {
	return spokenBy(pki.Deviation{}, func(c *tls12.Config) {
		c.Suites, c.Groups = []uint16{0xc02b, 0xc02f}, []uint16{tls12.P256}
		c.Script.Point = change
	})
}

// points are servers whose public value is none, or not what it should be. It is signed as it should be: the client alone
// decides, and it has to look.
func points() []Scenario {
	const reason = "A public value that is no point of the curve gives the secret away, or the client's own key."
	bad := func(name, doc string, change func(*tls12.Point)) Scenario {
		return forbidden(name, doc, reason, onP256(change))
	}
	return []Scenario{
		bad("point-not-on-curve",
			"The server's public value is no point of P-256, but one of order 2 on another curve: half of the clients that take "+
				"it come to a secret that everybody knows.",
			func(p *tls12.Point) {
				x := append(make([]byte, 31), 1)
				p.Public, p.Shared = slices.Concat([]byte{4}, x, make([]byte, 32)), fixed(x)
			}),
		bad("point-at-infinity", "The server's public value is the point at infinity.", func(p *tls12.Point) {
			p.Public, p.Shared = []byte{0}, fixed(make([]byte, 32))
		}),
		bad("point-empty", "The server's public value is empty.", func(p *tls12.Point) {
			p.Public, p.Shared = nil, fixed(make([]byte, 32))
		}),
		meeting("point-compressed", "The server's public value is compressed, which no stack on trial offers to take.",
			onP256(func(p *tls12.Point) { p.Public = slices.Concat([]byte{2 + p.Public[64]&1}, p.Public[1:33]) })),
		bad("point-cut-off", "The last byte of the server's public value is missing.",
			func(p *tls12.Point) { p.Public = p.Public[:64] }),
		bad("point-beyond-field", "The coordinates of the server's public value are all ones, which is beyond the field.",
			func(p *tls12.Point) {
				p.Public, p.Shared = slices.Concat([]byte{4}, bytes.Repeat([]byte{0xff}, 64)), fixed(make([]byte, 32))
			}),
		bad("curve-explicit", "The server describes the curve P-256 in place of naming it, which RFC 8422 §5.4 forbids.",
			func(p *tls12.Point) { p.CurveType, p.Explicit = 1, explicitP256() }),
	}
}

// explicitP256 are prime, coefficients, base point, order and cofactor of P-256 (RFC 4492 §5.4).
func explicitP256() []byte {
	var out []byte
	for _, part := range []string{
		"ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
		"ffffffff00000001000000000000000000000000fffffffffffffffffffffffc",
		"5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
		"046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ecec" +
			"bb6406837bf51f5",
		"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "01",
	} {
		b, _ := hex.DecodeString(part) // a constant
		out = append(append(out, uint8(len(b))), b...)
	}
	return out
}

// montgomeryPoints are servers whose public value on X25519 leads to a secret of zeros, whatever the client's is. RFC 8422
// §5.11 has it refused.
func montgomeryPoints() []Scenario {
	var all []Scenario
	for _, p := range []struct {
		name, doc string
		u         byte
	}{
		{"x25519-zero", "The server's public value on X25519 is zero, so that everybody knows the secret.", 0},
		{"x25519-one", "The server's public value on X25519 is one, which is of order 4: everybody knows the secret.", 1},
	} {
		all = append(all, meeting(p.name, p.doc, spokenBy(pki.Deviation{}, func(c *tls12.Config) {
			c.Suites, c.Groups = []uint16{0xc02b, 0xc02f}, []uint16{tls12.X25519}
			c.Script.Point = func(point *tls12.Point) {
				point.Public, point.Shared = append([]byte{p.u}, make([]byte, 31)...), fixed(make([]byte, 32))
			}
		})))
	}
	return all
}

// signatures are servers that sign their half of the key exchange otherwise than they should.
func signatures() []Scenario {
	const reason = "The signature over the key exchange is what proves that the server holds the certificate's key."
	with := func(algorithm uint16) tls12.Script {
		return tls12.Script{Sign: func(s *tls12.Signing) { s.Algorithm = algorithm }}
	}
	return []Scenario{
		forbidden("key-exchange-replayed", "The signature over the key exchange is for another client's random: it is a replay.",
			reason, script(tls12.Script{Sign: func(s *tls12.Signing) { s.Client = make([]byte, 32) }})),
		forbidden("key-exchange-unsigned", "The signature over the key exchange is empty.",
			reason, script(tls12.Script{Signature: func([]byte) []byte { return nil }})),
		meeting("key-exchange-md5",
			"The key exchange is signed with RSA and MD5, for which there are collisions, and which nobody offers.",
			scriptOver(rsaLeaf, with(0x0101))),
		meeting("key-exchange-sha1", "The key exchange is signed with ECDSA and SHA-1.", script(with(0x0203))),
		meeting("sha1-rsa-key-exchange", "The key exchange is signed with RSA and SHA-1.", scriptOver(rsaLeaf, with(0x0201))),
		meeting("key-exchange-sha224", "The key exchange is signed with ECDSA and SHA-224.", script(with(0x0303))),
		meeting("key-exchange-sha512", "The key exchange is signed with ECDSA and SHA-512.", script(with(0x0603))),
		meeting("key-exchange-other-kind",
			"The server chooses a suite with RSA signatures, shows an EC certificate and signs with that.",
			script(tls12.Script{Hello: func(_ *tls12.ClientHello, h *tls12.ServerHello) { h.Suite = 0xc02f }})),
		forbidden("freak",
			"The suite has the client encrypt the secret with the certificate's RSA key, but the server sends a weak RSA key "+
				"for that, as those for export once did.",
			"A weak key in place of the certificate's is what the attack FREAK consists of.", freak()),
	}
}

// freak puts a ServerKeyExchange with an RSA key of 512 bits into a handshake that has none (RFC 2246 §7.4.3).
func freak() Behaviour {
	return spokenBy(rsaLeaf, func(c *tls12.Config) {
		c.Suites = []uint16{0x009c}
		signer, _ := c.Identity.Key.(crypto.Signer)
		c.Script.Flight = func(flight []tls12.Message) []tls12.Message {
			at := slices.IndexFunc(flight, func(m tls12.Message) bool { return m.Kind == tls12.CertificateKind })
			return slices.Insert(flight, at+1, tls12.Message{Kind: tls12.ServerKeyExchangeKind, Body: weakRSA(signer)})
		}
	})
}

// weakRSA is the message: modulus, exponent, and a signature that need not be right, as it comes too late to matter.
func weakRSA(signer crypto.Signer) []byte {
	modulus := bytes.Repeat([]byte{0xb5}, 64)
	body := slices.Concat([]byte{0, 64}, modulus, []byte{0, 3, 1, 0, 1}, []byte{4, 1})
	signature, err := signer.Sign(nil, make([]byte, 32), crypto.SHA256)
	if err != nil {
		signature = make([]byte, 256) // a key of another kind; the client has to refuse the message anyway
	}
	return slices.Concat(body, []byte{uint8(len(signature) >> 8), uint8(len(signature))}, signature)
}
