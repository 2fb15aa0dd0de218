package servers

import (
	"fmt"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/servers/ws"
)

// quickWebSockets are those that an ordinary run tries too: one of each way to go wrong.
var quickWebSockets = map[string]bool{
	"websocket-echo": true, "websocket-wrong-accept": true, "websocket-upgrade-403": true, "websocket-ping": true,
	"websocket-fragmented": true, "websocket-reconnect": true,
	"websocket-close-1000": true, "websocket-length-126": true, "websocket-length-64k": true,
}

// websockets are the ways in which a WebSocket server goes wrong, or does what is rare and allowed. Where nothing else is
// said, the server upgrades well, and does it in answer to the first message, in place of the message's echo.
func websockets() []Scenario {
	all := append(upgrades(), unusualFrames()...)
	all = append(all, wrongFrames()...)
	all = append(all, farewells()...)
	for i := range all {
		all[i].Protocol = ProtocolWebSocket
		all[i].Full = !quickWebSockets[all[i].Name]
	}
	return all
}

// speaking is a server that follows one script.
func speaking(name, doc string, script ws.Script) Scenario {
	return Scenario{Name: "websocket-" + name, Doc: doc, Behave: always(Behaviour{Talk: WebSocket(script)})}
}

// answering answers the first message by others.
func answering(name, doc string, messages ...ws.Outgoing) Scenario {
	return speaking(name, doc, ws.Script{First: messages})
}

var echo = ws.Outgoing{Echo: true}

// upgrades differ in how the request for an upgrade is answered. Without a good upgrade a client must send no frame.
func upgrades() []Scenario {
	answered := func(name, doc string, a ws.Answer) Scenario { return speaking(name, doc, ws.Script{Answer: a}) }
	headers := func(pairs ...string) map[string]string {
		out := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			out[pairs[i]] = pairs[i+1]
		}
		return out
	}
	silent := answered("upgrade-never", "The request for the upgrade is taken and never answered.", ws.Answer{Never: true})
	silent.Silent = true
	return []Scenario{
		speaking("echo", "A good WebSocket server: each message comes back as it was sent.", ws.Script{}),
		answered("upgrade-200", "The request for the upgrade is answered by 200 and a page.",
			ws.Answer{Status: "200 OK", Headers: headers("Content-Type", "text/html"), Body: "<html>Not a WebSocket</html>"}),
		answered("upgrade-302", "The request for the upgrade is redirected to another path.",
			ws.Answer{Status: "302 Found", Headers: headers("Location", "/elsewhere")}),
		answered("upgrade-403", "The upgrade is refused with 403.", ws.Answer{Status: "403 Forbidden", Body: "no"}),
		answered("upgrade-503", "The upgrade is refused with 503 and Retry-After.",
			ws.Answer{Status: "503 Service Unavailable", Headers: headers("Retry-After", "30")}),
		silent,
		answered("wrong-accept", "Sec-WebSocket-Accept is the answer to another key, so the server has not read the request.",
			ws.Answer{Headers: headers("Sec-WebSocket-Accept", ws.Accept("dGhlIHNhbXBsZSBub25jZQ=="))}),
		answered("no-accept", "The upgrade comes without Sec-WebSocket-Accept.", ws.Answer{Headers: headers("Sec-WebSocket-Accept", "")}),
		answered("no-upgrade-header", "The 101 comes without the header Upgrade.", ws.Answer{Headers: headers("Upgrade", "")}),
		answered("wrong-upgrade-header", "The 101 upgrades to h2c.", ws.Answer{Headers: headers("Upgrade", "h2c")}),
		answered("no-connection-header", "The 101 comes without the header Connection.", ws.Answer{Headers: headers("Connection", "")}),
		answered("connection-list", "Connection is a list, keep-alive and Upgrade, which is allowed; arduinoWebSockets is known to refuse it.",
			ws.Answer{Headers: headers("Connection", "keep-alive, Upgrade")}),
		answered("header-case", "The names and words of the upgrade's headers are in small letters, which is allowed.",
			ws.Answer{Status: "101 switching", Headers: headers("Upgrade", "", "upgrade", "WebSocket", "Connection", "", "connection", "upgrade")}),
		answered("unasked-extension", "The server turns on compression that nobody asked for.",
			ws.Answer{Headers: headers("Sec-WebSocket-Extensions", "permessage-deflate")}),
		speaking("greets", "The server's first message comes in the same TLS record as the upgrade, before the client has said anything.",
			ws.Script{Greeting: []ws.Outgoing{{Opcode: ws.Text, Payload: []byte("welcome")}}}),
	}
}

// size15K is the longest message that arduinoWebSockets takes.
const size15K = 15 << 10

// unusualFrames are allowed: a client has to cope with them, and the connection goes on.
func unusualFrames() []Scenario {
	message := func(n int) ws.Outgoing { return ws.Outgoing{Opcode: ws.Text, Payload: filling(n)} }
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	return []Scenario{
		answering("binary", "After the echo comes a binary message of 256 bytes, each value once.", echo, ws.Outgoing{Opcode: ws.Binary, Payload: every}),
		answering("late", "The echo comes after 2 s.", ws.Outgoing{Echo: true, After: 2 * time.Second}),
		answering("empty", "Before the echo comes a text message without a byte.", ws.Outgoing{Opcode: ws.Text}, echo),
		answering("ping", "Before the echo the server pings; the pong has to bring back \"bench-ping\".",
			ws.Outgoing{Opcode: ws.Ping, Payload: []byte("bench-ping")}, echo),
		answering("ping-empty", "Before the echo the server pings without a payload.", ws.Outgoing{Opcode: ws.Ping}, echo),
		answering("ping-125", "Before the echo the server pings with 125 bytes, as many as a ping can have.",
			ws.Outgoing{Opcode: ws.Ping, Payload: filling(125)}, echo),
		answering("pong-unasked", "Before the echo comes a pong that nobody asked for, as a heartbeat of one direction.",
			ws.Outgoing{Opcode: ws.Pong, Payload: []byte("bench")}, echo),
		answering("fragmented", "The echo comes in three fragments.", ws.Outgoing{Echo: true, Fragments: 3}),
		answering("fragmented-ping", "The echo comes in three fragments, with a ping after the first.",
			ws.Outgoing{Echo: true, Fragments: 3, Between: []byte("bench-ping")}),
		answering("length-125", "After the echo comes a message of 125 bytes, the longest whose length fits into 7 bits.", echo, message(125)),
		answering("length-126", "After the echo comes a message of 126 bytes, the shortest whose length takes 16 bits.", echo, message(126)),
		answering("length-15k", "After the echo comes a message of 15 KB, the longest that arduinoWebSockets takes.", echo, message(size15K)),
		answering("length-15k-and-1", "After the echo comes a message of 15 KB and a byte: to be taken, or refused with 1009.", echo, message(size15K+1)),
		answering("length-64k", "After the echo comes a message of 64 KB, whose length takes 64 bits: to be taken, or refused with 1009.",
			echo, message(64<<10)),
	}
}

// wrongFrames are what no server may send: a client has to fail the connection (RFC 6455, 7.1.7).
func wrongFrames() []Scenario {
	return []Scenario{
		answering("masked", "The echo is masked, which only a client's frames may be.", ws.Outgoing{Echo: true, Masked: true}),
		answering("reserved-opcode", "A frame with the reserved opcode 3 comes in place of the echo.", ws.Outgoing{Opcode: 3, Payload: []byte("bench")}),
		answering("reserved-control", "A frame with the reserved control opcode 11 comes in place of the echo.", ws.Outgoing{Opcode: 11}),
		answering("rsv-bit", "The echo has the first reserved bit set, and no extension was agreed on.", ws.Outgoing{Echo: true, RSV: 4}),
		answering("length-too-long-form", "The echo's length is written in 64 bits, and would fit into 7.", ws.Outgoing{Echo: true, Form: ws.Bits64}),
		answering("continuation-of-nothing", "A continuation frame comes that continues no message.",
			ws.Outgoing{Opcode: ws.Continuation, Payload: []byte("bench")}),
		answering("message-in-message", "A second message begins before the first has ended.",
			ws.Outgoing{Opcode: ws.Text, Payload: []byte("first"), Unended: true}, ws.Outgoing{Opcode: ws.Text, Payload: []byte("second")}),
		answering("ping-126", "A ping has 126 bytes, one more than a control frame can have.", ws.Outgoing{Opcode: ws.Ping, Payload: filling(126)}),
		answering("ping-fragmented", "A ping comes in two fragments, which control frames must not.",
			ws.Outgoing{Opcode: ws.Ping, Payload: []byte("bench"), Fragments: 2}),
		answering("bad-utf8", "A text message comes that is no UTF-8.", ws.Outgoing{Opcode: ws.Text, Payload: []byte("na\xefve")}),
		answering("close-one-byte", "A Close comes whose code has one byte.", ws.Outgoing{Opcode: ws.Close, Payload: []byte{3}}),
	}
}

// watchHeartbeat is longer than a firmware that wants to know may take to find out that nobody is there.
const watchHeartbeat = time.Minute

// farewells end the connection in answer to the first message.
func farewells() []Scenario {
	vanishes := speaking("vanishes", "The server upgrades, and never says anything again: no echo, no pong, no close.", ws.Script{Mute: true})
	vanishes.Silent, vanishes.Watch = true, watchHeartbeat
	return []Scenario{
		answering("close-1000", "The server closes with 1000, and waits for the client's Close.", ws.CloseWith(1000, "bye")),
		answering("close-1011", "The server closes with 1011, an error of its own.", ws.CloseWith(1011, "trouble")),
		answering("close-no-code", "The server closes without a code.", ws.CloseWith(0, "")),
		answering("close-after-echo", "The server echoes, and closes with 1001, going away.", echo, ws.CloseWith(1001, "")),
		speaking("tcp-closed", "The server ends the connection by close_notify and FIN, without a Close.", ws.Script{Leave: true}),
		speaking("fin", "The server ends the connection by FIN alone, without a Close or close_notify.", ws.Script{Leave: true, End: ws.EndFIN}),
		speaking("reset", "The server resets the connection.", ws.Script{Leave: true, End: ws.EndReset}),
		vanishes,
		{
			Name: "websocket-reconnect",
			Doc:  "The first connection is ended without a Close; from the second on the server is good.",
			Behave: func(attempt int) Behaviour {
				if attempt == 1 {
					return Behaviour{Talk: WebSocket(ws.Script{Leave: true})}
				}
				return Behaviour{Talk: WebSocket(ws.Script{})}
			},
		},
	}
}

// filling is text of a length in which each place can be told from its neighbours.
func filling(n int) []byte {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "%05d ", i)
	}
	return []byte(b.String()[:n])
}
