package arduino

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net"
	"strings"
	"testing"
)

// The request in the order of the log that "Secure Websockets with ESP8266 and Arduino" (2019) prints.
func TestWebSocketUpgradeRequest(t *testing.T) {
	t.Parallel()
	const before = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: KEY\r\n"
	const protocol = "Sec-WebSocket-Protocol: arduino\r\n"
	const origin = "Origin: file://\r\n"
	const agent = "User-Agent: arduino-WebSocket-Client\r\n"
	cases := map[string]struct {
		commands []string
		want     string
	}{
		"plain": {
			[]string{"begin " + host + " PORT /"},
			"GET / HTTP/1.1\r\nHost: " + host + ":PORT\r\n" + before + protocol + origin + agent,
		},
		"query": {
			[]string{"begin " + host + " PORT /chat?room=1&who=me"},
			"GET /chat?room=1&who=me HTTP/1.1\r\nHost: " + host + ":PORT\r\n" + before + protocol + origin + agent,
		},
		"address": {
			[]string{"beginaddress " + benchIP + " PORT"},
			"GET / HTTP/1.1\r\nHost: " + benchIP + ":PORT\r\n" + before + protocol + origin + agent,
		},
		"protocol": {
			[]string{"beginprotocol " + host + " PORT / mqtt"},
			"GET / HTTP/1.1\r\nHost: " + host + ":PORT\r\n" + before + "Sec-WebSocket-Protocol: mqtt\r\n" + origin + agent,
		},
		"no protocol": {
			[]string{"beginprotocol " + host + " PORT / "},
			"GET / HTTP/1.1\r\nHost: " + host + ":PORT\r\n" + before + origin + agent,
		},
		"headers": {
			[]string{"headers X-One: 1|X-Two: 2", "begin " + host + " PORT /"},
			"GET / HTTP/1.1\r\nHost: " + host + ":PORT\r\n" + before + protocol + "X-One: 1\r\nX-Two: 2\r\n" + agent,
		},
		"no headers": {
			[]string{"noheaders", "begin " + host + " PORT /"},
			"GET / HTTP/1.1\r\nHost: " + host + ":PORT\r\n" + before + protocol + agent,
		},
		"login": {
			[]string{"login user secret", "begin " + host + " PORT /"},
			"GET / HTTP/1.1\r\nHost: " + host + ":PORT\r\n" + before + protocol + origin + agent + "Authorization: Basic dXNlcjpzZWNyZXQ=\r\n",
		},
		"token": {
			[]string{"token Ym90aA==", "begin " + host + " PORT /"},
			"GET / HTTP/1.1\r\nHost: " + host + ":PORT\r\n" + before + protocol + origin + agent + "Authorization: Basic Ym90aA==\r\n",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, sending())
			b.run(compile(t, "websocket_probe", FQBN), and(c.commands, "await connected")...)
			got := listen(t, b.conn().wire())
			head := strings.Replace(got.head, got.header("Sec-WebSocket-Key"), "KEY", 1)
			if want := strings.ReplaceAll(c.want, "PORT", b.port()) + "\r\n"; head != want {
				t.Errorf("the client asked\n%q\nwant\n%q", head, want)
			}
		})
	}
}

// The log of the article above says "n: 248" for the request to echo.websocket.org:80.
func TestWebSocketUpgradeRequestIsAsLongAsTheArticles(t *testing.T) {
	t.Parallel()
	b := newBench(t, sending())
	b.run(compile(t, "websocket_probe", FQBN), begin...)
	want := 248 + len(host+":"+b.port()) - len("echo.websocket.org:80")
	if got := b.conn().wire(); len(got) != want {
		t.Errorf("the request has %d bytes, want %d: %q", len(got), want, got)
	}
}

func TestWebSocketKeysAreSixteenBytesEach(t *testing.T) {
	t.Parallel()
	b := newBench(t, sending())
	const times = 6
	var commands []string
	for range times {
		commands = append(commands, and(begin, "disconnect")...)
	}
	b.run(compile(t, "websocket_probe", FQBN), commands...)
	seen := map[string]bool{}
	for range times {
		text := listen(t, b.conn().wire()).header("Sec-WebSocket-Key")
		key, err := base64.StdEncoding.DecodeString(text)
		if err != nil || len(key) != 16 || seen[text] {
			t.Errorf("key %q: %d bytes, %v, seen before: %t", text, len(key), err, seen[text])
		}
		// random(0xFF) ends below its argument.
		if bytes.IndexByte(key, 0xFF) >= 0 {
			t.Errorf("key %x has a byte that the chips' library never makes", key)
		}
		seen[text] = true
	}
}

func TestWebSocketUpgradeRefused(t *testing.T) {
	t.Parallel()
	const upgrade, connection = "Upgrade: websocket\r\n", "Connection: Upgrade\r\n"
	cases := map[string]struct {
		status  string
		headers string // ACCEPT is the right one
		code    int
	}{
		"ok":                {"200 OK", upgrade + connection + "Sec-WebSocket-Accept: ACCEPT\r\n", 200},
		"redirect":          {"302 Found", "Location: /elsewhere\r\n", 302},
		"forbidden":         {"403 Forbidden", "Content-Length: 3\r\n", 403},
		"unavailable":       {"503 Service Unavailable", "", 503},
		"wrong accept":      {"101 Switching Protocols", upgrade + connection + "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n", 101},
		"no accept":         {"101 Switching Protocols", upgrade + connection, 101},
		"no connection":     {"101 Switching Protocols", upgrade + "Sec-WebSocket-Accept: ACCEPT\r\n", 101},
		"list":              {"101 Switching Protocols", upgrade + "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Accept: ACCEPT\r\n", 101},
		"status of no HTTP": {"", "", 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, answering(func(accept string) string {
				head := "HTTP/1.1 " + c.status + "\r\n"
				if c.status == "" {
					head = "220 mail.bench.test ESMTP\r\n"
				}
				return head + strings.Replace(c.headers, "ACCEPT", accept, 1) + "\r\n"
			}))
			r := b.run(compile(t, "websocket_probe", FQBN), "begin "+host+" PORT /", "await disconnected", "open?")
			reason := fmt.Sprintf("WebSocket handshake failed - HTTP %d", c.code)
			r.has(t, fmt.Sprintf("event disconnected %d [%s]\nopen 0\n", len(reason), reason))
			if got := listen(t, b.conn().wire()); got.rest != "This is a webSocket client!" || got.frames != nil {
				t.Errorf("after its request the client sent %q and %v, want the stray text", got.rest, got.frames)
			}
		})
	}
}

// Names of headers, and the values that matter, in any case; other headers, long ones too, are passed over.
func TestWebSocketUpgradeAccepted(t *testing.T) {
	t.Parallel()
	for name, reply := range map[string]string{
		"kaazing": "HTTP/1.1 101 Web Socket Protocol Handshake\r\nAccess-Control-Allow-Headers: content-type\r\nConnection: Upgrade\r\n" +
			"Date: Sun, 27 Oct 2019 18:51:03 GMT\r\nSec-WebSocket-Accept: ACCEPT\r\nServer: Kaazing Gateway\r\nUpgrade: websocket\r\n\r\n",
		"case": "HTTP/1.1 101 x\r\nUPGRADE: WebSocket\r\nconnection:upgrade\r\nsec-websocket-accept:   ACCEPT  \r\n\r\n",
		"long": "HTTP/1.1 101 x\r\nUpgrade: websocket\r\nX-Long: " + strings.Repeat("x", 9000) +
			"\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ACCEPT\r\n\r\n",
		// What it is upgraded to, the chips' library does not look at.
		"no upgrade":     "HTTP/1.1 101 x\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ACCEPT\r\n\r\n",
		"other upgrade":  "HTTP/1.1 101 x\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ACCEPT\r\n\r\n",
		"bare line ends": "HTTP/1.1 101 x\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Accept: ACCEPT\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// A frame that comes with the head is not lost.
			b := newBench(t, answering(func(accept string) string {
				return strings.Replace(reply, "ACCEPT", accept, 1) + string(whole(1, "at once"))
			}))
			r := b.run(compile(t, "websocket_probe", FQBN), "begin "+host+" PORT /here", "await text")
			r.has(t, "event connected 5 [/here]\nevent text 7 [at once]\n")
		})
	}
}

func TestWebSocketReplyThatDoesNotEnd(t *testing.T) {
	t.Parallel()
	b := newBench(t, answering(func(string) string { return "HTTP/1.1 101 Switching Protocols\r\nUpgr" }))
	r := b.run(compile(t, "websocket_probe", FQBN), "begin "+host+" PORT /", "run 1", "timed")
	r.has(t, "event disconnected 0 null\ntook 5 s\n")
}

func TestWebSocketServerThatLeavesInsteadOfReplying(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *recorded) { c.Read(make([]byte, 1000)) })
	r := b.run(compile(t, "websocket_probe", FQBN), "begin "+host+" PORT /", "run 1", "timed")
	r.has(t, "event disconnected 0 null\ntook 0 s\n")
}

func TestWebSocketServerThatIsNotThere(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(*recorded) {})
	b.listener.Close()
	r := b.run(compile(t, "websocket_probe", FQBN), "interval 3000", "begin "+host+" PORT /", "timed", "timed", "timed")
	r.matches(t, `took [0-3] s\n`)
	if n := strings.Count(r.console, "event disconnected 0 null\ntook 3 s\n"); n != 2 {
		t.Errorf("%d attempts came 3 s after the one before, want 2:\n%s", n, r.console)
	}
}

func TestWebSocketNothingIsSentBeforeLoop(t *testing.T) {
	t.Parallel()
	b := newBench(t, opened(func(c net.Conn) { drain(c) }))
	r := b.run(compile(t, "websocket_probe", FQBN), "run 10", "text early", "begin "+host+" PORT /", "text early", "disconnect", "open?")
	r.has(t, "sent 0\nsent 0\nopen 0\n")
	b.listener.Close()
	if len(b.accepted) != 0 {
		t.Error("the client connected without a loop()")
	}
}
