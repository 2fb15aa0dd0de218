package pki

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"
)

// files are a chain and its key as somebody has them on disk.
func files(t testing.TB, a *Authority, d Deviation) (chain, key []byte) {
	t.Helper()
	cert, err := a.Chain(DefaultHost, d)
	if err != nil {
		t.Fatal(err)
	}
	for _, der := range cert.Certificate {
		chain = append(chain, certPEM(der)...)
	}
	der, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return chain, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func TestImportServesWhatItIsGiven(t *testing.T) {
	a := newAuthority(t, Options{})
	names := map[string]bool{}
	for _, d := range []Deviation{{}, Wildcard, RSALeaf2048, Ed25519Leaf, ChainOf15K, GarbageLast, TruncatedCertificate, DuplicateExtension} {
		chain, key := files(t, a, d)
		imported, err := Import(chain, key)
		if err != nil {
			t.Errorf("%q: %v", d.Name, err)
			continue
		}
		original, _ := a.Chain(DefaultHost, d)
		served, err := newAuthority(t, Options{}).Chain("any.host.test", imported)
		if err != nil {
			t.Fatal(err)
		}
		if len(served.Certificate) != len(original.Certificate) || !bytes.Equal(bytes.Join(served.Certificate, nil), bytes.Join(original.Certificate, nil)) {
			t.Errorf("%q: %d certificates are not those that were given", d.Name, len(served.Certificate))
		}
		if names[imported.Name] {
			t.Errorf("%q has the name of another import, %q", d.Name, imported.Name)
		}
		names[imported.Name] = true
	}
}

// Keys come in three forms, and one file may hold everything, in any order.
func TestImportReadsAllForms(t *testing.T) {
	a := newAuthority(t, Options{})
	chain, key := files(t, a, RSALeaf2048)
	block, _ := pem.Decode(key)
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(parsed.(*rsa.PrivateKey))})
	one := append(append([]byte("some words\n"), rsaKey...), chain...)
	both, err := Import(one, one)
	if err != nil {
		t.Fatal(err)
	}
	if apart, err := Import(chain, key); err != nil || apart.Name != both.Name {
		t.Errorf("the same chain and key are called %q and %q: %v", apart.Name, both.Name, err)
	}
	clientCert, clientKey := a.ClientPEM()
	if _, err := Import(clientCert, clientKey); err != nil {
		t.Errorf("a key in the form of RFC 5915: %v", err)
	}
}

func TestImportSaysWhatIsWrong(t *testing.T) {
	a := newAuthority(t, Options{})
	chain, key := files(t, a, Deviation{})
	_, other := files(t, a, Wildcard)
	encrypted := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Headers: map[string]string{"DEK-Info": "AES-128-CBC,00"}, Bytes: []byte{1}})
	for name, in := range map[string]struct {
		chain, key []byte
		want       string
	}{
		"no chain":      {nil, key, "BEGIN CERTIFICATE"},
		"DER":           {[]byte{0x30, 0x82}, key, "give it as PEM"},
		"no key":        {chain, chain, "PRIVATE KEY"},
		"another's key": {chain, other, "put the server's own certificate first"},
		"broken key":    {chain, []byte("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), "importing the key"},
		"encrypted":     {chain, encrypted, "openssl pkey"},
		"PKCS #8":       {chain, []byte("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"), "openssl pkey"},
	} {
		if _, err := Import(in.chain, in.key); err == nil || !strings.Contains(err.Error(), in.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever is imported is served byte for byte, and nothing that is given can do harm.
func FuzzImport(f *testing.F) {
	a := newAuthority(f, Options{})
	chain, key := files(f, a, Deviation{})
	f.Add(chain, key)
	f.Add([]byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), key)
	f.Add(key, chain)
	f.Add([]byte("-----BEGIN CERTIFICATE-----\n"), []byte("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n"))
	f.Fuzz(func(t *testing.T, chain, key []byte) {
		d, err := Import(chain, key)
		if err != nil {
			if d.Change != nil {
				t.Error("a deviation with an error")
			}
			return
		}
		cert, err := a.issue(DefaultHost, d)
		if err != nil {
			t.Fatal(err)
		}
		want := certificatesIn(chain)
		if len(cert.Certificate) != len(want) || !bytes.Equal(bytes.Join(cert.Certificate, nil), bytes.Join(want, nil)) || cert.PrivateKey == nil {
			t.Errorf("%d certificates of %d", len(cert.Certificate), len(want))
		}
	})
}
