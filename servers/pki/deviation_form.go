package pki

import (
	"crypto/x509"
	"encoding/asn1"
	"math/big"
)

func formDeviations() []Deviation {
	return []Deviation{
		Version1, Version1Intermediate, Version4, NegativeSerial, ZeroSerial, LongSerial, IndefiniteLength, TrailingGarbage,
	}
}

// Certificates that are signed soundly and written in a way that x509.CreateCertificate does not write.
var (
	Version1 = Deviation{
		Name:   "version-1",
		Doc:    "The leaf is of version 1: it has no extensions, and the host's name is its common name.",
		Change: changed(func(p *Plan) { p.Leaf.Rebuild = (*Content).toVersion1 }),
	}
	// Version1Intermediate cannot say that it is a certificate authority.
	Version1Intermediate = Deviation{
		Name:   "version-1-intermediate",
		Doc:    "The intermediate is of version 1, and thus does not say that it is a certificate authority.",
		Change: changed(func(p *Plan) { p.Intermediate.Rebuild = (*Content).toVersion1 }),
	}
	Version4 = Deviation{
		Name:   "version-4",
		Doc:    "The leaf is of version 4, which does not exist.",
		Change: changed(func(p *Plan) { p.Leaf.Rebuild = func(c *Content) { c.Version = 3 } }),
	}
	NegativeSerial = Deviation{
		Name:   "negative-serial",
		Doc:    "The leaf's serial number is below zero, which RFC 5280 forbids and old authorities have made.",
		Change: changed(func(p *Plan) { p.Leaf.Rebuild = serial(0x80, 1, 2, 3) }),
	}
	ZeroSerial = Deviation{
		Name:   "zero-serial",
		Doc:    "The leaf's serial number is zero, which RFC 5280 forbids and many private authorities have made.",
		Change: changed(func(p *Plan) { p.Leaf.Rebuild = serial(0) }),
	}
	LongSerial = Deviation{
		Name: "long-serial",
		Doc:  "The leaf's serial number has 24 bytes, and RFC 5280 allows 20.",
		Change: leaf(func(t *x509.Certificate) {
			t.SerialNumber = new(big.Int).Lsh(big.NewInt(0x55), 23*8)
		}),
	}
	IndefiniteLength = Deviation{
		Name:   "indefinite-length",
		Doc:    "The leaf is written in BER, with a length that is found at its end; certificates are DER.",
		Change: changed(func(p *Plan) { p.Leaf.Patch = toIndefinite }),
	}
	TrailingGarbage = Deviation{
		Name:   "trailing-garbage",
		Doc:    "Eight bytes follow the leaf in its place in the chain.",
		Change: changed(func(p *Plan) { p.Leaf.Patch = func(der []byte) []byte { return append(der, "trailing"...) } }),
	}
)

func (c *Content) toVersion1() { c.Version, c.Extensions = 0, nil }

func serial(bytes ...byte) func(*Content) {
	return func(c *Content) { c.Serial = asn1.RawValue{Tag: asn1.TagInteger, Bytes: bytes} }
}

// toIndefinite writes the outermost length as BER may: the end is marked by two zero bytes (X.690, 8.1.3.6).
func toIndefinite(der []byte) []byte {
	var whole asn1.RawValue
	if _, err := asn1.Unmarshal(der, &whole); err != nil {
		return der // it was made by x509.CreateCertificate: it can be read
	}
	out := append([]byte{0x30, 0x80}, whole.Bytes...)
	return append(out, 0, 0)
}
