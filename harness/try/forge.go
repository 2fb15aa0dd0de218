package try

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/netip"
	"syscall"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// forger stands in for a private key that only the server has. Its signatures are chance in the right form, so that no client takes
// them, and every client looks at them.
type forger struct{ public crypto.PublicKey }

// Public is the key of the certificate.
func (f forger) Public() crypto.PublicKey { return f.public }

// Sign makes a signature that is none.
func (f forger) Sign(_ io.Reader, _ []byte, _ crypto.SignerOpts) ([]byte, error) {
	switch key := f.public.(type) {
	case *rsa.PublicKey:
		n, err := rand.Int(rand.Reader, key.N)
		if err != nil {
			return nil, err
		}
		return n.FillBytes(make([]byte, key.Size())), nil
	case *ecdsa.PublicKey:
		return chancePair(key.Params().N)
	case ed25519.PublicKey:
		signature := make([]byte, ed25519.SignatureSize)
		_, err := rand.Read(signature)
		return signature, err
	}
	return nil, fmt.Errorf("a key of the kind %T cannot be tried", f.public)
}

// chancePair is an ECDSA signature of two numbers from 1 to order-1.
func chancePair(order *big.Int) ([]byte, error) {
	var pair struct{ R, S *big.Int }
	for _, n := range []**big.Int{&pair.R, &pair.S} {
		below, err := rand.Int(rand.Reader, new(big.Int).Sub(order, big.NewInt(1)))
		if err != nil {
			return nil, err
		}
		*n = below.Add(below, big.NewInt(1))
	}
	return asn1.Marshal(pair)
}

// forgery is a server that shows a chain whose key it does not have.
type forgery struct{ server *servers.Server }

// forged starts a server with that chain. It speaks TLS 1.2 with ephemeral keys, as servers do with these boards, so that every
// handshake comes to the signature of the key exchange.
func forged(ctx context.Context, at place, chain [][]byte) (meeting, error) {
	if len(chain) == 0 {
		return nil, errors.New("trying a chain: it is empty")
	}
	leaf, err := x509.ParseCertificate(chain[0])
	if err != nil {
		return nil, fmt.Errorf("trying a chain: %w", err)
	}
	if leaf.PublicKey == nil {
		return nil, errors.New("trying a chain: the server's key is of a kind that Go does not know")
	}
	authority, err := pki.New(pki.Options{})
	if err != nil {
		return nil, err
	}
	given := servers.Behaviour{
		Chain: pki.Deviation{Name: "given", Doc: "The chain that is tried.", Change: func(p *pki.Plan) error {
			p.Finish = func(c *tls.Certificate) error {
				*c = tls.Certificate{Certificate: chain, PrivateKey: forger{leaf.PublicKey}}
				return nil
			}
			return nil
		}},
		TLS: func(c *tls.Config) {
			c.MinVersion, c.MaxVersion, c.CipherSuites = tls.VersionTLS12, tls.VersionTLS12, ephemeral()
		},
	}
	sc := servers.Scenario{Name: "given", Doc: "The chain that is tried.", Behave: func(int) servers.Behaviour { return given }}
	server, err := play(ctx, at.bench+":0", authority, sc)
	if err != nil {
		return nil, err
	}
	return &forgery{server}, nil
}

// mostPorts is how many ports are tried for one server.
const mostPorts = 20

// play starts a server with a scenario, which opens its port a second time. A program that is being started meanwhile has all sockets of
// this process for a moment, and so may keep the port busy: then another one is taken.
func play(ctx context.Context, addr string, authority *pki.Authority, sc servers.Scenario) (*servers.Server, error) {
	for n := 1; ; n++ {
		server, err := servers.Listen(ctx, servers.Config{Addr: addr, PKI: authority})
		if err != nil {
			return nil, err
		}
		if err = server.Use(sc); err == nil {
			return server, nil
		}
		if err = errors.Join(err, server.Close()); !errors.Is(err, syscall.EADDRINUSE) || n == mostPorts {
			return nil, err
		}
	}
}

// ephemeral are the suites of TLS 1.2 whose key exchange is signed.
func ephemeral() []uint16 {
	return []uint16{
		tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
		tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
	}
}

func (f *forgery) port() uint16 { return netip.MustParseAddrPort(f.server.Addr()).Port() }
func (*forgery) forged() bool   { return true }

// end waits until the client's end was seen: its alert is read from the wire until then.
func (f *forgery) end(ctx context.Context) (alert int, err error) {
	defer func() { err = errors.Join(err, f.server.Close()) }()
	for {
		changed := f.server.Changed()
		if f.server.Idle() {
			break
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return -1, ctx.Err()
		}
	}
	for _, c := range f.server.Seen() {
		for _, a := range c.Alerts {
			if a.Fatal() {
				return int(a.Code), nil
			}
		}
	}
	return -1, nil
}
