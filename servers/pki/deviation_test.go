package pki

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Each deviation is refused by a sound client, for its own reason.
func TestDeviations(t *testing.T) {
	unknown := func(err error) bool {
		var e x509.UnknownAuthorityError
		return errors.As(err, &e)
	}
	untimely := func(err error) bool {
		var e x509.CertificateInvalidError
		return errors.As(err, &e) && e.Reason == x509.Expired
	}
	reasons := map[string]func(error) bool{
		"untrusted-root": unknown, "same-name-root": unknown, "self-signed": unknown, "incomplete-chain": unknown,
		"leaf-as-anchor": unknown, "expired": untimely, "not-yet-valid": untimely,
		"wrong.host": func(err error) bool {
			var e x509.HostnameError
			return errors.As(err, &e)
		},
	}
	a := newAuthority(t, Options{})
	for _, d := range Deviations() {
		cert, err := a.Chain(DefaultHost, d)
		if err != nil {
			t.Errorf("%s: %v", d.Name, err)
			continue
		}
		reason := reasons[d.Name]
		if reason == nil {
			t.Errorf("%s: this test does not know why it is to be refused", d.Name)
			continue
		}
		if err := verify(a, parse(t, cert), DefaultHost); !reason(err) {
			t.Errorf("%s: verified with %v", d.Name, err)
		}
	}
	cert, err := a.Chain(DefaultHost, Deviation{})
	if err != nil {
		t.Fatal(err)
	}
	if err := verify(a, parse(t, cert), DefaultHost); err != nil {
		t.Errorf("after all of them the honest chain is refused: %v", err)
	}
}

func TestDeviationsAreDescribed(t *testing.T) {
	name := regexp.MustCompile(`^[a-z]+([.-][a-z]+)*$`)
	seen := map[string]bool{}
	for _, d := range Deviations() {
		if !name.MatchString(d.Name) || seen[d.Name] || !strings.HasSuffix(d.Doc, ".") || d.Change == nil {
			t.Errorf("%q: %q", d.Name, d.Doc)
		}
		seen[d.Name] = true
	}
}

// A chain differs from the honest one in nothing but its deviation.
func TestOneDeviationOnly(t *testing.T) {
	a := newAuthority(t, Options{})
	chain := func(d Deviation) []*x509.Certificate {
		cert, err := a.Chain(DefaultHost, d)
		if err != nil {
			t.Fatal(err)
		}
		return parse(t, cert)
	}
	root := a.root.cert
	if c := chain(SameNameRoot); !bytes.Equal(c[1].RawIssuer, root.RawSubject) || !bytes.Equal(c[1].AuthorityKeyId, root.SubjectKeyId) {
		t.Error("the impostor's name or key identifier is not the root's")
	}
	if c := chain(SelfSigned); len(c) != 1 || c[0].IsCA || c[0].CheckSignature(c[0].SignatureAlgorithm, c[0].RawTBSCertificate, c[0].Signature) != nil {
		t.Error("the self-signed leaf is not signed by itself")
	}
	if c := chain(WrongHost); len(c) != 2 || c[0].VerifyHostname("wrong.host.test") != nil || verify(a, c, "wrong.host.test") != nil {
		t.Error("the chain for the wrong host is not sound for that host")
	}
	if c := chain(IncompleteChain); len(c) != 1 || c[0].VerifyHostname(DefaultHost) != nil {
		t.Error("the incomplete chain is not the leaf alone")
	}
	if c := chain(LeafAsAnchor); len(c) != 1 || !bytes.Equal(c[0].Raw, a.pinned.cert.Raw) {
		t.Error("the server does not show the pinned leaf")
	}
	for _, d := range []Deviation{Expired, NotYetValid} {
		c := chain(d)
		if len(c) != 2 || c[0].CheckSignatureFrom(c[1]) != nil || c[0].VerifyHostname(DefaultHost) != nil {
			t.Errorf("%s: more than the dates is wrong", d.Name)
		}
		if err := verify(a, c[1:], ""); err != nil {
			t.Errorf("%s: the intermediate is not valid: %v", d.Name, err)
		}
	}
}

func TestLeafAsAnchorForAnotherHost(t *testing.T) {
	a := newAuthority(t, Options{Host: "one.test"})
	if _, err := a.Chain("one.test", LeafAsAnchor); err != nil {
		t.Error(err)
	}
	if _, err := a.Chain("two.test", LeafAsAnchor); err == nil || !strings.Contains(err.Error(), "Options.Host") {
		t.Errorf("a pinned leaf for a name it is not for: %v", err)
	}
}

// The plan takes what the catalogue of chains needs: other keys, longer chains, other orders, bytes that are no
// certificate, the key of another.
func TestPlanTakesAnything(t *testing.T) {
	a := newAuthority(t, Options{})
	p384 := func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P384(), rand.Reader) }
	rsa2048 := func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 2048) }
	good := map[string]func(*Plan) error{
		"rsa-intermediate": func(p *Plan) error { p.Intermediate.NewKey = rsa2048; return nil },
		"p384-leaf":        func(p *Plan) error { p.Leaf.NewKey = p384; return nil },
		"root-sent":        func(p *Plan) error { p.Sent = append(p.Sent, p.Root); return nil },
		"two-intermediates": func(p *Plan) error {
			upper := &Cert{Template: rootTemplate("Upper", p.Now), Issuer: p.Root}
			p.Intermediate.Issuer = upper
			p.Sent = append(p.Sent, upper)
			return nil
		},
	}
	for name, change := range good {
		cert, err := a.Chain(DefaultHost, Deviation{Name: name, Change: change})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := verify(a, parse(t, cert), DefaultHost); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	garbage, err := a.Chain(DefaultHost, Deviation{Name: "garbage", Change: func(p *Plan) error {
		p.Leaf.Patch = func(der []byte) []byte { der[len(der)-1] ^= 1; return der }
		p.Finish = func(c *tls.Certificate) error { c.Certificate = append(c.Certificate, []byte("garbage")); return nil }
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(garbage.Certificate); n != 3 || string(garbage.Certificate[2]) != "garbage" {
		t.Errorf("%d certificates", n)
	}
	leaf, err := x509.ParseCertificate(garbage.Certificate[0])
	if err == nil {
		err = verify(a, []*x509.Certificate{leaf, parse(t, tls.Certificate{Certificate: garbage.Certificate[1:2]})[0]}, DefaultHost)
	}
	if err == nil {
		t.Error("a patched leaf is still valid")
	}
	if honest, err := a.Chain(DefaultHost, Deviation{}); err != nil || verify(a, parse(t, honest), DefaultHost) != nil {
		t.Error("the honest chain was changed with it")
	}
}

// Chains are dated by the injected clock, not by the machine's.
func TestClockIsInjected(t *testing.T) {
	then := time.Date(2031, 3, 1, 0, 0, 0, 0, time.UTC)
	a := newAuthority(t, Options{Now: func() time.Time { return then }})
	cert, err := a.Chain(DefaultHost, Deviation{})
	if err != nil {
		t.Fatal(err)
	}
	if leaf := parse(t, cert)[0]; !leaf.NotBefore.Equal(then.Add(-backdate)) || !leaf.NotAfter.Equal(then.Add(chainLife)) {
		t.Errorf("valid from %v to %v", leaf.NotBefore, leaf.NotAfter)
	}
}
