package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"time"
)

// NewKey makes the key of one certificate.
type NewKey func() (crypto.Signer, error)

// P256 makes the keys of honest chains: the curve that all stacks on trial speak and that chips verify fastest.
func P256() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }

// Plan is a chain before it is signed. A deviation changes a plan; what it leaves alone stays honest.
type Plan struct {
	// Host is the name the client asks for, and Now the time on the bench.
	Host string
	Now  time.Time

	// The honest chain, from the anchor down. The root exists already; the others are signed when the plan is done.
	Root, Intermediate, Leaf *Cert

	// Pinned is the leaf that the firmware holds in its trust list beside the root; nil when the firmware's pinned
	// leaf is for another host.
	Pinned *Cert

	// Sent is what the server sends, in this order. The first one's key is the server's.
	Sent []*Cert

	// Finish, when set, has the last word on what the server is given, for faults that no library would sign:
	// bytes that are no certificate, an empty list, the key of another.
	Finish func(*tls.Certificate) error
}

// Cert is one certificate of a plan.
type Cert struct {
	// Template is what the certificate says, as x509.CreateCertificate takes it.
	Template *x509.Certificate

	// NewKey makes its key; nil means P256.
	NewKey NewKey

	// Issuer signs it; nil means that it signs itself.
	Issuer *Cert

	// Patch, when set, changes the finished DER before it is sent. Certificates below it are signed as if it had not.
	Patch func(der []byte) []byte

	made *identity
}

// identity is a certificate that exists, with its key.
type identity struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// plan is the honest chain for host.
func (a *Authority) plan(host string) *Plan {
	now := a.now()
	p := &Plan{Host: host, Now: now, Root: existing(a.root)}
	p.Intermediate = &Cert{Template: intermediateTemplate(now), Issuer: p.Root}
	p.Leaf = &Cert{Template: leafTemplate(host, now, chainLife), Issuer: p.Intermediate}
	p.Sent = []*Cert{p.Leaf, p.Intermediate}
	if a.pinned.cert.VerifyHostname(host) == nil {
		p.Pinned = existing(a.pinned)
	}
	return p
}

// existing is an identity's place in a plan. Its template is a copy that a deviation may build on.
func existing(id *identity) *Cert {
	t := *id.cert
	return &Cert{Template: &t, made: id}
}

// sign makes every certificate that is sent, and those above it.
func (p *Plan) sign() (tls.Certificate, error) {
	var out tls.Certificate
	for i, c := range p.Sent {
		id, err := c.make(0)
		if err != nil {
			return out, err
		}
		der := id.cert.Raw
		if c.Patch != nil {
			der = c.Patch(append([]byte(nil), der...))
		}
		out.Certificate = append(out.Certificate, der)
		if i == 0 {
			out.PrivateKey = id.key
		}
	}
	if p.Finish != nil {
		if err := p.Finish(&out); err != nil {
			return out, fmt.Errorf("finishing the chain: %w", err)
		}
	}
	return out, nil
}

// maxDepth bounds the search for an issuer, so that a ring of issuers is an error and not a crash.
const maxDepth = 64

// make signs the certificate, and before it all of its issuers.
func (c *Cert) make(depth int) (*identity, error) {
	if c.made != nil {
		return c.made, nil
	}
	if depth > maxDepth {
		return nil, errors.New("signing a certificate: its issuers form a ring or a chain of more than 64")
	}
	newKey := c.NewKey
	if newKey == nil {
		newKey = P256
	}
	key, err := newKey()
	if err != nil {
		return nil, fmt.Errorf("making the key of %q: %w", c.Template.Subject.CommonName, err)
	}
	parent, signer := c.Template, key
	if c.Issuer != nil {
		issuer, err := c.Issuer.make(depth + 1)
		if err != nil {
			return nil, err
		}
		parent, signer = issuer.cert, issuer.key
	}
	id, err := signTemplate(c.Template, parent, key, signer)
	if err != nil {
		return nil, err
	}
	c.made = id
	return id, nil
}

// signTemplate makes one certificate for key, signed by signer in the name of parent.
func signTemplate(template, parent *x509.Certificate, key, signer crypto.Signer) (*identity, error) {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return nil, fmt.Errorf("signing %q: %w", template.Subject.CommonName, err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("reading back %q: %w", template.Subject.CommonName, err)
	}
	return &identity{cert: cert, key: key}, nil
}
