package mqtt

import "io"

// Line is the connection on which a broker speaks.
type Line interface {
	io.ReadWriter

	// Heard and Said note a packet of the client, and of the broker.
	Heard(kind, text string)
	Said(kind, text string)
}

// Ending is how the broker ends its direction when the session is over.
type Ending int

// The ways to end.
const (
	EndClean Ending = iota // close_notify, then FIN
	EndFIN                 // FIN alone
	EndReset               // RST
	EndOpen                // not at all
)

// Script is what a broker does. The zero value is a good one: it accepts every client, grants QoS 0 and 1, acknowledges
// what is published at any QoS, and delivers it to the client when that has subscribed to its topic.
type Script struct {
	// NoConnack tells that CONNECT is never answered, and nothing after it.
	NoConnack bool

	// Refuse is the return code of CONNACK, when it is not 0; the broker then ends the connection (MQTT 3.1.1, 3.2.2.3).
	Refuse byte

	// Garbage is sent in place of CONNACK, and nothing after it.
	Garbage []byte

	// RefuseTopics tells that each subscription is answered by 0x80, failure.
	RefuseTopics bool

	// SwallowPings tells that PINGREQ is not answered.
	SwallowPings bool

	// Deliver is sent, one after the other, to the first topic that the client subscribes to.
	Deliver []Delivery

	// LeaveAfter is the packet after whose answer the broker goes away, and End how; 0 is none.
	LeaveAfter byte
	End        Ending
}

// Delivery is a PUBLISH of the broker's own.
type Delivery struct {
	// Size is the length of the whole packet, header included; its payload is text that fills it. The least is that
	// of a packet without a payload.
	Size int

	// Payload, when set, is the payload, whatever the packet's length is then.
	Payload string

	QoS    byte // 0 or 1
	Dup    bool
	Retain bool

	// ID is the packet's identifier at QoS 1.
	ID uint16
}

// The types of packets (MQTT 3.1.1, 2.2.1).
const (
	Connect byte = iota + 1
	Connack
	Publish
	Puback
	Pubrec
	Pubrel
	Pubcomp
	Subscribe
	Suback
	Unsubscribe
	Unsuback
	Pingreq
	Pingresp
	Disconnect
)

var typeNames = [...]string{
	"reserved", "CONNECT", "CONNACK", "PUBLISH", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP", "SUBSCRIBE", "SUBACK",
	"UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT", "reserved",
}

// TypeName names a type of packets: "CONNECT", "reserved".
func TypeName(t byte) string { return typeNames[t&0xf] }
