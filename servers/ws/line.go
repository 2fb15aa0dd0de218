package ws

import (
	"io"
	"time"
)

// Line is the connection on which a server speaks.
type Line interface {
	io.ReadWriter

	// Heard and Said note a message of the client, and of the server.
	Heard(kind, text string)
	Said(kind, text string)

	// Pause waits for some of the board's time, and tells whether to go on.
	Pause(board time.Duration) bool
}

// Ending is how the server ends its direction when it has said everything.
type Ending int

// The ways to end.
const (
	EndClean Ending = iota // close_notify, then FIN
	EndFIN                 // FIN alone
	EndReset               // RST
	EndOpen                // not at all
)

// Script is what a server does. The zero value is a good echo server: it upgrades, answers each message by the same one,
// each ping by a pong and a close by a close, and fails the connection as RFC 6455 wants for what a client must not send.
type Script struct {
	// Answer is how the request for an upgrade is answered.
	Answer Answer

	// Greeting is sent with the upgrade, in one TLS record with it.
	Greeting []Outgoing

	// First is the answer to the client's first message, in place of its echo.
	First []Outgoing

	// Mute tells that nothing is sent after the upgrade: no echo, no pong, no close.
	Mute bool

	// Leave tells that the server goes away after its answer to the first message, without a closing handshake, and End
	// how.
	Leave bool
	End   Ending
}

// Outgoing is a message that the server sends. The zero value is an empty text message in good form, except for its
// opcode, which must be set.
type Outgoing struct {
	Opcode  byte
	Payload []byte

	// Echo tells that payload and opcode are those of the message that is answered.
	Echo bool

	// What is wrong with it, or unusual.
	RSV       byte   // the three reserved bits: 4, 2, 1
	Masked    bool   // only clients mask
	Form      Form   // of the length
	Fragments int    // how many frames it comes in; 0 and 1 are one
	Between   []byte // the payload of a ping between the first fragment and the second
	Unended   bool   // the last frame has no FIN bit

	After time.Duration // the pause before it, in board time
}

// The opcodes (RFC 6455, 5.2).
const (
	Continuation byte = 0x0
	Text         byte = 0x1
	Binary       byte = 0x2
	Close        byte = 0x8
	Ping         byte = 0x9
	Pong         byte = 0xA
)

// Form is how the length of a payload is written.
type Form int

// The forms: the shortest that the length fits into is the only one allowed.
const (
	Shortest Form = iota
	Bits16
	Bits64
)

var opcodeNames = map[byte]string{
	Continuation: "continuation", Text: "text", Binary: "binary", Close: "close", Ping: "ping", Pong: "pong",
}

// OpcodeName names an opcode: "text", "reserved".
func OpcodeName(opcode byte) string {
	if name, ok := opcodeNames[opcode]; ok {
		return name
	}
	return "reserved"
}
