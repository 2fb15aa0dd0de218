package pki

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// anchor is what firmware may hold, and what must therefore outlive a process.
type anchor struct {
	root         *identity
	intermediate *identity // signed by root
	pinned       *identity // a leaf whose issuer nobody knows
	clientCA     *identity
	client       *identity   // signed by clientCA
	bundled      []*identity // other roots, for firmware that holds a bundle of them
}

// AnchorPEM is what firmware is built to trust: the root, and after it the pinned leaf (a certificate with CA:FALSE
// that is not self-signed, see LeafAsAnchor).
func (a *Authority) AnchorPEM() []byte { return append(a.RootPEM(), a.PinnedPEM()...) }

// RootPEM is the root alone, for clients that take any certificate of a trust list as an anchor.
func (a *Authority) RootPEM() []byte { return certPEM(a.root.der) }

// IntermediatePEM is the intermediate of honest chains, for firmware that pins it in place of the root.
func (a *Authority) IntermediatePEM() []byte { return certPEM(a.intermediate.der) }

// PinnedPEM is the pinned leaf alone, which a server shows under the deviation Pinned.
func (a *Authority) PinnedPEM() []byte { return certPEM(a.pinned.der) }

// Fingerprint is the SHA-1 of the pinned leaf, as BearSSL::WiFiClientSecure::setFingerprint takes it.
func (a *Authority) Fingerprint() [sha1.Size]byte { return sha1.Sum(a.pinned.der) }

// ClientPEM is a certificate for the firmware and its key, a P-256 key as "EC PRIVATE KEY" (RFC 5915), which mbedTLS
// and BearSSL read alike. Servers that ask for a certificate know it by ClientPool.
func (a *Authority) ClientPEM() (cert, key []byte) {
	// Encoding a key on a named curve cannot fail, and that it is one was looked at when it was opened.
	der, _ := x509.MarshalECPrivateKey(a.client.key.(*ecdsa.PrivateKey))
	return certPEM(a.client.der), pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})
}

// ClientPool holds the authority of the client's certificate, for tls.Config.ClientCAs.
func (a *Authority) ClientPool() *x509.CertPool { return poolOf(a.clientCA) }

// RootPool holds the root alone, for clients written in Go.
func (a *Authority) RootPool() *x509.CertPool { return poolOf(a.root) }

func poolOf(id *identity) *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(id.cert)
	return pool
}

// part is one certificate of the anchor: the file that keeps it, how it is made, and what one that was kept must be.
type part struct {
	file string
	into **identity
	plan func() *Cert
	fits func(*x509.Certificate) error
}

// parts lists the anchor from the top down, so that an issuer is there before what it signed is looked at.
func (a *Authority) parts() []part {
	return append([]part{
		{"root.pem", &a.root, func() *Cert { return &Cert{Template: rootTemplate("Benchtrial Root", a.now()), Key: a.ca} }, a.isOurCA},
		{
			"intermediate.pem", &a.intermediate,
			func() *Cert {
				return &Cert{Template: intermediateTemplate(a.now()), Issuer: existing(a.root), Key: a.ca}
			},
			func(c *x509.Certificate) error { return errors.Join(a.isOurCA(c), c.CheckSignatureFrom(a.root.cert)) },
		},
		{
			// The key of its issuer is dropped: nobody can vouch for this leaf any more.
			"pinned-" + fileName(a.host) + ".pem", &a.pinned, func() *Cert { return pinnedLeaf(a.host, a.now()) },
			func(c *x509.Certificate) error { return c.VerifyHostname(a.host) },
		},
		{
			"client-ca.pem", &a.clientCA,
			func() *Cert { return &Cert{Template: rootTemplate("Benchtrial Client Root", a.now())} }, isCA,
		},
		{
			"client.pem", &a.client,
			func() *Cert { return &Cert{Template: clientTemplate(a.now()), Issuer: existing(a.clientCA)} },
			func(c *x509.Certificate) error {
				return errors.Join(isElliptic(c), c.CheckSignatureFrom(a.clientCA.cert))
			},
		},
	}, a.neighbourParts()...)
}

// pinnedLeaf is a leaf for host under an issuer that is made for it alone.
func pinnedLeaf(host string, now time.Time) *Cert {
	issuer := &Cert{Template: rootTemplate("Benchtrial Pinned Issuer", now)}
	return &Cert{Template: leafTemplate(host, now, anchorLife), Issuer: issuer}
}

// openAnchor makes the anchor, or reads what Dir keeps of it and makes there what is missing, too old or unreadable. The
// lock makes processes that come at the same time agree: the first one makes it, the others read it.
func (a *Authority) openAnchor(keep bool) error {
	if a.dir != "" {
		unlock, err := lockDir(a.dir)
		if err != nil {
			return err
		}
		defer unlock()
	}
	for _, p := range a.parts() {
		id, err := a.open(p, keep)
		if err != nil {
			return err
		}
		*p.into = id
	}
	return nil
}

// open reads one part of the anchor, or makes it and writes it where it is kept.
func (a *Authority) open(p part, keep bool) (*identity, error) {
	if a.dir == "" {
		return p.plan().make(nil, 0)
	}
	file := filepath.Join(a.dir, p.file)
	id, err := readIdentity(file)
	if err == nil {
		err = p.fits(id.cert)
	}
	if err == nil && !keep {
		err = a.fresh(id.cert)
	}
	if err == nil {
		return id, makePrivate(file)
	}
	if keep {
		return nil, fmt.Errorf("reading the anchor that the firmware was built with: %w", err)
	}
	if id, err = p.plan().make(nil, 0); err != nil {
		return nil, err
	}
	return id, writeIdentity(file, id)
}

// fresh tells whether a kept certificate may be used on: not older than 30 days, and not from the future, which a
// clock that was wrong for a while leaves behind.
func (a *Authority) fresh(c *x509.Certificate) error {
	made := c.NotBefore.Add(backdate)
	if age := a.now().Sub(made); age > renewAfter || age < -time.Minute {
		return fmt.Errorf("it was made %s, more than %s away from now", made, renewAfter)
	}
	return nil
}

func isCA(c *x509.Certificate) error {
	if !c.IsCA {
		return errors.New("it is no CA")
	}
	return nil
}

// isOurCA also wants the kind of key that such an authority has now: an older version made another.
func (a *Authority) isOurCA(c *x509.Certificate) error {
	_, isRSA := c.PublicKey.(*rsa.PublicKey)
	if isRSA != strings.HasPrefix(string(a.ca), "rsa") {
		return fmt.Errorf("its key is a %T, want one of kind %s", c.PublicKey, a.ca)
	}
	return isCA(c)
}

func isElliptic(c *x509.Certificate) error {
	if _, ok := c.PublicKey.(*ecdsa.PublicKey); !ok {
		return fmt.Errorf("its key is a %T, want an elliptic one", c.PublicKey)
	}
	return nil
}
