package tls12

import (
	"crypto"
	"crypto/x509"
	"io"
	"slices"
)

// Identity is what a server shows, and the key to it.
type Identity struct {
	Chain [][]byte // in DER, the server's own first
	Key   crypto.PrivateKey
}

// Config says how a server is. It may serve many connections, and must not be changed meanwhile.
type Config struct {
	Identity Identity

	// Least and Most are the versions that it speaks; zero is TLS 1.2.
	Least, Most uint16

	// Suites are those that it takes, the ones that it likes best first; nil are all that go with a certificate and encrypt.
	Suites []uint16

	// Groups are the curves that it takes; nil are X25519 and the three of NIST.
	Groups []uint16

	// Field is the group of its key exchanges in finite fields; the zero value is Field2048.
	Field Field

	// PSK gives the secret of an identity, nil for one that is not known. Hint is told to the client, when set.
	PSK  func(identity string) []byte
	Hint []byte

	// Protocols are those that it chooses from by ALPN; nil ignores the client's.
	Protocols []string

	// Ask has the server ask for the client's certificate. Verify, when set, judges it: an error refuses the client, with
	// the Alert that it wraps, or bad_certificate(42). It gets nil from a client that shows none.
	Ask    bool
	Verify func([]*x509.Certificate) error

	// Sessions are remembered and resumed; nil are none.
	Sessions *Sessions

	// KeyLog gets the secrets in the format of SSLKEYLOGFILE; nil tells nobody.
	KeyLog io.Writer

	Script Script
}

func (c *Config) versions() (least, most uint16) {
	least, most = c.Least, c.Most
	if most == 0 {
		most = VersionTLS12
	}
	if least == 0 {
		least = VersionTLS12
	}
	return least, most
}

func (c *Config) suites() []uint16 {
	if c.Suites != nil {
		return c.Suites
	}
	return Suites(ECDHEECDSA, ECDHERSA, DHERSA, RSA)
}

// ShowsCertificate tells whether any of the suites that the server takes has it show its certificate.
func (c *Config) ShowsCertificate() bool {
	return slices.ContainsFunc(c.suites(), func(id uint16) bool {
		s, known := suiteOf(id)
		return known && s.certified()
	})
}

func (c *Config) groups() []uint16 {
	if c.Groups != nil {
		return c.Groups
	}
	return []uint16{X25519, P256, P384, P521}
}

func (c *Config) field() Field {
	if c.Field.Prime == nil {
		return Field2048()
	}
	return c.Field
}
