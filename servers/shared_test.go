package servers_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/hex"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/servers"
)

var boardsKey = []byte("0123456789abcdef0123456789abcdef")

// keyed is a bench whose good server shares a key with "board".
func keyed(t *testing.T) *bench {
	b := newBench(t)
	b.server.SetAgreement(servers.Agreement{Identity: "board", Key: boardsKey})
	return b
}

// byOpenSSL lets `openssl s_client` ask the server with a pre-shared key, and gives what it prints.
func (b *bench) byOpenSSL(identity string, key []byte, more ...string) string {
	b.t.Helper()
	program, err := exec.LookPath("openssl")
	if err != nil {
		b.t.Skip("no openssl here")
	}
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	args := []string{"s_client", "-connect", b.server.Addr(), "-tls1_2", "-psk", hex.EncodeToString(key), "-psk_identity", identity, "-ign_eof"}
	cmd := exec.CommandContext(ctx, program, append(args, more...)...)
	cmd.Stdin = strings.NewReader(post)
	out, _ := cmd.CombinedOutput() // its words tell
	return string(out)
}

// The good server takes the key of that name, shows no certificate, and notes the name.
func TestSharedKey(t *testing.T) {
	b := keyed(t)
	b.use("valid")
	out := b.byOpenSSL("board", boardsKey)
	c := b.over(1)[0]
	if !c.Handshake.Done || c.Identity != "board" || string(c.Request) != post || !strings.Contains(out, "HTTP/1.1 200") {
		t.Errorf("seen %s, identity %q, request %q\n%s", c.Summary(), c.Identity, c.Request, out)
	}
	if strings.Contains(out, "BEGIN CERTIFICATE") {
		t.Errorf("it shows a certificate\n%s", out)
	}
	b.use("valid")
	if _, err := b.sound().meet(b); err == nil {
		t.Error("a client without a key is let in")
	}
	b.over(1)
}

// Who has another key, or another name, does not come to the end of a handshake; neither does the server that has.
func TestKeysThatDoNotFit(t *testing.T) {
	other := bytes.Clone(boardsKey)
	other[31]++
	for _, c := range []struct {
		scenario, identity string
		key                []byte
		want               string // among openssl's words
	}{
		{"valid", "board", other, "alert bad record mac"},
		{"valid", "another", boardsKey, "alert unknown psk identity"},
		{"psk-wrong", "board", boardsKey, "alert bad record mac"},
		{"psk-impostor", "board", boardsKey, "bad record mac"},
		{"psk-identity-unknown", "board", boardsKey, "alert unknown psk identity"},
		{"psk-finished-wrong", "board", boardsKey, "digest check failed"},
		{"psk-null", "board", boardsKey, "wrong cipher returned"},
		{"psk-anonymous", "board", boardsKey, "wrong cipher returned"},
		{"psk-hint-broken", "board", boardsKey, "length mismatch"},
	} {
		b := keyed(t)
		b.use(c.scenario)
		out := b.byOpenSSL(c.identity, c.key, "-cipher", "PSK")
		if seen := b.over(1)[0]; seen.Handshake.Done || seen.AppBytes > 0 || len(seen.Request) > 0 || !strings.Contains(out, c.want) {
			t.Errorf("%s as %q: seen %s, want %q in\n%s", c.scenario, c.identity, seen.Summary(), c.want, out)
		}
	}
}

// Honest servers with a key, and the one that has a certificate instead.
func TestServersForKeys(t *testing.T) {
	for name, want := range map[string]bool{"psk": true, "psk-hint": true, "ecdhe-psk": true, "recovers-at-1": true, "psk-certificate-instead": false} {
		b := keyed(t)
		b.use(name)
		out := b.byOpenSSL("board", boardsKey, "-cipher", "PSK")
		if c := b.over(1)[0]; c.Handshake.Done != want {
			t.Errorf("%s: seen %s\n%s", name, c.Summary(), out)
		}
	}
}

// To a client that can do without a key, the server without one is an ordinary one; that is why it must be told apart.
func TestCertificateInsteadIsSound(t *testing.T) {
	b := keyed(t)
	b.use("psk-certificate-instead")
	if reply, err := b.sound().meet(b); err != nil || !strings.HasPrefix(reply, "HTTP/1.1 200") {
		t.Errorf("%q, %v", reply, err)
	}
	b.over(1)
}

// An impostor reads nothing, but what comes is counted: a client that goes on is found out.
func TestImpostorCountsWhatComes(t *testing.T) {
	sc, _ := servers.Lookup("psk-impostor")
	if b := sc.Behave(1); !b.Unfinished {
		t.Error("the server's own belief counts as a handshake")
	}
	if !sc.Refuse || sc.Full {
		t.Error("it is not refused in every run")
	}
}

// ByKey holds for what happens below and above TLS, and for nothing that is about certificates or TLS itself.
func TestByKey(t *testing.T) {
	for name, want := range map[string]bool{
		"valid": true, "connection-reset": true, "handshake-stalled": true, "reply-in-pieces": true, "recovers-at-2": true,
		"untrusted-root": false, "untrusted-after-reset": false, "tls-v1-3": false, "two-certificates-by-sni": false,
		"bit-flipped-record": false, "psk": false, "wrong.host-first": false,
	} {
		if sc, ok := servers.Lookup(name); !ok || sc.ByKey() != want {
			t.Errorf("%s: %t", name, !want)
		}
	}
}

// The agreement is that of the next trial, as the service is.
func TestProtocolsThatWereAgreedOn(t *testing.T) {
	b := newBench(t)
	b.server.SetAgreement(servers.Agreement{Protocols: []string{"x-amzn-mqtt-ca"}})
	for _, c := range []struct {
		scenario string
		offers   []string
		done     bool
	}{
		{"valid", []string{"x-amzn-mqtt-ca"}, true},
		{"valid", []string{"h2", "x-amzn-mqtt-ca"}, true},
		{"valid", []string{"mqtt"}, false},
		{"valid", nil, false},
		{"expired", nil, true}, // who poses as a server turns nobody away
		{"alpn-no-overlap", []string{"x-amzn-mqtt-ca"}, false},
	} {
		b.use(c.scenario)
		conn := tls.Client(b.dial(), &tls.Config{ServerName: host, InsecureSkipVerify: true, NextProtos: c.offers, MaxVersion: tls.VersionTLS12})
		_ = conn.SetDeadline(time.Now().Add(patience))
		err := conn.Handshake()
		if chosen := conn.ConnectionState().NegotiatedProtocol; (err == nil) != c.done || c.done && c.offers != nil && chosen != "x-amzn-mqtt-ca" {
			t.Errorf("%s, offering %q: %v, chosen %q", c.scenario, c.offers, err, chosen)
		}
		conn.Close()
		if seen := b.over(1)[0]; seen.Handshake.Done != c.done || !slices.Equal(seen.Hello.ALPN, c.offers) {
			t.Errorf("%s, offering %q: seen %s", c.scenario, c.offers, seen.Summary())
		}
	}
}

// By hand the key is the one that the catalogue tells.
func TestKeyByHand(t *testing.T) {
	b := newBench(t)
	sc := b.use("psk")
	_, told, found := strings.Cut(sc.Doc, "by hand it is ")
	key, err := hex.DecodeString(strings.TrimSuffix(told, "."))
	if !found || err != nil {
		t.Fatalf("the key is not told: %q, %v", sc.Doc, err)
	}
	out := b.byOpenSSL(servers.SharedIdentity, key)
	if c := b.over(1)[0]; !c.Handshake.Done || string(c.Request) != post {
		t.Errorf("seen %s\n%s", c.Summary(), out)
	}
}
