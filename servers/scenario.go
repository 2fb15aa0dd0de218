package servers

import (
	"crypto/tls"
	"time"

	"github.com/benchtrial/benchtrial/servers/dns"
	"github.com/benchtrial/benchtrial/servers/http1"
	"github.com/benchtrial/benchtrial/servers/ntp"
	"github.com/benchtrial/benchtrial/servers/pki"
	"github.com/benchtrial/benchtrial/servers/tls12"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// Network is how a server treats a connection before and below TLS.
type Network int

// The treatments. Nobody listening is Scenario.Closed: it cannot change from one attempt to the next.
const (
	Serve           Network = iota // speak TLS
	ResetOnAccept                  // RST at once
	CloseOnAccept                  // FIN at once
	Stall                          // take everything, never answer
	CloseAfterHello                // FIN after the ClientHello
	ResetAfterHello                // RST after the ClientHello
)

// String names the treatment.
func (n Network) String() string {
	return [...]string{
		"serve", "reset on accept", "close on accept", "stall", "close after hello", "reset after hello",
	}[n]
}

// Behaviour is what one connection meets. The zero value is a good server: an ordinary TLS 1.2 and 1.3 server with an
// honest chain that answers at once, as the server's Service does or else with http1.AtOnce. Each field is one kind of deviation.
type Behaviour struct {
	Network Network
	Chain   pki.Deviation
	Wire    wire.Fault
	Reply   http1.Reply

	// Otherwise, when set, is the chain for a client that does not ask for the server's host by SNI.
	Otherwise pki.Deviation

	// Takes, when set, is how many bytes the server takes of what the client sends inside TLS before it resets the
	// connection.
	Takes int

	// Talk, when set, speaks inside TLS in place of what the server's Service does there.
	Talk func(*Talk)

	// Unfinished tells that the client cannot complete the handshake although the server, whose last messages are spoiled,
	// believes that it has. Only application data that the server can read is then a handshake completed.
	Unfinished bool

	// TLS, when set, changes the server's configuration: versions, suites, curves, client certificates.
	TLS func(*tls.Config)

	// Speak, when set, has tls12 speak in place of crypto/tls: TLS 1.2 and below with whatever that cannot do. It gets the
	// configuration that says what TLS says.
	Speak func(*tls12.Config)
}

// Scenario is one named way for a server to behave.
type Scenario struct {
	// Name is unique; it is badssl.com's name where badssl has one.
	Name string

	// Doc says in a sentence what the server does.
	Doc string

	// Group is what kind of deviation it is.
	Group Group

	// Protocol is the one that it is about: only firmware that speaks it can meet the scenario. Empty means any.
	Protocol string

	// Full tells that it is tried in the full suite only: what an ordinary run need not repeat.
	Full bool

	// Refuse tells that a sound firmware must refuse this server before it sends any application byte, and Reason
	// why.
	Refuse bool
	Reason string

	// Fails tells that no attempt can succeed, whatever the firmware does: there is nothing to refuse, and its retries are
	// what shows.
	Fails bool

	// Closed tells that nobody listens on the server's port. With Vanished the port does not even say so: who tries to
	// connect waits for its own time-out, as for a host that is switched off.
	Closed   bool
	Vanished bool

	// ReplyBroken tells that the server's reply does not arrive whole: a firmware must not report it as a success. Forged
	// is a text that somebody else put into the connection; it must never reach the console.
	ReplyBroken bool
	Forged      string

	// Edge tells that a strict edge stands before the good server, as before large sites: it answers itself what it does not
	// like.
	Edge bool

	// Time is what the bench's time server answers in the trial; the zero value is the right time.
	Time ntp.Behaviour

	// Air is when the board's Wi-Fi is lost, and when it is back. It takes a bench that can switch it: Config.Lose.
	Air Absence

	// Silent tells that the server leaves the firmware waiting: its own time-outs end the trial, and a board's clock
	// may run faster.
	Silent bool

	// Stalls tells that the server falls silent within every handshake, so that the firmware's own limit is all that can
	// end one.
	Stalls bool

	// Drips tells the same of a server whose bytes come so slowly that no handshake is ever complete.
	Drips bool

	// Names, when set, is what the bench's name server answers to the n-th question of the trial, counted from 1.
	Names func(n int) dns.Answer

	// Watch is how long, in board time, nothing need happen on a connection before all has been seen that the scenario is
	// about: longer than a firmware's keep-alive, where that is what shows.
	Watch time.Duration

	// Behave is what an attempt meets; attempts are counted from 1. It may be asked more than once for an attempt and
	// must then say the same. Nil is a good server.
	Behave func(attempt int) Behaviour
}

// Group is a kind of scenario.
type Group string

// The groups of the catalogue.
const (
	GroupControl   Group = "control"   // the positive control
	GroupChain     Group = "chain"     // the certificates that the server shows
	GroupRenewal   Group = "renewal"   // honest chains after a renewal
	GroupHandshake Group = "handshake" // versions, suites, and the messages of the handshake
	GroupShared    Group = "shared"    // what becomes of a key that server and firmware share
	GroupRecord    Group = "record"    // records after the handshake
	GroupNetwork   Group = "network"   // TCP, and time-outs
	GroupName      Group = "name"      // the name service
	GroupTime      Group = "time"      // the time service
	GroupWiFi      Group = "wifi"      // the board's own Wi-Fi, lost and back
	GroupEdge      Group = "edge"      // what stands before the server
	GroupReply     Group = "reply"     // how the reply of an HTTP server comes
	GroupFragment  Group = "fragment"  // the length of records that the client asks for
	GroupWebSocket Group = "websocket"
	GroupMQTT      Group = "mqtt"
)

// behaviour is what an attempt meets.
func (sc Scenario) behaviour(attempt int) Behaviour {
	b := Behaviour{}
	if sc.Behave != nil {
		b = sc.Behave(attempt)
	}
	return b
}
