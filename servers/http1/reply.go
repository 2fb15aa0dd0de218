package http1

import (
	"bufio"
	"bytes"
	"net/http"
	"time"
)

// CloseMode is how a server ends a connection after its reply.
type CloseMode int

// The ways to end. An ESP32 sees a difference: without close_notify its connected() stays 1 (arduino-esp32#1905).
const (
	CloseNotify CloseMode = iota // the TLS alert close_notify, then FIN
	CloseFIN                     // FIN alone
	CloseRST                     // RST
	KeepOpen                     // the server leaves it to the client
)

// String names the mode.
func (m CloseMode) String() string {
	return [...]string{"close_notify", "FIN", "RST", "kept open"}[m]
}

// Piece is a part of a reply that is sent as one TLS record, when it is not longer than 16 KB.
type Piece struct {
	After time.Duration // the pause before it, in board time
	Bytes []byte
}

// Reply is a script of what a server answers. The zero value stands for AtOnce.
type Reply struct {
	Name, Doc string
	Pieces    []Piece
	Never     bool // no byte is ever sent, and the connection stays open
	Endless   bool // it does not end in the time that firmware has: there is no Body to be got
	Forever   bool // the last piece is sent again and again, until the client goes away
	Close     CloseMode
	KeepAlive bool // with KeepOpen: further requests on the connection are answered

	// Body is the text that a firmware which reads the reply to its end has got.
	Body string

	// Fails tells that a firmware must not report this reply as a success: its status is an error, or it is cut.
	Fails bool

	// MayFail tells that a firmware may give up on this reply, if it says so: it is a sound one, but not every firmware
	// has the memory or the code for it. What it must not do is to take something else for the body.
	MayFail bool

	// For, when set, makes the reply from the request, as what a server may answer can depend on what it was asked. The
	// other fields then describe what a client gets that asks for it.
	For func(Request) Reply
}

// To is the reply to a request.
func (r Reply) To(request Request) Reply {
	if r.For == nil {
		return r
	}
	return r.For(request)
}

// IsZero tells whether nothing was scripted.
func (r Reply) IsZero() bool {
	return r.Name == "" && len(r.Pieces) == 0 && !r.Never && r.Close == CloseNotify && r.For == nil
}

// Bytes joins all pieces.
func (r Reply) Bytes() []byte {
	var out []byte
	for _, p := range r.Pieces {
		out = append(out, p.Bytes...)
	}
	return out
}

// Errs tells that the reply is a whole one, and its status says that the request has failed or must be made elsewhere.
func (r Reply) Errs() bool {
	response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(r.Bytes())), nil)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode >= 300
}

// Duration is the sum of all pauses, in board time.
func (r Reply) Duration() time.Duration {
	var d time.Duration
	for _, p := range r.Pieces {
		d += p.After
	}
	return d
}

// split cuts a message into pieces at the given offsets, each but the first after a pause.
func split(message []byte, after time.Duration, at ...int) []Piece {
	pieces := []Piece{}
	from := 0
	for _, to := range append(at, len(message)) {
		p := Piece{Bytes: message[from:to]}
		if len(pieces) > 0 {
			p.After = after
		}
		pieces = append(pieces, p)
		from = to
	}
	return pieces
}

// headEnd is the offset of the body in a message.
func headEnd(message []byte) int {
	const blankLine = "\r\n\r\n"
	return bytes.Index(message, []byte(blankLine)) + len(blankLine)
}
