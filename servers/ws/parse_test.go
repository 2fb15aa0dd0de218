package ws

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"
)

const opening = "GET /chat HTTP/1.1\r\nHost: api.bench.test:443\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
	"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: v8umjt63l/fKbljxLZqtOw==\r\n\r\n"

// masked is a client's frame by the letter of RFC 6455, with its header's first byte as given.
func masked(first byte, payload string) string {
	key := [4]byte{1, 2, 3, 0xfe}
	out := []byte{first}
	switch n := len(payload); {
	case n < 126:
		out = append(out, 0x80|byte(n))
	case n < 1<<16:
		out = binary.BigEndian.AppendUint16(append(out, 0x80|126), uint16(n))
	default:
		out = binary.BigEndian.AppendUint64(append(out, 0x80|127), uint64(n))
	}
	out = append(out, key[:]...)
	for i := range len(payload) {
		out = append(out, payload[i]^key[i%4])
	}
	return string(out)
}

// The keys and answers of RFC 6455, 1.3, and of the log of echo.websocket.org in the fourth article.
func TestAccept(t *testing.T) {
	for key, want := range map[string]string{
		"dGhlIHNhbXBsZSBub25jZQ==": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
		"v8umjt63l/fKbljxLZqtOw==": "lJ/edyvQ6g6zrdp3L3YKcwUU+8k=",
		"tawLOtLL9KAplr+Y67mjcQ==": "avZJ3xQqsxynXMlG+8FLvVAsWGs=",
	} {
		if got := Accept(key); got != want || !validKey(key) {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
}

func TestParseStream(t *testing.T) {
	long := strings.Repeat("long ", 20000)
	raw := opening + masked(0x81, "Hi there!\n") + masked(0x02, "ab") + masked(0x89, "ping") + masked(0x80, "cd") +
		masked(0x82, strings.Repeat("x", 126)) + masked(0x81, long) + masked(0x88, "\x03\xe8bye")
	s := ParseStream([]byte(raw))
	if len(s.Faults) != 0 {
		t.Errorf("faults in a good stream: %+v", s.Faults)
	}
	if o := s.Opening; !o.Ended || o.Target != "/chat" || o.Key != "v8umjt63l/fKbljxLZqtOw==" || string(o.Raw) != opening || len(o.Headers) != 5 {
		t.Errorf("opening %+v", o)
	}
	if h := s.Opening.Headers[0]; !strings.HasPrefix(raw[h.Offset:], "Host: "+h.Value) {
		t.Errorf("header %+v", h)
	}
	if string(s.After) != raw[len(opening):] || len(s.Frames) != 7 {
		t.Fatalf("%d frames", len(s.Frames))
	}
	if f := s.Frames[0]; !f.Fin || !f.Masked || f.Mask != [4]byte{1, 2, 3, 0xfe} || string(f.Payload) != "Hi there!\n" || f.Offset != len(opening) {
		t.Errorf("first frame %+v", f)
	}
	if code := s.Frames[6].CloseCode(); code != 1000 || s.Frames[0].CloseCode() != 0 {
		t.Errorf("close code %d", code)
	}
	var got []string
	for _, m := range s.Messages() {
		got = append(got, OpcodeName(m.Opcode)+" "+string(m.Payload))
		if !m.Whole {
			t.Errorf("message at %d is not whole", m.Offset)
		}
	}
	want := []string{"text Hi there!\n", "binary abcd", "ping ping", "binary " + strings.Repeat("x", 126), "text " + long, "close \x03\xe8bye"}
	if !slices.Equal(got, want) {
		t.Errorf("messages %.80q", got)
	}
}

// Each fault is found by its name, alone and at its place.
func TestFaults(t *testing.T) {
	change := func(from, to string) string { return strings.Replace(opening, from, to, 1) }
	at := len(opening)
	key := "Sec-WebSocket-Key: v8umjt63l/fKbljxLZqtOw=="
	tried := map[string]bool{}
	for _, tc := range []struct {
		fault  string
		raw    string
		offset int
	}{
		{OpeningNotEnded, opening[:at-2], at - 2},
		{OpeningNotEnded, "", 0},
		{BadRequestLine, change("GET", "POST"), 0},
		{BadRequestLine, change("HTTP/1.1", "HTTP/1.0"), 0},
		{MissingHost, change("Host: api.bench.test:443", "Host:"), 0},
		{MissingHost, change("Host: api.bench.test:443\r\n", ""), 0},
		{MissingUpgrade, change("Upgrade: websocket", "Upgrade: h2c"), 0},
		{MissingConnection, change("Connection: Upgrade", "Connection: close"), 0},
		{BadVersion, change("Version: 13", "Version: 8"), 0},
		{BadKey, change(key, key+"\r\n"+key), 0},
		{BadKey, change("ZqtOw==", "ZqtOw="), 0},
		{BadKey, change(key, "X: y"), 0},
		{ZeroKey, change("v8umjt63l/fKbljxLZqtOw==", "AAAAAAAAAAAAAAAAAAAAAA=="), 0},
		{Unmasked, opening + "\x81\x02Hi", at},
		{ZeroMask, opening + "\x81\x82\x00\x00\x00\x00Hi", at},
		{ReservedBits, opening + masked(0xc1, "Hi"), at},
		{ReservedOpcode, opening + masked(0x83, "Hi"), at},
		{ReservedOpcode, opening + masked(0x8b, "Hi"), at},
		{LengthNotShortest, opening + "\x81\xfe\x00\x02\x01\x01\x01\x01Hi", at},
		{LengthNotShortest, opening + "\x82\xff\x00\x00\x00\x00\x00\x00\x00\x02\x01\x01\x01\x01Hi", at},
		{LengthTooLarge, opening + "\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x01\x01\x01Hi", at},
		{ControlTooLong, opening + masked(0x89, strings.Repeat("p", 126)), at},
		{ControlFragmented, opening + masked(0x09, "Hi"), at},
		{ContinuationOfNothing, opening + masked(0x80, "Hi"), at},
		{MessageNotContinued, opening + masked(0x01, "Hi") + masked(0x81, "Hi"), at + 8},
		{InvalidUTF8, opening + masked(0x81, "\xff"), at},
		{InvalidUTF8, opening + masked(0x01, "\xc3") + masked(0x80, "\xc3"), at + 7},
		{BadClose, opening + masked(0x88, "x"), at},
		{BadClose, opening + masked(0x88, "\x03\xed"), at}, // 1005
		{BadClose, opening + masked(0x88, "\x03\xe8\xff"), at},
		{FrameAfterClose, opening + masked(0x88, "") + masked(0x81, "Hi"), at + 6},
		{FrameNotEnded, opening + "\x81", at + 1},
		{FrameNotEnded, opening + "\x81\xfe\x00", at + 3},
		{FrameNotEnded, opening + "\x81\x82\x01", at + 3},
		{FrameNotEnded, opening + masked(0x81, "Hi")[:7], at + 7},
	} {
		tried[tc.fault] = true
		s := ParseStream([]byte(tc.raw))
		if len(s.Faults) != 1 || s.Faults[0].Name != tc.fault || !s.Has(tc.fault) {
			t.Errorf("%s: %q: faults %+v", tc.fault, tc.raw[min(at, len(tc.raw)):], s.Faults)
			continue
		}
		if f := s.Faults[0]; f.Offset != tc.offset || !strings.HasSuffix(f.Doc, ".") {
			t.Errorf("%s: at %d, want %d: %q", tc.fault, f.Offset, tc.offset, f.Doc)
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

// A fragment of a text may end inside a letter.
func TestTextCutInsideALetter(t *testing.T) {
	s := ParseStream([]byte(opening + masked(0x01, "na\xc3") + masked(0x80, "\xafve")))
	if m := s.Messages(); len(s.Faults) != 0 || len(m) != 1 || string(m[0].Payload) != "naïve" {
		t.Errorf("%+v, faults %+v", m, s.Faults)
	}
}

func FuzzParseStream(f *testing.F) {
	f.Add([]byte(opening + masked(0x01, "Hi") + masked(0x89, "p") + masked(0x80, "!") + masked(0x88, "\x03\xe8")))
	f.Add([]byte("GET / HTTP/1.1\n\n\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x01\x02\x03\x04"))
	f.Add([]byte("\n\x00\x00\x8f\x7e"))
	names := map[string]bool{}
	for _, n := range FaultNames() {
		names[n] = true
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		s := ParseStream(raw)
		if !bytes.Equal(append(slices.Clip(s.Opening.Raw), s.After...), raw) {
			t.Fatal("opening and rest are not the stream")
		}
		for _, f := range s.Faults {
			if !names[f.Name] || f.Doc == "" || f.Offset < 0 || f.Offset > len(raw) {
				t.Errorf("fault %+v in %d bytes", f, len(raw))
			}
		}
		end, payload := len(s.Opening.Raw), 0
		for i, f := range s.Frames {
			if f.Offset != end && i > 0 || f.Offset < len(s.Opening.Raw) {
				t.Errorf("frame %d begins at %d, the one before ends at %d", i, f.Offset, end)
			}
			whole := uint64(len(f.Payload)) == f.Length
			if !whole && (i != len(s.Frames)-1 || !s.Has(FrameNotEnded)) {
				t.Errorf("frame %d has %d of %d bytes, and others follow", i, len(f.Payload), f.Length)
			}
			if end = f.Offset + 2 + len(f.Payload); i+1 < len(s.Frames) {
				end = s.Frames[i+1].Offset
			}
			payload += len(f.Payload)
		}
		joined := 0
		for _, m := range s.Messages() {
			joined += len(m.Payload)
		}
		if joined != payload {
			t.Errorf("the messages have %d bytes, the frames %d", joined, payload)
		}
	})
}
