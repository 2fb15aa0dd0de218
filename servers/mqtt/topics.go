package mqtt

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// subscribe grants what is asked for, up to QoS 1.
func (s *session) subscribe(p Packet) error {
	ack := packets.NewControlPacket(packets.Suback).(*packets.SubackPacket)
	ack.MessageID = p.ID
	for _, f := range p.Filters {
		code := min(f.QoS, 1)
		if s.script.RefuseTopics {
			code = 0x80
		} else {
			s.granted[f.Topic] = code
		}
		ack.ReturnCodes = append(ack.ReturnCodes, code)
	}
	if err := s.send(ack, "SUBACK"); err != nil || s.delivered || s.script.RefuseTopics {
		return err
	}
	s.delivered = true
	for _, d := range s.script.Deliver {
		if err := s.deliver(p.Filters[0].Topic, d); err != nil {
			return err
		}
	}
	return nil
}

// deliver sends a PUBLISH of the broker's own. Where the client has subscribed with a wildcard, a name stands for it.
func (s *session) deliver(filter string, d Delivery) error {
	m := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
	m.TopicName = strings.NewReplacer("+", "bench", "#", "bench").Replace(filter)
	m.Qos, m.Dup, m.Retain, m.MessageID = d.QoS, d.Dup, d.Retain, d.ID
	m.Payload = []byte(d.Payload)
	if d.Payload == "" {
		m.Payload = Filling(m.TopicName, d)
	}
	return s.send(m, fmt.Sprintf("PUBLISH %s, %d bytes", m.TopicName, len(m.Payload)))
}

// Filling is the payload of a delivery to a topic: what makes its packet as long as it has to be.
func Filling(topic string, d Delivery) []byte {
	fixed := 2 + len(topic)
	if d.QoS > 0 {
		fixed += 2
	}
	n := max(0, d.Size-2-fixed)
	for n > 0 && 1+len(lengthBytes(fixed+n))+fixed+n > d.Size {
		n--
	}
	return bytes.Repeat([]byte("0123456789"), n/10+1)[:n]
}

// lengthBytes is a remaining length as it is written.
func lengthBytes(n int) []byte {
	var out []byte
	for {
		b := byte(n & 0x7f)
		if n >>= 7; n == 0 {
			return append(out, b)
		}
		out = append(out, b|0x80)
	}
}

// publish acknowledges a message, and sends it back when the client has subscribed to its topic.
func (s *session) publish(p Packet) error {
	again := false
	switch p.Publish.QoS {
	case 1:
		ack := packets.NewControlPacket(packets.Puback).(*packets.PubackPacket)
		ack.MessageID = p.ID
		if err := s.send(ack, "PUBACK"); err != nil {
			return err
		}
	case 2:
		again = s.pending[p.ID]
		s.pending[p.ID] = true
		ack := packets.NewControlPacket(packets.Pubrec).(*packets.PubrecPacket)
		ack.MessageID = p.ID
		if err := s.send(ack, "PUBREC"); err != nil {
			return err
		}
	}
	qos, subscribed := s.wanted(p.Publish.Topic)
	if !subscribed || again {
		return nil
	}
	m := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
	m.TopicName, m.Payload, m.Qos = p.Publish.Topic, p.Publish.Payload, min(qos, p.Publish.QoS)
	if m.Qos > 0 {
		s.next = s.next%0xffff + 1
		m.MessageID = s.next
	}
	return s.send(m, fmt.Sprintf("PUBLISH %s, %d bytes", m.TopicName, len(m.Payload)))
}

// wanted is the highest QoS at which the client has subscribed to a topic.
func (s *session) wanted(topic string) (qos byte, subscribed bool) {
	for filter, granted := range s.granted {
		if Matches(filter, topic) {
			qos, subscribed = max(qos, granted), true
		}
	}
	return qos, subscribed
}
