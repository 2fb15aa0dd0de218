package arduino

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"testing"
	"time"
)

// identity is a certificate with its key.
type identity struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// host is the name that the test servers are reached by.
const host = "api.bench.test"

func newKey(t *testing.T, curve elliptic.Curve) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// issue signs a certificate made after template; a nil issuer means that it signs itself.
func issue(t *testing.T, issuer *identity, key crypto.Signer, template x509.Certificate) *identity {
	t.Helper()
	var err error
	if template.SerialNumber, err = rand.Int(rand.Reader, big.NewInt(1<<62)); err != nil {
		t.Fatal(err)
	}
	if template.NotBefore.IsZero() {
		template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	}
	template.BasicConstraintsValid = true
	parent, signer := &template, key
	if issuer != nil {
		parent, signer = issuer.cert, issuer.key
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &identity{cert: cert, key: key}
}

func newCA(t *testing.T, issuer *identity, name string) *identity {
	t.Helper()
	return issue(t, issuer, newKey(t, elliptic.P256()), x509.Certificate{
		Subject: pkix.Name{CommonName: name}, IsCA: true, KeyUsage: x509.KeyUsageCertSign,
	})
}

// leaf is a server's template for host.
func leaf() x509.Certificate {
	return x509.Certificate{
		Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
}

func newLeaf(t *testing.T, issuer *identity, change func(*x509.Certificate)) *identity {
	t.Helper()
	template := leaf()
	if change != nil {
		change(&template)
	}
	return issue(t, issuer, newKey(t, elliptic.P256()), template)
}

func newWeakLeaf(t *testing.T, issuer *identity) *identity {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	return issue(t, issuer, key, leaf())
}

func forAddress(ip string) func(*x509.Certificate) {
	return func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = nil, []net.IP{net.ParseIP(ip)} }
}

func forName(name string) func(*x509.Certificate) {
	return func(c *x509.Certificate) { c.Subject.CommonName, c.DNSNames = name, []string{name} }
}

func expired(c *x509.Certificate) {
	c.NotBefore, c.NotAfter = time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour)
}

// chain is what a server presents: the first with its key, then the others.
func chain(first *identity, others ...*identity) tls.Certificate {
	c := tls.Certificate{PrivateKey: first.key, Certificate: [][]byte{first.cert.Raw}}
	for _, other := range others {
		c.Certificate = append(c.Certificate, other.cert.Raw)
	}
	return c
}

func certPEM(ids ...*identity) string {
	var text []byte
	for _, id := range ids {
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: id.cert.Raw})...)
	}
	return string(text)
}

func keyPEM(t *testing.T, id *identity) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(id.key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}
