package mqtt

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// pipe is a Line over net.Pipe.
type pipe struct {
	net.Conn
	heard, said []string
}

func (p *pipe) Heard(_, text string) { p.heard = append(p.heard, text) }
func (p *pipe) Said(_, text string)  { p.said = append(p.said, text) }

// meet has a client send bytes; it returns the broker's packets in short, and how it ended. A broker that does not end by
// itself is left when it has sent as many packets as are wanted.
func meet(t *testing.T, script Script, fromClient string, leaveAfter int) (got []string, end Ending, line *pipe) {
	t.Helper()
	ours, theirs := net.Pipe()
	line = &pipe{Conn: theirs}
	done := make(chan Ending, 1)
	go func() {
		end := Serve(line, script)
		theirs.Close()
		done <- end
	}()
	wrote := make(chan struct{})
	go func() {
		defer close(wrote)
		// A broker that has closed already does not take the rest.
		if _, err := io.WriteString(ours, fromClient); err != nil && !errors.Is(err, io.ErrClosedPipe) {
			t.Error(err)
		}
	}()
	for leaveAfter < 0 || len(got) < leaveAfter {
		p, err := packets.ReadPacket(ours)
		if err != nil {
			if !errors.Is(err, io.EOF) {
				t.Error(err)
			}
			break
		}
		got = append(got, short(p))
	}
	<-wrote
	ours.Close()
	return got, <-done, line
}

const toTheEnd = -1

// short is what a packet of the broker says.
func short(p packets.ControlPacket) string {
	switch p := p.(type) {
	case *packets.ConnackPacket:
		return fmt.Sprintf("CONNACK %d", p.ReturnCode)
	case *packets.PublishPacket:
		return fmt.Sprintf("PUBLISH %s %s qos %d id %d dup %t", p.TopicName, p.Payload, p.Qos, p.MessageID, p.Dup)
	case *packets.SubackPacket:
		return fmt.Sprintf("SUBACK %d %v", p.MessageID, p.ReturnCodes)
	case *packets.PingrespPacket:
		return "PINGRESP"
	}
	return fmt.Sprintf("%T %d", p, p.Details().MessageID)
}

func TestGoodBroker(t *testing.T) {
	got, end, line := meet(t, Script{}, connect+subscribe+publish+ping+leave, toTheEnd)
	want := []string{"CONNACK 0", "SUBACK 1 [0]", "PUBLISH bench hello qos 0 id 0 dup false", "PINGRESP"}
	if !slices.Equal(got, want) || end != EndClean {
		t.Errorf("got %q, end %d", got, end)
	}
	heard := []string{"CONNECT bench-1", "SUBSCRIBE bench", "PUBLISH bench, 5 bytes, QoS 0", "PINGREQ", "DISCONNECT"}
	said := []string{"CONNACK 0", "SUBACK", "PUBLISH bench, 5 bytes", "PINGRESP"}
	if !slices.Equal(line.heard, heard) || !slices.Equal(line.said, said) {
		t.Errorf("heard %q\nsaid %q", line.heard, line.said)
	}
}

func TestQoS(t *testing.T) {
	sends := connect +
		"\x82\x0a\x00\x02\x00\x01a\x01\x00\x01b\x02" + // a at 1, b at 2
		"\x32\x06\x00\x01a\x00\x05x" + // QoS 1
		"\x34\x06\x00\x01b\x00\x06y" + "\x3c\x06\x00\x01b\x00\x06y" + "\x62\x02\x00\x06" + // QoS 2, and again
		"\x34\x06\x00\x01b\x00\x06z" + // a new message with the identifier that is free again
		"\x30\x04\x00\x01cx" + // nobody wants it
		"\xa2\x05\x00\x03\x00\x01a" + "\x30\x04\x00\x01ax" + leave
	got, _, _ := meet(t, Script{}, sends, toTheEnd)
	want := []string{
		"CONNACK 0", "SUBACK 2 [1 1]", "*packets.PubackPacket 5", "PUBLISH a x qos 1 id 1 dup false",
		"*packets.PubrecPacket 6", "PUBLISH b y qos 1 id 2 dup false", "*packets.PubrecPacket 6", "*packets.PubcompPacket 6",
		"*packets.PubrecPacket 6", "PUBLISH b z qos 1 id 3 dup false", "*packets.UnsubackPacket 3",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestScripts(t *testing.T) {
	for name, tc := range map[string]struct {
		script Script
		sends  string
		want   []string
		end    Ending
	}{
		"refuses":       {Script{Refuse: 5}, connect, []string{"CONNACK 5"}, EndClean},
		"swallows":      {Script{SwallowPings: true}, connect + ping + leave, []string{"CONNACK 0"}, EndClean},
		"topics":        {Script{RefuseTopics: true, Deliver: []Delivery{{}}}, connect + subscribe + publish + leave, []string{"CONNACK 0", "SUBACK 1 [128]"}, EndClean},
		"leaves":        {Script{LeaveAfter: Connect, End: EndReset}, connect, []string{"CONNACK 0"}, EndReset},
		"leaves later":  {Script{LeaveAfter: Publish, End: EndFIN}, connect + publish, []string{"CONNACK 0"}, EndFIN},
		"MQTT 5":        {Script{}, strings.Replace(connect, "MQTT\x04", "MQTT\x05", 1), []string{"CONNACK 1"}, EndClean},
		"no identifier": {Script{}, "\x10\x0c\x00\x04MQTT\x04\x00\x00\x0f\x00\x00", []string{"CONNACK 2"}, EndClean},
		"not CONNECT":   {Script{}, ping, nil, EndClean},
		"twice":         {Script{}, connect + connect, []string{"CONNACK 0"}, EndClean},
		"endless":       {Script{}, connect + "\x30\xff\xff\xff\xff", []string{"CONNACK 0"}, EndClean},
		"huge":          {Script{}, connect + "\x30\xff\xff\xff\x7f", []string{"CONNACK 0"}, EndClean},
	} {
		t.Run(name, func(t *testing.T) {
			got, end, _ := meet(t, tc.script, tc.sends, toTheEnd)
			if !slices.Equal(got, tc.want) || end != tc.end {
				t.Errorf("got %q, end %d", got, end)
			}
		})
	}
}

// A broker that does not answer waits until the client goes away.
func TestSilence(t *testing.T) {
	got, _, line := meet(t, Script{NoConnack: true}, connect+ping, 0)
	if len(got) != 0 || len(line.said) != 0 || !slices.Equal(line.heard, []string{"CONNECT bench-1"}) {
		t.Errorf("got %q, heard %q, said %q", got, line.heard, line.said)
	}
}

func TestGarbage(t *testing.T) {
	ours, theirs := net.Pipe()
	line := &pipe{Conn: theirs}
	done := make(chan Ending, 1)
	go func() { done <- Serve(line, Script{Garbage: []byte("HTTP/1.1 400\r\n")}) }()
	if _, err := io.WriteString(ours, connect); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 14)
	if _, err := io.ReadFull(ours, got); err != nil || string(got) != "HTTP/1.1 400\r\n" {
		t.Errorf("%q, %v", got, err)
	}
	ours.Close()
	<-done
	if !slices.Equal(line.said, []string{"14 bytes that are no CONNACK"}) {
		t.Errorf("said %q", line.said)
	}
}

// What the broker delivers has exactly the size that is asked for, where a packet of that size can be.
func TestDeliveries(t *testing.T) {
	var script Script
	sizes := []int{9, 20, 128, 129, 130, 131, 255, 256, 257, 20000}
	for i, size := range sizes {
		script.Deliver = append(script.Deliver, Delivery{Size: size, QoS: byte(i % 2), ID: uint16(i), Dup: i%2 == 1})
	}
	got, _, _ := meet(t, script, connect+subscribe+leave, toTheEnd)
	if len(got) != 2+len(sizes) {
		t.Fatalf("%d packets: %.60q", len(got), got)
	}
	for i, d := range script.Deliver {
		m := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
		m.TopicName, m.Payload, m.Qos = "bench", Filling("bench", d), d.QoS
		var out bytes.Buffer
		if err := m.Write(&out); err != nil {
			t.Fatal(err)
		}
		// No remaining length makes a packet of 130 bytes: 127 of them fit one byte, 128 need two.
		if n := out.Len(); n != d.Size && !(d.Size == 130 && n == 129) {
			t.Errorf("delivery %d has %d bytes, want %d", i, n, d.Size)
		}
		if !strings.Contains(got[2+i], string(m.Payload)) {
			t.Errorf("delivery %d is %.60q", i, got[2+i])
		}
	}
}

// A wildcard is no topic: the broker puts a name in its place.
func TestDeliveryToAWildcard(t *testing.T) {
	got, _, _ := meet(t, Script{Deliver: []Delivery{{Size: 20}}}, connect+"\x82\x08\x00\x01\x00\x03a/#\x00"+leave, toTheEnd)
	if len(got) != 3 || !strings.HasPrefix(got[2], "PUBLISH a/bench 0123") {
		t.Errorf("got %q", got)
	}
}

// The client goes away at any byte, and the broker ends.
func TestClientGoesAway(t *testing.T) {
	whole := connect + subscribe + publish
	for n := range len(whole) {
		ours, theirs := net.Pipe()
		done := make(chan Ending, 1)
		go func() { done <- Serve(&pipe{Conn: theirs}, Script{}) }()
		go io.Copy(io.Discard, ours)
		if _, err := io.WriteString(ours, whole[:n]); err != nil {
			t.Fatal(err)
		}
		ours.Close()
		if end := <-done; end != EndClean {
			t.Errorf("cut at %d: end %d", n, end)
		}
	}
}
