package pki

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"strings"
)

func extensionDeviations() []Deviation {
	return []Deviation{
		UnknownExtension, CriticalExtension, CriticalExtensionIntermediate, UnrelatedCriticalExtension,
		NameConstraints, NameConstraintsViolated, NameConstraintsCritical, NameConstraintsCriticalViolated,
		WrongKeyIdentifier, DuplicateExtension, Revoked,
	}
}

// Extensions that a client may not know.
var (
	UnknownExtension = Deviation{
		Name:   "unknown-extension",
		Doc:    "The leaf has an extension that nobody knows and that is not critical.",
		Change: leaf(func(t *x509.Certificate) { addInert(t, false) }),
	}
	CriticalExtension = Deviation{
		Name:   "critical-extension",
		Doc:    "The leaf has a critical extension that nobody knows.",
		Change: leaf(func(t *x509.Certificate) { addInert(t, true) }),
	}
	CriticalExtensionIntermediate = Deviation{
		Name:   "critical-extension-intermediate",
		Doc:    "The intermediate has a critical extension that nobody knows.",
		Change: intermediate(func(t *x509.Certificate) { addInert(t, true) }),
	}
	UnrelatedCriticalExtension = Deviation{
		Name: "unrelated-critical-extension",
		Doc:  "After a complete chain comes an unrelated certificate, which has a critical extension that nobody knows.",
		Change: changed(func(p *Plan) {
			c := unrelated(p)
			addInert(c.Template, true)
			p.Sent = append(p.Sent, c)
		}),
	}
	// WrongKeyIdentifier is sound: identifiers of keys only help to find certificates (RFC 5280, 4.2.1.1).
	WrongKeyIdentifier = Deviation{
		Name: "wrong-key-identifier",
		Doc:  "The leaf names its issuer's key by another identifier than the issuer does.",
		Change: changed(func(p *Plan) {
			p.Leaf.Rebuild = func(c *Content) { c.flipExtension("2.5.29.35") }
		}),
	}
	DuplicateExtension = Deviation{
		Name: "duplicate-extension",
		Doc:  "The leaf has its subjectAltName twice.",
		Change: changed(func(p *Plan) {
			p.Leaf.Rebuild = func(c *Content) {
				for _, e := range c.Extensions {
					if e.Id.String() == "2.5.29.17" {
						c.Extensions = append(c.Extensions, e)
						return
					}
				}
			}
		}),
	}
	// Revoked tells where a client could learn that the leaf was revoked. The addresses lead nowhere, since no stack on
	// trial asks.
	Revoked = Deviation{
		Name: "revoked",
		Doc:  "The leaf was revoked; it names a revocation list and an OCSP server that would say so.",
		Change: leaf(func(t *x509.Certificate) {
			t.CRLDistributionPoints = []string{"http://crl.bench.test/revoked.crl"}
			t.OCSPServer = []string{"http://ocsp.bench.test/"}
		}),
	}
)

// Constraints on the names below the intermediate.
var (
	NameConstraints = constrained("name-constraints",
		"The intermediate may sign for the host's domain only, and has; the constraint is not critical.", true, false)
	NameConstraintsViolated = constrained("name-constraints-violated",
		"The intermediate may sign for another domain only; the constraint is not critical.", false, false)
	NameConstraintsCritical = constrained("name-constraints-critical",
		"The intermediate may sign for the host's domain only, and has; the constraint is critical.", true, true)
	NameConstraintsCriticalViolated = constrained("name-constraints-critical-violated",
		"The intermediate may sign for another domain only; the constraint is critical.", false, true)
)

func constrained(name, doc string, kept, critical bool) Deviation {
	return Deviation{Name: name, Doc: doc, Change: func(p *Plan) error {
		domain := "other.test"
		if _, own, found := strings.Cut(p.Host, "."); kept && found {
			domain = own
		}
		t := p.Intermediate.Template
		t.PermittedDNSDomains, t.PermittedDNSDomainsCritical = []string{domain}, critical
		return nil
	}}
}

func addInert(t *x509.Certificate, critical bool) {
	t.ExtraExtensions = append(t.ExtraExtensions, pkix.Extension{Id: inert, Critical: critical, Value: []byte{0x05, 0x00}})
}

// flipExtension changes the last bit of an extension's value.
func (c *Content) flipExtension(id string) {
	for i := range c.Extensions {
		if e := &c.Extensions[i]; e.Id.String() == id {
			e.Value = flipLastBit(append([]byte(nil), e.Value...))
		}
	}
}
