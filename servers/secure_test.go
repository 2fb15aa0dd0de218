package servers_test

import (
	"crypto/tls"
	"io"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/tls12"
)

// A connection that tls12 speaks is served and recorded as any other.
func TestSpokenByTheOwnServer(t *testing.T) {
	b := newBench(t)
	for _, name := range []string{"no-extensions", "renegotiation-info-missing", "session-id", "server-random-zero", "ticket-of-8k"} {
		b.use(name)
		reply, err := b.sound().meet(b)
		if err != nil || !strings.HasPrefix(reply, "HTTP/1.1 200") {
			t.Errorf("%s: %q, %v", name, reply, err)
		}
		c := b.over(1)[0]
		if !c.Handshake.Done || c.Handshake.Version != tls.VersionTLS12 || string(c.Request) != post || !c.Complete ||
			c.AppRecords != 1 || len(c.Secrets) == 0 || c.End != servers.EOF {
			t.Errorf("%s: seen %s, secrets %q", name, c.Summary(), c.Secrets)
		}
	}
}

// What a sound client refuses, it refuses before it sends anything; its alert is recorded.
func TestOwnServerIsRefused(t *testing.T) {
	b := newBench(t)
	for name, alert := range map[string]uint8{
		"point-empty": 47, "point-not-on-curve": 47, "key-exchange-replayed": 47, "certificate-request-early": 10,
		"finished-zeros": 40, "resumption-invented": 47, "ticket-unpromised": 10,
	} {
		b.use(name)
		if reply, err := b.sound().meet(b); err == nil {
			t.Errorf("%s: taken, and answered with %q", name, reply)
		}
		c := b.over(1)[0]
		if c.Handshake.Done || c.AppBytes > 0 || len(c.Alerts) == 0 {
			t.Errorf("%s: seen %s", name, c.Summary())
			continue
		}
		if last := c.Alerts[len(c.Alerts)-1]; last.Known && last.Code != alert {
			t.Errorf("%s: alert %s, want %d", name, last, alert)
		}
	}
}

// A client that is asked for another handshake and declines gets its reply, or an alert in its place.
func TestAskedForAnotherHandshake(t *testing.T) {
	b := newBench(t)
	for name, reply := range map[string]bool{"renegotiation-asked": true, "renegotiation-required": false} {
		b.use(name)
		config := generous(b)
		config.Renegotiation = tls.RenegotiateNever
		c := tls.Client(b.dial(), config)
		_ = c.SetDeadline(time.Now().Add(patience))
		if _, err := io.WriteString(c, post); err != nil {
			t.Fatal(err)
		}
		// Go's client declines with a warning, and gives up by itself: what the server makes of it is what is looked at.
		_, _ = io.ReadAll(c)
		c.Close()
		if seen := b.over(1)[0]; !seen.Handshake.Done || (seen.Replied > 0) != reply {
			t.Errorf("%s: seen %s", name, seen.Summary())
		}
	}
}

// A client's certificate is wanted of a service's firmware whoever speaks.
func TestOwnServerWantsACertificate(t *testing.T) {
	b := newBench(t)
	sc := b.use("no-extensions")
	behaviour := sc.Behave(1)
	behaviour.TLS = func(c *tls.Config) {
		c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, b.authority.ClientPool()
	}
	sc.Behave = func(int) servers.Behaviour { return behaviour }
	pair, err := tls.X509KeyPair(b.authority.ClientPEM())
	if err != nil {
		t.Fatal(err)
	}
	for name, certs := range map[string][]tls.Certificate{"none": nil, "its own": {pair}} {
		b.begin(sc)
		config := generous(b)
		config.Certificates = certs
		c := tls.Client(b.dial(), config)
		err := c.Handshake()
		c.Close()
		seen := b.over(1)[0]
		if taken := certs != nil; (err == nil) != taken || seen.Handshake.Done != taken || len(seen.PeerCertificates) != len(certs) {
			t.Errorf("%s: %v, seen %s", name, err, seen.Summary())
		}
	}
}

// The fields of the catalogue are what they are said to be.
func TestFields(t *testing.T) {
	for name, c := range map[string]struct {
		bits, order int64
		prime       bool
	}{
		"dh480": {480, 0, true}, "dh512": {512, 0, true}, "dh1024": {1024, 0, true}, "dh2048": {2048, 0, true},
		"dh-composite": {2048, 0, false}, "dh-small-subgroup": {2048, 1048583, true},
	} {
		sc, _ := servers.Lookup(name)
		var config tls12.Config
		sc.Behave(1).Speak(&config)
		f := config.Field
		if got := int64(f.Prime.BitLen()); got != c.bits || f.Prime.ProbablyPrime(10) != c.prime {
			t.Errorf("%s: %d bits, prime %t", name, got, f.Prime.ProbablyPrime(10))
		}
		if c.order > 0 && new(big.Int).Exp(f.Generator, big.NewInt(c.order), f.Prime).Cmp(big.NewInt(1)) != 0 {
			t.Errorf("%s: the generator has another order than %d", name, c.order)
		}
	}
}

// beyondGo are the servers that Go's client does not come to terms with, and need not: it does not offer what they want,
// or takes only what it has asked for.
var beyondGo = []string{
	"suite-ccm", "suite-ccm-8", "suite-aes256-ccm", "suite-aes256-ccm-8", "static-rsa-ccm", "static-rsa-ccm-8", "cbc-sha384",
	"suite-rsa-cbc-sha384", "camellia128-cbc", "camellia256-cbc", "camellia128-gcm", "camellia256-gcm", "dhe-aes128-gcm",
	"dhe-aes256-cbc", "dhe-aes128-ccm", "static-ecdh", "static-ecdh-cbc", "null", "anonymous", "psk", "psk-wrong", "ecdhe-psk",
	"curve-p224", "curve-secp256k1", "curve-brainpool256", "curve-brainpool384", "curve-brainpool512", "curve-p224-unasked",
	"point-compressed", "x25519-zero", "x25519-one", "key-exchange-md5", "key-exchange-sha1", "sha1-rsa-key-exchange",
	"key-exchange-sha224", "key-exchange-other-kind", "dh1024", "dh2048", "dh-composite", "dh-small-subgroup",
	"renegotiation-info-twice-agreed", "server-name-filled", "point-formats-other", "hello-request-within",
}
