package arduino

import (
	"bytes"
	"io"
	"net"
	"testing"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// accepting is a broker that takes every client, does what then does, and stays until the client is gone.
func accepting(then func(net.Conn)) func(*recorded) { return answered(packets.Accepted, then) }

// answered is a broker that answers the CONNECT with the code.
func answered(code byte, then func(net.Conn)) func(*recorded) {
	return func(c *recorded) {
		if packet, err := packets.ReadPacket(c); err != nil || packet.(*packets.ConnectPacket) == nil {
			return
		}
		answer := packets.NewControlPacket(packets.Connack).(*packets.ConnackPacket)
		answer.ReturnCode = code
		answer.Write(c)
		if then != nil {
			then(c)
		}
		drain(c)
	}
}

// tells sends packets to the client.
func tells(all ...packets.ControlPacket) func(net.Conn) {
	return func(c net.Conn) { c.Write(written(all...)) }
}

func written(all ...packets.ControlPacket) []byte {
	var stream bytes.Buffer
	for _, packet := range all {
		packet.Write(&stream)
	}
	return stream.Bytes()
}

// message is a PUBLISH.
func message(topic, payload string, qos byte, id uint16) *packets.PublishPacket {
	p := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
	p.TopicName, p.Payload, p.Qos, p.MessageID = topic, []byte(payload), qos, id
	return p
}

// spoken takes apart what a client sent after its CONNECT.
func spoken(t *testing.T, wire []byte) []packets.ControlPacket {
	t.Helper()
	var all []packets.ControlPacket
	r := bytes.NewReader(wire)
	for r.Len() > 0 {
		packet, err := packets.ReadPacket(r)
		if err != nil {
			t.Fatalf("the client sent what is no packet, after %d of %d bytes: %v\n% x", len(wire)-r.Len(), len(wire), err, wire)
		}
		all = append(all, packet)
	}
	if len(all) == 0 {
		t.Fatal("the client sent nothing")
	}
	if _, first := all[0].(*packets.ConnectPacket); !first {
		t.Fatalf("the client began with %v", all[0])
	}
	return all[1:]
}

// kinds are the first bytes' upper halves of packets, in order.
func kinds(all []packets.ControlPacket) []byte {
	var types []byte
	for _, packet := range all {
		switch packet.(type) {
		case *packets.PublishPacket:
			types = append(types, packets.Publish)
		case *packets.PubackPacket:
			types = append(types, packets.Puback)
		case *packets.PingreqPacket:
			types = append(types, packets.Pingreq)
		case *packets.SubscribePacket:
			types = append(types, packets.Subscribe)
		case *packets.UnsubscribePacket:
			types = append(types, packets.Unsubscribe)
		case *packets.DisconnectPacket:
			types = append(types, packets.Disconnect)
		default:
			types = append(types, 0)
		}
	}
	return types
}

// pinging answers so many PINGREQs, and then none.
func pinging(count int) func(net.Conn) {
	return func(c net.Conn) {
		for range count {
			if _, err := packets.ReadPacket(c); err != nil {
				return
			}
			packets.NewControlPacket(packets.Pingresp).Write(c)
		}
	}
}

// speechless reads all that comes and never says a word.
func speechless(c *recorded) { io.Copy(io.Discard, c) }

// login makes the probe connect to the broker as "id".
var login = []string{"server " + host + " PORT", "connect id"}
