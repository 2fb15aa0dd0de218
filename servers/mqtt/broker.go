package mqtt

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// maxPacket is the longest packet that the broker takes; firmware's are far below.
const maxPacket = 1 << 20

// session is one connection.
type session struct {
	line      Line
	script    Script
	buffer    []byte // came, and is not read yet
	judge     judge
	granted   map[string]byte // QoS by topic filter
	delivered bool            // what the script delivers was sent
	next      uint16          // packet identifier of the broker's own
	pending   map[uint16]bool // identifiers of QoS 2 messages that came and are not released
}

// errOver tells that the broker has ended the session.
var errOver = errors.New("the session is over")

// Serve is a broker on one connection, until it is over: the client has ended it, or has done what it must not, or the
// script has the broker leave. It returns how the broker then ends its direction.
func Serve(line Line, script Script) Ending {
	s := &session{line: line, script: script, granted: map[string]byte{}, pending: map[uint16]bool{}}
	for {
		p, err := s.read()
		if err == nil {
			err = s.handle(p)
		}
		if err == nil && p.Type == script.LeaveAfter {
			return script.End
		}
		if err != nil {
			return EndClean // the client is gone, or must go
		}
	}
}

// read takes the next packet. One with a fault ends the session (MQTT 3.1.1, 4.8), except that a CONNECT may be refused.
func (s *session) read() (Packet, error) {
	body, size, err := s.fill()
	if err != nil {
		return Packet{}, err
	}
	p := s.judge.packet(s.buffer[:size:size], body, 0)
	s.buffer = s.buffer[size:]
	s.line.Heard(TypeName(p.Type), p.String())
	if len(s.judge.faults) == 0 {
		return p, nil
	}
	fault := s.judge.faults[0]
	s.line.Heard("fault", "fault: "+fault.Doc)
	switch fault.Name {
	case BadProtocol:
		return p, s.refuse(packets.ErrRefusedBadProtocolVersion)
	case NoClientID:
		return p, s.refuse(packets.ErrRefusedIDRejected)
	}
	return p, fmt.Errorf("reading a packet: %s", fault.Doc)
}

// fill reads until a whole packet is there, and measures it.
func (s *session) fill() (body, size int, err error) {
	chunk := make([]byte, 4096)
	for {
		body, size, state := measure(s.buffer)
		switch {
		case state == malformed, state == measured && size > maxPacket:
			s.line.Heard("fault", "fault: a packet whose length cannot be, or is more than 1 MB")
			return 0, 0, errors.New("reading a packet: its length cannot be")
		case state == measured && size <= len(s.buffer):
			return body, size, nil
		}
		n, err := s.line.Read(chunk)
		s.buffer = append(s.buffer, chunk[:n]...)
		if err != nil && n == 0 {
			return 0, 0, err
		}
	}
}

// handle answers a packet.
func (s *session) handle(p Packet) error {
	switch p.Type {
	case Connect:
		return s.connect()
	case Publish:
		return s.publish(p)
	case Pubrel:
		delete(s.pending, p.ID)
		ack := packets.NewControlPacket(packets.Pubcomp).(*packets.PubcompPacket)
		ack.MessageID = p.ID
		return s.send(ack, "PUBCOMP")
	case Subscribe:
		return s.subscribe(p)
	case Unsubscribe:
		for _, f := range p.Filters {
			delete(s.granted, f.Topic)
		}
		ack := packets.NewControlPacket(packets.Unsuback).(*packets.UnsubackPacket)
		ack.MessageID = p.ID
		return s.send(ack, "UNSUBACK")
	case Pingreq:
		if s.script.SwallowPings {
			return nil
		}
		return s.send(packets.NewControlPacket(packets.Pingresp), "PINGRESP")
	case Disconnect:
		return errOver
	}
	return nil // the client acknowledges what the broker sent
}

// connect answers a CONNECT as the script has it.
func (s *session) connect() error {
	switch {
	case s.script.NoConnack:
		return s.drain()
	case s.script.Garbage != nil:
		if _, err := s.line.Write(s.script.Garbage); err != nil {
			return err
		}
		s.line.Said("garbage", fmt.Sprintf("%d bytes that are no CONNACK", len(s.script.Garbage)))
		return s.drain()
	case s.script.Refuse != 0:
		return s.refuse(s.script.Refuse)
	}
	return s.send(packets.NewControlPacket(packets.Connack), "CONNACK 0")
}

// drain takes what comes and answers none of it, until the client has ended.
func (s *session) drain() error {
	_, err := io.Copy(io.Discard, s.line)
	return errors.Join(errOver, err)
}

// refuse answers a CONNECT by a return code, which is the end.
func (s *session) refuse(code byte) error {
	ack := packets.NewControlPacket(packets.Connack).(*packets.ConnackPacket)
	ack.ReturnCode = code
	return errors.Join(s.send(ack, fmt.Sprintf("CONNACK %d", code)), errOver)
}

// send sends a packet in one piece.
func (s *session) send(p packets.ControlPacket, text string) error {
	var out bytes.Buffer
	if err := p.Write(&out); err != nil {
		return fmt.Errorf("encoding a packet: %w", err)
	}
	if _, err := s.line.Write(out.Bytes()); err != nil {
		return err
	}
	kind, _, _ := strings.Cut(text, " ")
	s.line.Said(kind, text)
	return nil
}
