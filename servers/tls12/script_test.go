package tls12_test

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/servers/tls12"
)

// What Go's client makes of each deviation: "" accepts, otherwise a part of its error.
func TestScripts(t *testing.T) {
	hello := func(f func(*tls12.ServerHello)) tls12.Script {
		return tls12.Script{Hello: func(_ *tls12.ClientHello, h *tls12.ServerHello) { f(h) }}
	}
	for name, c := range map[string]struct {
		script tls12.Script
		want   string
	}{
		"nothing":            {tls12.Script{}, ""},
		"old renegotiation":  {hello(func(h *tls12.ServerHello) { h.Remove(tls12.ExtRenegotiationInfo) }), ""},
		"no extended master": {hello(func(h *tls12.ServerHello) { h.Remove(tls12.ExtExtendedMaster) }), ""},
		"no extensions":      {hello(func(h *tls12.ServerHello) { h.Extensions = nil }), ""},
		"session id":         {hello(func(h *tls12.ServerHello) { h.SessionID = []byte{1} }), ""},
		"compression":        {hello(func(h *tls12.ServerHello) { h.Compression = 1 }), "compression"},
		"unknown extension":  {hello(func(h *tls12.ServerHello) { h.Add(0x1234, 1) }), ""},
		"another suite":      {hello(func(h *tls12.ServerHello) { h.Suite = 0x00a8 }), "unconfigured cipher suite"},
		"finished": {tls12.Script{Finished: func(own, _ []byte) []byte { own[0] ^= 1; return own }},
			"Finished message was incorrect"},
		"blind":           {tls12.Script{Blind: true}, "Finished message was incorrect"},
		"finished echoed": {tls12.Script{Finished: func(_, client []byte) []byte { return client }}, "Finished message was incorrect"},
		"point":           {tls12.Script{Point: func(p *tls12.Point) { p.Public = make([]byte, 32) }}, "invalid ServerKeyExchange"},
		"other curve": {tls12.Script{Point: func(p *tls12.Point) {
			if other, err := tls12.NewPoint(tls12.Secp256k1); err == nil {
				*p = *other
			}
		}}, "unoffered curve"},
		"replayed":        {tls12.Script{Sign: func(s *tls12.Signing) { s.Client = make([]byte, 32) }}, "invalid signature"},
		"empty signature": {tls12.Script{Signature: func([]byte) []byte { return nil }}, "invalid signature"},
		"no certificate": {tls12.Script{Flight: func(m []tls12.Message) []tls12.Message {
			return slices.DeleteFunc(m, func(m tls12.Message) bool { return m.Kind == tls12.CertificateKind })
		}}, "unexpected"},
		"hello request within": {tls12.Script{Flight: func(m []tls12.Message) []tls12.Message {
			return slices.Insert(m, 2, tls12.Message{Kind: tls12.HelloRequestKind})
		}}, "unexpected"},
		"invented session": {tls12.Script{Invent: true}, "session ID"},
		"unpromised ticket": {tls12.Script{Late: func([]tls12.Message) []tls12.Message {
			return []tls12.Message{{Kind: tls12.NewSessionTicketKind, Body: []byte{0, 0, 0, 0, 0, 0}}}
		}}, "unexpected"},
	} {
		t.Run(name, func(t *testing.T) {
			id := ecIdentity(t)
			s := start(t, &tls12.Config{Identity: id, Script: c.script})
			_, err := s.exchangeWith(t, trusting(t, id), []byte("hi"))
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("the client: %v; want %q", err, c.want)
			}
			if m := s.next(t); c.want == "" && string(m.read) != "hi" {
				t.Errorf("the server: %v, %q", m.err, m.read)
			}
		})
	}
}

// A client that takes a public value of 1 comes to the secret that the server expects.
func TestTheServerAgreesWithItsScript(t *testing.T) {
	one := func(d *tls12.DH) {
		d.Public, d.Shared = big.NewInt(4), func(y *big.Int) *big.Int { return new(big.Int).Exp(y, big.NewInt(2), d.Prime) }
	}
	s := start(t, &tls12.Config{Identity: rsaIdentity(t), Suites: tls12.Suites(tls12.DHERSA), Script: tls12.Script{DH: one}})
	out := openssl(t, s, "-tls1_2", "-cipher", "DHE:@SECLEVEL=0")
	if m := s.next(t); m.err != nil || string(m.read) != "echo: hello\n" {
		t.Errorf("%v\n%s", m.err, out)
	}
}

// A client that renegotiates gets the other chain, and what it sent before is not lost.
func TestRenegotiation(t *testing.T) {
	id := ecIdentity(t)
	other := rsaIdentity(t)
	for name, c := range map[string]struct {
		support tls.RenegotiationSupport
		again   tls12.Renegotiation
		want    string // of the server's last error, or of the client's
	}{
		"same chain":   {tls.RenegotiateOnceAsClient, tls12.Renegotiation{}, ""},
		"other chain":  {tls.RenegotiateOnceAsClient, tls12.Renegotiation{Chain: &other}, "identity changed"},
		"declined":     {tls.RenegotiateNever, tls12.Renegotiation{}, "no renegotiation"},
		"insists":      {tls.RenegotiateNever, tls12.Renegotiation{Insist: true}, "no renegotiation"},
		"bad binding":  {tls.RenegotiateOnceAsClient, tls12.Renegotiation{Binding: func(b []byte) []byte { b[0] ^= 1; return b }}, "incorrect renegotiation"},
		"lost binding": {tls.RenegotiateOnceAsClient, tls12.Renegotiation{Binding: func([]byte) []byte { return nil }}, "incorrect renegotiation"},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, &tls12.Config{Identity: id, Script: tls12.Script{Renegotiate: &c.again}})
			client := trusting(t, id)
			client.Renegotiation, client.InsecureSkipVerify = c.support, true
			_, err := s.exchangeWith(t, client, []byte("hi"))
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("the client: %v; want %q", err, c.want)
			}
			if m := s.next(t); c.want == "" && string(m.read) != "hi" {
				t.Errorf("the server: %v, read %q", m.ended, m.read)
			}
		})
	}
}

// A resumed session may be changed under way; OpenSSL looks at the suite.
func TestResumedWithAnotherSuite(t *testing.T) {
	id := ecIdentity(t)
	script := tls12.Script{Resumed: func(s *tls12.Session) { s.Suite = 0xc009 }}
	s := start(t, &tls12.Config{Identity: id, Sessions: &tls12.Sessions{Tickets: true}, Suites: []uint16{0xc02b}, Script: script})
	client := trusting(t, id)
	client.ClientSessionCache = tls.NewLRUClientSessionCache(1)
	if _, err := s.exchangeWith(t, client, []byte("hi")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.exchangeWith(t, client, []byte("hi")); err == nil || !strings.Contains(err.Error(), "different cipher suite") &&
		!strings.Contains(err.Error(), "unconfigured") {
		t.Errorf("the second connection: %v", err)
	}
}

// Padding that says too little is refused, and a long one is not.
func TestPadding(t *testing.T) {
	id := ecIdentity(t)
	for name, c := range map[string]struct {
		padding func(int) []byte
		fails   bool
	}{
		"long":  {func(least int) []byte { return bytes.Repeat([]byte{uint8(least + 15)}, least+16) }, false},
		"wrong": {func(least int) []byte { return append(make([]byte, least+15), uint8(least+15)) }, true},
	} {
		s := start(t, &tls12.Config{Identity: id, Suites: []uint16{0xc009}, Script: tls12.Script{Padding: c.padding}})
		client := trusting(t, id)
		client.CipherSuites = []uint16{0xc009}
		if _, err := s.exchangeWith(t, client, []byte("hi")); (err != nil) != c.fails {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An alert of the client comes as in crypto/tls, and a goodbye as io.EOF.
func TestEnds(t *testing.T) {
	id := ecIdentity(t)
	s := start(t, &tls12.Config{Identity: id})
	if _, err := s.exchangeWith(t, trusting(t, id), []byte("hi")); err != nil {
		t.Fatal(err)
	}
	if m := s.next(t); !errors.Is(m.ended, io.EOF) {
		t.Errorf("a goodbye is %v", m.ended)
	}
	stranger := trusting(t, rsaIdentity(t))
	if _, err := s.exchangeWith(t, stranger, nil); err == nil {
		t.Fatal("a stranger is trusted")
	}
	if m := s.next(t); told(m.err) == 0 {
		t.Errorf("a refusal is %v", m.err)
	}
}
