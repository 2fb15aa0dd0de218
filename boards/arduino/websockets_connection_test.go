package arduino

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/gobwas/ws"
)

func TestWebSocketLeavesAndComesBack(t *testing.T) {
	t.Parallel()
	b := newBench(t, sending())
	r := b.run(compile(t, "websocket_probe", FQBN), and(and(begin, "disconnect", "open?", "disconnect", "await disconnected"), "await connected", "open?")...)
	r.has(t, "event disconnected 0 null\nopen 0\nevent connected 1 [/]\nopen 1\n")
	if n := strings.Count(r.console, "event disconnected"); n != 1 {
		t.Errorf("%d ends were reported of one connection:\n%s", n, r.console)
	}
	if got := listen(t, b.conn().wire()).only(t, ws.OpClose); !bytes.Equal(got, []byte{0x03, 0xE8}) {
		t.Errorf("the client closed with % x, want 1000", got)
	}
	b.conn()
}

func TestWebSocketLeavesFromTheHandler(t *testing.T) {
	t.Parallel()
	b := newBench(t, sending(whole(ws.OpText, "one"), whole(ws.OpText, "two")))
	r := b.run(compile(t, "websocket_probe", FQBN), and([]string{"leave"}, and(begin, "await disconnected", "open?")...)...)
	r.has(t, "event text 3 [one]\nevent disconnected 0 null\nopen 0\n")
	listen(t, b.conn().wire()).only(t, ws.OpClose)
}

// A server that just goes away is noticed by the end of TCP; the next attempt comes after the interval.
func TestWebSocketServerGoesAway(t *testing.T) {
	t.Parallel()
	b := newBench(t, opened(func(c net.Conn) { c.Write(whole(ws.OpText, "bye")) }))
	r := b.run(compile(t, "websocket_probe", FQBN), and([]string{"interval 7000"}, and(begin, "await disconnected", "timed", "timed")...)...)
	if n := strings.Count(r.console, "event connected 1 [/]\nevent text 3 [bye]\nevent disconnected 0 null\n"); n != 3 {
		t.Errorf("%d connections were made and lost, want 3:\n%s", n, r.console)
	}
	// On a busy machine they come later; sooner they must never come.
	for _, span := range regexp.MustCompile(`took (\d+) s`).FindAllStringSubmatch(r.console, -1) {
		if s, _ := strconv.Atoi(span[1]); s < 7 {
			t.Errorf("a connection came %d s after the end of the one before, want 7:\n%s", s, r.console)
		}
	}
	for range 3 {
		if got := listen(t, b.conn().wire()); len(got.frames) != 0 || got.rest != "" {
			t.Errorf("the client sent %v to a server that was gone", got.frames)
		}
	}
}

func TestWebSocketBeginElsewhere(t *testing.T) {
	t.Parallel()
	b := newBench(t, sending())
	r := b.run(compile(t, "websocket_probe", FQBN), and(begin, "begin "+host+" PORT /other", "open?", "await connected")...)
	r.has(t, "event connected 1 [/]\nopen 0\nevent connected 6 [/other]\n")
	if got := listen(t, b.conn().wire()); got.header("Host") == "" || len(got.frames) != 0 {
		t.Errorf("the first connection ended with %v", got.frames)
	}
}

func TestWebSocketHeartbeat(t *testing.T) {
	t.Parallel()
	t.Run("answered", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, opened(pongs(3)))
		r := b.run(compile(t, "websocket_probe", FQBN), and([]string{"heartbeat 2000 1000 2"}, and(begin, "await pong", "await pong", "await pong", "open?")...)...)
		r.has(t, "event pong 0 []\nevent pong 0 []\nevent pong 0 []\nopen 1\n")
	})
	t.Run("swallowed", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, sending())
		r := b.run(compile(t, "websocket_probe", FQBN), and([]string{"heartbeat 4000 2000 2"}, and(begin, "timed")...)...)
		// Pings at 4 s and 8 s; the second is given up at 10 s.
		r.has(t, "event disconnected 0 null\ntook 10 s\n")
		got := listen(t, b.conn().wire())
		if fmt.Sprint(codes(got)) != fmt.Sprint([]ws.OpCode{ws.OpPing, ws.OpPing, ws.OpClose}) {
			t.Errorf("the client sent %v, want two pings and a close", codes(got))
		}
	})
	t.Run("never given up", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, opened(func(c net.Conn) {
			awaitFrames(c, 6)
			c.Write(whole(ws.OpText, "enough"))
			drain(c)
		}))
		r := b.run(compile(t, "websocket_probe", FQBN), and([]string{"heartbeat 2000 500 0"}, and(begin, "await text", "noheartbeat", "open?")...)...)
		r.has(t, "event text 6 [enough]\nopen 1\n")
	})
}

// pongs answers so many pings, and nothing else.
func pongs(count int) func(net.Conn) {
	return func(c net.Conn) {
		for range count {
			awaitFrames(c, 1)
			c.Write(whole(ws.OpPong, ""))
		}
		drain(c)
	}
}

// awaitFrames reads so many frames.
func awaitFrames(c net.Conn, count int) {
	for range count {
		if _, err := ws.ReadFrame(c); err != nil {
			return
		}
	}
}

func codes(s said) []ws.OpCode {
	var all []ws.OpCode
	for _, frame := range s.frames {
		all = append(all, frame.Header.OpCode)
	}
	return all
}

// insideTLS is what clients say within TLS: one text for each connection whose handshake succeeded.
type insideTLS struct {
	mu    sync.Mutex
	texts [][]byte
}

// serve is a TLS server that opens a WebSocket and does what then does.
func (p *insideTLS) serve(config *tls.Config, then func(net.Conn)) func(*recorded) {
	return serveTLS(config, func(s *tls.Conn) {
		c := &recorded{Conn: s}
		opened(then)(c)
		p.mu.Lock()
		defer p.mu.Unlock()
		p.texts = append(p.texts, c.wire())
	})
}

func TestWebSocketOverTLS(t *testing.T) {
	t.Parallel()
	root, other := newCA(t, nil, "Bench Root"), newCA(t, nil, "Other Root")
	server := newLeaf(t, root, nil)
	for _, c := range []struct {
		name     string
		commands []string
		trusted  bool
		packets  bool // a connection is made at all
	}{
		{"right CA", []string{block("ca", certPEM(root)), "beginca " + host + " PORT /"}, true, true},
		{"wrong CA", []string{block("ca", certPEM(other)), "beginca " + host + " PORT /"}, false, true},
		{"name in doubt", []string{block("ca", certPEM(root)), "beginca alias.bench.test PORT /"}, false, true},
		// What nothing warns of: whoever answers is trusted.
		{"no CA", []string{"beginnoca " + host + " PORT /"}, true, true},
		{"nothing", []string{"beginssl " + host + " PORT /"}, true, true},
		{"fingerprint", []string{"beginfingerprint " + host + " PORT / " + strings.Repeat("AA ", 20)}, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			inside := &insideTLS{}
			b := newBench(t, inside.serve(serving(server), echoing))
			if c.trusted {
				r := b.run(compile(t, "websocket_probe", FQBN), and(c.commands, "await connected", "text hello", "await text")...)
				r.has(t, "event connected 1 [/]\nsent 1\nevent text 5 [hello]\n")
				b.conn()
				if got := listen(t, inside.texts[0]).only(t, ws.OpText); string(got) != "hello" {
					t.Errorf("the client said %q within TLS", got)
				}
				return
			}
			r := b.run(compile(t, "websocket_probe", FQBN), and(c.commands, "await disconnected", "await disconnected", "await disconnected")...)
			if strings.Contains(r.console, "connected 1") || len(inside.texts) != 0 {
				t.Errorf("the client got through:\n%s", r.console)
			}
			b.listener.Close()
			for range 3 {
				if !c.packets {
					break
				}
				if types, _ := records(t, b.conn().wire()); bytes.IndexByte(types, 23) >= 0 {
					t.Errorf("the client sent application data: records %v", types)
				}
			}
			if len(b.accepted) != 0 {
				t.Errorf("%d connections too many", len(b.accepted))
			}
		})
	}
}

// The ESP32's TLS client does not notice that TCP ended without a close_notify; only the heartbeat does.
func TestWebSocketHeartbeatFindsTheDeadTLS(t *testing.T) {
	t.Parallel()
	root := newCA(t, nil, "Bench Root")
	inside := &insideTLS{}
	b := newBench(t, inside.serve(serving(newLeaf(t, root, nil)), func(c net.Conn) { awaitFrames(c, 1) }))
	r := b.run(compile(t, "websocket_probe", FQBN), block("ca", certPEM(root)), "beginca "+host+" PORT /", "await connected",
		"text end", "run 200", "open?", "heartbeat 1000 500 2", "await disconnected", "open?")
	r.has(t, "sent 1\nopen 1\n")
	r.has(t, "event disconnected 0 null\nopen 0\n")
}
