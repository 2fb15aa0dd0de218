package mqtt

import (
	"encoding/binary"
	"strings"
	"unicode/utf8"
)

// fields reads the body of one packet, from the front. After a field that is not whole there are no others.
type fields struct {
	j    *judge
	raw  []byte // what is left
	at   int    // the packet's offset
	name string
	cut  bool // a field was not whole
	deaf bool // what follows is not understood
}

// take gives the next n bytes, nil when there are fewer.
func (f *fields) take(n int) []byte {
	if f.cut || len(f.raw) < n {
		if !f.cut {
			f.j.fault(ShortPacket, f.at, "A %s ends before its fields do.", f.name)
		}
		f.cut = true
		return nil
	}
	b := f.raw[:n:n]
	f.raw = f.raw[n:]
	return b
}

func (f *fields) byte() byte {
	if b := f.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (f *fields) number() uint16 {
	if b := f.take(2); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

// id is a packet identifier.
func (f *fields) id() uint16 {
	id := f.number()
	if id == 0 && !f.cut {
		f.j.fault(ZeroID, f.at, "The packet identifier of a %s is 0.", f.name)
	}
	return id
}

// binary is bytes with their length before them.
func (f *fields) binary() []byte { return f.take(int(f.number())) }

// text is a string with its length before it (MQTT 3.1.1, 1.5.3).
func (f *fields) text(what string) string {
	s := string(f.binary())
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		f.j.fault(BadString, f.at, "The %s of a %s is %q: no UTF-8, or it holds a NUL.", what, f.name, s)
	}
	return s
}

// end tells whether everything was read.
func (f *fields) end() {
	if n := len(f.raw); n > 0 && !f.cut && !f.deaf {
		f.j.fault(BytesAfterFields, f.at, "%d bytes follow the last field of a %s.", n, f.name)
	}
}

// connect reads a CONNECT (MQTT 3.1.1, 3.1).
func (f *fields) connect(p *Packet) {
	c := &ConnectFields{}
	p.Connect = c
	c.Protocol, c.Level = f.text("protocol name"), f.byte()
	if f.cut {
		return
	}
	if !(c.Protocol == "MQTT" && c.Level == 4 || c.Protocol == "MQIsdp" && c.Level == 3) {
		f.j.fault(BadProtocol, f.at, "The protocol is %q at level %d; MQTT 3.1.1 is \"MQTT\" at level 4.", c.Protocol, c.Level)
		f.deaf = true // other versions have other fields
		return
	}
	c.Flags, c.KeepAlive = f.byte(), f.number()
	c.Clean, c.Will, c.WillQoS, c.WillRetain = c.Flags&2 != 0, c.Flags&4 != 0, c.Flags>>3&3, c.Flags&32 != 0
	c.HasPassword, c.HasUser = c.Flags&64 != 0, c.Flags&128 != 0
	c.ClientID = f.text("client identifier")
	if c.Will {
		c.WillTopic, c.WillMessage = f.text("will topic"), f.binary()
	}
	if c.HasUser {
		c.User = f.text("user name")
	}
	if c.HasPassword {
		c.Password = f.binary()
	}
	if !f.cut {
		f.judgeConnect(c)
	}
}

// judgeConnect looks for contradictions among the fields.
func (f *fields) judgeConnect(c *ConnectFields) {
	will := c.WillQoS != 0 || c.WillRetain
	if c.Flags&1 != 0 || c.WillQoS == 3 || !c.Will && will || c.HasPassword && !c.HasUser {
		f.j.fault(BadConnectFlags, f.at, "CONNECT's flags are %08b, which contradict each other or set a reserved one.", c.Flags)
	}
	if c.ClientID == "" && !c.Clean {
		f.j.fault(NoClientID, f.at, "CONNECT has no client identifier, and asks for a session that is kept.")
	}
}

// publish reads a PUBLISH (3.3).
func (f *fields) publish(p *Packet) {
	m := &PublishFields{QoS: p.Flags >> 1 & 3, Dup: p.Flags&8 != 0, Retain: p.Flags&1 != 0}
	p.Publish = m
	if m.QoS == 3 || m.Dup && m.QoS == 0 {
		f.j.fault(BadQoS, f.at, "A PUBLISH has QoS %d, DUP %t.", m.QoS, m.Dup)
	}
	m.Topic = f.text("topic")
	if f.cut {
		return
	}
	if m.Topic == "" || strings.ContainsAny(m.Topic, "+#") {
		f.j.fault(BadTopic, f.at, "A PUBLISH goes to %q; a topic has a name, and no wildcard.", m.Topic)
	}
	if m.QoS > 0 {
		p.ID = f.id()
	}
	if !f.cut {
		m.Payload = f.take(len(f.raw))
	}
}

// filters reads a SUBSCRIBE or an UNSUBSCRIBE (3.8, 3.10).
func (f *fields) filters(p *Packet) {
	p.ID = f.id()
	for len(f.raw) > 0 && !f.cut {
		filter := Filter{Topic: f.text("topic filter")}
		if p.Type == Subscribe {
			filter.QoS = f.byte()
		}
		if f.cut {
			return
		}
		if filter.QoS > 2 {
			f.j.fault(BadQoS, f.at, "A SUBSCRIBE asks for QoS %d.", filter.QoS)
		}
		if !validFilter(filter.Topic) {
			f.j.fault(BadFilter, f.at, "A %s names the topic filter %q.", f.name, filter.Topic)
		}
		p.Filters = append(p.Filters, filter)
	}
	if len(p.Filters) == 0 && !f.cut {
		f.j.fault(NoFilters, f.at, "A %s names no topic filter.", f.name)
	}
}
