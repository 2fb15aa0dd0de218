package mqtt

import "fmt"

// ParsePackets reads what a client sent, as far as it can be read: up to a packet whose length is impossible, or that does
// not end. A packet that is cut is none.
func ParsePackets(fromClient []byte) ([]Packet, []Fault) {
	var j judge
	var packets []Packet
	for at := 0; at < len(fromClient); {
		rest := fromClient[at:]
		body, size, state := measure(rest)
		if state == malformed {
			j.fault(BadLength, at, "The remaining length of a %s has more than four bytes.", TypeName(rest[0]>>4))
			break
		}
		if state == unfinished || size > len(rest) {
			j.fault(PacketNotEnded, len(fromClient), "The stream stops inside a %s.", TypeName(rest[0]>>4))
			break
		}
		packets = append(packets, j.packet(rest[:size], body, at))
		at += size
	}
	return packets, j.faults
}

// What measure can say.
const (
	measured   = iota
	unfinished // the header goes on
	malformed  // its length has no end
)

// measure reads the fixed header at the front of raw: where the body begins, and how long the packet is.
func measure(raw []byte) (body, size, state int) {
	length := 0
	for i := 1; i <= 4; i++ {
		if i >= len(raw) {
			return 0, 0, unfinished
		}
		length |= int(raw[i]&0x7f) << (7 * (i - 1))
		if raw[i]&0x80 == 0 {
			return i + 1, i + 1 + length, measured
		}
	}
	return 0, 0, malformed
}

// judge reads packets one after the other, and what they make of each other.
type judge struct {
	faults       []Fault
	any          bool // a packet came
	connected    bool
	disconnected bool
}

func (j *judge) fault(name string, offset int, format string, args ...any) {
	j.faults = append(j.faults, Fault{Name: name, Doc: fmt.Sprintf(format, args...), Offset: offset})
}

// wantedFlags are the flags of each type that a client sends, PUBLISH aside (MQTT 3.1.1, 2.2.2).
var wantedFlags = map[byte]byte{
	Connect: 0, Puback: 0, Pubrec: 0, Pubrel: 2, Pubcomp: 0, Subscribe: 2, Unsubscribe: 2, Pingreq: 0, Disconnect: 0,
}

// packet reads one whole packet whose body begins at body.
func (j *judge) packet(raw []byte, body, offset int) Packet {
	p := Packet{Type: raw[0] >> 4, Flags: raw[0] & 0xf, Offset: offset, Size: len(raw)}
	name := TypeName(p.Type)
	if body > 2 && raw[body-1] == 0 {
		j.fault(LengthNotShortest, offset, "The remaining length of a %s is written in %d bytes, and needs fewer.", name, body-1)
	}
	if flags, ok := wantedFlags[p.Type]; ok && p.Flags != flags {
		j.fault(BadFlags, offset, "The flags of a %s are %04b, and have to be %04b.", name, p.Flags, flags)
	}
	j.order(p)
	f := fields{j: j, raw: raw[body:], at: offset, name: name}
	switch p.Type {
	case Connect:
		f.connect(&p)
	case Publish:
		f.publish(&p)
	case Puback, Pubrec, Pubrel, Pubcomp:
		p.ID = f.id()
	case Subscribe, Unsubscribe:
		f.filters(&p)
	case Pingreq, Disconnect:
	default:
		j.fault(BadType, offset, "A client sends no packet of type %d (%s).", p.Type, name)
		return p
	}
	f.end()
	return p
}

// order looks at a packet where it stands.
func (j *judge) order(p Packet) {
	switch {
	case !j.any && p.Type != Connect:
		j.fault(FirstNotConnect, p.Offset, "The first packet is a %s; it has to be CONNECT.", TypeName(p.Type))
	case j.connected && p.Type == Connect:
		j.fault(ConnectTwice, p.Offset, "A second CONNECT comes on the same connection.")
	case j.disconnected:
		j.fault(AfterDisconnect, p.Offset, "A %s follows the DISCONNECT.", TypeName(p.Type))
	}
	j.any = true
	j.connected = j.connected || p.Type == Connect
	j.disconnected = j.disconnected || p.Type == Disconnect
}
