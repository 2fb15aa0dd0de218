package pki

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
)

// The parts of a certificate as text, so that they can be compared.

func valueOf(c *x509.Certificate, id string) []byte {
	for _, e := range c.Extensions {
		if e.Id.String() == id {
			return e.Value
		}
	}
	return nil
}

func keyText(c *x509.Certificate) string {
	switch key := c.PublicKey.(type) {
	case *ecdsa.PublicKey:
		return key.Curve.Params().Name
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA-%d", key.N.BitLen())
	}
	return c.PublicKeyAlgorithm.String()
}

func usageText(c *x509.Certificate) string {
	return fmt.Sprint(c.KeyUsage, c.ExtKeyUsage, c.BasicConstraintsValid, c.IsCA, c.MaxPathLen, c.MaxPathLenZero)
}

// extensionText lists what is neither a name, nor a usage, nor an identifier of a key, and everything that is critical
// beyond what is critical in honest chains.
func extensionText(c *x509.Certificate) string {
	elsewhere := []string{"2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.35"}
	var out []string
	for _, e := range c.Extensions {
		if slices.Contains(elsewhere, e.Id.String()) {
			continue
		}
		text := fmt.Sprint(e.Id, e.Critical)
		if e.Id.String() != "2.5.29.37" {
			text += fmt.Sprintf(" %d", len(e.Value))
		} else if !e.Critical {
			continue // its content is a usage
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// sameKeyIdentifier tells whether a certificate that names its issuer's key names that of the parent.
func sameKeyIdentifier(c, parent *x509.Certificate) bool {
	return c.AuthorityKeyId == nil || !bytes.Equal(c.RawIssuer, parent.RawSubject) ||
		bytes.Equal(c.AuthorityKeyId, parent.SubjectKeyId)
}
