package ws

import (
	"encoding/binary"
	"unicode/utf8"
)

// judgeHeader looks at a frame by itself.
func (p *parser) judgeHeader(f Frame) {
	name := OpcodeName(f.Opcode)
	if !f.Masked {
		p.s.fault(Unmasked, f.Offset, "A %s frame of the client is not masked.", name)
	} else if f.Mask == [4]byte{} {
		p.s.fault(ZeroMask, f.Offset, "A %s frame is masked with 0, which masks nothing.", name)
	}
	if f.RSV != 0 {
		p.s.fault(ReservedBits, f.Offset, "The reserved bits of a %s frame are %03b, and no extension was agreed on.", name, f.RSV)
	}
	if name == "reserved" {
		p.s.fault(ReservedOpcode, f.Offset, "A frame has the opcode 0x%x, which is reserved.", f.Opcode)
	}
	if f.Opcode >= Close && f.Length > 125 {
		p.s.fault(ControlTooLong, f.Offset, "A %s frame has %d bytes; control frames have at most 125.", name, f.Length)
	}
	if f.Opcode >= Close && !f.Fin {
		p.s.fault(ControlFragmented, f.Offset, "A %s frame is fragmented, which control frames must not be.", name)
	}
}

// judgePlace looks at a whole frame where it stands.
func (p *parser) judgePlace(f Frame) {
	if p.closed {
		p.s.fault(FrameAfterClose, f.Offset, "A %s frame follows the client's Close.", OpcodeName(f.Opcode))
	}
	switch {
	case f.Opcode == Close:
		p.closed = true
		p.judgeClose(f)
	case f.Opcode > Close:
	case f.Opcode == Continuation && !p.open:
		p.s.fault(ContinuationOfNothing, f.Offset, "A continuation frame continues no message.")
	default:
		p.judgeData(f)
	}
}

// judgeData looks at a frame of a message.
func (p *parser) judgeData(f Frame) {
	if f.Opcode != Continuation {
		if p.open {
			p.s.fault(MessageNotContinued, f.Offset, "A %s frame begins inside a message that has not ended.", OpcodeName(f.Opcode))
		}
		p.text, p.isText = nil, f.Opcode == Text
	}
	p.open = !f.Fin
	if !p.isText {
		return
	}
	p.text = append(p.text, f.Payload...)
	if f.Fin && !utf8.Valid(p.text) {
		p.s.fault(InvalidUTF8, f.Offset, "A text message of %d bytes is no UTF-8.", len(p.text))
	}
}

// judgeClose looks at what a Close says (7.4).
func (p *parser) judgeClose(f Frame) {
	if len(f.Payload) == 0 {
		return
	}
	if len(f.Payload) == 1 {
		p.s.fault(BadClose, f.Offset, "A Close has one byte; a code has two.")
		return
	}
	if code := binary.BigEndian.Uint16(f.Payload); !sendable(code) {
		p.s.fault(BadClose, f.Offset, "A Close has the code %d, which must not be sent.", code)
	} else if !utf8.Valid(f.Payload[2:]) {
		p.s.fault(BadClose, f.Offset, "The reason of a Close is no UTF-8.")
	}
}

// sendable tells whether a code may stand in a Close: those of RFC 6455 and of IANA's registry, and the private ones.
func sendable(code uint16) bool {
	return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006 || code >= 3000 && code <= 4999
}
