package pki

import (
	"errors"
	"fmt"
)

func trustDeviations() []Deviation {
	return []Deviation{
		UntrustedRoot, SameNameRoot, SelfSigned, IncompleteChain, LeafAsAnchor, Pinned, IssuedByLeaf, UntrustedRootSent,
	}
}

// UntrustedRoot is an honest chain under a root that the firmware does not know.
var UntrustedRoot = Deviation{
	Name: "untrusted-root",
	Doc:  "The chain ends in a root that the firmware does not hold.",
	Change: changed(func(p *Plan) {
		p.Intermediate.Issuer = &Cert{Template: rootTemplate("Benchtrial Untrusted Root", p.Now)}
	}),
}

// UntrustedRootSent is UntrustedRoot by a server that sends the unknown root too.
var UntrustedRootSent = Deviation{
	Name: "untrusted-root-sent",
	Doc:  "The chain ends in a root that the firmware does not hold, and the server sends that root.",
	Change: changed(func(p *Plan) {
		root := &Cert{Template: rootTemplate("Benchtrial Untrusted Root", p.Now)}
		p.Intermediate.Issuer = root
		p.Sent = append(p.Sent, root)
	}),
}

// SameNameRoot is a chain under an impostor of the trusted root: same distinguished name and key identifier, so that
// only the signature can tell.
var SameNameRoot = Deviation{
	Name: "same-name-root",
	Doc:  "The chain ends in a root with the trusted root's name, but another key.",
	Change: changed(func(p *Plan) {
		t := rootTemplate(p.Root.Template.Subject.CommonName, p.Now)
		t.RawSubject = p.Root.Template.RawSubject
		t.SubjectKeyId = p.Root.Template.SubjectKeyId
		p.Intermediate.Issuer = &Cert{Template: t}
	}),
}

// SelfSigned is a leaf that vouches for itself.
var SelfSigned = Deviation{
	Name: "self-signed",
	Doc:  "The server's certificate is signed by its own key.",
	Change: changed(func(p *Plan) {
		p.Leaf.Issuer = nil
		p.Sent = []*Cert{p.Leaf}
	}),
}

// IncompleteChain leaves the intermediate out. Neither stack fetches what is missing.
var IncompleteChain = Deviation{
	Name:   "incomplete-chain",
	Doc:    "The server sends its leaf without the intermediate that signed it.",
	Change: changed(func(p *Plan) { p.Sent = []*Cert{p.Leaf} }),
}

// IssuedByLeaf is what the owner of any certificate under the trusted root could make, where nobody looked at
// basicConstraints: a leaf that signed a leaf.
var IssuedByLeaf = Deviation{
	Name: "issued-by-leaf",
	Doc:  "The server's certificate is signed with the key of an honest leaf for another host.",
	Change: changed(func(p *Plan) {
		other := &Cert{Template: leafTemplate("other.bench.test", p.Now, chainLife), Issuer: p.Intermediate}
		p.Leaf.Issuer = other
		p.Sent = []*Cert{p.Leaf, other, p.Intermediate}
	}),
}

// LeafAsAnchor presents exactly the leaf that the firmware pinned beside its root. Its issuer is unknown to the
// firmware. mbedTLS takes only CA certificates and self-signed ones as anchors, and refuses with unknown_ca(48)
// (mbedTLS library/x509_crt.c, x509_crt_check_parent); BearSSL accepts it as directly trusted.
var LeafAsAnchor = Deviation{
	Name:   "leaf-as-anchor",
	Doc:    "The server shows a leaf that stands in the firmware's trust list, but is no CA and has an unknown issuer.",
	Change: showPinned,
}

// Pinned presents the leaf whose fingerprint the firmware holds: honest for a firmware that knows its server by
// Authority.Fingerprint, and for one that pins the certificate itself. It is sent alone, since nobody can name its issuer.
var Pinned = Deviation{
	Name:   "pinned",
	Doc:    "The server shows the leaf that the firmware's fingerprint is of.",
	Change: showPinned,
}

func showPinned(p *Plan) error {
	if err := p.hasPinned(); err != nil {
		return err
	}
	p.Sent = []*Cert{p.Pinned}
	return nil
}

// hasPinned is an error when the firmware's pinned leaf is for another host.
func (p *Plan) hasPinned() error {
	if p.Pinned == nil {
		return fmt.Errorf("the firmware's pinned leaf is not for %q: %w", p.Host, errOtherHost)
	}
	return nil
}

var errOtherHost = errors.New("open the authority with Options.Host set to this name")
