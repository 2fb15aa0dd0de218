package servers

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/servers/http1"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// End is how a connection ended.
type End int

// The ways in which a connection ends.
const (
	Open        End = iota
	CloseNotify     // the client said close_notify
	EOF             // the client sent FIN without it, which is how both stacks' stop() ends a connection
	Reset           // the client sent RST
	ByServer        // the server ended it first, as its behaviour has it or because the trial was over
	Timeout         // the client left it open until the server gave up
	Vanished        // it was lost with the board's Wi-Fi: neither side ended it
)

var endNames = [...]string{"open", "close_notify", "eof", "reset", "by-server", "timeout", "vanished"}

// String names the end.
func (e End) String() string { return endNames[e] }

// MarshalText makes the name stand in reports.
func (e End) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// Handshake is how far TLS came.
type Handshake struct {
	Done    bool
	At      time.Time // when it was done, or had failed
	Err     string    // why it failed, in crypto/tls's words: for people, never for a verdict
	Version uint16
	Suite   uint16
}

// Arrival is a part of the request.
type Arrival struct {
	At  time.Time
	Len int
}

// Conn is what was seen of one connection.
type Conn struct {
	Attempt int    // counted from 1 in each trial
	Remote  string // ip:port of the client
	Probe   bool   // it is no attempt: see Service.Probes
	Opened  time.Time
	Closed  time.Time // when it ended for the client, or the server gave up; zero while it is open

	// What it met.
	Faults   []string // what the behaviour's script did to the server's records, for people
	Network  Network
	Chain    string // the deviation's name, "" for the honest chain
	Protocol string // what is spoken inside TLS
	Reply    string // the reply's name, "" while there was none

	Hello     *wire.ClientHello // nil until it is complete
	Handshake Handshake
	Alerts    []wire.Alert // sent by the client; close_notify is one of them, and no refusal
	NotTLS    bool         // the client sent something that is no TLS

	// PeerCertificates is the chain that the client showed, in DER, also when it was refused; empty when it showed none.
	PeerCertificates [][]byte

	// Identity is by which name the client meant a pre-shared key; "" when it named none.
	Identity string

	// KeyExchange and ChangeCipher tell whether the client went on after the server's certificate (TLS 1.2 and below).
	KeyExchange, ChangeCipher bool

	// AppRecords and AppBytes count the client's records of application data and the bytes of their bodies, encrypted as
	// they came. In TLS 1.3, where the handshake hides in such records, only those that held application data count.
	AppRecords, AppBytes int

	Request    []byte    // what the client sent inside TLS, all of it
	Complete   bool      // HTTP: the request is complete by its own head
	Requests   int       // HTTP: how many came to their end; several where the connection was kept alive
	Extra      int       // HTTP: bytes of Request that came after the end of the last one
	RequestAt  time.Time // its first byte
	CompleteAt time.Time
	LastByteAt time.Time // the last byte of Request
	Arrivals   []Arrival

	ReplyBody    string    // the text that a firmware which reads the reply to its end has got
	ReplyFails   bool      // a firmware must not report this reply as a success
	ReplyMayFail bool      // a firmware may give up on it, if it says so
	Sent         []byte    // what the server sent inside TLS
	Replied      int       // how many bytes that was
	RepliedAt    time.Time // the last of them
	ServerEnd    time.Time // when the server ended its own direction; zero when the client was first

	Messages []Message // of protocols other than HTTP, in the order in which the server read and sent them

	End      End
	Segments []wire.Segment // every byte of the wire
	Secrets  []byte         // of this connection, in the format of SSLKEYLOGFILE, to read a capture with
}

// Summary is the connection in one line.
func (c Conn) Summary() string {
	return fmt.Sprintf("#%d %s %s -> %s, %s", c.Attempt, c.Remote, c.opening(), strings.Join(c.course(), ", "), c.ending())
}

// opening is what the client began with.
func (c Conn) opening() string {
	if c.Hello == nil {
		if c.NotTLS {
			return "no TLS"
		}
		return "no ClientHello"
	}
	sni := c.Hello.ServerName
	if sni == "" {
		sni = "none"
	}
	text := fmt.Sprintf("ClientHello %s sni=%s", wire.VersionName(c.Hello.MaxVersion()), sni)
	if c.Probe {
		text += ", only to ask for shorter records: no attempt"
	}
	return text
}

// course is what happened then.
func (c Conn) course() []string {
	var out []string
	switch h := c.Handshake; {
	case c.Network != Serve:
		out = append(out, "server: "+c.Network.String())
	case h.Done:
		out = append(out, fmt.Sprintf("handshake done (%s %s)", wire.VersionName(h.Version), wire.SuiteName(h.Suite)))
	case h.Err != "" && len(c.Alerts) == 0:
		out = append(out, "handshake failed without an alert of the client")
	}
	if len(c.Faults) > 0 {
		out = append(out, "fault: "+strings.Join(slices.Compact(slices.Clone(c.Faults)), "; "))
	}
	for _, a := range c.Alerts {
		if a.Fatal() || !a.Known {
			out = append(out, "client alert "+a.String())
		}
	}
	switch {
	case len(c.Messages) > 0:
		return append(out, c.conversation()...)
	case len(c.Request) > 0 && c.Protocol != "" && c.Protocol != ProtocolHTTP:
		out = append(out, fmt.Sprintf("%d bytes that are no %s", len(c.Request), c.Protocol))
	case len(c.Request) > 0:
		out = append(out, c.request())
	default:
		out = append(out, fmt.Sprintf("%d application bytes", c.AppBytes))
	}
	if c.Complete {
		out = append(out, fmt.Sprintf("reply %s: %d bytes", c.Reply, c.Replied))
	}
	return out
}

func (c Conn) request() string {
	r, _ := http1.ParseRequest(c.Request)
	out := fmt.Sprintf("request %q, %d bytes in %d records", r.Line, len(c.Request), c.AppRecords)
	if !c.Complete {
		out += " (incomplete)"
	}
	if c.Extra > 0 {
		out += fmt.Sprintf(" (%d of them after its end)", c.Extra)
	}
	return out
}

// ending is how it ended.
func (c Conn) ending() string {
	how := ""
	switch c.End {
	case Open:
		return "still open"
	case CloseNotify:
		how = "closed by client (close_notify)"
	case EOF:
		how = "closed by client (EOF)"
	case Reset:
		how = "reset by client"
	case ByServer:
		how = "ended by server"
	case Timeout:
		how = "left open by client, closed by server"
	case Vanished:
		how = "lost with the board's Wi-Fi"
	}
	return fmt.Sprintf("%s after %s", how, took(c.Closed.Sub(c.Opened)))
}

// took is a duration as short as people say it.
func took(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}
