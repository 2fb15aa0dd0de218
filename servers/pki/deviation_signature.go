package pki

import (
	"crypto"
	"crypto/x509"
	"encoding/asn1"
)

func signatureDeviations() []Deviation {
	return []Deviation{
		SHA384Leaf, SHA512Leaf, SHA224Leaf, PSSLeaf, SHA1Leaf, SHA1Intermediate, SHA1RSALeaf, MD5Leaf, CorruptSignature,
		CorruptIntermediateSignature, AlteredName, AlgorithmMismatch,
	}
}

// Certificates signed with other algorithms than ECDSA with SHA-256.
var (
	SHA384Leaf = signedWith("sha384", "The leaf is signed with ECDSA and SHA-384.", x509.ECDSAWithSHA384)
	SHA512Leaf = signedWith("sha512", "The leaf is signed with ECDSA and SHA-512.", x509.ECDSAWithSHA512)
	SHA1Leaf   = signedWith("sha1-leaf",
		"The leaf is signed with ECDSA and SHA-1, for which forgeries can be made.", x509.ECDSAWithSHA1)
	SHA1Intermediate = Deviation{
		Name: "sha1-intermediate",
		Doc:  "The intermediate is signed with SHA-1, for which forgeries can be made.",
		Change: func(p *Plan) error {
			p.Intermediate.Template.SignatureAlgorithm = x509.ECDSAWithSHA1
			if p.Root.Template.PublicKeyAlgorithm == x509.RSA {
				p.Intermediate.Template.SignatureAlgorithm = x509.SHA1WithRSA
			}
			return nil
		},
	}
	SHA1RSALeaf = Deviation{
		Name:   "sha1-rsa-leaf",
		Doc:    "The leaf is signed with RSA and SHA-1, for which forgeries can be made.",
		Change: signedByRSA(x509.SHA1WithRSA),
	}
	PSSLeaf = Deviation{
		Name:   "rsa-pss",
		Doc:    "The leaf is signed with RSA-PSS and SHA-256.",
		Change: signedByRSA(x509.SHA256WithRSAPSS),
	}
	SHA224Leaf = Deviation{
		Name:   "sha224",
		Doc:    "The leaf is signed with ECDSA and SHA-224.",
		Change: signedByECDSA(func(c *Content) { c.setAlgorithm(ecdsaWithSHA224, crypto.SHA224) }),
	}
	MD5Leaf = Deviation{
		Name: "md5-leaf",
		Doc:  "The leaf is signed with RSA and MD5, for which anybody can make forgeries.",
		Change: changed(func(p *Plan) {
			p.Intermediate.Key = RSA2048
			p.Leaf.Rebuild = func(c *Content) { c.setAlgorithm(md5WithRSA, crypto.MD5) }
		}),
	}
)

// Certificates whose signature is not one of what they say.
var (
	CorruptSignature = Deviation{
		Name:   "corrupt-signature",
		Doc:    "One bit is wrong in the signature of the leaf.",
		Change: changed(func(p *Plan) { p.Leaf.Patch = flipLastBit }),
	}
	CorruptIntermediateSignature = Deviation{
		Name: "corrupt-intermediate-signature",
		Doc:  "One bit is wrong in the signature of the intermediate.",
		Change: changed(func(p *Plan) {
			// Not the one that is kept: a firmware that pins that looks at its key alone.
			p.Intermediate.renew()
			p.Intermediate.Patch = flipLastBit
		}),
	}
	// AlteredName is the work of one who has an honest leaf for a domain of their own.
	AlteredName = Deviation{
		Name: "altered-name",
		Doc:  "The leaf was signed for another name, and the host's was written over it.",
		Change: func(p *Plan) error {
			host := p.Host
			other := "evil" + host[min(4, len(host)):]
			nameFor(p.Leaf.Template, other)
			p.Leaf.Patch = func(der []byte) []byte { return replaceAll(der, other, host) }
			return nil
		},
	}
	AlgorithmMismatch = Deviation{
		Name:   "algorithm-mismatch",
		Doc:    "The leaf says ECDSA with SHA-384 inside what is signed, and SHA-256 beside the signature, which it is.",
		Change: signedByECDSA(func(c *Content) { c.Algorithm = ecdsaWithSHA384 }),
	}
)

// AlgorithmIdentifiers that x509.CreateCertificate does not write, or not where they are wanted (RFC 5758, RFC 3279).
var (
	ecdsaWithSHA224 = asn1.RawValue{FullBytes: []byte{
		0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x01,
	}}
	ecdsaWithSHA384 = asn1.RawValue{FullBytes: []byte{
		0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03,
	}}
	md5WithRSA = asn1.RawValue{FullBytes: []byte{
		0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x04, 0x05, 0x00,
	}}
)

// setAlgorithm signs with another one, and says so in both places.
func (c *Content) setAlgorithm(id asn1.RawValue, hash crypto.Hash) {
	c.Algorithm, c.Outer, c.Hash = id, id, hash
}

func signedWith(name, doc string, algorithm x509.SignatureAlgorithm) Deviation {
	return Deviation{Name: name, Doc: doc, Change: changed(func(p *Plan) {
		p.Intermediate.Key = P256
		p.Leaf.Template.SignatureAlgorithm = algorithm
	})}
}

// signedByECDSA gives the intermediate an elliptic key, and lets it sign the leaf with that, in a way that is then rebuilt.
func signedByECDSA(rebuilt func(*Content)) func(*Plan) error {
	return changed(func(p *Plan) {
		p.Intermediate.Key = P256
		p.Leaf.Rebuild = rebuilt
	})
}

// signedByRSA gives the intermediate an RSA key, and lets it sign the leaf with that.
func signedByRSA(algorithm x509.SignatureAlgorithm) func(*Plan) error {
	return func(p *Plan) error {
		p.Intermediate.Key = RSA2048
		p.Leaf.Template.SignatureAlgorithm = algorithm
		return nil
	}
}
