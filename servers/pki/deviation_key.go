package pki

import (
	"crypto/tls"
	"crypto/x509"
)

func keyDeviations() []Deviation {
	return []Deviation{
		RSALeaf2048, RSALeaf3072, RSALeaf4096, RSAChain, ECC384, ECC521, P224Leaf, Ed25519Leaf, RSALeaf1024, RSALeaf512,
		RSA1024Intermediate, KeyMismatch,
	}
}

// Keys of other kinds than P-256.
var (
	RSALeaf2048 = rsaLeaf("rsa2048", "The server's key is RSA with 2048 bits.", RSA2048)
	RSALeaf3072 = rsaLeaf("rsa3072", "The server's key is RSA with 3072 bits.", RSA3072)
	RSALeaf4096 = rsaLeaf("rsa4096", "The server's key is RSA with 4096 bits.", RSA4096)
	RSALeaf1024 = rsaLeaf("rsa1024", "The server's key is RSA with 1024 bits, which can be broken with effort.", RSA1024)
	RSALeaf512  = rsaLeaf("rsa512", "The server's key is RSA with 512 bits, which anybody can break.", RSA512)
	RSAChain    = Deviation{
		Name: "rsa-chain",
		Doc:  "The keys of intermediate and server are RSA with 2048 bits.",
		Change: func(p *Plan) error {
			p.Intermediate.Key = RSA2048
			return RSALeaf2048.Change(p)
		},
	}
	RSA1024Intermediate = Deviation{
		Name:   "rsa1024-intermediate",
		Doc:    "The intermediate's key is RSA with 1024 bits, which can be broken with effort.",
		Change: changed(func(p *Plan) { p.Intermediate.Key = RSA1024 }),
	}
	ECC384      = leafKey("ecc384", "The server's key is on the curve P-384.", P384)
	ECC521      = leafKey("ecc521", "The server's key is on the curve P-521.", P521)
	P224Leaf    = leafKey("p224", "The server's key is on the curve P-224.", P224)
	Ed25519Leaf = leafKey("ed25519", "The server's key is Ed25519.", Ed25519)
)

// KeyMismatch is a server that cannot prove that the certificate is its own.
var KeyMismatch = Deviation{
	Name: "key-mismatch",
	Doc:  "The server does not have the key of the certificate that it shows.",
	Change: changed(func(p *Plan) {
		p.Finish = func(c *tls.Certificate) (err error) {
			c.PrivateKey, err = newKey(P256)
			return err
		}
	}),
}

func leafKey(name, doc string, kind KeyKind) Deviation {
	return Deviation{Name: name, Doc: doc, Change: changed(func(p *Plan) { p.Leaf.Key = kind })}
}

// rsaLeaf may also be used for the RSA key exchange.
func rsaLeaf(name, doc string, kind KeyKind) Deviation {
	return Deviation{Name: name, Doc: doc, Change: changed(func(p *Plan) {
		p.Leaf.Key = kind
		p.Leaf.Template.KeyUsage |= x509.KeyUsageKeyEncipherment
	})}
}
