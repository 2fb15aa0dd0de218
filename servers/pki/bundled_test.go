package pki

import (
	"bytes"
	"crypto/x509"
	"path/filepath"
	"slices"
	"testing"
)

// The bundle is searched by halves: the bench's root stands between others, and one name is as long as its own.
func TestBundledRootsSurroundTheBenchs(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pki")
	roots := newAuthority(t, Options{Dir: dir}).Bundled()
	own := roots[0]
	sorted := slices.SortedFunc(slices.Values(roots), func(a, b *x509.Certificate) int { return bytes.Compare(a.RawSubject, b.RawSubject) })
	if at := slices.Index(sorted, own); at == 0 || at == len(sorted)-1 {
		t.Errorf("the bench's root is number %d of %d in the bundle", at+1, len(sorted))
	}
	same := func(c *x509.Certificate) bool { return c != own && len(c.RawSubject) == len(own.RawSubject) }
	if !slices.ContainsFunc(roots, same) {
		t.Error("no other name is as long as that of the bench's root")
	}
	for i, again := range newAuthority(t, Options{Dir: dir}).Bundled() {
		if !again.Equal(roots[i]) {
			t.Errorf("%s changed: a board that was flashed holds another one", again.Subject.CommonName)
		}
	}
}

// Firmware that holds the bundle trusts the chain of its neighbour; firmware that pins the bench's root does not.
func TestOtherBundledRoot(t *testing.T) {
	a := newAuthority(t, Options{})
	chain, err := a.Chain(DefaultHost, OtherBundledRoot)
	if err != nil {
		t.Fatal(err)
	}
	certs := parse(t, chain)
	between, held := x509.NewCertPool(), x509.NewCertPool()
	between.AddCert(certs[1])
	for _, root := range a.Bundled() {
		held.AddCert(root)
	}
	options := x509.VerifyOptions{DNSName: DefaultHost, CurrentTime: noon, Intermediates: between, Roots: held}
	if _, err := certs[0].Verify(options); err != nil {
		t.Errorf("with the bundle: %v", err)
	}
	options.Roots = a.RootPool()
	if _, err := certs[0].Verify(options); err == nil {
		t.Error("the bench's root vouches for it")
	}
}

// The root that was signed by another one is the trusted root, name and key; only its issuer is strange.
func TestCrossSignedRootIsTheRoot(t *testing.T) {
	a := newAuthority(t, Options{})
	chain, err := a.Chain(DefaultHost, RootCrossSigned)
	if err != nil {
		t.Fatal(err)
	}
	certs := parse(t, chain)
	cross, root := certs[len(certs)-1], a.Bundled()[0]
	if !bytes.Equal(cross.RawSubject, root.RawSubject) || !bytes.Equal(cross.RawSubjectPublicKeyInfo, root.RawSubjectPublicKeyInfo) {
		t.Error("it is another root")
	}
	if bytes.Equal(cross.RawIssuer, root.RawIssuer) || cross.CheckSignatureFrom(root) == nil {
		t.Error("it was signed by itself")
	}
}

func TestSharedKey(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pki")
	key, err := newAuthority(t, Options{Dir: dir}).SharedKey()
	if err != nil || len(key) != SharedKeyLen {
		t.Fatalf("got %d bytes, %v", len(key), err)
	}
	if again, _ := newAuthority(t, Options{Dir: dir}).SharedKey(); !bytes.Equal(again, key) {
		t.Error("it changed: a board that was flashed has another one")
	}
	if other, _ := newAuthority(t, Options{}).SharedKey(); bytes.Equal(other, key) {
		t.Error("two benches have the same")
	}
}
