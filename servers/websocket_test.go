package servers_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/ws"
)

// dialWebSocket connects as a firmware does, with a client of another library.
func (b *bench) dialWebSocket(ctx context.Context) (*websocket.Conn, error) {
	transport := &http.Transport{
		DialContext: func(context.Context, string, string) (net.Conn, error) { return b.tryDial() },
		TLSClientConfig: &tls.Config{
			ServerName: host, RootCAs: b.authority.RootPool(), MaxVersion: tls.VersionTLS12,
		},
		DisableKeepAlives: true,
	}
	b.t.Cleanup(transport.CloseIdleConnections)
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	c, _, err := websocket.Dial(ctx, "wss://"+host+":8443/chat", &websocket.DialOptions{HTTPClient: client})
	if err == nil {
		c.SetReadLimit(1 << 20)
		b.t.Cleanup(func() { c.CloseNow() })
	}
	return c, err
}

const hello = "Hi there!\n"

// outcome is what a sound client makes of a server.
type outcome struct {
	refused bool     // the upgrade is no good
	gets    []string // after its hello; a long message by its length
	code    websocket.StatusCode
	broken  bool // the connection cannot go on, and no Close says why
}

const (
	noCode = websocket.StatusNoStatusRcvd
	bad    = websocket.StatusProtocolError
)

// outcomes are what github.com/coder/websocket makes of each scenario. It takes a masked frame, a length in a longer form
// than needed and a text that is no UTF-8, which RFC 6455 lets a client fail for.
var outcomes = map[string]outcome{
	"websocket-echo":                 {gets: []string{hello}},
	"websocket-upgrade-200":          {refused: true},
	"websocket-upgrade-302":          {refused: true},
	"websocket-upgrade-403":          {refused: true},
	"websocket-upgrade-503":          {refused: true},
	"websocket-wrong-accept":         {refused: true},
	"websocket-no-accept":            {refused: true},
	"websocket-no-upgrade-header":    {refused: true},
	"websocket-wrong-upgrade-header": {refused: true},
	"websocket-no-connection-header": {refused: true},
	"websocket-unasked-extension":    {refused: true},
	"websocket-connection-list":      {gets: []string{hello}},
	"websocket-header-case":          {gets: []string{hello}},
	"websocket-greets":               {gets: []string{"welcome", hello}},

	"websocket-binary":          {gets: []string{hello, "256 bytes"}},
	"websocket-late":            {gets: []string{hello}},
	"websocket-empty":           {gets: []string{"", hello}},
	"websocket-ping":            {gets: []string{hello}},
	"websocket-ping-empty":      {gets: []string{hello}},
	"websocket-ping-125":        {gets: []string{hello}},
	"websocket-pong-unasked":    {gets: []string{hello}},
	"websocket-fragmented":      {gets: []string{hello}},
	"websocket-fragmented-ping": {gets: []string{hello}},
	"websocket-length-125":      {gets: []string{hello, "125 bytes"}},
	"websocket-length-126":      {gets: []string{hello, "126 bytes"}},
	"websocket-length-15k":      {gets: []string{hello, "15360 bytes"}},
	"websocket-length-15k-and-1": {
		gets: []string{hello, "15361 bytes"},
	},
	"websocket-length-64k": {gets: []string{hello, "65536 bytes"}},

	"websocket-masked":                  {gets: []string{"\xfd\x75\xbe\x43\xdd\x79\xec\x52\x94\x16"}}, // not unmasked
	"websocket-reserved-opcode":         {code: bad},
	"websocket-reserved-control":        {code: bad},
	"websocket-rsv-bit":                 {code: bad},
	"websocket-length-too-long-form":    {gets: []string{hello}},
	"websocket-continuation-of-nothing": {code: bad},
	"websocket-message-in-message":      {code: bad},
	"websocket-ping-126":                {code: bad},
	"websocket-ping-fragmented":         {code: bad},
	"websocket-bad-utf8":                {gets: []string{"na\xefve"}},
	"websocket-close-one-byte":          {code: bad},

	"websocket-close-1000":       {code: 1000},
	"websocket-close-1011":       {code: 1011},
	"websocket-close-no-code":    {code: noCode},
	"websocket-close-after-echo": {gets: []string{hello}, code: 1001},
	"websocket-tcp-closed":       {broken: true},
	"websocket-fin":              {broken: true},
	"websocket-reset":            {broken: true},
	"websocket-reconnect":        {broken: true},
}

// silentWebSockets have tests of their own.
var silentWebSockets = []string{"websocket-upgrade-never", "websocket-vanishes"}

// Every scenario is met by a client of another library, which makes of it what RFC 6455 says; and what the server recorded
// is a stream without a fault.
func TestWebSockets(t *testing.T) {
	b := newBench(t)
	for _, sc := range servers.Catalogue() {
		if sc.Group != servers.GroupWebSocket || slices.Contains(silentWebSockets, sc.Name) {
			continue
		}
		t.Run(sc.Name, func(t *testing.T) {
			want, known := outcomes[sc.Name]
			if !known {
				t.Fatal("nothing says what a client makes of it")
			}
			b := b
			if want.refused {
				t.Parallel() // this client waits 3 s for the body of a 101 that it does not like
				b = newBench(t)
			}
			b.begin(sc)
			b.meetWebSocket(t, want)
			c := b.over(1)[0]
			stream := ws.ParseStream(c.Request)
			if len(stream.Faults) != 0 || stream.Opening.Target != "/chat" || c.Protocol != servers.ProtocolWebSocket {
				t.Errorf("faults %+v in %s", stream.Faults, c.Summary())
			}
			if want.refused != (len(stream.Frames) == 0) {
				t.Errorf("%d frames: %s", len(stream.Frames), c.Summary())
			}
		})
	}
}

// meetWebSocket plays a client that says hello, reads what comes and, where it can, says goodbye.
func (b *bench) meetWebSocket(t *testing.T, want outcome) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c, err := b.dialWebSocket(ctx)
	if want.refused != (err != nil) {
		t.Fatalf("dialling: %v", err)
	}
	if err != nil {
		return
	}
	if err := c.Write(ctx, websocket.MessageText, []byte(hello)); err != nil {
		t.Fatal(err)
	}
	for _, wanted := range want.gets {
		_, got, err := c.Read(ctx)
		if err != nil || string(got) != wanted && !(len(got) > 100 && len(wanted) < 100 && wanted == fmt.Sprintf("%d bytes", len(got))) {
			t.Fatalf("got %.60q, want %.60q: %v", got, wanted, err)
		}
	}
	if want.code == 0 && !want.broken {
		if err := c.Close(websocket.StatusNormalClosure, "bye"); err != nil {
			t.Errorf("saying goodbye: %v", err)
		}
		return
	}
	_, got, err := c.Read(ctx)
	if err == nil || timedOut(err) {
		t.Fatalf("got %q, and the connection goes on: %v", got, err)
	}
	var said websocket.CloseError
	if heard := errors.As(err, &said); heard && want.code != bad && said.Code != want.code || !heard && want.code != bad && !want.broken {
		t.Errorf("the connection ended by %v, want code %d", err, want.code)
	}
	c.CloseNow()
}

// An upgrade that is never answered leaves the client waiting; it goes away by itself.
func TestUpgradeNever(t *testing.T) {
	b := newBench(t)
	b.use("websocket-upgrade-never")
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error, 1)
	go func() {
		_, err := b.dialWebSocket(ctx)
		failed <- err
	}()
	c := b.wait("the request", func(seen []servers.Conn) bool { return len(seen) == 1 && len(seen[0].Messages) == 1 })[0]
	if m := c.Messages[0]; !m.FromClient || m.Kind != "upgrade" || m.Text != "upgrade to /chat" || len(c.Sent) != 0 {
		t.Errorf("messages %+v", c.Messages)
	}
	cancel()
	if err := <-failed; err == nil {
		t.Error("the upgrade succeeded")
	}
	b.over(1)
}

// A server that vanishes takes everything and answers nothing, not even a ping or a Close.
func TestVanishes(t *testing.T) {
	b := newBench(t)
	b.use("websocket-vanishes")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c, err := b.dialWebSocket(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Write(ctx, websocket.MessageText, []byte(hello)); err != nil {
		t.Fatal(err)
	}
	pinging, stop := context.WithCancel(ctx)
	defer stop()
	go c.Ping(pinging)
	b.wait("the ping", func(seen []servers.Conn) bool { return len(ws.ParseStream(seen[0].Request).Frames) == 2 })
	c.CloseNow()
	seen := b.over(1)[0]
	if got := string(seen.Sent); !strings.HasPrefix(got, "HTTP/1.1 101") || !strings.HasSuffix(got, "\r\n\r\n") {
		t.Errorf("sent %q", got)
	}
	if !seen.ServerEnd.IsZero() || len(ws.ParseStream(seen.Request).Frames) != 2 {
		t.Errorf("seen %s", seen.Summary())
	}
}

// After the first connection the server is good, and a client that comes back has its echo.
func TestReconnect(t *testing.T) {
	b := newBench(t)
	b.use("websocket-reconnect")
	b.meetWebSocket(t, outcome{broken: true})
	b.over(1)
	b.meetWebSocket(t, outcome{gets: []string{hello}})
	got := b.over(2)[1].Summary()
	want := "upgrade to /chat, 1 text frame, 1 close frame, answered by 101 Switching Protocols, 1 text frame, 1 close frame, closed by client"
	if !strings.Contains(got, want) {
		t.Errorf("summary %q", got)
	}
}

// The pong brings back what the ping had.
func TestPong(t *testing.T) {
	b := newBench(t)
	b.use("websocket-ping-125")
	b.meetWebSocket(t, outcomes["websocket-ping-125"])
	stream := ws.ParseStream(b.over(1)[0].Request)
	var pong []byte
	for _, f := range stream.Frames {
		if f.Opcode == ws.Pong {
			pong = f.Payload
		}
	}
	if !strings.HasPrefix(string(pong), "00000 00001 ") || len(pong) != 125 {
		t.Errorf("pong %q", pong)
	}
}
