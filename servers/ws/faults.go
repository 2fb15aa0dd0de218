package ws

// The names of all faults.
const (
	// Of the opening.
	OpeningNotEnded   = "opening-not-ended"  // no blank line ends the head
	BadRequestLine    = "bad-request-line"   // it is not GET TARGET HTTP/1.1
	MissingHost       = "missing-host"       // no Host, or an empty one
	MissingUpgrade    = "missing-upgrade"    // no Upgrade: websocket
	MissingConnection = "missing-connection" // no Connection: Upgrade
	BadVersion        = "bad-version"        // Sec-WebSocket-Version is not 13
	BadKey            = "bad-key"            // Sec-WebSocket-Key is not the base64 of 16 bytes, or not there once
	ZeroKey           = "zero-key"           // the key's 16 bytes are all the same

	// Of the frames.
	Unmasked              = "unmasked"                // a client must mask
	ZeroMask              = "zero-mask"               // the mask is 0, which masks nothing
	ReservedBits          = "reserved-bits"           // a reserved bit is set
	ReservedOpcode        = "reserved-opcode"         // an opcode that means nothing
	LengthNotShortest     = "length-not-shortest"     // the length fits into a shorter form
	LengthTooLarge        = "length-too-large"        // the length is 2^63 or more
	ControlTooLong        = "control-too-long"        // a control frame of more than 125 bytes
	ControlFragmented     = "control-fragmented"      // a control frame without FIN
	ContinuationOfNothing = "continuation-of-nothing" // a continuation that no message precedes
	MessageNotContinued   = "message-not-continued"   // a new message begins inside another one
	InvalidUTF8           = "invalid-utf8"            // a text that is no UTF-8
	BadClose              = "bad-close"               // a Close of one byte, with a code that none may send, or a reason that is no UTF-8
	FrameAfterClose       = "frame-after-close"       // something follows the Close
	FrameNotEnded         = "frame-not-ended"         // the stream stops inside a frame
)

// FaultNames lists the names of all faults that ParseStream can report.
func FaultNames() []string {
	return []string{
		OpeningNotEnded, BadRequestLine, MissingHost, MissingUpgrade, MissingConnection, BadVersion, BadKey, ZeroKey,
		Unmasked, ZeroMask, ReservedBits, ReservedOpcode, LengthNotShortest, LengthTooLarge, ControlTooLong,
		ControlFragmented, ContinuationOfNothing, MessageNotContinued, InvalidUTF8, BadClose, FrameAfterClose,
		FrameNotEnded,
	}
}

// Fault is one deviation from RFC 6455.
type Fault struct {
	Name   string // one of FaultNames
	Doc    string // a sentence for a report
	Offset int    // in the bytes of the stream
}
