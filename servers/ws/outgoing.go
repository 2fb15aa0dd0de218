package ws

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/gobwas/ws"
)

// mask is what a server masks with that must not mask.
var mask = [4]byte{0xb5, 0x1c, 0x9e, 0x37}

// CloseWith is a Close message with a status code and a reason; code 0 is one without either.
func CloseWith(code uint16, reason string) Outgoing {
	out := Outgoing{Opcode: Close}
	if code != 0 {
		out.Payload = ws.NewCloseFrameBody(ws.StatusCode(code), reason)
	}
	return out
}

// frames are the message's frames in bytes; each is sent in a TLS record of its own.
func (o Outgoing) frames() [][]byte {
	n := max(1, o.Fragments)
	var out [][]byte
	for i := range n {
		part := o.Payload[len(o.Payload)*i/n : len(o.Payload)*(i+1)/n]
		opcode := o.Opcode
		if i > 0 {
			opcode = Continuation
		}
		out = append(out, o.frame(opcode, i == n-1 && !o.Unended, part))
		if i == 0 && n > 1 && o.Between != nil {
			out = append(out, Outgoing{Opcode: Ping, Payload: o.Between}.frame(Ping, true, o.Between))
		}
	}
	return out
}

// frame is one frame in bytes.
func (o Outgoing) frame(opcode byte, fin bool, payload []byte) []byte {
	h := ws.Header{Fin: fin, Rsv: o.RSV, OpCode: ws.OpCode(opcode), Length: int64(len(payload)), Masked: o.Masked, Mask: mask}
	body := bytes.Clone(payload)
	if o.Masked {
		ws.Cipher(body, mask, 0)
	}
	var out bytes.Buffer
	// Neither a buffer nor a length that exists can make it fail.
	_ = ws.WriteHeader(&out, h)
	return append(o.lengthened(out.Bytes(), len(payload)), body...)
}

// lengthened writes the length of a header in a longer form than the shortest.
func (o Outgoing) lengthened(header []byte, length int) []byte {
	short := 2
	switch header[1] & 0x7f {
	case 126:
		short = 4
	case 127:
		short = 10
	}
	out := []byte{header[0], header[1] & 0x80}
	switch {
	case o.Form == Bits64 && short < 10:
		out[1] |= 127
		out = binary.BigEndian.AppendUint64(out, uint64(length))
	case o.Form == Bits16 && short < 4:
		out[1] |= 126
		out = binary.BigEndian.AppendUint16(out, uint16(length))
	default:
		return header
	}
	return append(out, header[short:]...) // the mask, if there is one
}

// describe is a message for people.
func describe(opcode byte, payload []byte) string {
	name := OpcodeName(opcode)
	if name == "reserved" {
		name = fmt.Sprintf("opcode 0x%x", opcode)
	}
	text := fmt.Sprintf("%s frame, %d bytes", name, len(payload))
	switch {
	case opcode == Close && len(payload) >= 2:
		text = fmt.Sprintf("close frame, code %d", binary.BigEndian.Uint16(payload))
		if reason := payload[2:]; len(reason) > 0 {
			text += fmt.Sprintf(" %q", shown(reason))
		}
	case opcode == Text && len(payload) > 0:
		text += fmt.Sprintf(" %q", shown(payload))
	}
	return text
}

// shown is the beginning of some bytes.
func shown(b []byte) []byte {
	const most = 60
	return b[:min(len(b), most)]
}
