package pki

import (
	"crypto"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
)

// Import makes a deviation of a chain that exists: pemChain holds its certificates in the order in which the server is
// to send them, key is the private key of the first one (PKCS #1, PKCS #8 or RFC 5915, in PEM). The certificates are
// sent as they are, also where Go cannot read them; a first one that it can read must fit the key. Other blocks are
// passed over, so that one file may hold both.
func Import(pemChain, key []byte) (Deviation, error) {
	chain := certificatesIn(pemChain)
	if len(chain) == 0 {
		return Deviation{}, errors.New(`importing a chain: it holds no block "BEGIN CERTIFICATE"; give it as PEM`)
	}
	signer, err := keyIn(key)
	if err != nil {
		return Deviation{}, fmt.Errorf("importing the key of a chain: %w", err)
	}
	if first, err := x509.ParseCertificate(chain[0]); err == nil && !fits(first.PublicKey, signer) {
		return Deviation{}, fmt.Errorf("importing a chain: the key is not that of its first certificate, %q; "+
			"put the server's own certificate first", first.Subject)
	}
	return Deviation{
		Name: "imported-" + digestOf(chain, signer), Doc: "The server shows a chain that was given to it as files.",
		Change: changed(func(p *Plan) {
			p.Sent = nil
			p.Finish = func(c *tls.Certificate) error {
				c.Certificate, c.PrivateKey = slices.Clone(chain), signer
				return nil
			}
		}),
	}, nil
}

// digestOf tells one import from another.
func digestOf(chain [][]byte, signer crypto.Signer) string {
	h := sha256.New()
	for _, der := range chain {
		sum := sha256.Sum256(der)
		h.Write(sum[:])
	}
	if der, err := x509.MarshalPKIXPublicKey(signer.Public()); err == nil {
		h.Write(der)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

func certificatesIn(text []byte) [][]byte {
	var out [][]byte
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "CERTIFICATE" {
			out = append(out, block.Bytes)
		}
	}
	return out
}

var errNoKey = errors.New(`it holds no block "PRIVATE KEY"; give it as PEM`)

// keyIn finds the first private key in a text.
func keyIn(text []byte) (crypto.Signer, error) {
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "PRIVATE KEY":
			return asSigner(x509.ParsePKCS8PrivateKey(block.Bytes))
		case "RSA PRIVATE KEY":
			if block.Headers["DEK-Info"] != "" {
				return nil, errEncrypted
			}
			return asSigner(x509.ParsePKCS1PrivateKey(block.Bytes))
		case "EC PRIVATE KEY":
			if block.Headers["DEK-Info"] != "" {
				return nil, errEncrypted
			}
			return asSigner(x509.ParseECPrivateKey(block.Bytes))
		case "ENCRYPTED PRIVATE KEY":
			return nil, errEncrypted
		}
	}
	return nil, errNoKey
}

var errEncrypted = errors.New("it is encrypted; write it in the clear, for example with openssl pkey -in KEY -out PLAIN")

// asSigner is for the parsers of keys, which know kinds that do not sign.
func asSigner[K any](key K, err error) (crypto.Signer, error) {
	if err != nil {
		return nil, err
	}
	signer, ok := any(key).(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("a %T cannot sign", key)
	}
	return signer, nil
}
