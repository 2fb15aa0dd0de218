package arduino

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/gobwas/ws"
)

func TestWebSocketESP8266(t *testing.T) {
	t.Parallel()
	b := newBench(t, opened(echoing))
	r := b.run(compile(t, "websocket_probe", FQBN8266), and([]string{"greet Hi there!"}, and(begin, "await text", "letters 15360", "await text", "disconnect", "await connected")...)...)
	r.has(t, "event connected 1 [/]\nevent text 9 [Hi there!]\nsent 1\nevent text 15360 [a..t]\nevent disconnected 0 null\nevent connected 1 [/]\n")
	got := listen(t, b.conn().wire())
	want := "GET / HTTP/1.1\r\nHost: " + host + ":" + b.port() + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
		"Sec-WebSocket-Key: " + got.header("Sec-WebSocket-Key") + "\r\nSec-WebSocket-Protocol: arduino\r\nOrigin: file://\r\n" +
		"User-Agent: arduino-WebSocket-Client\r\n\r\n"
	if got.head != want || len(got.frames) != 3 || got.frames[2].Header.OpCode != ws.OpClose {
		t.Errorf("the client sent\n%q and %v, want\n%q and two texts and a close", got.head, codes(got), want)
	}
	again := listen(t, b.conn().wire())
	for _, key := range []string{got.header("Sec-WebSocket-Key"), again.header("Sec-WebSocket-Key")} {
		if len(key) != 24 || got.header("Sec-WebSocket-Key") == again.header("Sec-WebSocket-Key") {
			t.Errorf("key %q is not one of two different ones of 24 characters", key)
		}
	}
}

func TestWebSocketESP8266Refused(t *testing.T) {
	t.Parallel()
	b := newBench(t, answering(func(string) string { return "HTTP/1.1 403 Forbidden\r\n\r\n" }))
	r := b.run(compile(t, "websocket_probe", FQBN8266), "begin "+host+" PORT /", "await disconnected")
	r.has(t, "event disconnected 37 [WebSocket handshake failed - HTTP 403]\n")
	if got := listen(t, b.conn().wire()); got.rest != "This is a webSocket client!" {
		t.Errorf("after its request the client sent %q, want the stray text", got.rest)
	}
}

func TestWebSocketESP8266OverTLS(t *testing.T) {
	t.Parallel()
	root, other := newCA(t, nil, "Bench Root"), newCA(t, nil, "Other Root")
	server := newLeaf(t, root, nil)
	sum := sha1.Sum(server.cert.Raw)
	right := hex.EncodeToString(sum[:])
	wrong := strings.Repeat("ab", 20)
	ca, otherCA := block("ca", certPEM(root)), block("ca", certPEM(other))
	target := host + " PORT / "
	for _, c := range []struct {
		name     string
		commands []string
		trusted  bool
	}{
		{"right CA", []string{setClock(), ca, "beginca " + target}, true},
		{"list", []string{setClock(), ca, "beginlist " + target}, true},
		// The clock stands in 1970, when no certificate was valid yet.
		{"no time", []string{ca, "beginca " + target}, false},
		{"wrong CA", []string{setClock(), otherCA, "beginca " + target}, false},
		{"name in doubt", []string{setClock(), ca, "beginca alias.bench.test PORT /"}, false},
		{"no CA", []string{"beginnoca " + target}, true},
		{"nothing", []string{"beginssl " + target}, true},
		{"fingerprint", []string{"beginfingerprint " + target + right}, true},
		{"fingerprint in bytes", []string{"beginbytes " + target + right}, true},
		{"wrong fingerprint", []string{"beginfingerprint " + target + wrong}, false},
		{"wrong fingerprint in bytes", []string{"beginbytes " + target + wrong}, false},
		// No fingerprint at all, and so no trust, instead of all of it.
		{"half a fingerprint", []string{"beginfingerprint " + target + right[:20]}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			inside := &insideTLS{}
			b := newBench(t, inside.serve(serving(server), echoing))
			elf := compile(t, "websocket_probe", FQBN8266)
			if c.trusted {
				r := b.run(elf, and(c.commands, "await connected", "text hello", "await text")...)
				r.has(t, "event connected 1 [/]\nsent 1\nevent text 5 [hello]\n")
				return
			}
			r := b.run(elf, and(c.commands, "await disconnected", "await disconnected")...)
			if strings.Contains(r.console, "connected 1") {
				t.Errorf("the client got through:\n%s", r.console)
			}
			for range 2 {
				if types, _ := records(t, b.conn().wire()); len(types) == 0 || bytes.IndexByte(types, 23) >= 0 {
					t.Errorf("the client sent records %v, want a handshake without application data", types)
				}
			}
		})
	}
}

// The time that was missing comes, and the next attempt succeeds.
func TestWebSocketESP8266WaitsForTheTime(t *testing.T) {
	t.Parallel()
	root := newCA(t, nil, "Bench Root")
	inside := &insideTLS{}
	b := newBench(t, inside.serve(serving(newLeaf(t, root, nil)), echoing))
	r := b.run(compile(t, "websocket_probe", FQBN8266), block("ca", certPEM(root)), "beginca "+host+" PORT /", "await disconnected", setClock(), "await connected")
	r.has(t, "event disconnected 0 null\nevent connected 1 [/]\n")
}
