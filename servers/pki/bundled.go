package pki

import (
	"crypto/ecdsa"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"slices"
)

// neighbours are the other roots of the bundle that firmware may hold, and the kinds of their keys. A bundle is sorted by
// the subjects' DER, which puts the shorter name first: one neighbour sorts before the bench's root, one has a name as long
// as that, and one sorts behind, so that a board has to search.
var neighbours = []struct {
	file, name string
	key        KeyKind
}{
	{"bundled-ahead.pem", "Ahead Root", P384},
	{"bundled-beside.pem", "Benchtrial Twin", P256},
	{"bundled-behind.pem", "Benchtrial Root Behind the Others", P256},
}

// neighbourParts are the neighbours as parts of the anchor. Their keys are kept, as they too issue a chain: OtherBundledRoot.
func (a *Authority) neighbourParts() []part {
	a.bundled = make([]*identity, len(neighbours))
	parts := make([]part, len(neighbours))
	for i, n := range neighbours {
		plan := func() *Cert { return &Cert{Template: rootTemplate(n.name, a.now()), Key: n.key} }
		parts[i] = part{n.file, &a.bundled[i], plan, isCA}
	}
	return parts
}

// Bundled are the roots that firmware trusts which holds a bundle of them: the bench's own, and some of others.
func (a *Authority) Bundled() []*x509.Certificate {
	roots := []*x509.Certificate{a.root.cert}
	for _, id := range a.bundled {
		roots = append(roots, id.cert)
	}
	return roots
}

// SharedKeyLen is the length of SharedKey in bytes, the longest that arduino-esp32 takes (MBEDTLS_PSK_MAX_LEN, ssl_client.cpp).
const SharedKeyLen = 32

// SharedKey is a secret that firmware may share with its server in place of any certificate (RFC 4279). It lives as long
// as the client's key, from which it is derived.
func (a *Authority) SharedKey() ([]byte, error) {
	private, err := a.client.key.(*ecdsa.PrivateKey).Bytes() // that it is one was looked at when it was opened
	if err != nil {
		return nil, fmt.Errorf("deriving the pre-shared key: %w", err)
	}
	return hkdf.Key(sha256.New, private, nil, "benchtrial pre-shared key", SharedKeyLen)
}

func bundleDeviations() []Deviation {
	return []Deviation{OtherBundledRoot, SameNameRootSent, RootCrossSigned}
}

// Chains about which firmware that holds a bundle of roots has another opinion than one that pins a root, or could have.
var (
	OtherBundledRoot = Deviation{
		Name: "other-bundled-root",
		Doc:  "The chain ends in another root of the bundle; a firmware that pins the bench's root does not hold it.",
		Change: changed(func(p *Plan) {
			p.Intermediate.Issuer = p.Neighbour
		}),
	}
	SameNameRootSent = Deviation{
		Name: "same-name-root-sent",
		Doc:  "The chain ends in a root with the trusted root's name, but another key, and the server sends that root.",
		Change: func(p *Plan) error {
			if err := SameNameRoot.Change(p); err != nil {
				return err
			}
			p.Sent = append(slices.Clone(p.Sent), p.Intermediate.Issuer)
			return nil
		},
	}
	// RootCrossSigned is how authorities let old clients in who do not know their new root yet, as ISRG Root X1 under DST
	// Root X3 did. Who knows the new root need not look at what stands above it (arduino-esp32#8626).
	RootCrossSigned = Deviation{
		Name: "root-cross-signed",
		Doc:  "The server sends the trusted root too, as it was signed by an older root that the firmware does not hold.",
		Change: changed(func(p *Plan) {
			older := &Cert{Template: rootTemplate("Benchtrial Older Root", p.Now)}
			cross := &Cert{Template: rootTemplate(p.Root.Template.Subject.CommonName, p.Now), Issuer: older, signer: p.Root.made.key}
			cross.Template.SubjectKeyId = p.Root.Template.SubjectKeyId
			p.Sent = append(p.Sent, cross)
		}),
	}
)
