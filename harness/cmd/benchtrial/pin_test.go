package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const pinHost = "api.bench.test"

// made is a root, and a leaf of it with its key.
type made struct {
	root, leaf []byte
	key        *ecdsa.PrivateKey
}

func makeChain(t *testing.T) made {
	t.Helper()
	rootKey, leafKey := newPinKey(t), newPinKey(t)
	root := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Root"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().AddDate(9, 0, 0), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "leaf"}, DNSNames: []string{pinHost},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(0, 2, 0), KeyUsage: x509.KeyUsageDigitalSignature}
	m := made{key: leafKey}
	var err error
	if m.root, err = x509.CreateCertificate(rand.Reader, root, root, &rootKey.PublicKey, rootKey); err != nil {
		t.Fatal(err)
	}
	if m.leaf, err = x509.CreateCertificate(rand.Reader, leaf, root, &leafKey.PublicKey, rootKey); err != nil {
		t.Fatal(err)
	}
	return m
}

func newPinKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// file writes certificates as PEM and returns the path.
func file(t *testing.T, name string, certs ...[]byte) string {
	t.Helper()
	var b bytes.Buffer
	for _, der := range certs {
		if err := pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: der}); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// pinned runs the command line and returns its exit code and what it wrote.
func pinned(t *testing.T, args ...string) (code int, out, complaints string) {
	t.Helper()
	var o, c bytes.Buffer
	a, code := readPinArgs(args, &c)
	if code < 0 {
		code = pinTo(t.Context(), a, &o, &c)
	}
	return code, o.String(), c.String()
}

func TestPinExitCodes(t *testing.T) {
	m := makeChain(t)
	chain, roots := file(t, "chain.pem", m.leaf), file(t, "roots.pem", m.root)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := l.Addr().String()
	l.Close()
	cases := map[string]struct {
		args []string
		code int
		say  string // in what it wrote
	}{
		"help":                   {[]string{"-h"}, 0, "usage: benchtrial pin HOST"},
		"nothing":                {nil, 2, "name a server or a file"},
		"two":                    {[]string{"a", "b"}, 2, `unexpected "b"`},
		"unknown flag":           {[]string{chain, "--colour", "x"}, 2, "not defined"},
		"unknown format":         {[]string{chain, "--format", "der"}, 2, "none of text, json"},
		"unknown pin":            {[]string{chain, "--pin", "top"}, 2, "none of leaf"},
		"unknown date":           {[]string{chain, "--at", "tomorrow"}, 2, "2027-01-31"},
		"unknown idf":            {[]string{chain, "--bundle-idf", "x"}, 2, "--bundle-idf"},
		"unknown colour":         {[]string{chain, "--color", "red"}, 2, "none of auto"},
		"no time":                {[]string{chain, "--timeout", "0s"}, 2, "--timeout"},
		"url":                    {[]string{"https://example.org/"}, 2, "host and the port only"},
		"port":                   {[]string{"example.org:99999"}, 2, "1 to 65535"},
		"folder":                 {[]string{filepath.Dir(chain)}, 2, "is a folder"},
		"no file":                {[]string{"missing.pem"}, 2, "no such file"},
		"no roots":               {[]string{chain, "--roots", "missing.pem"}, 2, "reading the roots"},
		"file that is none":      {[]string{"pin_test.go"}, 1, "neither PEM nor DER"},
		"nobody listens":         {[]string{nobody}, 4, "connecting to " + nobody},
		"root of the store":      {[]string{chain, "--roots", roots, "--sni", pinHost}, 0, "Pin the root: Root (store)"},
		"flags first":            {[]string{"--roots", roots, "--sni=" + pinHost, chain}, 0, "Pin the root: Root (store)"},
		"wrong host":             {[]string{"--roots", roots, chain, "--sni", "other.test"}, 1, "no profile connects"},
		"no such pin":            {[]string{chain, "--roots", roots, "--pin", "7"}, 1, "the chain has no such pin"},
		"leaf for the esp32":     {[]string{chain, "--roots", roots, "--pin", "leaf", "--format", "esp32"}, 1, "no ESP32 connects"},
		"leaf for the esp8266":   {[]string{chain, "--roots", roots, "--pin", "leaf", "--format", "esp8266"}, 0, "setTrustAnchors"},
		"leaf in a bundle":       {[]string{chain, "--roots", roots, "--pin", "leaf", "--format", "bundle"}, 1, "the pin is no CA"},
		"fingerprint":            {[]string{chain, "--format", "fingerprint"}, 0, "setFingerprint"},
		"out cannot be written":  {[]string{chain, "--out", filepath.Join(chain, "x")}, 2, "writing --out"},
		"expired then, on chips": {[]string{chain, "--roots", roots, "--at", "2099-01-01", "--format", "esp8266"}, 1, "no ESP8266 connects"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			code, out, complaints := pinned(t, c.args...)
			if code != c.code || !strings.Contains(out+complaints, c.say) {
				t.Errorf("got %d, want %d, and %q in:\n%s%s", code, c.code, c.say, out, complaints)
			}
			if code == exitUsage && out != "" {
				t.Errorf("a wrong command line writes %q", out)
			}
		})
	}
}

func TestPinOfALiveServer(t *testing.T) {
	m := makeChain(t)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{m.leaf, m.root}, PrivateKey: m.key}}})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = c.(*tls.Conn).HandshakeContext(context.Background())
			c.Close()
		}
	}()
	defer func() { l.Close(); <-done }()
	path := filepath.Join(t.TempDir(), "report.json")
	code, out, complaints := pinned(t, "--format", "json", l.Addr().String(), "--sni", pinHost, "--out", path)
	if code != 0 || out != "" {
		t.Fatalf("got %d, %q, %q", code, out, complaints)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		TLS   string
		Chain []struct{ Subject string }
		Pin   struct{ Kind, PEM string }
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode([]byte(doc.Pin.PEM))
	if doc.TLS != "TLS 1.2" || len(doc.Chain) != 2 || doc.Pin.Kind != "root" || block == nil || !bytes.Equal(block.Bytes, m.root) {
		t.Errorf("got %+v", doc)
	}
}

func TestPinTargets(t *testing.T) {
	for of, want := range map[string]string{"example.org": "example.org:443", "example.org:8883": "example.org:8883", "192.168.1.5": "192.168.1.5:443",
		"[::1]:8443": "[::1]:8443", "::1": "[::1]:443"} {
		if got, isFile, err := target(of); got != want || isFile || err != nil {
			t.Errorf("%s: got %q, %v, %v", of, got, isFile, err)
		}
	}
}
