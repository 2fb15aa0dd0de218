package servers_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/http1"
	"github.com/benchtrial/benchtrial/servers/wire"
)

func TestSummary(t *testing.T) {
	opened := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	hello := &wire.ClientHello{Version: 0x0303, ServerName: host}
	base := servers.Conn{Attempt: 3, Remote: "127.77.1.2:50123", Opened: opened, Closed: opened.Add(4 * time.Millisecond), Hello: hello}
	with := func(change func(*servers.Conn)) servers.Conn {
		c := base
		change(&c)
		return c
	}
	done := servers.Handshake{Done: true, Version: 0x0303, Suite: 0xc02b}
	for _, tc := range []struct {
		name string
		conn servers.Conn
		want string
	}{
		{"refusal with an alert", with(func(c *servers.Conn) {
			c.Alerts, c.End = []wire.Alert{{Known: true, Level: 2, Code: 48}}, servers.EOF
		}), "#3 127.77.1.2:50123 ClientHello TLS1.2 sni=api.bench.test -> client alert unknown_ca(48), 0 application bytes, closed by client (EOF) after 4 ms"},
		{"refusal in silence", with(func(c *servers.Conn) {
			c.Handshake.Err, c.End = "read: reset", servers.Reset
		}), "#3 127.77.1.2:50123 ClientHello TLS1.2 sni=api.bench.test -> handshake failed without an alert of the client, 0 application bytes, reset by client after 4 ms"},
		{"good", with(func(c *servers.Conn) {
			c.Handshake, c.End, c.Complete, c.AppRecords = done, servers.CloseNotify, true, 2
			c.Request, c.Reply, c.Replied = []byte(post), http1.AtOnce().Name, 847
		}), `#3 127.77.1.2:50123 ClientHello TLS1.2 sni=api.bench.test -> handshake done (TLS1.2 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256), request "POST /oauth/token HTTP/1.0", 78 bytes in 2 records, reply at-once: 847 bytes, closed by client (close_notify) after 4 ms`},
		{"too much", with(func(c *servers.Conn) {
			c.Handshake, c.Complete, c.AppRecords, c.Reply, c.Hello = done, true, 1, "never", &wire.ClientHello{Version: 0x0301}
			c.Request, c.Extra = []byte(post+"\r\n"), 2
		}), `#3 127.77.1.2:50123 ClientHello TLS1.0 sni=none -> handshake done (TLS1.2 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256), request "POST /oauth/token HTTP/1.0", 80 bytes in 1 records (2 of them after its end), reply never: 0 bytes, still open`},
		{"too little", with(func(c *servers.Conn) {
			c.Handshake, c.AppRecords, c.Request, c.End = done, 1, []byte("POST"), servers.Timeout
			c.Closed = opened.Add(12345 * time.Millisecond)
		}), `#3 127.77.1.2:50123 ClientHello TLS1.2 sni=api.bench.test -> handshake done (TLS1.2 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256), request "POST", 4 bytes in 1 records (incomplete), left open by client, closed by server after 12.3 s`},
		{"nothing", with(func(c *servers.Conn) {
			c.Hello, c.Network, c.End = nil, servers.ResetOnAccept, servers.ByServer
		}), "#3 127.77.1.2:50123 no ClientHello -> server: reset on accept, 0 application bytes, ended by server after 4 ms"},
	} {
		if got := tc.conn.Summary(); got != tc.want {
			t.Errorf("%s:\n got %s\nwant %s", tc.name, got, tc.want)
		}
	}
}

func TestEndInJSON(t *testing.T) {
	text, err := json.Marshal(map[string]servers.End{"end": servers.CloseNotify})
	if err != nil || string(text) != `{"end":"close_notify"}` {
		t.Errorf("%s, %v", text, err)
	}
}
