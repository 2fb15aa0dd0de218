package servers

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"

	"github.com/benchtrial/benchtrial/servers/tls12"
)

// secure is the server's side of TLS, whoever speaks it: crypto/tls, or tls12 where a behaviour wants what that cannot do.
type secure interface {
	HandshakeContext(context.Context) error
	ConnectionState() tls.ConnectionState
	Read([]byte) (int, error)
	Write([]byte) (int, error)
	CloseWrite() error
}

// secure chooses who speaks TLS on this connection.
func (c *session) secure(config *tls.Config) (secure, error) {
	speak := c.speaker()
	if speak == nil {
		return tls.Server(c.wire, config), nil
	}
	own, err := c.spoken(config, speak)
	if err != nil {
		return nil, err
	}
	return tls12.Server(c.wire, own), nil
}

// spoken is the configuration of tls12 that says what one of crypto/tls says, and then what the behaviour wants.
func (c *session) spoken(config *tls.Config, speak func(*tls12.Config)) (*tls12.Config, error) {
	cert, err := config.GetCertificate(&tls.ClientHelloInfo{ServerName: c.trial.server.cfg.Host})
	if err != nil {
		return nil, err
	}
	own := &tls12.Config{
		Identity:  tls12.Identity{Chain: cert.Certificate, Key: cert.PrivateKey},
		Protocols: config.NextProtos, KeyLog: config.KeyLogWriter,
		Ask: config.ClientAuth != tls.NoClientCert, Verify: clientVerifier(config), PSK: c.keyOf,
	}
	speak(own)
	return own, nil
}

var errNoCertificate = errors.New("the client shows no certificate")

// clientVerifier judges a client's chain as crypto/tls does.
func clientVerifier(config *tls.Config) func([]*x509.Certificate) error {
	return func(chain []*x509.Certificate) error {
		if len(chain) == 0 {
			if config.ClientAuth == tls.RequireAnyClientCert || config.ClientAuth == tls.RequireAndVerifyClientCert {
				return errNoCertificate
			}
			return nil
		}
		if config.ClientAuth < tls.VerifyClientCertIfGiven {
			return nil
		}
		intermediates := x509.NewCertPool()
		for _, cert := range chain[1:] {
			intermediates.AddCert(cert)
		}
		_, err := chain[0].Verify(x509.VerifyOptions{
			Roots: config.ClientCAs, Intermediates: intermediates, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		})
		return err
	}
}
