package pki

import (
	"crypto"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"reflect"
	"time"
)

// Plan is a chain before it is signed. A deviation changes a plan; what it leaves alone stays honest.
type Plan struct {
	// Host is the name the client asks for, and Now the time on the bench.
	Host string
	Now  time.Time

	// The honest chain, from the anchor down. Root and intermediate exist already. An intermediate whose template, key or
	// issuer is changed is made anew under the same name, with a key of its own; the leaf always is.
	Root, Intermediate, Leaf *Cert

	// Pinned is the leaf that the firmware holds in its trust list beside the root; nil when the firmware's pinned
	// leaf is for another host.
	Pinned *Cert

	// Neighbour is another root of the bundle that the firmware may hold.
	Neighbour *Cert

	// Sent is what the server sends, in this order. The first one's key is the server's.
	Sent []*Cert

	// Finish, when set, has the last word on what the server is given, for faults that no library would sign:
	// bytes that are no certificate, an empty list, the key of another.
	Finish func(*tls.Certificate) error

	serverKey crypto.Signer // of the honest chain
}

// Cert is one certificate of a plan.
type Cert struct {
	// Template is what the certificate says, as x509.CreateCertificate takes it.
	Template *x509.Certificate

	// Key is the kind of its key; empty means P256.
	Key KeyKind

	// Issuer signs it; nil means that it signs itself.
	Issuer *Cert

	// Rebuild, when set, changes the content before it is signed, in ways that Template has no words for. Certificates
	// below it are signed as if it had not.
	Rebuild func(*Content)

	// Patch, when set, changes the finished DER before it is sent. Certificates below it are signed as if it had not.
	Patch func(der []byte) []byte

	made   *identity
	signer crypto.Signer // its key, where that exists already

	// What a certificate that exists already looks like as long as nobody changes it.
	kept *identity
	as   *Cert
}

// identity is a certificate that exists, with its key.
type identity struct {
	cert *x509.Certificate // as others are signed under it
	der  []byte            // as it is sent
	key  crypto.Signer
}

// plan is the honest chain for host.
func (a *Authority) plan(host string, serverKey crypto.Signer) *Plan {
	now := a.now()
	p := &Plan{Host: host, Now: now, Root: existing(a.root), Neighbour: existing(a.bundled[0]), serverKey: serverKey}
	p.Intermediate = unlessChanged(a.intermediate, func() *Cert {
		return &Cert{Template: intermediateTemplate(now), Issuer: p.Root, Key: a.ca}
	})
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

// unlessChanged is an identity that is made anew when a deviation changes how it is planned.
func unlessChanged(id *identity, plan func() *Cert) *Cert {
	c := plan()
	c.kept, c.as = id, plan()
	return c
}

// renew makes the certificate anew, although nothing of its plan is changed.
func (c *Cert) renew() { c.kept = nil }

// unchanged tells whether the certificate that is kept still is what is planned.
func (c *Cert) unchanged() bool {
	return c.kept != nil && c.Issuer == c.as.Issuer && c.Key == c.as.Key && c.signer == nil && c.Rebuild == nil &&
		reflect.DeepEqual(c.Template, c.as.Template)
}

// sign makes every certificate that is sent, and those above it.
func (p *Plan) sign(keys *keyRing) (tls.Certificate, error) {
	var out tls.Certificate
	for i, c := range p.Sent {
		id, err := c.make(keys, 0)
		if err != nil {
			return out, err
		}
		der := id.der
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
func (c *Cert) make(keys *keyRing, depth int) (*identity, error) {
	switch {
	case c.made != nil:
		return c.made, nil
	case c.unchanged():
		c.made = c.kept
		return c.made, nil
	case depth > maxDepth:
		return nil, errors.New("signing a certificate: its issuers form a ring or a chain of more than 64")
	}
	use := "leaf"
	if c.Template.IsCA {
		use = "ca"
	}
	key := c.signer
	if key == nil {
		var err error
		if key, err = keys.get(c.Key, use); err != nil {
			return nil, fmt.Errorf("making the key of %q: %w", c.Template.Subject.CommonName, err)
		}
	}
	parent, signer := c.Template, key
	if c.Issuer != nil {
		issuer, err := c.Issuer.make(keys, depth+1)
		if err != nil {
			return nil, err
		}
		parent, signer = issuer.cert, issuer.key
	}
	id, err := c.signBy(parent, key, signer)
	if err != nil {
		return nil, fmt.Errorf("signing %q: %w", c.Template.Subject.CommonName, err)
	}
	c.made = id
	return id, nil
}

// signBy makes the certificate for key, signed by signer in the name of parent.
func (c *Cert) signBy(parent *x509.Certificate, key, signer crypto.Signer) (*identity, error) {
	der, err := x509.CreateCertificate(rand.Reader, c.Template, parent, key.Public(), signer)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("reading it back: %w", err)
	}
	if c.Rebuild != nil {
		if der, err = rebuild(der, signer, c.Rebuild); err != nil {
			return nil, err
		}
	}
	return &identity{cert: cert, der: der, key: key}, nil
}
