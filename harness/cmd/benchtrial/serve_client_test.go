package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// goRefuses are scenarios that no firmware is bound to refuse and that crypto/tls refuses, with a part of what it says. crypto/x509
// documents the causes: dates, names that stand in the common name only, SHA-1 and older, extended key usage, name constraints; it reads
// no certificate with damaged syntax. crypto/tls documents that it speaks TLS 1.2 and 1.3 by default, and neither P-224 nor RSA key
// exchange, RC4 and 3DES.
var goRefuses = map[string]string{
	"leaf-as-anchor": "unknown authority", "renewed-pinned-same-key": "unknown authority", // the pool holds the root alone
	"expired": "expired or is not yet valid", "not-yet-valid": "expired or is not yet valid", "dates-swapped": "expired or is not yet valid",
	"expired-intermediate": "expired or is not yet valid", "not-yet-valid-intermediate": "expired or is not yet valid",
	"cn-only": "legacy Common Name field", "version-1": "legacy Common Name field",
	"cn-right-san-mail": "not valid for any names", "cn-right-san-address": "not valid for any names",
	"sha1-leaf": "cannot verify signature", "sha1-rsa-leaf": "cannot verify signature", "sha1-intermediate": "cannot verify signature",
	"sha224":             "cannot verify signature",
	"algorithm-mismatch": "signature algorithm identifiers don't match",
	"eku-client-only":    "incompatible key usage", "eku-intermediate-client-only": "incompatible key usage",
	"name-constraints-violated": "not authorized to sign for this name",
	"duplicate-extension":       "duplicate extension", "negative-serial": "negative serial number", "trailing-garbage": "trailing data",
	"garbage-last": "malformed certificate",
	"tls-v1-0":     "protocol version", "tls-v1-1": "protocol version",
	"p224": "handshake failure", "curve-unknown": "handshake failure", "cbc-sha256": "handshake failure", "static-rsa": "handshake failure",
	"static-rsa-cbc": "handshake failure", "3des": "handshake failure", "static-rsa-3des": "handshake failure", "rc4": "handshake failure",
	"rc4-sha": "handshake failure", "client-cert-missing": "tls:", "client-cert-refused-late": "unknown certificate authority",
	"warnings-200":    "too many ignored records",
	"alert-of-1-byte": "unexpected message", "hello-request-first": "unexpected handshake message", "close-notify-first": "EOF",
	"half-server-hello": "EOF",

	"curve-p224-unasked": "unoffered curve", "point-compressed": "invalid ServerKeyExchange", "x25519-zero": "invalid ServerKeyExchange",
	"x25519-one": "invalid ServerKeyExchange", "key-exchange-other-kind": "invalid ServerKeyExchange",
	"key-exchange-md5": "invalid signature algorithm", "key-exchange-sha1": "invalid signature algorithm",
	"sha1-rsa-key-exchange": "invalid signature algorithm", "key-exchange-sha224": "invalid signature algorithm",
	"renegotiation-info-twice-agreed": "error decoding message", "server-name-filled": "error decoding message",
	"point-formats-other": "incompatible point formats", "hello-request-within": "helloRequestMsg",
}

// goLacks are scenarios whose server speaks only what the list of crypto/tls's cipher suites and curves does not hold: it
// finds nothing in common, and says so by an alert.
var goLacks = []string{
	"suite-ccm", "suite-ccm-8", "suite-aes256-ccm", "suite-aes256-ccm-8", "static-rsa-ccm", "static-rsa-ccm-8",
	"cbc-sha384", "suite-rsa-cbc-sha384", "static-rsa-cbc-sha256",
	"camellia128-cbc", "camellia256-cbc", "camellia128-gcm", "camellia256-gcm",
	"dhe-aes128-gcm", "dhe-aes256-cbc", "dhe-aes128-ccm", "dh1024", "dh2048", "dh-composite", "dh-small-subgroup",
	"static-ecdh", "static-ecdh-cbc", "null", "anonymous", "psk", "psk-wrong", "ecdhe-psk",
	"curve-p224", "curve-secp256k1", "curve-brainpool256", "curve-brainpool384", "curve-brainpool512",
}

// goAccepts are scenarios that a firmware must refuse and that crypto/x509 documents not to look at: the key usage of a server's
// certificate.
var goAccepts = map[string]bool{"ku-cert-sign-only": true, "ku-key-encipherment-only": true}

// refusedBy tells what crypto/tls must say, a part of it; "" stands for anything, and ok for that it refuses at all.
func refusedBy(sc servers.Scenario) (words string, ok bool) {
	words, listed := goRefuses[sc.Name]
	if slices.Contains(goLacks, sc.Name) {
		words, listed = "handshake failure", true
	}
	// Connections that the server ends within the handshake, and fatal alerts, leave no client a choice.
	cut := strings.HasPrefix(sc.Name, "fin-") || strings.HasPrefix(sc.Name, "rst-") || strings.HasPrefix(sc.Name, "fatal-alert")
	return words, listed || cut || sc.Fails || sc.Refuse && !goAccepts[sc.Name]
}

// meetGo is one meeting of a Go client with the server: the error that it ends with before any byte of data, or nil.
func meetGo(ctx context.Context, addr string, roots *x509.CertPool) error {
	dialer := tls.Dialer{Config: &tls.Config{RootCAs: roots, ServerName: pinHost}}
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", pinHost); err != nil {
		return err
	}
	reply, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return err
	}
	return reply.Body.Close()
}

// playable are the scenarios whose server ends a handshake, one way or the other, at the first attempt.
func playable() []servers.Scenario {
	var all []servers.Scenario
	for _, sc := range servers.Catalogue() {
		if slices.Contains([]servers.Group{servers.GroupControl, servers.GroupChain, servers.GroupRenewal, servers.GroupHandshake}, sc.Group) &&
			!sc.Closed && !sc.Silent && !sc.Stalls && sc.Protocol == "" {
			all = append(all, sc)
		}
	}
	return all
}

func TestGoClientMeetsTheCatalogue(t *testing.T) {
	authority, err := pki.New(pki.Options{Host: pinHost})
	if err != nil {
		t.Fatal(err)
	}
	server, err := servers.Listen(t.Context(), servers.Config{Addr: "127.0.0.1:0", PKI: authority, Rate: func() float64 { return 1000 }})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	for _, sc := range playable() {
		t.Run(sc.Name, func(t *testing.T) {
			if err := server.Use(sc); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			err := meetGo(ctx, server.Addr(), authority.RootPool())
			for range firstStages(sc) {
				err = meetGo(ctx, server.Addr(), authority.RootPool())
			}
			words, refuses := refusedBy(sc)
			switch {
			case ctx.Err() != nil:
				t.Fatal("neither side ended it")
			case (err != nil) != refuses:
				t.Fatalf("got %v, want a refusal: %v", err, refuses)
			case err != nil && !strings.Contains(err.Error(), words):
				t.Errorf("got %v, want %q in it", err, words)
			}
			if sc.Refuse && refuses {
				noDataSent(t, server)
			}
		})
	}
}

// firstStages is how many attempts a scenario takes before it is what it is about.
func firstStages(sc servers.Scenario) int {
	if sc.Behave == nil {
		return 0
	}
	last := sc.Behave(settled)
	for n := 0; ; n++ {
		if b := sc.Behave(n + 1); b.Network == last.Network && b.Chain.Name == last.Chain.Name {
			return n
		}
	}
}

// noDataSent looks at what the last connection brought.
func noDataSent(t *testing.T, server *servers.Server) {
	t.Helper()
	seen := server.Seen()
	if len(seen) == 0 {
		t.Fatal("the server saw nobody")
	}
	if c := seen[len(seen)-1]; len(c.Request) > 0 {
		t.Errorf("the server was sent %q", c.Request)
	}
}
