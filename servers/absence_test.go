package servers_test

import (
	"crypto/tls"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// losses notes what a server loses.
type losses struct {
	mu   sync.Mutex
	seen []servers.Absence
}

func (l *losses) lose(a servers.Absence) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen = append(l.seen, a)
}

func (l *losses) all() []servers.Absence {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]servers.Absence(nil), l.seen...)
}

// newAiryBench is a bench whose boards can lose their Wi-Fi.
func newAiryBench(t *testing.T) (*bench, *losses) {
	t.Helper()
	authority, err := pki.New(pki.Options{})
	if err != nil {
		t.Fatal(err)
	}
	lost := &losses{}
	b := &bench{t: t, authority: authority, observed: make(chan struct{})}
	b.server, err = servers.Listen(t.Context(), servers.Config{
		Addr: "127.0.0.1:0", PKI: authority, Rate: func() float64 { return 1000 }, Lose: lost.lose,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.server.Close() })
	return b, lost
}

// moment is what a client has got, and the server seen, when the Wi-Fi is lost.
type moment struct {
	scenario  string
	handshake bool // the client completed it
	done      bool // the server saw it completed
	request   string
	complete  bool
	half      bool // half of the reply came
}

var moments = []moment{
	{scenario: "wifi-lost-after-hello"},
	{scenario: "wifi-lost-in-handshake"},
	{scenario: "wifi-lost-in-request", handshake: true, done: true, request: post[:20]},
	{scenario: "wifi-lost-before-reply", handshake: true, done: true, request: post, complete: true},
	{scenario: "wifi-lost-in-reply", handshake: true, done: true, request: post, complete: true, half: true},
}

func TestTheWiFiIsLostAtItsMoment(t *testing.T) {
	t.Parallel()
	for _, m := range moments {
		for _, name := range []string{m.scenario, m.scenario + "-for-good"} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				b, lost := newAiryBench(t)
				sc := b.use(name)
				raw, got := m.meet(b)
				conns := b.wait("the loss", func(seen []servers.Conn) bool { return len(seen) > 0 && seen[0].End == servers.Vanished })
				m.judge(t, conns[0])
				if len(lost.all()) != 1 || lost.all()[0] != sc.Air {
					t.Errorf("lost %v, want %v once", lost.all(), sc.Air)
				}
				if half := strings.Contains(got, "HTTP/1."); half != m.half {
					t.Errorf("the client got %q", got)
				}
				expectSilence(t, raw)
				b.isGoodAgain(lost)
			})
		}
	}
}

// meet goes as far as the scenario lets a client go, and returns what it got of a reply.
func (m moment) meet(b *bench) (net.Conn, string) {
	b.t.Helper()
	raw := b.dial()
	c := tls.Client(raw, &tls.Config{ServerName: host, RootCAs: b.authority.RootPool(), MaxVersion: tls.VersionTLS12})
	if !m.handshake {
		raw.SetDeadline(time.Now().Add(200 * time.Millisecond))
		if err := c.Handshake(); err == nil || !timedOut(err) {
			b.t.Fatalf("the handshake ended with %v, want silence", err)
		}
		return raw, ""
	}
	if err := c.Handshake(); err != nil {
		b.t.Fatal(err)
	}
	io.WriteString(c, post[:20])
	if m.complete {
		io.WriteString(c, post[20:])
	}
	raw.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
	text, err := io.ReadAll(c)
	if !timedOut(err) {
		b.t.Errorf("the connection ended with %v, want silence", err)
	}
	return raw, string(text)
}

func (m moment) judge(t *testing.T, c servers.Conn) {
	t.Helper()
	if c.Handshake.Done != m.done || string(c.Request) != m.request || c.Complete != m.complete {
		t.Errorf("the server saw %s, request %q", c.Summary(), c.Request)
	}
	if (c.Replied > 0) != m.half {
		t.Errorf("the server believes that it sent %d bytes", c.Replied)
	}
	if !strings.Contains(c.Summary(), "lost with the board's Wi-Fi") {
		t.Errorf("the summary does not tell of the loss: %s", c.Summary())
	}
}

// expectSilence wants neither FIN nor RST.
func expectSilence(t *testing.T, raw net.Conn) {
	t.Helper()
	raw.SetDeadline(time.Now().Add(50 * time.Millisecond))
	if n, err := raw.Read(make([]byte, 100)); n > 0 || !timedOut(err) {
		t.Errorf("%d bytes came from a connection that was lost, and %v", n, err)
	}
}

// isGoodAgain wants a further connection to be served, and nothing more to be lost.
func (b *bench) isGoodAgain(lost *losses) {
	b.t.Helper()
	if reply, err := b.sound().meet(b); err != nil || !strings.HasPrefix(reply, "HTTP/1.") {
		b.t.Errorf("the second connection got %q, %v", reply, err)
	}
	if n := len(lost.all()); n != 1 {
		b.t.Errorf("the Wi-Fi was lost %d times", n)
	}
}

func TestAllOpenConnectionsAreLost(t *testing.T) {
	t.Parallel()
	b, _ := newAiryBench(t)
	b.use("wifi-lost-after-hello")
	idle := b.dial()
	b.wait("the first connection", func(seen []servers.Conn) bool { return len(seen) == 1 })
	m := moments[0]
	m.meet(b)
	b.wait("both to be lost", func(seen []servers.Conn) bool {
		return len(seen) == 2 && seen[0].End == servers.Vanished && seen[1].End == servers.Vanished
	})
	expectSilence(t, idle)
}

// A trial that ends ends also what was lost in it: nothing is left open.
func TestTheNextTrialFindsNothingOfALoss(t *testing.T) {
	t.Parallel()
	b, _ := newAiryBench(t)
	b.use("wifi-lost-after-hello")
	raw, _ := moments[0].meet(b)
	b.use("valid")
	raw.SetDeadline(time.Now().Add(patience))
	if _, err := raw.Read(make([]byte, 100)); err == nil || timedOut(err) {
		t.Errorf("a connection of the trial before ended with %v, want its end", err)
	}
	if reply, err := b.sound().meet(b); err != nil || reply == "" {
		t.Errorf("the next trial got %q, %v", reply, err)
	}
}

// Without Wi-Fi at the start there is nothing for the server to do, and with nobody who can switch it nothing breaks.
func TestAServerMayBeUnableToSwitchTheWiFi(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.use("wifi-late")
	if reply, err := b.sound().meet(b); err != nil || reply == "" {
		t.Errorf("a board with Wi-Fi got %q, %v", reply, err)
	}
	b.use("wifi-lost-after-hello")
	moments[0].meet(b)
	b.wait("the loss", func(seen []servers.Conn) bool { return len(seen) == 1 && seen[0].End == servers.Vanished })
}
