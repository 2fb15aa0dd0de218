package pin

import (
	"context"
	"crypto/tls"
	"net"
	"strings"
	"testing"
	"time"
)

// serve answers handshakes with the chain until the test ends, and returns its address and the names that clients asked for.
func serve(t *testing.T, config *tls.Config, chain ...*identity) (address string, names chan string) {
	t.Helper()
	names = make(chan string, 16)
	own := tls.Certificate{PrivateKey: chain[0].key}
	for _, id := range chain {
		own.Certificate = append(own.Certificate, id.cert.Raw)
	}
	config.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		names <- hello.ServerName
		return &own, nil
	}
	return accept(t, func(c net.Conn) { _ = tls.Server(c, config).Handshake() }), names
}

// accept hands each connection to do, one after the other, and closes it then.
func accept(t *testing.T, do func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { l.Close(); <-done })
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			do(c)
			c.Close()
		}
	}()
	return l.Addr().String()
}

func TestFetchesTheChainAsSent(t *testing.T) {
	h := dealt(t)
	rsaLeaf := issue(t, h.mid, rsaKey(t, 2048), leafTemplate())
	stray := root(t, "Stray")
	cases := map[string]struct {
		config  *tls.Config
		chain   []*identity
		version uint16
		note    string
	}{
		"honest":                 {&tls.Config{}, []*identity{h.leaf, h.mid}, tls.VersionTLS12, ""},
		"disordered":             {&tls.Config{}, []*identity{h.leaf, stray, h.root, h.mid, h.mid}, tls.VersionTLS12, ""},
		"tls 1.3 only":           {&tls.Config{MinVersion: tls.VersionTLS13}, []*identity{h.leaf, h.mid}, tls.VersionTLS13, "did not shake hands"},
		"tls 1.1 only":           {&tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, []*identity{h.leaf}, tls.VersionTLS11, ""},
		"wants a certificate":    {&tls.Config{ClientAuth: tls.RequireAnyClientCert}, []*identity{h.leaf, h.mid}, tls.VersionTLS12, "ended the handshake without one"},
		"may have a certificate": {&tls.Config{ClientAuth: tls.RequestClientCert}, []*identity{h.leaf, h.mid}, tls.VersionTLS12, "may turn away"},
		"1.3, wants one":         {&tls.Config{ClientAuth: tls.RequireAnyClientCert, MinVersion: tls.VersionTLS13}, []*identity{h.leaf, h.mid}, tls.VersionTLS13, "asks for a client's certificate"},
		"rsa key exchange only": {&tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA}},
			[]*identity{rsaLeaf, h.mid}, tls.VersionTLS12, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			address, names := serve(t, c.config, c.chain...)
			got, err := Fetch(t.Context(), Target{Address: address, Name: host})
			if err != nil {
				t.Fatal(err)
			}
			if asked := <-names; asked != host {
				t.Errorf("the server was asked for %q", asked)
			}
			if len(got.Certs) != len(c.chain) || got.Version != c.version || !got.Live || got.Host != host || got.Source != address {
				t.Errorf("got %d certificates over %#x: %+v", len(got.Certs), got.Version, got.Notes)
			}
			for i, cert := range got.Certs {
				if !cert.Equal(c.chain[i].cert) {
					t.Errorf("#%d is %q", i, short(cert))
				}
			}
			if notes := strings.Join(got.Notes, "\n"); !strings.Contains(notes, c.note) || c.note == "" && notes != "" {
				t.Errorf("got the notes %q, want %q", notes, c.note)
			}
		})
	}
}

func TestFetchErrorsSayAtWhichStep(t *testing.T) {
	closed := accept(t, func(net.Conn) {})
	prose := accept(t, func(c net.Conn) { _, _ = c.Write([]byte("220 mail.example.org ESMTP\r\n")) })
	silent := accept(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 1<<16)); _, _ = c.Read(make([]byte, 1)) })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := l.Addr().String()
	l.Close()
	cases := map[string]struct{ address, want string }{
		"nobody listens": {nobody, "connecting to " + nobody},
		"closes":         {closed, "shaking hands with " + closed},
		"no TLS":         {prose, "is it a TLS port"},
		"silent":         {silent, "shaking hands with " + silent},
		"no port":        {"example.org", "it must be HOST or HOST:PORT"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Fetch(t.Context(), Target{Address: c.address, Timeout: 300 * time.Millisecond})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Fetch(ctx, Target{Address: silent}); err == nil {
		t.Error("a cancelled fetch goes on")
	}
}
