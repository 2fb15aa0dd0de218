package pki

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha1"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// held is all that firmware may hold.
func held(a *Authority) [][]byte {
	cert, key := a.ClientPEM()
	fingerprint := a.Fingerprint()
	return [][]byte{a.AnchorPEM(), a.RootPEM(), a.IntermediatePEM(), a.PinnedPEM(), fingerprint[:], cert, key}
}

func TestWhatFirmwareHoldsIsKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pki")
	first := held(newAuthority(t, Options{Dir: dir}))
	for i, again := range held(newAuthority(t, Options{Dir: dir, Keep: true})) {
		if !bytes.Equal(first[i], again) {
			t.Errorf("part %d changed", i)
		}
	}
	for i, other := range held(newAuthority(t, Options{})) {
		if bytes.Equal(first[i], other) {
			t.Errorf("part %d is the same in two authorities", i)
		}
	}
}

// The intermediate of honest chains is the one that is kept, so that firmware may pin it.
func TestIntermediateIsThatOfHonestChains(t *testing.T) {
	a := newAuthority(t, Options{Dir: filepath.Join(t.TempDir(), "pki")})
	for _, d := range []Deviation{{}, WrongHost, Expired, RSALeaf2048, RootSent} {
		cert, err := a.Chain(DefaultHost, d)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(certPEM(cert.Certificate[1]), a.IntermediatePEM()) {
			t.Errorf("%q shows another intermediate", d.Name)
		}
	}
	for _, d := range []Deviation{UntrustedRoot, ExpiredIntermediate, IntermediateNoCA, RSAChain, RenewedIntermediate, CorruptIntermediateSignature} {
		cert, err := a.Chain(DefaultHost, d)
		if err != nil {
			t.Fatal(err)
		}
		if fits(mustParse(cert.Certificate[1]).PublicKey, a.intermediate.key) {
			t.Errorf("%q: who pins the intermediate would trust it", d.Name)
		}
	}
}

// An intermediate of another root is of no use.
func TestIntermediateFollowsItsRoot(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pki")
	first := newAuthority(t, Options{Dir: dir})
	if err := os.Remove(filepath.Join(dir, "root.pem")); err != nil {
		t.Fatal(err)
	}
	second := newAuthority(t, Options{Dir: dir})
	if bytes.Equal(first.IntermediatePEM(), second.IntermediatePEM()) {
		t.Error("the intermediate of the old root was used on")
	}
	if err := second.intermediate.cert.CheckSignatureFrom(second.root.cert); err != nil {
		t.Error(err)
	}
	if !bytes.Equal(first.PinnedPEM(), second.PinnedPEM()) {
		t.Error("the pinned leaf, which has nothing to do with the root, was made anew")
	}
}

func TestFingerprintIsOfThePinnedLeaf(t *testing.T) {
	a := newAuthority(t, Options{})
	cert, err := a.Chain(DefaultHost, Pinned)
	if err != nil {
		t.Fatal(err)
	}
	if len(cert.Certificate) != 1 || sha1.Sum(cert.Certificate[0]) != a.Fingerprint() {
		t.Errorf("%d certificates, and the fingerprint is not that of the first", len(cert.Certificate))
	}
	for _, d := range []Deviation{{}, RenewedPinnedSameKey, RenewedPinnedNewKey} {
		other, err := a.Chain(DefaultHost, d)
		if err != nil {
			t.Fatal(err)
		}
		if sha1.Sum(other.Certificate[0]) == a.Fingerprint() {
			t.Errorf("%q has the fingerprint too", d.Name)
		}
	}
}

func TestClientCertificate(t *testing.T) {
	a := newAuthority(t, Options{})
	cert, key := a.ClientPEM()
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	if block, _ := pem.Decode(key); block.Type != "EC PRIVATE KEY" {
		t.Errorf("the key is a %q", block.Type)
	}
	client := mustParse(pair.Certificate[0])
	if public, ok := client.PublicKey.(*ecdsa.PublicKey); !ok || public.Curve != elliptic.P256() {
		t.Errorf("the key is a %T", client.PublicKey)
	}
	for _, use := range []struct {
		pool  *x509.CertPool
		usage x509.ExtKeyUsage
		good  bool
	}{
		{a.ClientPool(), x509.ExtKeyUsageClientAuth, true},
		{a.ClientPool(), x509.ExtKeyUsageServerAuth, false},
		{a.RootPool(), x509.ExtKeyUsageClientAuth, false},
	} {
		_, err := client.Verify(x509.VerifyOptions{Roots: use.pool, KeyUsages: []x509.ExtKeyUsage{use.usage}, CurrentTime: noon})
		if (err == nil) != use.good {
			t.Errorf("usage %v: %v", use.usage, err)
		}
	}
}

// Which keys outlive a renewal is the whole point of it.
func TestRenewalsKeepTheirKeys(t *testing.T) {
	a := newAuthority(t, Options{})
	first := func(d Deviation) *x509.Certificate {
		cert, err := a.Chain(DefaultHost, d)
		if err != nil {
			t.Fatal(err)
		}
		return mustParse(cert.Certificate[0])
	}
	honest, pinned := first(Deviation{}), first(Pinned)
	for _, r := range []struct {
		d    Deviation
		of   *x509.Certificate
		same bool
	}{
		{RenewedLeafSameKey, honest, true}, {RenewedLeafNewKey, honest, false},
		{RenewedPinnedSameKey, pinned, true}, {RenewedPinnedNewKey, pinned, false},
	} {
		c := first(r.d)
		if same := keyIs(c, r.of); same != r.same {
			t.Errorf("%s: the same key: %t", r.d.Name, same)
		}
		if c.SerialNumber.Cmp(r.of.SerialNumber) == 0 || !c.NotBefore.Equal(noon.Add(-time.Hour)) || !bytes.Equal(c.RawSubject, r.of.RawSubject) || !bytes.Equal(c.RawIssuer, r.of.RawIssuer) {
			t.Errorf("%s is no renewal: serial %v, from %v", r.d.Name, c.SerialNumber, c.NotBefore)
		}
	}
	cert, err := a.Chain(DefaultHost, RenewedIntermediateSameKey)
	if err != nil {
		t.Fatal(err)
	}
	if c := mustParse(cert.Certificate[1]); !keyIs(c, a.intermediate.cert) || bytes.Equal(c.Raw, a.intermediate.der) {
		t.Error("the intermediate was not renewed with its key")
	}
}

func keyIs(c, other *x509.Certificate) bool {
	return c.PublicKey.(*ecdsa.PublicKey).Equal(other.PublicKey)
}
