package pin

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"time"
)

// Target is a server to ask for its chain.
type Target struct {
	Address string        // host:port
	Name    string        // asked for by SNI and judged by; "" means the host of Address
	Timeout time.Duration // for connecting and shaking hands; 0 means 15 s
}

// Fetch connects and returns the chain as the server sends it. Nothing is checked here: a faulty chain is what the caller wants to
// see. It speaks TLS 1.2 or less first, as the boards do, because servers may hold another chain for TLS 1.3 clients; a server that
// refuses this is asked with TLS 1.3. Errors mean that no chain was seen, and say at which step.
func Fetch(ctx context.Context, t Target) (Chain, error) {
	host, _, err := net.SplitHostPort(t.Address)
	if err != nil {
		return Chain{}, fmt.Errorf("reading the address %q: it must be HOST or HOST:PORT", t.Address)
	}
	if t.Name == "" {
		t.Name = host
	}
	if t.Timeout == 0 {
		t.Timeout = 15 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, t.Timeout)
	defer cancel()
	chain, err := fetch(ctx, t, tls.VersionTLS10, tls.VersionTLS12)
	var hello *handshakeError
	if errors.As(err, &hello) && ctx.Err() == nil {
		if newer, again := fetch(ctx, t, tls.VersionTLS13, tls.VersionTLS13); again == nil {
			newer.Notes = append(newer.Notes, fmt.Sprintf("with TLS 1.2, which is the newest that the boards speak, the server did not shake hands (%v)", hello.err))
			return newer, nil
		}
	}
	return chain, err
}

// handshakeError is a handshake that ended before the server's certificates came.
type handshakeError struct {
	address string
	err     error
}

func (e *handshakeError) Error() string {
	return fmt.Sprintf("shaking hands with %s: no certificate came: %v: is it a TLS port, and is the name one that the server knows (--sni)?", e.address, e.err)
}

func (e *handshakeError) Unwrap() error { return e.err }

func fetch(ctx context.Context, t Target, oldest, newest uint16) (Chain, error) {
	chain := Chain{Host: t.Name, Source: t.Address, Live: true}
	raw, err := (&net.Dialer{}).DialContext(ctx, "tcp", t.Address)
	if err != nil {
		return chain, fmt.Errorf("connecting to %s: %w: check the name, the port and the network", t.Address, err)
	}
	defer raw.Close()
	asked := false // for a client's certificate
	conn := tls.Client(raw, &tls.Config{
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			asked = true
			return &tls.Certificate{}, nil
		},
		ServerName:         t.Name,
		InsecureSkipVerify: true, // the chain is looked at, not trusted
		MinVersion:         oldest,
		MaxVersion:         newest,
		CipherSuites:       everySuite(),
		VerifyPeerCertificate: func(sent [][]byte, _ [][]*x509.Certificate) error {
			for i, der := range sent {
				cert, err := x509.ParseCertificate(der)
				if err != nil {
					return fmt.Errorf("reading certificate %d: %w", i, err)
				}
				chain.Certs = append(chain.Certs, cert)
			}
			return nil
		},
	})
	err = conn.HandshakeContext(ctx)
	if len(chain.Certs) == 0 {
		if err == nil {
			err = errors.New("the server sent none")
		}
		return chain, &handshakeError{t.Address, err}
	}
	chain.Version = conn.ConnectionState().Version
	chain.Notes = append(chain.Notes, afterwards(asked, err)...)
	if len(chain.Certs) > MaxCerts {
		return chain, fmt.Errorf("reading the chain of %s: it has more than %d certificates", t.Address, MaxCerts)
	}
	return chain, nil
}

// afterwards tells what came after the certificates: the chain is here, whatever that was.
func afterwards(asked bool, err error) []string {
	const sketch = "a sketch shows one by setCertificate and setPrivateKey, or setClientECCert and setClientRSACert on the ESP8266"
	switch {
	case asked && err != nil:
		return []string{fmt.Sprintf("the server asks for a client's certificate, and ended the handshake without one (%v): %s", err, sketch)}
	case asked:
		return []string{"the server asks for a client's certificate, and may turn away who has none: " + sketch}
	case err != nil:
		return []string{fmt.Sprintf("after the certificates the handshake failed: %v", err)}
	}
	return nil
}

// everySuite also offers what Go thinks too old, since the boards offer RSA key exchange and CBC suites and servers for them may
// know nothing else.
func everySuite() []uint16 {
	var ids []uint16
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		ids = append(ids, s.ID)
	}
	return ids
}
