package pki

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"math/big"
)

// tinyRSA is an RSA key that crypto/rsa refuses to make and to use: fewer than 1024 bits.
type tinyRSA struct {
	public  rsa.PublicKey
	private *big.Int
}

// newTinyRSA makes one. Its bits are to be even.
func newTinyRSA(bits int) (*tinyRSA, error) {
	e := big.NewInt(65537)
	for {
		p, err := rand.Prime(rand.Reader, bits/2)
		if err != nil {
			return nil, fmt.Errorf("making a prime: %w", err)
		}
		q, err := rand.Prime(rand.Reader, bits/2)
		if err != nil {
			return nil, fmt.Errorf("making a prime: %w", err)
		}
		one := big.NewInt(1)
		phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
		d := new(big.Int).ModInverse(e, phi)
		n := new(big.Int).Mul(p, q)
		// rand.Prime sets the two top bits, so that the product has its full length; equal primes are no key.
		if d != nil && p.Cmp(q) != 0 {
			return &tinyRSA{rsa.PublicKey{N: n, E: int(e.Int64())}, d}, nil
		}
	}
}

// Public is the public key.
func (k *tinyRSA) Public() crypto.PublicKey { return &k.public }

// digestPrefixes are the DER before a digest in a signature of PKCS #1 v1.5 (RFC 8017, 9.2).
var digestPrefixes = map[crypto.Hash][]byte{
	crypto.SHA1: {0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14},
	crypto.SHA256: {
		0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
	},
}

// Sign makes a signature of PKCS #1 v1.5 over a digest of SHA-1 or SHA-256; others do not fit into the key.
func (k *tinyRSA) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	prefix, ok := digestPrefixes[opts.HashFunc()]
	if _, pss := opts.(*rsa.PSSOptions); pss || !ok || len(digest) != opts.HashFunc().Size() {
		return nil, errors.New("signing with a tiny RSA key: it takes PKCS #1 v1.5 with SHA-1 or SHA-256 only")
	}
	size := k.public.Size()
	content := append(append([]byte(nil), prefix...), digest...)
	block := make([]byte, size)
	block[1] = 1
	for i := 2; i < size-len(content)-1; i++ {
		block[i] = 0xff
	}
	copy(block[size-len(content):], content)
	m := new(big.Int).SetBytes(block)
	return m.Exp(m, k.private, k.public.N).FillBytes(block), nil
}
