package servers_test

import (
	"crypto/tls"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/http1"
)

// talking is a scenario whose server speaks as it is told.
func talking(talk func(*servers.Talk)) servers.Scenario {
	return servers.Scenario{Name: "x", Protocol: "x", Behave: func(int) servers.Behaviour { return servers.Behaviour{Talk: talk} }}
}

// open connects by TLS.
func (b *bench) open() *tls.Conn {
	return tls.Client(b.dial(), &tls.Config{ServerName: host, RootCAs: b.authority.RootPool(), MaxVersion: tls.VersionTLS12})
}

// What is read and written through a Talk is recorded, in bytes, times, messages and events.
func TestTalk(t *testing.T) {
	b := newBench(t)
	b.begin(talking(func(talk *servers.Talk) {
		buf := make([]byte, 3)
		if _, err := io.ReadFull(talk, buf); err != nil || talk.Attempt() != 1 || !talk.State().HandshakeComplete {
			t.Errorf("reading: %v, attempt %d", err, talk.Attempt())
		}
		talk.Heard("greeting", "greeting "+string(buf))
		if !talk.Pause(time.Second) || talk.Context().Err() != nil {
			t.Error("the trial is over")
		}
		if _, err := talk.Write([]byte("you too")); err != nil {
			t.Error(err)
		}
		talk.Said("greeting", "greeting you too")
		talk.End(http1.CloseNotify)
		talk.End(http1.CloseRST) // does nothing any more
	}))
	c := b.open()
	for _, part := range []string{"h", "i!", "late"} {
		if _, err := io.WriteString(c, part); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := io.ReadAll(c); err != nil || string(got) != "you too" {
		t.Fatalf("got %q, %v", got, err)
	}
	c.Close()
	seen := b.over(1)[0]
	if string(seen.Request) != "hi!late" || len(seen.Arrivals) != 3 || string(seen.Sent) != "you too" || seen.Replied != 7 {
		t.Errorf("request %q, sent %q", seen.Request, seen.Sent)
	}
	if seen.Complete || seen.Protocol != "x" || seen.LastByteAt.IsZero() || seen.ServerEnd.IsZero() || seen.End != servers.CloseNotify {
		t.Errorf("seen %s", seen.Summary())
	}
	m := seen.Messages
	if len(m) != 2 || !m[0].FromClient || m[0].Kind != "greeting" || m[1].FromClient || m[1].At.Before(m[0].At) {
		t.Errorf("messages %+v", m)
	}
	if kinds := b.course(1); !slices.Contains(kinds, servers.EventMessage) || slices.Contains(kinds, servers.EventRequest) {
		t.Errorf("events %q", kinds)
	}
	if got := seen.Summary(); !strings.Contains(got, "greeting hi!, answered by greeting you too, closed by client") {
		t.Errorf("summary %q", got)
	}
}

// A Talk ends when the client goes away, and when the trial does.
func TestTalkEnds(t *testing.T) {
	for name, end := range map[string]func(*bench, *tls.Conn){
		"the client says goodbye": func(_ *bench, c *tls.Conn) { c.Close() },
		"the client goes away":    func(_ *bench, c *tls.Conn) { c.NetConn().Close() },
		"the trial ends":          func(b *bench, _ *tls.Conn) { b.use("valid") },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			reading, ended := make(chan struct{}), make(chan error, 1)
			b.begin(talking(func(talk *servers.Talk) {
				if n, err := talk.Read(nil); n != 0 || err != nil {
					t.Errorf("reading nothing: %d, %v", n, err)
				}
				close(reading)
				_, err := talk.Read(make([]byte, 1))
				if talk.Pause(time.Hour) {
					t.Error("a pause lasted although nobody is there")
				}
				ended <- err
			}))
			c := b.open()
			if err := c.Handshake(); err != nil {
				t.Fatal(err)
			}
			<-reading
			end(b, c)
			if err := <-ended; !errors.Is(err, io.EOF) {
				t.Errorf("reading: %v", err)
			}
		})
	}
}

// What the client sent before it went away is read all the same.
func TestTalkReadsTheRest(t *testing.T) {
	b := newBench(t)
	gone, got := make(chan struct{}), make(chan string, 1)
	b.begin(talking(func(talk *servers.Talk) {
		<-gone
		rest, err := io.ReadAll(talk)
		if err != nil {
			t.Error(err)
		}
		got <- string(rest)
	}))
	c := b.open()
	if _, err := io.WriteString(c, "last words"); err != nil {
		t.Fatal(err)
	}
	b.wait("the words", func(seen []servers.Conn) bool { return len(seen[0].Request) == 10 })
	c.NetConn().Close()
	close(gone)
	if words := <-got; words != "last words" {
		t.Errorf("read %q", words)
	}
}

func TestTalkEndings(t *testing.T) {
	for _, how := range []http1.CloseMode{http1.CloseNotify, http1.CloseFIN, http1.CloseRST, http1.KeepOpen} {
		t.Run(how.String(), func(t *testing.T) {
			b := newBench(t)
			b.begin(talking(func(talk *servers.Talk) { talk.End(how) }))
			c := b.open()
			if err := c.Handshake(); err != nil {
				t.Fatal(err)
			}
			if how == http1.KeepOpen {
				c.Close()
			}
			_, err := c.Read(make([]byte, 1))
			if clean := errors.Is(err, io.EOF); how == http1.CloseNotify && !clean {
				t.Errorf("the client got %v", err)
			}
			c.NetConn().Close()
			seen := b.over(1)[0]
			if byServer := !seen.ServerEnd.IsZero(); byServer != (how != http1.KeepOpen) {
				t.Errorf("seen %s", seen.Summary())
			}
		})
	}
}

// The service speaks where the scenario does not; a scenario with a reply of its own speaks HTTP.
func TestWhoSpeaks(t *testing.T) {
	b := newBench(t)
	b.server.SetService(servers.Service{Protocol: "y", Talk: func(talk *servers.Talk) { io.WriteString(talk, "service") }})
	for name, tc := range map[string]struct {
		scenario servers.Scenario
		protocol string
		says     string
	}{
		"service":  {servers.Scenario{Name: "x"}, "y", "service"},
		"scenario": {talking(func(talk *servers.Talk) { io.WriteString(talk, "scenario") }), "x", "scenario"},
		"reply": {servers.Scenario{Name: "x", Behave: func(int) servers.Behaviour {
			return servers.Behaviour{Reply: http1.Empty()}
		}}, servers.ProtocolHTTP, "HTTP/1.1 200"},
	} {
		b.begin(tc.scenario)
		got, err := b.sound().meet(b)
		if err != nil || !strings.HasPrefix(got, tc.says) {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
		if c := b.over(1)[0]; c.Protocol != tc.protocol {
			t.Errorf("%s: spoke %q", name, c.Protocol)
		}
	}
}

func TestConversationInOneLine(t *testing.T) {
	say := func(fromClient bool, kind, text string) servers.Message {
		return servers.Message{FromClient: fromClient, Kind: kind, Text: text}
	}
	for _, tc := range []struct {
		conn servers.Conn
		want string
	}{
		{servers.Conn{Protocol: servers.ProtocolWebSocket, Messages: []servers.Message{
			say(true, "upgrade", "upgrade to /"), say(false, "answer", "101 Switching Protocols"), say(true, "text", "text frame, 2 bytes"),
			say(false, "text", "text frame, 2 bytes"), say(true, "ping", "x"), say(true, "text", "y"), say(true, "text", "z"),
		}}, "upgrade to /, 3 text frames, 1 ping frame, answered by 101 Switching Protocols, 1 text frame, still open"},
		{servers.Conn{Protocol: servers.ProtocolMQTT, Messages: []servers.Message{
			say(true, "CONNECT", "CONNECT bench-1"), say(false, "CONNACK", "CONNACK 0"), say(true, "PUBLISH", "PUBLISH t"), say(true, "PUBLISH", "PUBLISH t"),
		}}, "CONNECT bench-1, 2 PUBLISH, answered by CONNACK 0, still open"},
		{servers.Conn{Protocol: servers.ProtocolMQTT, Messages: []servers.Message{say(true, "CONNECT", "CONNECT bench-1")}},
			"CONNECT bench-1, answered by nothing, still open"},
		{servers.Conn{Protocol: servers.ProtocolMQTT, Request: []byte("GET /")}, "5 bytes that are no mqtt, still open"},
		{servers.Conn{Protocol: servers.ProtocolMQTT}, "0 application bytes, still open"},
	} {
		if got := tc.conn.Summary(); !strings.HasSuffix(got, "-> "+tc.want) {
			t.Errorf("got  %s\nwant %s", got, tc.want)
		}
	}
}
