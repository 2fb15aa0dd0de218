package mqtt

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// A session as PubSubClient begins one, written out by hand from MQTT 3.1.1.
const (
	connect   = "\x10\x13\x00\x04MQTT\x04\x02\x00\x0f\x00\x07bench-1"
	subscribe = "\x82\x0a\x00\x01\x00\x05bench\x00"
	publish   = "\x30\x0c\x00\x05benchhello"
	ping      = "\xc0\x00"
	leave     = "\xe0\x00"
)

func TestParsePackets(t *testing.T) {
	raw := connect + subscribe + publish + ping + leave
	got, faults := ParsePackets([]byte(raw))
	if len(faults) != 0 || len(got) != 5 {
		t.Fatalf("%d packets, faults %+v", len(got), faults)
	}
	want := []Packet{
		{Type: Connect, Offset: 0, Size: 21, Connect: &ConnectFields{
			Protocol: "MQTT", Level: 4, Flags: 2, Clean: true, KeepAlive: 15, ClientID: "bench-1",
		}},
		{Type: Subscribe, Flags: 2, Offset: 21, Size: 12, ID: 1, Filters: []Filter{{Topic: "bench"}}},
		{Type: Publish, Offset: 33, Size: 14, Publish: &PublishFields{Topic: "bench", Payload: []byte("hello")}},
		{Type: Pingreq, Offset: 47, Size: 2},
		{Type: Disconnect, Offset: 49, Size: 2},
	}
	lines := []string{"CONNECT bench-1", "SUBSCRIBE bench", "PUBLISH bench, 5 bytes, QoS 0", "PINGREQ", "DISCONNECT"}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) || got[i].String() != lines[i] {
			t.Errorf("packet %d is %+v (%s), want %+v", i, got[i], got[i], want[i])
		}
	}
}

// What another library writes is read as it was meant.
func TestParseWhatPahoWrites(t *testing.T) {
	c := packets.NewControlPacket(packets.Connect).(*packets.ConnectPacket)
	c.ProtocolName, c.ProtocolVersion, c.Keepalive, c.ClientIdentifier = "MQTT", 4, 300, "näme"
	c.WillFlag, c.WillTopic, c.WillMessage, c.WillQos, c.WillRetain = true, "w/t", []byte{0, 255}, 1, true
	c.UsernameFlag, c.Username, c.PasswordFlag, c.Password = true, "me", true, []byte{0, 1}
	m := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
	m.TopicName, m.Payload, m.Qos, m.Dup, m.Retain, m.MessageID = "a/b", bytes.Repeat([]byte{0}, 20000), 2, true, true, 513
	u := packets.NewControlPacket(packets.Unsubscribe).(*packets.UnsubscribePacket)
	u.Topics, u.MessageID = []string{"a/+", "#"}, 7
	r := packets.NewControlPacket(packets.Pubrel).(*packets.PubrelPacket)
	r.MessageID = 65535
	var raw bytes.Buffer
	for _, p := range []packets.ControlPacket{c, m, u, r} {
		if err := p.Write(&raw); err != nil {
			t.Fatal(err)
		}
	}
	got, faults := ParsePackets(raw.Bytes())
	if len(faults) != 0 || len(got) != 4 {
		t.Fatalf("%d packets, faults %+v", len(got), faults)
	}
	want := ConnectFields{
		Protocol: "MQTT", Level: 4, Flags: 0b11101100, KeepAlive: 300, ClientID: "näme",
		Will: true, WillTopic: "w/t", WillMessage: []byte{0, 255}, WillQoS: 1, WillRetain: true,
		HasUser: true, User: "me", HasPassword: true, Password: []byte{0, 1},
	}
	if !reflect.DeepEqual(*got[0].Connect, want) {
		t.Errorf("CONNECT %+v", *got[0].Connect)
	}
	if p := got[1].Publish; p.Topic != "a/b" || len(p.Payload) != 20000 || p.QoS != 2 || !p.Dup || !p.Retain || got[1].ID != 513 {
		t.Errorf("PUBLISH %s, id %d", got[1], got[1].ID)
	}
	if f := got[2].Filters; len(f) != 2 || f[0].Topic != "a/+" || got[2].ID != 7 || got[3].ID != 65535 {
		t.Errorf("UNSUBSCRIBE %+v, PUBREL %d", f, got[3].ID)
	}
}

// Each fault is found by its name, alone and at its place.
func TestFaults(t *testing.T) {
	at := len(connect)
	change := func(from, to string) string { return strings.Replace(connect, from, to, 1) }
	tried := map[string]bool{}
	for _, tc := range []struct {
		fault  string
		raw    string
		offset int
	}{
		{BadLength, connect + "\xc0\x80\x80\x80\x80\x01", at},
		{LengthNotShortest, connect + "\xc0\x80\x00", at},
		{PacketNotEnded, connect[:20], 20},
		{PacketNotEnded, connect + "\xc0", at + 1},
		{PacketNotEnded, connect + "\xc0\x80", at + 2},
		{BadType, connect + "\xd0\x00", at},
		{BadType, connect + "\xf0\x00", at},
		{BadFlags, connect + "\xc1\x00", at},
		{BadFlags, connect + "\x80" + subscribe[1:], at},
		{ShortPacket, connect + "\x30\x03\x00\x05b", at},
		{ShortPacket, connect + "\x40\x01\x00", at},
		{ShortPacket, "\x10\x0c\x00\x04MQTT\x04\x02\x00\x0f\x00\x07", 0},
		{BytesAfterFields, connect + "\xc0\x01x", at},
		{BytesAfterFields, strings.Replace(connect, "\x13", "\x14", 1) + "x", 0},
		{BadString, connect + "\x30\x03\x00\x01\xff", at},
		{BadString, connect + "\x30\x03\x00\x01\x00", at},
		{FirstNotConnect, ping, 0},
		{ConnectTwice, connect + connect, at},
		{AfterDisconnect, connect + leave + ping, at + 2},
		{BadProtocol, change("MQTT\x04", "MQTT\x05"), 0},
		{BadProtocol, change("MQTT\x04", "mqtt\x04"), 0},
		{BadConnectFlags, change("\x04\x02\x00\x0f", "\x04\x03\x00\x0f"), 0},
		{BadConnectFlags, change("\x04\x02\x00\x0f", "\x04\x22\x00\x0f"), 0},
		{BadConnectFlags, "\x10\x0f\x00\x04MQTT\x04\x42\x00\x0f\x00\x01x\x00\x00", 0},
		{NoClientID, "\x10\x0c\x00\x04MQTT\x04\x00\x00\x0f\x00\x00", 0},
		{BadQoS, connect + "\x36\x05\x00\x01t\x00\x01", at},
		{BadQoS, connect + "\x38\x03\x00\x01t", at},
		{BadQoS, connect + "\x82\x06\x00\x01\x00\x01t\x03", at},
		{BadTopic, connect + "\x30\x03\x00\x01+", at},
		{BadTopic, connect + "\x30\x02\x00\x00", at},
		{BadFilter, connect + "\x82\x08\x00\x01\x00\x03#/b\x00", at},
		{BadFilter, connect + "\xa2\x06\x00\x01\x00\x02a+", at},
		{NoFilters, connect + "\x82\x02\x00\x01", at},
		{ZeroID, connect + "\x82\x06\x00\x00\x00\x01t\x00", at},
		{ZeroID, connect + "\x40\x02\x00\x00", at},
	} {
		tried[tc.fault] = true
		_, faults := ParsePackets([]byte(tc.raw))
		if len(faults) != 1 || faults[0].Name != tc.fault {
			t.Errorf("%s: %q: faults %+v", tc.fault, tc.raw, faults)
			continue
		}
		if f := faults[0]; f.Offset != tc.offset || !strings.HasSuffix(f.Doc, ".") {
			t.Errorf("%s: %q: at %d, want %d: %q", tc.fault, tc.raw, f.Offset, tc.offset, f.Doc)
		}
	}
	for _, name := range FaultNames() {
		if !tried[name] {
			t.Errorf("no stream here has the fault %s", name)
		}
	}
	if len(tried) != len(FaultNames()) {
		t.Errorf("%d faults were found, %d are listed", len(tried), len(FaultNames()))
	}
}

// The examples of MQTT 3.1.1, 4.7.
func TestTopics(t *testing.T) {
	for _, tc := range []struct {
		filter, topic string
		want          bool
	}{
		{"sport/tennis/player1/#", "sport/tennis/player1", true},
		{"sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true},
		{"sport/tennis/player1/#", "sport/tennis", false},
		{"#", "a/b", true},
		{"sport/tennis/+", "sport/tennis/player1", true},
		{"sport/tennis/+", "sport/tennis/player1/ranking", false},
		{"sport/+", "sport", false},
		{"sport/+", "sport/", true},
		{"+/+", "/finance", true},
		{"/+", "/finance", true},
		{"+", "/finance", false},
		{"#", "$SYS/x", false},
		{"+/x", "$SYS/x", false},
		{"$SYS/#", "$SYS/x", true},
		{"a/b", "a", false},
		{"a", "a/b", false},
	} {
		if !validFilter(tc.filter) || Matches(tc.filter, tc.topic) != tc.want {
			t.Errorf("%q and %q: want %t", tc.filter, tc.topic, tc.want)
		}
	}
	for _, filter := range []string{"", "sport/tennis#", "sport/tennis/#/ranking", "sport+"} {
		if validFilter(filter) {
			t.Errorf("%q is taken for a filter", filter)
		}
	}
}

func FuzzParsePackets(f *testing.F) {
	f.Add([]byte(connect + subscribe + publish + ping + leave))
	f.Add([]byte("\x10\x0f\x00\x04MQTT\x04\xfe\x00\x0f\x00\x01x\x00\x00\x00"))
	f.Add([]byte("\x36\xff\xff\xff\x7f\x00"))
	names := map[string]bool{}
	for _, n := range FaultNames() {
		names[n] = true
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, faults := ParsePackets(raw)
		end := 0
		for i, p := range got {
			if p.Offset != end || p.Size < 2 {
				t.Errorf("packet %d is at %d, and the one before ends at %d", i, p.Offset, end)
			}
			end = p.Offset + p.Size
			if p.Publish != nil && len(p.Publish.Topic)+len(p.Publish.Payload) > p.Size {
				t.Errorf("packet %d has more in it than its size", i)
			}
			_ = p.String()
		}
		rest := end < len(raw)
		for _, f := range faults {
			if !names[f.Name] || f.Doc == "" || f.Offset < 0 || f.Offset > len(raw) {
				t.Errorf("fault %+v in %d bytes", f, len(raw))
			}
			if f.Name == PacketNotEnded || f.Name == BadLength {
				rest = false
			}
		}
		if end > len(raw) || rest {
			t.Errorf("the packets end at %d of %d, and nothing says why", end, len(raw))
		}
	})
}
