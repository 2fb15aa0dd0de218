package servers_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/http1"
	"github.com/benchtrial/benchtrial/servers/pki"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// Connections in every stage are gone when the next trial begins, and so are their events.
func TestUseEndsTheTrialBefore(t *testing.T) {
	b := newBench(t)
	b.use("reply-never")
	silent := b.dial()
	open := tls.Client(b.dial(), &tls.Config{ServerName: host, RootCAs: b.authority.RootPool()})
	if _, err := io.WriteString(open, post); err != nil {
		t.Fatal(err)
	}
	b.wait("both", func(seen []servers.Conn) bool {
		return len(seen) == 2 && (seen[0].Complete || seen[1].Complete)
	})
	b.use("valid")
	if seen := b.server.Seen(); len(seen) != 0 {
		t.Errorf("the new trial begins with %d connections", len(seen))
	}
	for name, c := range map[string]io.Reader{"silent": silent, "open": open} {
		if _, err := io.ReadAll(c); timedOut(err) {
			t.Errorf("the %s connection of the earlier trial is still open", name)
		}
	}
	if _, err := b.sound().meet(b); err != nil {
		t.Fatal(err)
	}
	if seen := b.over(1); seen[0].Attempt != 1 {
		t.Errorf("the first attempt of the new trial is number %d", seen[0].Attempt)
	}
	if got := b.kinds(2); len(got) != 0 {
		t.Errorf("events of the earlier trial in the new one: %q", got)
	}
}

func TestUseEndsTheTrialBeforeUnderLoad(t *testing.T) {
	b := newBench(t)
	for round := range 20 {
		b.use([]string{"valid", "connection-reset", "connection-refused", "handshake-stalled"}[round%4])
		var clients sync.WaitGroup
		stop := make(chan struct{})
		for range 4 {
			clients.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					if c, err := net.Dial("tcp", b.server.Addr()); err == nil {
						io.WriteString(c, "\x16\x03\x01")
						c.Close()
					}
				}
			})
		}
		if round%4 != 2 {
			b.wait("some connections", func(seen []servers.Conn) bool { return len(seen) > 3 })
		}
		close(stop)
		clients.Wait()
	}
	b.use("connection-refused")
	if seen := b.server.Seen(); len(seen) != 0 {
		t.Errorf("%d connections to a closed port", len(seen))
	}
}

func TestConnectionsAtTheSameTimeAreKeptApart(t *testing.T) {
	b := newBench(t)
	b.use("valid")
	const clients = 8
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			cl := b.sound()
			cl.request = fmt.Sprintf("GET /%d HTTP/1.0\r\nHost: %s\r\n\r\n", i, host)
			if _, err := cl.meet(b); err != nil {
				t.Errorf("client %d: %v", i, err)
			}
		})
	}
	all.Wait()
	var targets []string
	for i, c := range b.over(clients) {
		if c.Attempt != i+1 {
			t.Errorf("connection %d has attempt %d", i, c.Attempt)
		}
		r, _ := http1.ParseRequest(c.Request)
		targets = append(targets, r.Target)
	}
	slices.Sort(targets)
	if want := []string{"/0", "/1", "/2", "/3", "/4", "/5", "/6", "/7"}; !slices.Equal(targets, want) {
		t.Errorf("requests %q", targets)
	}
}

// sendParts sends a request in records of its own for each part, waits until the server has it, and closes.
func sendParts(t *testing.T, b *bench, parts ...string) servers.Conn {
	t.Helper()
	inner := b.dial()
	c := tls.Client(inner, &tls.Config{ServerName: host, RootCAs: b.authority.RootPool(), MaxVersion: tls.VersionTLS12})
	for _, p := range parts {
		if _, err := io.WriteString(c, p); err != nil {
			t.Fatal(err)
		}
	}
	total := len(strings.Join(parts, ""))
	b.wait("the whole request", func(seen []servers.Conn) bool { return len(seen) == 1 && len(seen[0].Request) == total })
	inner.Close()
	return b.over(1)[0]
}

func TestBytesAfterTheRequestAreCounted(t *testing.T) {
	b := newBench(t)
	b.use("reply-never")
	if c := sendParts(t, b, post, "\r\n"); !c.Complete || c.Extra != 2 || c.AppRecords != 2 || len(c.Arrivals) != 2 {
		t.Errorf("in records of their own: %s", c.Summary())
	}
	b.use("reply-never")
	if c := sendParts(t, b, post+"\r\n"); !c.Complete || c.Extra != 2 {
		t.Errorf("in the same record: %s", c.Summary())
	}
}

func TestAnUnfinishedRequestIsNotAnswered(t *testing.T) {
	b := newBench(t)
	for _, request := range []string{post[:len(post)-1], "POST / HTTP/1.0\r\nHost: x\r\n"} {
		b.use("valid")
		if c := sendParts(t, b, request); c.Complete || c.Replied != 0 || c.End != servers.EOF {
			t.Errorf("after %q: %s", request, c.Summary())
		}
	}
}

// A firmware that prints its request piece by piece sends many small records.
func TestRequestInSmallRecords(t *testing.T) {
	b := newBench(t)
	b.use("reply-never")
	c := sendParts(t, b, strings.Split(post, "")...)
	if !c.Complete || c.AppRecords != len(post) || len(c.Arrivals) != len(post) || string(c.Request) != post {
		t.Errorf("seen %s", c.Summary())
	}
	if c.RequestAt != c.Arrivals[0].At || c.CompleteAt != c.Arrivals[len(post)-1].At {
		t.Error("the times of the request are not those of its first and last record")
	}
}

func TestLongRequest(t *testing.T) {
	b := newBench(t)
	b.use("valid")
	cl := b.sound()
	body := strings.Repeat("é", 32<<10)
	cl.request = fmt.Sprintf("POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n%s", host, len(body), body)
	if _, err := cl.meet(b); err != nil {
		t.Fatal(err)
	}
	if c := b.over(1)[0]; string(c.Request) != cl.request || c.Extra != 0 {
		t.Errorf("seen %s", c.Summary())
	}
}

func TestNotTLS(t *testing.T) {
	b := newBench(t)
	b.use("valid")
	c := b.dial()
	if _, err := io.WriteString(c, "GET / HTTP/1.0\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	c.CloseWrite()
	if seen := b.over(1)[0]; !seen.NotTLS || seen.Handshake.Done || !strings.Contains(seen.Summary(), "no TLS") {
		t.Errorf("seen %s", seen.Summary())
	}
}

// An alert in the version that mbedTLS 2.28 gives it, sent together with FIN: crypto/tls hides it, the wire does not.
func TestAlertInAnOldRecordVersion(t *testing.T) {
	b := newBench(t)
	b.use("untrusted-root")
	c := b.dial()
	hello := capture(t)
	if _, err := c.Write(append(hello, 21, 3, 1, 0, 2, 2, 48)); err != nil {
		t.Fatal(err)
	}
	c.CloseWrite()
	seen := b.over(1)[0]
	if len(seen.Alerts) != 1 || seen.Alerts[0].Code != 48 || seen.Alerts[0].Version != 0x0301 {
		t.Fatalf("alerts %+v", seen.Alerts)
	}
	if got := seen.Summary(); !strings.Contains(got, "client alert unknown_ca(48), 0 application bytes, closed by client (EOF)") {
		t.Errorf("summary %q", got)
	}
}

// capture is the ClientHello of a client of TLS 1.2, as bytes.
func capture(t *testing.T) []byte {
	t.Helper()
	ours, theirs := net.Pipe()
	defer ours.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		tls.Client(theirs, &tls.Config{ServerName: host, MaxVersion: tls.VersionTLS12}).Handshake()
	}()
	buf := make([]byte, 4096)
	n, err := ours.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	ours.Close()
	<-done
	return buf[:n]
}

func TestEndsAfterTheHello(t *testing.T) {
	for network, want := range map[servers.Network]servers.End{
		servers.CloseAfterHello: servers.EOF, servers.ResetAfterHello: servers.ByServer, servers.CloseOnAccept: servers.EOF,
	} {
		t.Run(network.String(), func(t *testing.T) {
			b := newBench(t)
			b.begin(servers.Scenario{Name: "x", Behave: func(int) servers.Behaviour { return servers.Behaviour{Network: network} }})
			if _, err := b.sound().meet(b); err == nil {
				t.Error("the handshake succeeded")
			}
			c := b.over(1)[0]
			if c.Hello == nil && network != servers.CloseOnAccept {
				t.Error("no hello seen")
			}
			if c.End != want && c.End != servers.Reset {
				t.Errorf("ended by %v, want %v", c.End, want)
			}
			if sent := len(wire.Stream(c.Segments, false)); sent != 0 {
				t.Errorf("the server sent %d bytes", sent)
			}
		})
	}
}

// The server's flight is cut in its middle: the client has not got enough to go on.
func TestWireFaults(t *testing.T) {
	for _, cut := range []wire.Cut{wire.CutFIN, wire.CutReset} {
		t.Run(cut.String(), func(t *testing.T) {
			b := newBench(t)
			fault := wire.Fault{Cut: cut, At: 100, Slice: 7}
			b.begin(servers.Scenario{Name: "x", Behave: func(int) servers.Behaviour { return servers.Behaviour{Wire: fault} }})
			if _, err := b.sound().meet(b); err == nil {
				t.Error("the handshake succeeded")
			}
			c := b.over(1)[0]
			if sent := len(wire.Stream(c.Segments, false)); sent != 100 {
				t.Errorf("the server sent %d bytes, want 100", sent)
			}
			if c.Handshake.Done {
				t.Errorf("seen %s", c.Summary())
			}
		})
	}
}

func TestPortHeldByAnother(t *testing.T) {
	b := newBench(t)
	b.use("connection-refused")
	thief, err := net.Listen("tcp", b.server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer thief.Close()
	valid, _ := servers.Lookup("valid")
	closed, _ := servers.Lookup("connection-refused")
	for _, sc := range []servers.Scenario{valid, closed} {
		err := b.server.Use(sc)
		if err == nil || !strings.Contains(err.Error(), ".test") || !strings.Contains(err.Error(), b.server.Addr()) {
			t.Errorf("using %q on a held port: %v, want an error with address and holder", sc.Name, err)
		}
	}
	if _, err := servers.Listen(t.Context(), servers.Config{Addr: b.server.Addr(), PKI: b.authority}); err == nil {
		t.Error("listening on a held port succeeded")
	}
	thief.Close()
	b.use("valid")
	if _, err := b.sound().meet(b); err != nil {
		t.Error(err)
	}
}

func TestAScenarioThatCannotBePlayed(t *testing.T) {
	b := newBench(t)
	broken := pki.Deviation{Name: "broken", Change: func(*pki.Plan) error { return errors.New("no such chain") }}
	err := b.server.Use(servers.Scenario{Name: "x", Behave: func(int) servers.Behaviour { return servers.Behaviour{Chain: broken} }})
	if err == nil || !strings.Contains(err.Error(), "no such chain") {
		t.Errorf("got %v", err)
	}
	b.use("valid")
}

func TestCloseLeavesNothing(t *testing.T) {
	before := runtime.NumGoroutine()
	b := newBench(t)
	b.use("handshake-stalled")
	for range 3 {
		b.dial()
	}
	b.wait("the connections", func(seen []servers.Conn) bool { return len(seen) == 3 })
	if err := b.server.Close(); err != nil {
		t.Fatal(err)
	}
	// A goroutine that has done its work is counted until the scheduler has buried it.
	for start := time.Now(); runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Since(start) > patience {
			t.Fatalf("%d goroutines before, %d after", before, runtime.NumGoroutine())
		}
	}
	if seen := b.server.Seen(); len(seen) != 3 || seen[0].End != servers.ByServer || !b.server.Idle() {
		t.Errorf("after the end %d connections are seen", len(seen))
	}
	if err := b.server.Use(servers.Scenario{}); !errors.Is(err, servers.ErrClosed) {
		t.Errorf("using a closed server: %v", err)
	}
}

func TestContextClosesTheServer(t *testing.T) {
	authority, err := pki.New(pki.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	s, err := servers.Listen(ctx, servers.Config{Addr: "127.0.0.1:0", PKI: authority})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	s.Close() // waits for the closing that is under way
	if _, err := net.Dial("tcp", s.Addr()); err == nil {
		t.Error("the port is still open")
	}
}

func TestBehaviourMayChangeTLS(t *testing.T) {
	b := newBench(t)
	old := func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS10 }
	b.begin(servers.Scenario{Name: "tls-v1-0", Behave: func(int) servers.Behaviour { return servers.Behaviour{TLS: old} }})
	if _, err := b.sound().meet(b); err == nil {
		t.Error("a client of TLS 1.2 spoke TLS 1.0")
	}
	c := b.over(1)[0]
	if c.Handshake.Done || c.Hello == nil {
		t.Errorf("seen %s", c.Summary())
	}
}
