package wire

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"
)

// Bytes makes a record of a type with a version and a body.
func (r Record) Bytes() []byte { return frame(r.Type, r.Version, len(r.Body), r.Body) }

func frame(kind uint8, version uint16, length int, body []byte) []byte {
	out := append([]byte{kind}, byte(version>>8), byte(version), byte(length>>8), byte(length))
	return append(out, body...)
}

// PlainRecord is a record in the clear, of the version of TLS 1.2.
func PlainRecord(kind uint8, body string) []byte {
	return Record{Type: kind, Version: version12, Body: []byte(body)}.Bytes()
}

const version12 = 0x0303

// AlertRecord is an alert in the clear. Level 1 warns, 2 ends the connection.
func AlertRecord(level, code uint8) []byte {
	return PlainRecord(TypeAlert, string([]byte{level, code}))
}

// Drop leaves the unit out.
func Drop() Act { return Act{"dropped", func(u *Unit) { u.Copies = 0 }} }

// Double sends the unit twice.
func Double() Act { return Act{"sent twice", func(u *Unit) { u.Copies = 2 }} }

// Late sends the unit after the one that follows it.
func Late() Act { return Act{"sent after the next", func(u *Unit) { u.Late = true }} }

// Patch overwrites bytes of the body from an offset on; a negative offset counts from its end. What is beyond the end
// is left out.
func Patch(at int, b ...byte) Act {
	return Act{fmt.Sprintf("% x at %d", b, at), func(u *Unit) {
		if from := fromEnd(at, len(u.Body)); from >= 0 && from < len(u.Body) {
			copy(u.Body[from:], b)
		}
	}}
}

// Flip inverts one bit of the body; a negative number counts from its end, -1 is the last bit.
func Flip(bit int) Act {
	return Act{fmt.Sprintf("bit %d flipped", bit), func(u *Unit) { flip(u.Body, bit) }}
}

// FlipAny inverts one bit of the body, chosen by the seed.
func FlipAny(seed uint64) Act {
	return Act{fmt.Sprintf("a bit flipped, seed %d", seed), func(u *Unit) {
		if len(u.Body) > 0 {
			flip(u.Body, rand.New(rand.NewPCG(seed, uint64(len(u.Body)))).IntN(8*len(u.Body)))
		}
	}}
}

func flip(b []byte, bit int) {
	if at := fromEnd(bit, 8*len(b)); at >= 0 && at < 8*len(b) {
		b[at/8] ^= 0x80 >> (at % 8)
	}
}

func fromEnd(at, length int) int {
	if at < 0 {
		return length + at
	}
	return at
}

// Truncate keeps the first n bytes of the body, and the header says so.
func Truncate(n int) Act {
	return Act{fmt.Sprintf("truncated to %d bytes", n), func(u *Unit) { u.Body = u.Body[:min(n, len(u.Body))] }}
}

// Edit replaces the body by what the function makes of it.
func Edit(name string, edit func([]byte) []byte) Act {
	return Act{name, func(u *Unit) { u.Body = edit(u.Body) }}
}

// AddExtension puts an extension at the end of a ServerHello.
func AddExtension(kind uint16, data ...byte) Act {
	return Edit("with "+ExtensionName(kind), func(message []byte) []byte { return addExtension(message, kind, data) })
}

// addExtension leaves what is no ServerHello as it is.
func addExtension(message []byte, kind uint16, data []byte) []byte {
	r := reader{b: message}
	r.bytes(4 + 2 + 32)
	r.vector(1)
	r.bytes(3)
	if r.bad {
		return message
	}
	head := message[: len(message)-len(r.b) : len(message)-len(r.b)]
	list := r.vector(2)
	list = append(list[:len(list):len(list)], byte(kind>>8), byte(kind), byte(len(data)>>8), byte(len(data)))
	list = append(list, data...)
	out := append(head, byte(len(list)>>8), byte(len(list)))
	return Message{Type: message[0], Raw: append(out, list...)[4:]}.Bytes()
}

// Bytes is a handshake message with a header for its content, Raw.
func (m Message) Bytes() []byte {
	n := len(m.Raw)
	return append([]byte{m.Type, byte(n >> 16), byte(n >> 8), byte(n)}, m.Raw...)
}

// RemoveExtension takes an extension out of a ServerHello.
func RemoveExtension(kind uint16) Act {
	return Edit("without "+ExtensionName(kind), func(message []byte) []byte {
		r := reader{b: message}
		r.bytes(4 + 2 + 32)
		r.vector(1)
		r.bytes(3)
		head := message[: len(message)-len(r.b) : len(message)-len(r.b)]
		var kept []byte
		for list := (reader{b: r.vector(2)}); len(list.b) > 0 && !list.bad; {
			whole := list.b
			if list.u16() != kind {
				list.vector(2)
				kept = append(kept, whole[:len(whole)-len(list.b)]...)
			} else {
				list.vector(2)
			}
		}
		out := binary.BigEndian.AppendUint16(head, uint16(len(kept)))
		return Message{Type: message[0], Raw: append(out, kept...)[4:]}.Bytes()
	})
}

// GrantFragmentLength grants the max_fragment_length that the client asks for, in the ServerHello (RFC 6066 §4). It takes
// a fault that is Consistent; to a client that asks for none nothing is granted.
func GrantFragmentLength() Act {
	return GrantFragmentLengthTo("everybody", func(*ClientHello) bool { return true })
}

// GrantFragmentLengthTo does so to the clients whose ClientHello is such a one.
func GrantFragmentLengthTo(whom string, is func(*ClientHello) bool) Act {
	return Act{"granting the fragment length to " + whom, func(u *Unit) {
		if u.Hello == nil || !is(u.Hello) {
			return
		}
		for _, e := range u.Hello.Extensions {
			if e.Type == ExtMaxFragmentLength {
				u.Body = addExtension(u.Body, e.Type, e.Data)
			}
		}
	}}
}

// Before sends bytes, as they are, before the unit.
func Before(name string, b ...[]byte) Act {
	return Act{"after " + name, func(u *Unit) { u.Before = append(u.Before, joined(b)...) }}
}

// After sends bytes, as they are, after the unit.
func After(name string, b ...[]byte) Act {
	return Act{"before " + name, func(u *Unit) { u.After = append(u.After, joined(b)...) }}
}

// Instead sends bytes, as they are, in place of the unit.
func Instead(name string, b ...[]byte) Act {
	return Act{"replaced by " + name, func(u *Unit) { u.Copies, u.Before = 0, append(u.Before, joined(b)...) }}
}

func joined(parts [][]byte) []byte {
	var out []byte
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// AsType gives the unit's records another type.
func AsType(kind uint8) Act {
	return Act{fmt.Sprintf("in a record of type %d", kind), func(u *Unit) { u.Type = kind }}
}

// AsVersion gives the unit's records another version.
func AsVersion(v uint16) Act {
	return Act{fmt.Sprintf("in a record of version 0x%04x", v), func(u *Unit) { u.Version = v }}
}

// AsLength makes the record's header say another length than the body has.
func AsLength(n int) Act {
	return Act{fmt.Sprintf("in a record that says it has %d bytes", n), func(u *Unit) { u.Length = n }}
}

// Wait pauses before the unit, in board time.
func Wait(d time.Duration) Act {
	return Act{fmt.Sprintf("after a pause of %s", d), func(u *Unit) { u.Wait += d }}
}

// End ends the server's direction after the unit.
func End(how Cut) Act {
	return Act{"and then " + how.String(), func(u *Unit) { u.Cut, u.CutAt = how, all }}
}

// EndAt ends the server's direction after n bytes of what is sent for the unit, its records' headers included.
func EndAt(how Cut, n int) Act {
	return Act{fmt.Sprintf("and after %d bytes of it %s", n, how), func(u *Unit) { u.Cut, u.CutAt = how, n }}
}

const all = -1
