package wire

import (
	"bytes"
	"reflect"
	"testing"
)

// record frames a body.
func record(kind uint8, version uint16, body ...byte) []byte {
	return append([]byte{kind, byte(version >> 8), byte(version), byte(len(body) >> 8), byte(len(body))}, body...)
}

// message frames a handshake message.
func message(kind uint8, body ...byte) []byte {
	return append([]byte{kind, 0, byte(len(body) >> 8), byte(len(body))}, body...)
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

var helloRecord = record(TypeHandshake, 0x0301, bearHello...)

func TestFlowOfARefusal(t *testing.T) {
	f := ParseFlow(join(helloRecord, record(TypeAlert, 0x0301, 2, 48)))
	if f.Hello == nil || f.HelloErr != nil || f.Hello.RecordVersion != 0x0301 {
		t.Fatalf("hello %+v, %v", f.Hello, f.HelloErr)
	}
	want := []Alert{{Version: 0x0301, Offset: len(helloRecord), Known: true, Level: 2, Code: 48}}
	if !reflect.DeepEqual(f.Alerts, want) || !f.Alerts[0].Fatal() {
		t.Errorf("alerts %+v, want %+v", f.Alerts, want)
	}
	if f.KeyExchange || f.ChangeCipher || f.Protected != 0 || f.NotTLS {
		t.Errorf("seen more than a refusal: %+v", f)
	}
}

func TestFlowOfAGoodClient(t *testing.T) {
	f := ParseFlow(join(
		helloRecord,
		// BearSSL packs several messages into a record, and may spread one over several.
		record(TypeHandshake, 0x0303, join(message(11, 0, 0, 0), message(ClientKeyExchangeType, 1, 2, 3)[:5])...),
		record(TypeHandshake, 0x0303, message(ClientKeyExchangeType, 1, 2, 3)[5:]...),
		record(TypeChangeCipherSpec, 0x0303, 1),
		record(TypeHandshake, 0x0303, make([]byte, 40)...), // encrypted Finished
		record(TypeApplicationData, 0x0303, make([]byte, 30)...),
		record(TypeApplicationData, 0x0303, make([]byte, 50)...),
		record(TypeAlert, 0x0303, make([]byte, 26)...), // encrypted
	))
	var kinds []uint8
	for _, m := range f.Messages {
		kinds = append(kinds, m.Type)
	}
	if !bytes.Equal(kinds, []byte{ClientHelloType, 11, ClientKeyExchangeType}) {
		t.Errorf("messages %v", kinds)
	}
	if f.Messages[2].Offset != f.Messages[1].Offset {
		t.Error("the key exchange began in the record of the certificate")
	}
	if !f.KeyExchange || !f.ChangeCipher || f.Protected != 2 || f.ProtectedBytes != 80 {
		t.Errorf("flow %+v", f)
	}
	if len(f.Alerts) != 1 || !f.Alerts[0].Encrypted || f.Alerts[0].Known || f.Alerts[0].String() != "(encrypted)" {
		t.Errorf("alerts %+v", f.Alerts)
	}
}

func TestFlowAlertsAcrossRecords(t *testing.T) {
	f := ParseFlow(join(record(TypeAlert, 0x0303, 1), record(TypeAlert, 0x0303, 112, 2, 40)))
	want := []Alert{
		{Version: 0x0303, Offset: 6, Known: true, Level: 1, Code: 112},
		{Version: 0x0303, Offset: 6, Known: true, Level: 2, Code: 40},
	}
	if !reflect.DeepEqual(f.Alerts, want) {
		t.Errorf("alerts %+v, want %+v", f.Alerts, want)
	}
}

// A client of TLS 1.3 whose first key share was refused says hello twice, with a ChangeCipherSpec between.
func TestFlowSecondHelloOfTLS13(t *testing.T) {
	f := ParseFlow(join(helloRecord, record(TypeChangeCipherSpec, 0x0303, 1), helloRecord, record(TypeAlert, 0x0303, 2, 40)))
	if len(f.Messages) != 2 || len(f.Alerts) != 1 || !f.Alerts[0].Known {
		t.Errorf("messages %d, alerts %+v", len(f.Messages), f.Alerts)
	}
}

func TestFlowSelectedVersion(t *testing.T) {
	old := join([]byte{3, 3}, make([]byte, 32), []byte{0}, []byte{0xc0, 0x2b, 0})
	if got := ParseFlow(record(TypeHandshake, 0x0303, message(ServerHelloType, old...)...)).Selected; got != 0x0303 {
		t.Errorf("selected %04x", got)
	}
	new := join(old, []byte{0, 6, 0, 43, 0, 2, 3, 4})
	if got := ParseFlow(record(TypeHandshake, 0x0303, message(ServerHelloType, new...)...)).Selected; got != 0x0304 {
		t.Errorf("selected %04x", got)
	}
	if got := ParseFlow(record(TypeHandshake, 0x0303, message(ServerHelloType, 3, 3)...)).Selected; got != 0 {
		t.Errorf("selected %04x from a broken message", got)
	}
}

func TestFlowOfWhatIsNoTLS(t *testing.T) {
	for name, tc := range map[string]struct {
		in []byte
		at int
	}{
		"HTTP":            {[]byte("POST / HTTP/1.0\r\n"), 0},
		"type":            {join(helloRecord, record(99, 0x0303, 1)), len(helloRecord)},
		"version":         {join(helloRecord, []byte{TypeAlert, 4}), len(helloRecord)},
		"record length":   {[]byte{TypeHandshake, 3, 3, 0xff, 0xff}, 0},
		"message length":  {record(TypeHandshake, 0x0303, ClientHelloType, 0xff, 0, 0), 0},
		"nothing follows": {join([]byte("x"), helloRecord), 0},
	} {
		f := ParseFlow(tc.in)
		if !f.NotTLS || f.NotTLSAt != tc.at || f.Bytes != len(tc.in) {
			t.Errorf("%s: not TLS %t at %d, want at %d", name, f.NotTLS, f.NotTLSAt, tc.at)
		}
	}
	if f := ParseFlow(helloRecord[:10]); f.NotTLS || f.Hello != nil {
		t.Errorf("the beginning of a record read as %+v", f)
	}
}

// A flood of alerts or messages must not eat the bench's memory.
func TestFlowKeepsNoFlood(t *testing.T) {
	flood := bytes.Repeat(join(record(TypeAlert, 0x0303, 1, 112), record(TypeHandshake, 0x0303, 0, 0, 0, 0)), 2*maxKept)
	f := ParseFlow(flood)
	if len(f.Alerts) != maxKept || len(f.Messages) != maxKept || f.NotTLS {
		t.Errorf("kept %d alerts and %d messages", len(f.Alerts), len(f.Messages))
	}
}

func TestRecords(t *testing.T) {
	stream := join(helloRecord, record(TypeAlert, 0x0303, 2, 48), []byte{TypeHandshake, 3})
	records, rest := Records(stream)
	if len(records) != 2 || len(rest) != 2 || records[1].Offset != len(helloRecord) || !bytes.Equal(records[1].Body, []byte{2, 48}) {
		t.Errorf("records %+v, rest %x", records, rest)
	}
}

// However the bytes are cut into portions, the flow is the same.
func FuzzFlow(f *testing.F) {
	f.Add(join(helloRecord, record(TypeAlert, 0x0301, 2, 48)), uint8(1))
	f.Add(join(helloRecord, record(TypeChangeCipherSpec, 0x0303, 1), record(TypeAlert, 0x0303, make([]byte, 26)...)), uint8(7))
	f.Add([]byte("GET / HTTP/1.0\r\n\r\n"), uint8(3))
	f.Add(record(TypeHandshake, 0x0303, message(ServerHelloType, 3, 3)...), uint8(2))
	f.Fuzz(func(t *testing.T, stream []byte, portion uint8) {
		whole := ParseFlow(stream)
		var parts Flow
		for rest := stream; len(rest) > 0; {
			n := min(len(rest), int(portion)+1)
			parts.Feed(rest[:n])
			rest = rest[n:]
		}
		// What is left over may be held in another way; all that is exported must be the same.
		for _, f := range []*Flow{whole, &parts} {
			f.pending, f.handshake, f.alert, f.began = nil, nil, nil, Record{}
		}
		if !reflect.DeepEqual(whole, &parts) {
			t.Errorf("whole %+v\nparts %+v", whole, &parts)
		}
		records, rest := Records(stream)
		used := 0
		for _, r := range records {
			used += headerLen + len(r.Body)
		}
		if used+len(rest) != len(stream) {
			t.Errorf("%d bytes in records and %d left, of %d", used, len(rest), len(stream))
		}
	})
}
