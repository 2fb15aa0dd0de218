package pki

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

// testKeys is shared by the authorities of the tests, since RSA keys take seconds to make.
var testKeys = &keyRing{now: time.Now}

func newAuthority(t testing.TB, opts Options) *Authority {
	t.Helper()
	if opts.Now == nil {
		opts.Now = func() time.Time { return noon }
	}
	a, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	a.keys = testKeys
	return a
}

// parse reads what a server sends.
func parse(t *testing.T, cert tls.Certificate) []*x509.Certificate {
	t.Helper()
	var out []*x509.Certificate
	for _, der := range cert.Certificate {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

// verify is what a sound client does with a chain.
func verify(a *Authority, chain []*x509.Certificate, host string) error {
	rest := x509.NewCertPool()
	for _, c := range chain[1:] {
		rest.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{
		DNSName: host, Roots: a.RootPool(), Intermediates: rest, CurrentTime: noon,
	})
	return err
}

func TestHonestChain(t *testing.T) {
	a := newAuthority(t, Options{})
	for _, host := range []string{DefaultHost, "other.test", "192.168.4.1"} {
		cert, err := a.Chain(host, Deviation{})
		if err != nil {
			t.Fatal(err)
		}
		chain := parse(t, cert)
		if err := verify(a, chain, host); err != nil {
			t.Errorf("%s: %v", host, err)
		}
		if len(chain) != 2 || chain[0].IsCA || !chain[1].IsCA || chain[0].Subject.CommonName != host {
			t.Errorf("%s: %d certificates, the first for %q", host, len(chain), chain[0].Subject)
		}
		for _, c := range chain {
			if key, ok := c.PublicKey.(*ecdsa.PublicKey); !ok || key.Curve != elliptic.P256() {
				t.Errorf("%s: the key of %q is %T", host, c.Subject, c.PublicKey)
			}
			if !c.NotBefore.Equal(noon.Add(-24 * time.Hour)) {
				t.Errorf("%s: %q is valid from %v, want a day before", host, c.Subject, c.NotBefore)
			}
		}
		if pub, ok := chain[0].PublicKey.(*ecdsa.PublicKey); !ok || !pub.Equal(cert.PrivateKey.(*ecdsa.PrivateKey).Public()) {
			t.Errorf("%s: the key is not the leaf's", host)
		}
	}
}

// Older mbedTLS and BearSSL compare an address as text.
func TestAddressStandsTwice(t *testing.T) {
	a := newAuthority(t, Options{})
	cert, err := a.Chain("192.168.4.1", Deviation{})
	if err != nil {
		t.Fatal(err)
	}
	leaf := parse(t, cert)[0]
	if len(leaf.IPAddresses) != 1 || len(leaf.DNSNames) != 1 || leaf.DNSNames[0] != "192.168.4.1" {
		t.Errorf("addresses %v, names %v", leaf.IPAddresses, leaf.DNSNames)
	}
}

func TestAnchorPEM(t *testing.T) {
	a := newAuthority(t, Options{})
	root, rest := pem.Decode(a.AnchorPEM())
	pinned, rest := pem.Decode(rest)
	if root == nil || pinned == nil || len(rest) != 0 {
		t.Fatalf("the anchor is not two PEM blocks:\n%s", a.AnchorPEM())
	}
	r, err := x509.ParseCertificate(root.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	p, err := x509.ParseCertificate(pinned.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if !r.IsCA || r.CheckSignatureFrom(r) != nil {
		t.Error("the first certificate is no root")
	}
	if p.IsCA || bytes.Equal(p.RawIssuer, p.RawSubject) || bytes.Equal(p.RawIssuer, r.RawSubject) || p.VerifyHostname(DefaultHost) != nil {
		t.Errorf("the pinned leaf is %q, issued by %q, CA %t", p.Subject, p.Issuer, p.IsCA)
	}
	if !bytes.HasPrefix(a.AnchorPEM(), a.RootPEM()) {
		t.Error("the root alone is not the first block")
	}
}

func TestChainsAreMadeOnce(t *testing.T) {
	a := newAuthority(t, Options{})
	first, _ := a.Chain(DefaultHost, WrongHost)
	again, _ := a.Chain("API.bench.test.", WrongHost)
	other, _ := a.Chain("x.test", WrongHost)
	if !bytes.Equal(first.Certificate[0], again.Certificate[0]) {
		t.Error("the same chain was made twice")
	}
	if bytes.Equal(first.Certificate[0], other.Certificate[0]) {
		t.Error("two hosts share a chain")
	}
	// A deviation without a name cannot be told from another.
	calls := 0
	nameless := Deviation{Change: func(*Plan) error { calls++; return nil }}
	for range 2 {
		if _, err := a.Chain(DefaultHost, nameless); err != nil {
			t.Fatal(err)
		}
	}
	if calls != 2 {
		t.Errorf("a nameless deviation was planned %d times, want 2", calls)
	}
}

func TestErrorsSayWhichChain(t *testing.T) {
	a := newAuthority(t, Options{})
	cause := errors.New("no ink")
	ring := &Cert{Template: leafTemplate("ring", noon, chainLife)}
	ring.Issuer = ring
	for name, change := range map[string]func(*Plan) error{
		"change": func(*Plan) error { return cause },
		"finish": func(p *Plan) error { p.Finish = func(*tls.Certificate) error { return cause }; return nil },
		"ring":   func(p *Plan) error { p.Sent = []*Cert{ring}; return nil },
	} {
		_, err := a.Chain(DefaultHost, Deviation{Name: "d-" + name, Change: change})
		if err == nil || !strings.Contains(err.Error(), `"d-`+name+`" for "api.bench.test"`) {
			t.Errorf("%s: %v", name, err)
		}
		if wrapped := errors.Is(err, cause); wrapped != (name != "ring") {
			t.Errorf("%s: the cause is lost in %v", name, err)
		}
	}
}

// Boards meet their servers at the same time, and chains share keys.
func TestChainsAtTheSameTime(t *testing.T) {
	a := newAuthority(t, Options{Dir: filepath.Join(t.TempDir(), "pki")})
	a.keys = &keyRing{dir: t.TempDir(), now: a.now}
	var all sync.WaitGroup
	for range 4 {
		for _, d := range []Deviation{{}, RSALeaf1024, RSA1024Intermediate, RenewedLeafSameKey, TwoIntermediates} {
			all.Go(func() {
				if _, err := a.Chain(DefaultHost, d); err != nil {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
}
