package pin

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"
)

// today is the day of all tests; certificates are made around it.
var today = time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)

const host = "api.bench.test"

// identity is a certificate with its key.
type identity struct {
	cert *x509.Certificate
	key  crypto.Signer
}

type change func(*x509.Certificate)

func p256(t testing.TB) crypto.Signer { return onCurve(t, elliptic.P256()) }

func onCurve(t testing.TB, c elliptic.Curve) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(c, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func rsaKey(t testing.TB, bits int) crypto.Signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func edKey(t testing.TB) crypto.Signer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// issue signs; by nil signs itself.
func issue(t testing.TB, by *identity, key crypto.Signer, template x509.Certificate, changes ...change) *identity {
	t.Helper()
	for _, c := range changes {
		c(&template)
	}
	parent, signer := &template, key
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &identity{cert, key}
}

func caTemplate(name string) x509.Certificate {
	return x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: name, Organization: []string{"Bench"}},
		NotBefore: today.AddDate(-1, 0, 0), NotAfter: today.AddDate(4, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
}

func leafTemplate() x509.Certificate {
	return x509.Certificate{
		SerialNumber: big.NewInt(8), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: today.AddDate(0, 0, -20), NotAfter: today.AddDate(0, 0, 70),
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
}

func root(t testing.TB, name string, changes ...change) *identity {
	t.Helper()
	return issue(t, nil, p256(t), caTemplate(name), append([]change{func(c *x509.Certificate) { c.NotAfter = today.AddDate(15, 0, 0) }}, changes...)...)
}

func under(t testing.TB, by *identity, name string, changes ...change) *identity {
	t.Helper()
	return issue(t, by, p256(t), caTemplate(name), changes...)
}

func leafOf(t testing.TB, by *identity, changes ...change) *identity {
	t.Helper()
	return issue(t, by, p256(t), leafTemplate(), changes...)
}

// cross is the name and key of who, signed by another CA.
func cross(t testing.TB, who, by *identity) *identity {
	t.Helper()
	template := caTemplate("")
	template.Subject = who.cert.Subject
	return issue(t, by, who.key, template)
}

func sent(all ...*identity) Chain {
	c := Chain{Host: host, Source: host + ":443", Live: true}
	for _, id := range all {
		c.Certs = append(c.Certs, id.cert)
	}
	return c
}

func storeOf(all ...*identity) Store {
	s := Store{Name: "the store of the test"}
	for _, id := range all {
		s.Roots = append(s.Roots, id.cert)
	}
	return s
}

func examine(t testing.TB, c Chain, s Store, want string) *Report {
	t.Helper()
	r, err := Examine(c, Options{At: today, Store: s, Pin: want})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
