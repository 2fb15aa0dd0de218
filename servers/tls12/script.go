package tls12

import "math/big"

// Script is what the server does otherwise than it should. The zero value is a good server. Whatever a step changes, the
// server goes on as if it were right: what it sends is what goes into its transcript, and its keys follow its hello.
type Script struct {
	// Hello changes the ServerHello, the last thing that the server decides on. Version, suite, extended_master_secret and
	// encrypt_then_mac are in force as it has them afterwards.
	Hello func(offer *ClientHello, hello *ServerHello)

	// Flight changes the messages from ServerHello to ServerHelloDone; Late those between the client's Finished and the
	// server's ChangeCipherSpec, where a NewSessionTicket has its place.
	Flight func([]Message) []Message
	Late   func([]Message) []Message

	// Point changes the server's half of a key exchange over a curve, DH of one in a finite field.
	Point func(*Point)
	DH    func(*DH)

	// Sign changes what is signed of the key exchange, and how; Signature the signature itself.
	Sign      func(*Signing)
	Signature func([]byte) []byte

	// Finished changes the content of the server's Finished. It is also told the client's own.
	Finished func(own, client []byte) []byte

	// Blind has the server go on although it cannot read the client's Finished, as somebody would who does not have the key.
	// What it then takes for application data is still encrypted.
	Blind bool

	// Padding makes the padding of application data in CBC suites, its length byte included; least is how many bytes fill
	// the block.
	Padding func(least int) []byte

	// Before are messages that the server sends, encrypted, before its first application data: the client has had its say
	// by then.
	Before []Message

	// Renegotiate, when set, has the server ask for another handshake before its first application data, which waits for
	// the client's answer. Read has to go on meanwhile.
	Renegotiate *Renegotiation

	// Invent has the server behave as if the client had asked to resume a session, whose master secret is all zeros.
	// Resumed changes a session that the server is about to resume.
	Invent  bool
	Resumed func(*Session)
}

// Point is the server's half of a key exchange over a curve (RFC 8422 §5.4).
type Point struct {
	CurveType uint8 // 3 is a named curve
	Curve     uint16
	Explicit  []byte // stands in place of Curve, when set
	Public    []byte
	Shared    func(client []byte) ([]byte, error) // the secret that a client with this public value comes to
}

// DH is the server's half of a key exchange in a finite field.
type DH struct {
	Prime, Generator, Public *big.Int
	Shared                   func(client *big.Int) *big.Int // the secret that a client with this public value comes to
}

// Signing is what the server signs of its half of the key exchange.
type Signing struct {
	Algorithm      uint16 // TLS 1.2: hash and kind of key, as in signature_algorithms
	Client, Server []byte // the randoms
	Params         []byte
}

// Renegotiation is a second handshake that the server asks for.
type Renegotiation struct {
	// Chain is what the server shows then; nil is the same as before.
	Chain *Identity

	// Insist has the server end the connection when the client declines.
	Insist bool

	// Binding changes the server's renegotiation_info, by which RFC 5746 ties the second handshake to the first.
	Binding func([]byte) []byte
}
