package pki

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/asn1"
	"testing"
)

// A certificate that is taken to pieces and put together again says the same, and is signed soundly.
func TestRebuildChangesNothingByItself(t *testing.T) {
	a := newAuthority(t, Options{})
	for name, kind := range map[string]KeyKind{"elliptic": P256, "RSA": RSA2048} {
		cert, err := a.Chain(DefaultHost, Deviation{Name: "rebuilt-" + name, Change: func(p *Plan) error {
			p.Intermediate.Key = kind
			p.Leaf.Rebuild = func(*Content) {}
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		if got := goVerdict(a, cert); got != "sound" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestRebuildErrors(t *testing.T) {
	a := newAuthority(t, Options{})
	if _, err := rebuild([]byte("garbage"), a.root.key, func(*Content) {}); err == nil {
		t.Error("garbage was taken to pieces")
	}
	// A key that does not sign digests.
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rebuild(a.root.der, key, func(*Content) {}); err == nil {
		t.Error("an Ed25519 key signed a digest")
	}
}

// What Go's own parser refuses to read must be looked at in pieces.
func TestFormsThatGoDoesNotRead(t *testing.T) {
	a := newAuthority(t, Options{})
	pieces := func(d Deviation) (certificate, Signed) {
		cert, err := a.Chain(DefaultHost, d)
		if err != nil {
			t.Fatal(err)
		}
		var whole certificate
		if _, err := asn1.Unmarshal(cert.Certificate[0], &whole); err != nil {
			t.Fatalf("%s: %v", d.Name, err)
		}
		var signed Signed
		if _, err := asn1.Unmarshal(whole.Content.FullBytes, &signed); err != nil {
			t.Fatalf("%s: %v", d.Name, err)
		}
		if err := a.intermediate.cert.CheckSignature(x509.ECDSAWithSHA256, whole.Content.FullBytes, whole.Signature.Bytes); err != nil {
			t.Errorf("%s is not signed: %v", d.Name, err)
		}
		return whole, signed
	}
	if _, s := pieces(Version4); s.Version != 3 {
		t.Errorf("version-4: the field holds %d", s.Version)
	}
	if _, s := pieces(NegativeSerial); s.Serial.Bytes[0]&0x80 == 0 {
		t.Errorf("negative-serial: % x", s.Serial.Bytes)
	}
	if w, s := pieces(AlgorithmMismatch); bytes.Equal(w.Algorithm.FullBytes, s.Algorithm.FullBytes) {
		t.Error("algorithm-mismatch: they are the same")
	}
	if _, s := pieces(DuplicateExtension); countOf(s, "2.5.29.17") != 2 {
		t.Errorf("duplicate-extension: %d names", countOf(s, "2.5.29.17"))
	}
}

func countOf(s Signed, id string) (n int) {
	for _, e := range s.Extensions {
		if e.Id.String() == id {
			n++
		}
	}
	return n
}

func TestDamage(t *testing.T) {
	a := newAuthority(t, Options{})
	size := func(d Deviation) (n int) {
		cert, err := a.Chain(DefaultHost, d)
		if err != nil {
			t.Fatal(err)
		}
		for _, der := range cert.Certificate {
			n += len(der)
		}
		return n
	}
	// The message has 3 bytes of length before the list and before each certificate, and a record takes 16384.
	if n := size(ChainOf15K); n < 14_800 || n > 16_300 {
		t.Errorf("chain-of-15k has %d bytes", n)
	}
	if n := size(ChainOf17K); n < 16_500 || n > 17_500 {
		t.Errorf("chain-of-17k has %d bytes", n)
	}
	if n := size(ThousandSANs); n < 16_500 {
		t.Errorf("1000-sans has %d bytes", n)
	}
	cert, err := a.Chain(DefaultHost, AlteredName)
	if err != nil {
		t.Fatal(err)
	}
	if mustParse(cert.Certificate[0]).VerifyHostname(DefaultHost) != nil {
		t.Error("the altered leaf is not for the host")
	}
	if cert, err = a.Chain(DefaultHost, IndefiniteLength); err != nil || !bytes.HasPrefix(cert.Certificate[0], []byte{0x30, 0x80}) || !bytes.HasSuffix(cert.Certificate[0], []byte{0, 0}) {
		t.Errorf("indefinite-length: %v", err)
	}
}
