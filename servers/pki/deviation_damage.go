package pki

import (
	"bytes"
	"crypto/tls"
)

func damageDeviations() []Deviation {
	return []Deviation{
		GarbageCertificate, TruncatedCertificate, EmptyCertificate, EmptyChain, GarbageIntermediate, GarbageLast,
	}
}

// Chains that are not made of certificates.
var (
	GarbageCertificate = Deviation{
		Name:   "garbage-certificate",
		Doc:    "In place of a certificate the server sends 200 bytes that are none.",
		Change: finished(func(c *tls.Certificate) { c.Certificate = [][]byte{garbage()} }),
	}
	TruncatedCertificate = Deviation{
		Name:   "truncated-certificate",
		Doc:    "The leaf ends in its middle.",
		Change: changed(func(p *Plan) { p.Leaf.Patch = func(der []byte) []byte { return der[:len(der)/2] } }),
	}
	EmptyCertificate = Deviation{
		Name:   "empty-certificate",
		Doc:    "The leaf has a place in the chain, and no bytes.",
		Change: changed(func(p *Plan) { p.Leaf.Patch = func([]byte) []byte { return nil } }),
	}
	EmptyChain = Deviation{
		Name:   "empty-chain",
		Doc:    "The server sends a list of no certificates.",
		Change: finished(func(c *tls.Certificate) { c.Certificate = nil }),
	}
	GarbageIntermediate = Deviation{
		Name:   "garbage-intermediate",
		Doc:    "In place of the intermediate the server sends 200 bytes that are no certificate.",
		Change: finished(func(c *tls.Certificate) { c.Certificate[1] = garbage() }),
	}
	GarbageLast = Deviation{
		Name:   "garbage-last",
		Doc:    "After a complete chain the server sends 200 bytes that are no certificate.",
		Change: finished(func(c *tls.Certificate) { c.Certificate = append(c.Certificate, garbage()) }),
	}
)

// garbage begins with what is no tag of a certificate.
func garbage() []byte { return bytes.Repeat([]byte{0x55, 0xaa}, 100) }

func finished(change func(*tls.Certificate)) func(*Plan) error {
	return changed(func(p *Plan) {
		p.Finish = func(c *tls.Certificate) error { change(c); return nil }
	})
}

// flipLastBit spoils the number that stands last, and leaves the form as it is.
func flipLastBit(der []byte) []byte {
	der[len(der)-1] ^= 1
	return der
}

func replaceAll(der []byte, old, new string) []byte {
	return bytes.ReplaceAll(der, []byte(old), []byte(new))
}
