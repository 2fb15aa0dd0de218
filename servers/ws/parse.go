package ws

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Stream is what a client sent on one connection: the request for the upgrade, and frames.
type Stream struct {
	Opening Opening
	Frames  []Frame

	// After is everything that follows the opening. When the server has refused the upgrade, it is no frames, whatever
	// Frames and Faults make of it.
	After []byte

	Faults []Fault
}

// Frame is one frame of the client.
type Frame struct {
	Fin     bool
	RSV     byte // the three reserved bits: 4, 2, 1
	Opcode  byte
	Masked  bool
	Mask    [4]byte
	Length  uint64 // as its header gives it
	Payload []byte // unmasked; shorter than Length when the stream stops inside it
	Offset  int    // in the bytes of the stream
}

// Message is one message of the client: a control frame, or the frames of a text or binary message joined.
type Message struct {
	Opcode  byte
	Payload []byte
	Whole   bool // its last frame came
	Offset  int
}

// ParseStream reads what a client sent, as far as it can be read: from a frame on whose length is impossible or that does
// not end, there are no further frames. It uses no part of the server.
func ParseStream(fromClient []byte) Stream {
	var s Stream
	s.opening(fromClient)
	at := len(s.Opening.Raw)
	s.After = fromClient[at:]
	p := parser{s: &s, raw: fromClient}
	for at < len(fromClient) {
		next, ok := p.frame(at)
		if !ok {
			break
		}
		at = next
	}
	return s
}

// Messages joins the frames.
func (s *Stream) Messages() []Message {
	var out []Message
	open := -1 // the message that is being joined
	for _, f := range s.Frames {
		switch {
		case f.Opcode == Continuation && open >= 0:
			out[open].Payload = append(out[open].Payload, f.Payload...)
			out[open].Whole = f.Fin
		default:
			out = append(out, Message{Opcode: f.Opcode, Payload: append([]byte(nil), f.Payload...), Whole: f.Fin, Offset: f.Offset})
			if f.Opcode < Close {
				open = len(out) - 1
			}
		}
		if f.Fin && f.Opcode < Close {
			open = -1
		}
	}
	return out
}

// Has tells whether a fault was found.
func (s *Stream) Has(fault string) bool {
	for _, f := range s.Faults {
		if f.Name == fault {
			return true
		}
	}
	return false
}

func (s *Stream) fault(name string, offset int, format string, args ...any) {
	s.Faults = append(s.Faults, Fault{Name: name, Doc: fmt.Sprintf(format, args...), Offset: offset})
}

// parser reads frames, and what they make of each other.
type parser struct {
	s      *Stream
	raw    []byte
	closed bool   // a Close came
	open   bool   // a message is not ended
	text   []byte // of the message that is open, when it is a text
	isText bool
}

// frame reads the frame at an offset, and tells where the next one begins.
func (p *parser) frame(at int) (next int, ok bool) {
	f, body, ok := p.header(at)
	if !ok {
		return at, false
	}
	here := uint64(len(p.raw) - body)
	end := body + int(min(f.Length, here))
	f.Payload = append([]byte{}, p.raw[body:end]...)
	if f.Masked {
		for i := range f.Payload {
			f.Payload[i] ^= f.Mask[i%4]
		}
	}
	p.s.Frames = append(p.s.Frames, f)
	if f.Length > here {
		p.s.fault(FrameNotEnded, len(p.raw), "The stream stops %d bytes before the end of a %s frame.", f.Length-here, OpcodeName(f.Opcode))
		p.judgeHeader(f)
		return at, false
	}
	p.judgeHeader(f)
	p.judgePlace(f)
	return end, true
}

// header reads a frame's header, and tells where its payload begins.
func (p *parser) header(at int) (f Frame, body int, ok bool) {
	rest := p.raw[at:]
	short := func(need int) bool {
		if len(rest) < need {
			p.s.fault(FrameNotEnded, len(p.raw), "The stream stops inside the header of a frame.")
			return true
		}
		return false
	}
	if short(2) {
		return f, 0, false
	}
	f = Frame{
		Fin: rest[0]&0x80 != 0, RSV: rest[0] >> 4 & 7, Opcode: rest[0] & 0xf, Masked: rest[1]&0x80 != 0, Offset: at,
	}
	size, least := 2, uint64(0)
	switch n := rest[1] & 0x7f; n {
	case 126:
		if size, least = 4, 126; short(size) {
			return f, 0, false
		}
		f.Length = uint64(binary.BigEndian.Uint16(rest[2:]))
	case 127:
		if size, least = 10, 1<<16; short(size) {
			return f, 0, false
		}
		f.Length = binary.BigEndian.Uint64(rest[2:])
	default:
		f.Length = uint64(n)
	}
	if f.Length > math.MaxInt64 {
		p.s.fault(LengthTooLarge, at, "A frame's length is %d; its highest bit has to be 0.", f.Length)
		return f, 0, false
	}
	if f.Length < least {
		p.s.fault(LengthNotShortest, at, "A length of %d is written in a longer form than it needs.", f.Length)
	}
	if f.Masked {
		if short(size + 4) {
			return f, 0, false
		}
		f.Mask = [4]byte(rest[size : size+4])
		size += 4
	}
	return f, at + size, true
}

// CloseCode is the code of a Close frame; 0 when it has none.
func (f Frame) CloseCode() uint16 {
	if f.Opcode != Close || len(f.Payload) < 2 {
		return 0
	}
	return binary.BigEndian.Uint16(f.Payload)
}
