package pki

import (
	"errors"
	"fmt"
	"time"
)

// Deviation is one named difference from the honest chain. The zero value is the honest chain itself.
type Deviation struct {
	// Name is unique; it is badssl.com's name where badssl has one.
	Name string

	// Doc says in a sentence what is wrong with the chain.
	Doc string

	// Change makes the difference in an honest plan.
	Change func(*Plan) error
}

// UntrustedRoot is an honest chain under a root that the firmware does not know.
var UntrustedRoot = Deviation{
	Name: "untrusted-root",
	Doc:  "The chain ends in a root that the firmware does not hold.",
	Change: func(p *Plan) error {
		p.Intermediate.Issuer = &Cert{Template: rootTemplate("Benchtrial Untrusted Root", p.Now)}
		return nil
	},
}

// SameNameRoot is a chain under an impostor of the trusted root: same distinguished name and key identifier, so that
// only the signature can tell.
var SameNameRoot = Deviation{
	Name: "same-name-root",
	Doc:  "The chain ends in a root with the trusted root's name, but another key.",
	Change: func(p *Plan) error {
		t := rootTemplate(p.Root.Template.Subject.CommonName, p.Now)
		t.RawSubject = p.Root.Template.RawSubject
		t.SubjectKeyId = p.Root.Template.SubjectKeyId
		p.Intermediate.Issuer = &Cert{Template: t}
		return nil
	},
}

// SelfSigned is a leaf that vouches for itself.
var SelfSigned = Deviation{
	Name: "self-signed",
	Doc:  "The server's certificate is signed by its own key.",
	Change: func(p *Plan) error {
		p.Leaf.Issuer = nil
		p.Sent = []*Cert{p.Leaf}
		return nil
	},
}

// WrongHost is an honest chain for a name that nobody asked for.
var WrongHost = Deviation{
	Name: "wrong.host",
	Doc:  "The chain is sound, but for another host name.",
	Change: func(p *Plan) error {
		nameFor(p.Leaf.Template, "wrong.host.test")
		return nil
	},
}

// IncompleteChain leaves the intermediate out. Neither stack fetches what is missing.
var IncompleteChain = Deviation{
	Name: "incomplete-chain",
	Doc:  "The server sends its leaf without the intermediate that signed it.",
	Change: func(p *Plan) error {
		p.Sent = []*Cert{p.Leaf}
		return nil
	},
}

// LeafAsAnchor presents exactly the leaf that the firmware pinned beside its root. Its issuer is unknown to the
// firmware. mbedTLS takes only CA certificates and self-signed ones as anchors, and refuses with unknown_ca(48)
// (mbedTLS library/x509_crt.c, x509_crt_check_parent); BearSSL accepts it as directly trusted.
var LeafAsAnchor = Deviation{
	Name: "leaf-as-anchor",
	Doc:  "The server shows a leaf that stands in the firmware's trust list, but is no CA and has an unknown issuer.",
	Change: func(p *Plan) error {
		if p.Pinned == nil {
			return fmt.Errorf("the firmware's pinned leaf is not for %q: %w", p.Host, errOtherHost)
		}
		p.Sent = []*Cert{p.Pinned}
		return nil
	},
}

var errOtherHost = errors.New("open the authority with Options.Host set to this name")

// Expired is a leaf whose time is over.
var Expired = Deviation{
	Name: "expired",
	Doc:  "The leaf expired yesterday.",
	Change: func(p *Plan) error {
		p.Leaf.Template.NotBefore = p.Now.Add(-30 * 24 * time.Hour)
		p.Leaf.Template.NotAfter = p.Now.Add(-24 * time.Hour)
		return nil
	},
}

// NotYetValid is a leaf whose time has not come.
var NotYetValid = Deviation{
	Name: "not-yet-valid",
	Doc:  "The leaf becomes valid tomorrow.",
	Change: func(p *Plan) error {
		p.Leaf.Template.NotBefore = p.Now.Add(24 * time.Hour)
		return nil
	},
}

// Deviations lists every deviation, in the order of the documentation.
func Deviations() []Deviation {
	return []Deviation{
		UntrustedRoot, SameNameRoot, SelfSigned, WrongHost, IncompleteChain, LeafAsAnchor, Expired, NotYetValid,
	}
}
