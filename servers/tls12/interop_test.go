package tls12_test

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"reflect"
	"slices"
	"testing"

	"github.com/benchtrial/benchtrial/servers/tls12"
)

// long needs several records.
var long = bytes.Repeat([]byte("0123456789abcde\n"), 2500)

// Whatever Go's client speaks, it speaks with this server.
func TestGoSpeaksWithIt(t *testing.T) {
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		if !slices.Contains(tls12.Suites(tls12.RSA, tls12.ECDHERSA, tls12.ECDHEECDSA), suite.ID) {
			continue
		}
		for _, version := range suite.SupportedVersions {
			if version > tls.VersionTLS12 {
				continue
			}
			t.Run(fmt.Sprintf("%s/%#04x", suite.Name, version), func(t *testing.T) {
				id := rsaIdentity(t)
				if slices.Contains(tls12.Suites(tls12.ECDHEECDSA), suite.ID) {
					id = ecIdentity(t)
				}
				s := start(t, &tls12.Config{Identity: id, Least: version, Most: version, Suites: []uint16{suite.ID}})
				client := trusting(t, id)
				client.CipherSuites = []uint16{suite.ID}
				state, err := s.exchangeWith(t, client, long)
				if err != nil || state.CipherSuite != suite.ID || state.Version != version {
					t.Fatalf("the client: %v, suite %#04x, version %#04x", err, state.CipherSuite, state.Version)
				}
				if m := s.next(t); m.err != nil || !bytes.Equal(m.read, long) || m.state.CipherSuite != suite.ID {
					t.Errorf("the server: %v, %d bytes, suite %#04x", m.err, len(m.read), m.state.CipherSuite)
				}
			})
		}
	}
}

func TestCurves(t *testing.T) {
	id := ecIdentity(t)
	for _, group := range []uint16{tls12.X25519, tls12.P256, tls12.P384, tls12.P521} {
		s := start(t, &tls12.Config{Identity: id, Groups: []uint16{group}})
		if state, err := s.exchangeWith(t, trusting(t, id), []byte("hi")); err != nil || uint16(state.CurveID) != group {
			t.Errorf("curve %d: the client used %d, %v", group, state.CurveID, err)
		}
	}
}

func TestProtocols(t *testing.T) {
	id := ecIdentity(t)
	s := start(t, &tls12.Config{Identity: id, Protocols: []string{"mqtt", "http/1.1"}})
	for _, c := range []struct {
		offers []string
		want   string
		alert  int
	}{{nil, "", 0}, {[]string{"http/1.1", "mqtt"}, "mqtt", 0}, {[]string{"h2"}, "", 120}} {
		client := trusting(t, id)
		client.NextProtos = c.offers
		state, err := s.exchangeWith(t, client, []byte("hi"))
		if alert := told(err); alert != c.alert || state.NegotiatedProtocol != c.want || (err != nil) != (c.alert != 0) {
			t.Errorf("offering %q: %q, %v", c.offers, state.NegotiatedProtocol, err)
		}
	}
}

// told is the alert that a Go client was told, 0 when none; crypto/tls has an unexported type for it.
func told(err error) int {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "remote error" {
		return 0
	}
	return int(reflect.ValueOf(op.Err).Uint())
}

func TestNothingInCommon(t *testing.T) {
	id := ecIdentity(t)
	for name, c := range map[string]struct {
		change func(*tls12.Config)
		alert  int
	}{
		"suite":   {func(c *tls12.Config) { c.Suites = tls12.Suites(tls12.DHERSA) }, 40},
		"version": {func(c *tls12.Config) { c.Least, c.Most = tls12.VersionTLS12, tls12.VersionTLS12 }, 70},
		"curve":   {func(c *tls12.Config) { c.Groups = []uint16{tls12.BrainpoolP256r1} }, 40},
		"psk":     {func(c *tls12.Config) { c.Suites = tls12.Suites(tls12.PSK) }, 40},
	} {
		config := &tls12.Config{Identity: id}
		c.change(config)
		s, client := start(t, config), trusting(t, id)
		if name == "version" {
			client.MaxVersion = tls.VersionTLS11
		}
		_, err := s.exchangeWith(t, client, nil)
		if told(err) != c.alert {
			t.Errorf("%s: the client: %v; want alert %d", name, err, c.alert)
		}
		var own tls12.Alert
		if m := s.next(t); !errors.As(m.err, &own) || int(own) != c.alert {
			t.Errorf("%s: the server: %v", name, m.err)
		}
	}
}

// The secrets in the key log are those that the client has, too.
func TestKeyLog(t *testing.T) {
	id := ecIdentity(t)
	var server, client bytes.Buffer
	s := start(t, &tls12.Config{Identity: id, KeyLog: &server})
	config := trusting(t, id)
	config.KeyLogWriter = &client
	if _, err := s.exchangeWith(t, config, []byte("hi")); err != nil {
		t.Fatal(err)
	}
	if s.next(t); server.Len() == 0 || !bytes.Equal(server.Bytes(), client.Bytes()) {
		t.Errorf("the server logs %q, the client %q", server.Bytes(), client.Bytes())
	}
}
