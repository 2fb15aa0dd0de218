package servers_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/http1"
	"github.com/benchtrial/benchtrial/servers/wire"
)

func TestValidServesASoundClient(t *testing.T) {
	b := newBench(t)
	b.use("valid")
	reply, err := b.sound().meet(b)
	if err != nil {
		t.Fatal(err)
	}
	if want := http1.AtOnce().Body; !strings.HasSuffix(reply, "\r\n\r\n"+want) {
		t.Errorf("reply %q does not end in its body", reply)
	}
	c := b.over(1)[0]
	if !c.Handshake.Done || c.Handshake.Version != tls.VersionTLS12 || !c.KeyExchange || !c.ChangeCipher {
		t.Errorf("handshake seen as %+v, key exchange %t", c.Handshake, c.KeyExchange)
	}
	if string(c.Request) != post || !c.Complete || c.Extra != 0 {
		t.Errorf("request seen as %q, complete %t, %d extra", c.Request, c.Complete, c.Extra)
	}
	if c.AppRecords != 1 || c.AppBytes <= len(post) {
		t.Errorf("seen %d application records of %d bytes", c.AppRecords, c.AppBytes)
	}
	if c.Hello == nil || c.Hello.ServerName != host {
		t.Errorf("seen hello %+v", c.Hello)
	}
	if c.End != servers.EOF || c.Replied != len(reply) || c.ServerEnd.IsZero() || c.Closed.Before(c.Opened) {
		t.Errorf("ended by %v after %d bytes of reply, server's end %v", c.End, c.Replied, c.ServerEnd)
	}
	if got := wire.ParseFlow(wire.Stream(c.Segments, true)); got.Protected != 1 || got.Hello == nil {
		t.Errorf("the recorded bytes read as %+v", got)
	}
	if len(c.Secrets) == 0 {
		t.Error("no secrets kept to read a capture with")
	}
	want := []string{
		servers.EventAccepted, servers.EventClientHello, servers.EventHandshakeDone, servers.EventRequest,
		servers.EventReply, servers.EventClosed,
	}
	if got := b.course(1); !slices.Equal(got, want) {
		t.Errorf("events %q, want %q", got, want)
	}
}

// A client of TLS 1.3 hides its end of the handshake and its close_notify in records of application data.
func TestTLS13CountsOnlyApplicationData(t *testing.T) {
	b := newBench(t)
	cl := b.sound()
	cl.max, cl.abrupt = tls.VersionTLS13, false
	if _, err := cl.meet(b); err != nil {
		t.Fatal(err)
	}
	c := b.over(1)[0]
	if c.Handshake.Version != tls.VersionTLS13 || c.AppRecords != 1 || c.AppBytes != len(post)+17 {
		t.Errorf("version %x, %d records, %d bytes", c.Handshake.Version, c.AppRecords, c.AppBytes)
	}
	if c.End != servers.CloseNotify {
		t.Errorf("ended by %v", c.End)
	}
}

func TestRefusedChains(t *testing.T) {
	for _, sc := range servers.Catalogue() {
		if !sc.Refuse || sc.Full || sc.Group != servers.GroupChain || sc.Name == "key-mismatch" || sc.Behave(1).Network != servers.Serve {
			continue // pki tells for each chain whether Go refuses it; a key that does not fit has an alert of its own
		}
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			t.Run(sc.Name+" "+wire.VersionName(version), func(t *testing.T) {
				b := newBench(t)
				b.begin(sc)
				cl := b.sound()
				cl.max = version
				if _, err := cl.meet(b); err == nil {
					t.Fatal("a sound client took the server")
				}
				checkRefused(t, b.over(1)[0], version)
				if got := b.course(1); !slices.Contains(got, servers.EventAlert) || !slices.Contains(got, servers.EventHandshakeFailed) {
					t.Errorf("events %q", got)
				}
			})
		}
	}
}

// checkRefused wants the trace that a refusal leaves: an alert and not one byte of application data.
func checkRefused(t *testing.T, c servers.Conn, version uint16) {
	t.Helper()
	if c.Handshake.Done || c.KeyExchange || c.AppRecords != 0 || c.AppBytes != 0 || len(c.Request) != 0 {
		t.Errorf("seen more than a refusal: %s", c.Summary())
	}
	if len(c.Alerts) != 1 || !c.Alerts[0].Known || c.Alerts[0].Code != 42 {
		t.Fatalf("alerts %+v, want bad_certificate(42), which Go's client sends", c.Alerts)
	}
	if hidden := version == tls.VersionTLS13; c.Alerts[0].Encrypted != hidden {
		t.Errorf("alert encrypted %t, want %t", c.Alerts[0].Encrypted, hidden)
	}
}

// The leaf stands in the trust list of the firmware. A client that takes any certificate there as an anchor accepts
// the server, one that wants a CA refuses it.
func TestLeafAsAnchor(t *testing.T) {
	b := newBench(t)
	b.use("leaf-as-anchor")
	if _, err := b.sound().meet(b); err == nil {
		t.Error("a client that trusts the root alone took the server")
	}
	naive := b.sound()
	if !naive.roots.AppendCertsFromPEM(b.authority.AnchorPEM()) {
		t.Fatal("the anchor holds no certificate")
	}
	if _, err := naive.meet(b); err != nil {
		t.Errorf("a client that trusts the leaf itself did not take the server: %v", err)
	}
}

func TestCarelessClientIsSeen(t *testing.T) {
	b := newBench(t)
	b.use("self-signed")
	cl := b.sound()
	cl.careless = true
	if _, err := cl.meet(b); err != nil {
		t.Fatal(err)
	}
	if c := b.over(1)[0]; !c.Handshake.Done || c.AppRecords == 0 || string(c.Request) != post {
		t.Errorf("seen %s", c.Summary())
	}
}

func TestConnectionRefused(t *testing.T) {
	b := newBench(t)
	b.use("connection-refused")
	if _, err := tls.Dial("tcp", b.server.Addr(), nil); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("dialling a closed port: %v", err)
	}
	b.use("valid")
	if _, err := b.sound().meet(b); err != nil {
		t.Errorf("after the port was opened again: %v", err)
	}
}

func TestConnectionReset(t *testing.T) {
	b := newBench(t)
	b.use("connection-reset")
	c, err := b.tryDial()
	if err == nil {
		_, err = io.ReadAll(c)
	}
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("connecting and reading: %v, want a reset", err)
	}
	if seen := b.over(1)[0]; seen.End != servers.ByServer || seen.Hello != nil {
		t.Errorf("seen %s", seen.Summary())
	}
}

func TestRecoversAt(t *testing.T) {
	b := newBench(t)
	b.use("recovers-at-3")
	for attempt := 1; attempt <= 4; attempt++ {
		if _, err := b.sound().meet(b); (err == nil) != (attempt >= 3) {
			t.Errorf("attempt %d: %v", attempt, err)
		}
	}
	for i, c := range b.over(4) {
		if c.Attempt != i+1 || c.Complete != (c.Attempt >= 3) {
			t.Errorf("seen %s", c.Summary())
		}
	}
}

func TestHandshakeStalled(t *testing.T) {
	b := newBench(t)
	b.use("handshake-stalled")
	raw := b.dial()
	done := make(chan error, 1)
	go func() { done <- tls.Client(raw, &tls.Config{ServerName: host}).Handshake() }()
	c := b.wait("the ClientHello", func(seen []servers.Conn) bool { return len(seen) == 1 && seen[0].Hello != nil })[0]
	if c.End != servers.Open || b.server.Idle() || len(wire.Stream(c.Segments, false)) != 0 {
		t.Errorf("seen %s", c.Summary())
	}
	raw.Close()
	if err := <-done; err == nil {
		t.Error("a handshake with a silent server succeeded")
	}
	if c := b.over(1)[0]; c.End != servers.EOF && c.End != servers.Reset {
		t.Errorf("seen %s", c.Summary())
	}
}

// The reply's board time passes, and the client reads the same bytes however they come.
func TestReplies(t *testing.T) {
	b := newBench(t)
	for _, r := range http1.Replies() {
		if r.Never || r.Close == http1.KeepOpen || r.Forever {
			continue
		}
		t.Run(r.Name, func(t *testing.T) {
			b.begin(servers.Scenario{Name: r.Name, Behave: func(int) servers.Behaviour { return servers.Behaviour{Reply: r} }})
			cl := b.sound()
			request, _ := http1.ParseRequest([]byte(cl.request))
			sent := r.To(request)
			reply, err := cl.meet(b)
			if reset := errors.Is(err, syscall.ECONNRESET); (err != nil || reply != string(sent.Bytes())) && !(reset && r.Close == http1.CloseRST) {
				t.Fatalf("got %d bytes of %d: %v", len(reply), len(sent.Bytes()), err)
			}
			c := b.over(1)[0]
			if !bytes.Equal(c.Sent, sent.Bytes()) || c.Replied != len(c.Sent) || c.Reply != sent.Name || c.ReplyFails != r.Fails {
				t.Errorf("noted %d bytes of %d: %s", len(c.Sent), len(sent.Bytes()), c.Summary())
			}
			// The server's close_notify is an alert; what is left of records of application data are the pieces.
			if out := wire.ParseFlow(wire.Stream(c.Segments, false)); out.Protected != len(sent.Pieces) {
				t.Errorf("sent in %d records, want %d", out.Protected, len(sent.Pieces))
			}
			if pauses := sent.Duration() / 1000; len(sent.Pieces) > 0 && c.RepliedAt.Sub(c.CompleteAt) < pauses {
				t.Errorf("replied within %v, but the pauses are %v", c.RepliedAt.Sub(c.CompleteAt), pauses)
			}
		})
	}
}

// An endless reply goes on until the client goes away, and its timeline stays short.
func TestReplyForever(t *testing.T) {
	b := newBench(t)
	b.use("reply-endless")
	raw := b.dial()
	c := tls.Client(raw, &tls.Config{ServerName: host, RootCAs: b.authority.RootPool()})
	if _, err := io.WriteString(c, post); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(c, make([]byte, 50<<10)); err != nil {
		t.Fatal(err)
	}
	raw.Close()
	if seen := b.over(1)[0]; seen.Replied < 50<<10 || !seen.ServerEnd.IsZero() {
		t.Errorf("seen %s", seen.Summary())
	}
	if n := strings.Count(strings.Join(b.course(1), " "), servers.EventReply); n != 2 {
		t.Errorf("%d events of the reply", n)
	}
}

// A connection that is kept alive has each of its requests answered, also one that was sent before its turn.
func TestKeepAlive(t *testing.T) {
	b := newBench(t)
	b.use("reply-kept-alive")
	c := tls.Client(b.dial(), &tls.Config{ServerName: host, RootCAs: b.authority.RootPool()})
	get := func(n int) string { return fmt.Sprintf("GET /%d HTTP/1.1\r\nHost: %s\r\n\r\n", n, host) }
	in := bufio.NewReader(c)
	for n, sends := range []string{get(0), get(1) + get(2), "", get(3)[:9], get(3)[9:]} {
		if _, err := io.WriteString(c, sends); err != nil {
			t.Fatal(err)
		}
		if n == 3 {
			continue
		}
		response, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(response.Body); err != nil || string(body) != http1.KeptAlive().Body || response.Close {
			t.Errorf("reply %d: %d bytes, %v", n, len(body), err)
		}
	}
	if _, err := io.WriteString(c, get(4)+"\r\n"); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	seen := b.over(1)[0]
	if seen.Requests != 5 || !seen.Complete || seen.Extra != 2 || !bytes.Equal(seen.Request, []byte(get(0)+get(1)+get(2)+get(3)+get(4)+"\r\n")) {
		t.Errorf("seen %d requests: %s", seen.Requests, seen.Summary())
	}
}

func TestReplyNever(t *testing.T) {
	b := newBench(t)
	b.use("reply-never")
	raw := b.dial()
	c := tls.Client(raw, &tls.Config{ServerName: host, RootCAs: b.authority.RootPool()})
	if _, err := io.WriteString(c, post); err != nil {
		t.Fatal(err)
	}
	b.wait("the request", func(seen []servers.Conn) bool { return len(seen) == 1 && seen[0].Complete })
	if err := c.SetReadDeadline(time.Now()); err != nil {
		t.Fatal(err)
	}
	if n, err := c.Read(make([]byte, 1)); n != 0 || !timedOut(err) {
		t.Errorf("read %d bytes: %v", n, err)
	}
	raw.Close()
	if seen := b.over(1)[0]; seen.Replied != 0 || !seen.ServerEnd.IsZero() || seen.End != servers.EOF {
		t.Errorf("seen %s", seen.Summary())
	}
}

func TestCloseModes(t *testing.T) {
	for _, mode := range []http1.CloseMode{http1.CloseNotify, http1.CloseFIN, http1.CloseRST} {
		t.Run(mode.String(), func(t *testing.T) {
			b := newBench(t)
			reply := http1.AtOnce()
			reply.Close = mode
			b.begin(servers.Scenario{Name: "close", Behave: func(int) servers.Behaviour { return servers.Behaviour{Reply: reply} }})
			_, err := b.sound().meet(b)
			if reset := errors.Is(err, syscall.ECONNRESET); reset != (mode == http1.CloseRST) {
				t.Errorf("the client got %v", err)
			}
			wantEnd := servers.EOF
			if mode == http1.CloseRST {
				wantEnd = servers.ByServer
			}
			c := b.over(1)[0]
			if c.End != wantEnd {
				t.Errorf("seen %s", c.Summary())
			}
			out := wire.ParseFlow(wire.Stream(c.Segments, false))
			if notified := len(out.Alerts) == 1; notified != (mode == http1.CloseNotify) {
				t.Errorf("the server sent alerts %v", out.Alerts)
			}
		})
	}
}

// A connection that the server keeps open is the client's to end, and answered all the same.
func TestKeepOpen(t *testing.T) {
	b := newBench(t)
	reply := http1.AtOnce()
	reply.Close = http1.KeepOpen
	b.begin(servers.Scenario{Name: "keep", Behave: func(int) servers.Behaviour { return servers.Behaviour{Reply: reply} }})
	c := tls.Client(b.dial(), &tls.Config{ServerName: host, RootCAs: b.authority.RootPool()})
	if _, err := io.WriteString(c, post); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len(reply.Bytes()))
	if _, err := io.ReadFull(c, got); err != nil || string(got) != string(reply.Bytes()) {
		t.Fatalf("got %q, %v", got, err)
	}
	if b.server.Idle() {
		t.Error("the connection is not open any more")
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if seen := b.over(1)[0]; !seen.ServerEnd.IsZero() || seen.End != servers.CloseNotify {
		t.Errorf("seen %s", seen.Summary())
	}
}

// A client that has sent its request and closes its direction is answered.
func TestHalfClosedClientIsAnswered(t *testing.T) {
	b := newBench(t)
	b.use("valid")
	c := tls.Client(b.dial(), &tls.Config{ServerName: host, RootCAs: b.authority.RootPool(), MaxVersion: tls.VersionTLS12})
	if _, err := io.WriteString(c, post); err != nil {
		t.Fatal(err)
	}
	if err := c.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len(http1.AtOnce().Bytes()))
	if _, err := io.ReadFull(c, got); err != nil {
		t.Errorf("after closing its direction the client got %v", err)
	}
	c.Close()
	if seen := b.over(1)[0]; seen.End != servers.CloseNotify || seen.Replied != len(got) {
		t.Errorf("seen %s", seen.Summary())
	}
}

// A resumed session would not look at the chain again.
func TestNoConnectionIsResumed(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		b := newBench(t)
		b.use("valid")
		cache := tls.NewLRUClientSessionCache(4)
		for range 2 {
			c := tls.Client(b.dial(), &tls.Config{
				ServerName: host, RootCAs: b.authority.RootPool(), MaxVersion: version, ClientSessionCache: cache,
			})
			if _, err := io.WriteString(c, post); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadAll(c); err != nil {
				t.Fatal(err)
			}
			if c.ConnectionState().DidResume {
				t.Errorf("%s: a session was resumed", wire.VersionName(version))
			}
			c.Close()
		}
	}
}
