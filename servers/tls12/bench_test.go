package tls12_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/servers/tls12"
)

const host = "api.bench.test"

// patience ends what hangs.
const patience = 20 * time.Second

// keys are made once: RSA takes long.
var keys = sync.OnceValue(func() (out struct {
	rsa *rsa.PrivateKey
	ec  *ecdsa.PrivateKey
}) {
	out.rsa, _ = rsa.GenerateKey(rand.Reader, 2048)
	out.ec, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	return out
})

// identity is a certificate that signs itself.
func identity(t testing.TB, key crypto.Signer) tls12.Identity {
	t.Helper()
	template := x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment | x509.KeyUsageKeyAgreement | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls12.Identity{Chain: [][]byte{der}, Key: key}
}

func rsaIdentity(t testing.TB) tls12.Identity { return identity(t, keys().rsa) }
func ecIdentity(t testing.TB) tls12.Identity  { return identity(t, keys().ec) }

// met is what the server saw of a connection.
type met struct {
	err   error // of the handshake
	state tls.ConnectionState
	read  []byte
	ended error // of the last read
}

// server answers with what it reads, until its end.
type server struct {
	addr string
	all  chan met
}

func start(t testing.TB, config *tls12.Config) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{addr: l.Addr().String(), all: make(chan met, 16)}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() { s.all <- echo(ctx, c, config) })
		}
	})
	t.Cleanup(func() { l.Close(); cancel(); running.Wait() })
	return s
}

func echo(ctx context.Context, inner net.Conn, config *tls12.Config) (m met) {
	defer inner.Close()
	_ = inner.SetDeadline(time.Now().Add(patience))
	c := tls12.Server(inner, config)
	if m.err = c.HandshakeContext(ctx); m.err != nil {
		return m
	}
	texts := make(chan []byte, 64)
	var writing sync.WaitGroup
	writing.Go(func() {
		for text := range texts {
			_, _ = c.Write(text) // the client misses what is not sent
		}
	})
	defer writing.Wait()
	defer close(texts)
	buf := make([]byte, 1<<15)
	for {
		n, err := c.Read(buf)
		m.read = append(m.read, buf[:n]...)
		if err != nil {
			m.ended, m.state = err, c.ConnectionState()
			return m
		}
		texts <- bytes.Clone(buf[:n])
	}
}

// next is what the server saw of the next connection.
func (s *server) next(t testing.TB) met {
	t.Helper()
	select {
	case m := <-s.all:
		return m
	case <-time.After(patience):
		t.Fatal("the server saw no connection end")
		return met{}
	}
}

// trusting is a Go client that trusts the identity.
func trusting(t testing.TB, id tls12.Identity) *tls.Config {
	t.Helper()
	roots := x509.NewCertPool()
	cert, err := x509.ParseCertificate(id.Chain[0])
	if err != nil {
		t.Fatal(err)
	}
	roots.AddCert(cert)
	return &tls.Config{RootCAs: roots, ServerName: host, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS12}
}

// exchangeWith has a Go client send text and read it back.
func (s *server) exchangeWith(t testing.TB, config *tls.Config, text []byte) (tls.ConnectionState, error) {
	t.Helper()
	inner, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer inner.Close()
	_ = inner.SetDeadline(time.Now().Add(patience))
	c := tls.Client(inner, config)
	if err := c.Handshake(); err != nil {
		return tls.ConnectionState{}, err
	}
	var wrote sync.WaitGroup
	wrote.Go(func() { _, _ = c.Write(text) }) // what is missing is missed in the echo
	got := make([]byte, len(text))
	_, err = io.ReadFull(c, got)
	wrote.Wait()
	if err == nil && !bytes.Equal(got, text) {
		t.Errorf("the echo is another text: %.60q", got)
	}
	_ = c.Close()
	return c.ConnectionState(), err
}

func pkcs8(t testing.TB, key crypto.PrivateKey) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}
