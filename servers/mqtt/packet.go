package mqtt

import "fmt"

// Packet is one packet of a client.
type Packet struct {
	Type   byte
	Flags  byte // the low four bits of its first byte
	Offset int  // in the bytes of the stream
	Size   int  // of the whole packet, as its header gives it
	ID     uint16

	Connect *ConnectFields // of a CONNECT
	Publish *PublishFields // of a PUBLISH
	Filters []Filter       // of SUBSCRIBE and UNSUBSCRIBE
}

// ConnectFields is what a CONNECT says.
type ConnectFields struct {
	Protocol  string // "MQTT"
	Level     byte   // 4 for MQTT 3.1.1
	Flags     byte
	Clean     bool
	KeepAlive uint16 // seconds
	ClientID  string

	Will        bool
	WillTopic   string
	WillMessage []byte
	WillQoS     byte
	WillRetain  bool

	HasUser, HasPassword bool
	User                 string
	Password             []byte
}

// PublishFields is what a PUBLISH says.
type PublishFields struct {
	Topic   string
	Payload []byte
	QoS     byte
	Dup     bool
	Retain  bool
}

// Filter is one topic filter, and the QoS that is asked for in a SUBSCRIBE.
type Filter struct {
	Topic string
	QoS   byte
}

// String is the packet in one line.
func (p Packet) String() string {
	name := TypeName(p.Type)
	switch {
	case p.Connect != nil:
		return fmt.Sprintf("%s %s", name, p.Connect.ClientID)
	case p.Publish != nil:
		return fmt.Sprintf("%s %s, %d bytes, QoS %d", name, p.Publish.Topic, len(p.Publish.Payload), p.Publish.QoS)
	case len(p.Filters) > 0:
		return fmt.Sprintf("%s %s", name, p.Filters[0].Topic)
	}
	return name
}
