package servers_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// patience is how long a test waits for what must happen; it is reached only by a test that fails.
const patience = 20 * time.Second

const host = pki.DefaultHost

const post = "POST /oauth/token HTTP/1.0\r\nHost: api.bench.test\r\nContent-Length: 7\r\n\r\na=1&b=2"

// bench is a server under test, the authority that its clients trust, and the events it reported.
type bench struct {
	t         *testing.T
	server    *servers.Server
	authority *pki.Authority

	mu       sync.Mutex
	events   []servers.Event
	observed chan struct{} // closed at the next event
}

// newBench opens a server on a free port. Its boards' clocks run a thousand times as fast as the wall's.
func newBench(t *testing.T) *bench {
	t.Helper()
	authority, err := pki.New(pki.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, authority: authority, observed: make(chan struct{})}
	b.server, err = servers.Listen(t.Context(), servers.Config{
		Addr: "127.0.0.1:0", PKI: authority, Rate: func() float64 { return 1000 },
		Observe: func(e servers.Event) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.events = append(b.events, e)
			close(b.observed)
			b.observed = make(chan struct{})
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.server.Close() })
	return b
}

// use begins a trial by a scenario's name.
func (b *bench) use(name string) servers.Scenario {
	b.t.Helper()
	sc, ok := servers.Lookup(name)
	if !ok {
		b.t.Fatalf("no scenario %q", name)
	}
	b.begin(sc)
	return sc
}

func (b *bench) begin(sc servers.Scenario) {
	b.t.Helper()
	if err := b.server.Use(sc); err != nil {
		b.t.Fatal(err)
	}
}

// kinds are the events that one connection of the present trial had, in order.
func (b *bench) kinds(conn int) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for _, e := range b.events {
		if e.Kind == servers.EventScenario {
			out = nil
		}
		if e.Conn == conn && conn != 0 {
			out = append(out, e.Kind)
		}
	}
	return out
}

// course is the kinds of a connection's events up to its end, which is reported just after it can be seen.
func (b *bench) course(conn int) []string {
	b.t.Helper()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		b.mu.Lock()
		observed := b.observed
		b.mu.Unlock()
		if kinds := b.kinds(conn); slices.Contains(kinds, servers.EventClosed) {
			return kinds
		}
		select {
		case <-observed:
		case <-timer.C:
			b.t.Fatalf("connection %d has no end among its events %q", conn, b.kinds(conn))
		}
	}
}

// wait blocks until the record is as wanted.
func (b *bench) wait(what string, ok func([]servers.Conn) bool) []servers.Conn {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	for {
		changed := b.server.Changed()
		if seen := b.server.Seen(); ok(seen) {
			return seen
		}
		select {
		case <-changed:
		case <-ctx.Done():
			for _, c := range b.server.Seen() {
				b.t.Log(c.Summary())
			}
			b.t.Fatalf("waiting for %s: it did not come", what)
		}
	}
}

// over waits until n connections have ended.
func (b *bench) over(n int) []servers.Conn {
	b.t.Helper()
	return b.wait("the end of the connections", func(seen []servers.Conn) bool {
		open := func(c servers.Conn) bool { return c.End == servers.Open }
		return len(seen) == n && !slices.ContainsFunc(seen, open)
	})
}

// dial opens a TCP connection that ends with the test.
func (b *bench) dial() *net.TCPConn {
	b.t.Helper()
	c, err := b.tryDial()
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// tryDial may fail: a server that resets at once can be faster than the client sees that it is connected.
func (b *bench) tryDial() (*net.TCPConn, error) {
	c, err := net.Dial("tcp", b.server.Addr())
	if err != nil {
		return nil, err
	}
	b.t.Cleanup(func() { c.Close() })
	return c.(*net.TCPConn), c.SetDeadline(time.Now().Add(patience))
}

// A client is a firmware made of Go.
type client struct {
	max      uint16 // version
	roots    *x509.CertPool
	careless bool
	request  string
	abrupt   bool // closes without close_notify, as the stacks of the boards do
}

// sound is a client as a sound ESP32 firmware is one.
func (b *bench) sound() client {
	return client{max: tls.VersionTLS12, roots: b.authority.RootPool(), request: post, abrupt: true}
}

// meet connects, sends the request and reads the reply to its end.
func (cl client) meet(b *bench) (reply string, err error) {
	b.t.Helper()
	raw, err := b.tryDial()
	if err != nil {
		return "", err
	}
	c := tls.Client(raw, &tls.Config{
		ServerName: host, RootCAs: cl.roots, InsecureSkipVerify: cl.careless, MaxVersion: cl.max,
	})
	defer func() {
		if cl.abrupt {
			raw.Close()
		}
		c.Close()
	}()
	if err := c.Handshake(); err != nil {
		return "", err
	}
	if _, err := io.WriteString(c, cl.request); err != nil {
		return "", err
	}
	text, err := io.ReadAll(c)
	return string(text), err
}

// timedOut tells a client's own time-out from other errors.
func timedOut(err error) bool {
	var ne net.Error
	return errors.As(err, &ne) && ne.Timeout()
}
