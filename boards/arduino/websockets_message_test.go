package arduino

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gobwas/ws"
)

func TestWebSocketEcho(t *testing.T) {
	t.Parallel()
	b := newBench(t, opened(echoing))
	r := b.run(compile(t, "websocket_probe", FQBN), and([]string{"greet Hi there!"}, and(begin,
		"await text", "chars again", "await text", "behind a header's room", "await text", "binary", "await binary", "letters 1000", "await text")...)...)
	for _, line := range []string{
		"event connected 1 [/]\nevent text 9 [Hi there!]\n", "event text 5 [again]\n", "event text 15 [a header's room]\n",
		"event binary 5 [00..00]\n", "event text 1000 [a..l]\n",
	} {
		r.has(t, line)
	}
	got := listen(t, b.conn().wire())
	if len(got.frames) != 5 || !bytes.Equal(got.frames[3].Payload, []byte{0, 1, 0xFE, 0xFF, 0}) || got.frames[3].Header.OpCode != ws.OpBinary {
		t.Errorf("the client sent %v, want five messages, the fourth binary", got.frames)
	}
	for i, mask := range got.masks {
		// Four bytes of random(0xFF), new ones for each frame.
		if slices.Contains(mask[:], 0xFF) || i > 0 && mask == got.masks[i-1] {
			t.Errorf("frame %d has the mask %x after %x", i, mask, got.masks[max(i-1, 0)])
		}
	}
}

// The length takes one byte, two more or eight more (RFC 6455, section 5.2), and always the fewest.
func TestWebSocketLengthsSent(t *testing.T) {
	t.Parallel()
	b := newBench(t, sending())
	lengths := []int{1, 125, 126, 1433, 1434, 1435, 65535, 65536, 70000}
	commands := begin
	for _, n := range lengths {
		commands = and(commands, fmt.Sprintf("letters %d", n))
	}
	r := b.run(compile(t, "websocket_probe", FQBN), commands...)
	if n := strings.Count(r.console, "sent 1\n"); n != len(lengths) {
		t.Errorf("%d of %d messages were sent:\n%s", n, len(lengths), r.console)
	}
	wire := b.conn().wire()
	got := listen(t, wire)
	if len(got.frames) != len(lengths) || got.rest != "" {
		t.Fatalf("the client sent %d frames, want %d", len(got.frames), len(lengths))
	}
	size := len(got.head)
	for i, n := range lengths {
		want := []byte(strings.Repeat("abcdefghijklmnopqrstuvwxyz", n/26+1))[:n]
		if !got.frames[i].Header.Fin || got.frames[i].Header.OpCode != ws.OpText || !bytes.Equal(got.frames[i].Payload, want) {
			t.Errorf("a text of %d bytes came as %v", n, got.frames[i].Header)
		}
		size += ws.HeaderSize(got.frames[i].Header) + len(got.masks[i]) + n
	}
	if len(wire) != size {
		t.Errorf("the client sent %d bytes, want %d: a length was not written in the fewest", len(wire), size)
	}
}

// long is a frame whose length is written in eight bytes, whether it needs them or not.
func long(payload string) []byte {
	return append(binary.BigEndian.AppendUint64([]byte{0x81, 127}, uint64(len(payload))), payload...)
}

func TestWebSocketLengthsReceived(t *testing.T) {
	t.Parallel()
	text := func(n int) string { return "<" + strings.Repeat(".", n-2) + ">" }
	var frames [][]byte
	lengths := []int{2, 125, 126, 15359, 15360}
	for _, n := range lengths {
		frames = append(frames, whole(ws.OpText, text(n)))
	}
	b := newBench(t, sending(append(frames, whole(ws.OpText, ""), long(text(300)))...))
	r := b.run(compile(t, "websocket_probe", FQBN), and(begin, slices.Repeat([]string{"await text"}, len(lengths)+2)...)...)
	r.has(t, "event text 2 [<>]\n")
	r.has(t, "event text 0 []\n")
	for _, n := range append(lengths[2:], 300) {
		r.has(t, fmt.Sprintf("event text %d [<..>]\n", n))
	}
	if got := listen(t, b.conn().wire()); len(got.frames) != 0 {
		t.Errorf("the client answered %v", got.frames)
	}
}

// A frame of more than 15 KB is not read, whatever its length claims to be.
func TestWebSocketTooBig(t *testing.T) {
	t.Parallel()
	for name, frame := range map[string][]byte{
		"15 KB and a byte": whole(ws.OpBinary, strings.Repeat("x", 15361)),
		"64 KB":            whole(ws.OpText, strings.Repeat("x", 65536)),
		"all that is":      append([]byte{0x81, 127}, bytes.Repeat([]byte{0xFF}, 8)...),
	} {
		t.Run(name, func(t *testing.T) { endsWith(t, []byte{0x03, 0xF1}, frame) })
	}
}

// endsWith opens a WebSocket whose server sends the frames: the client has to say the close frame and leave.
func endsWith(t *testing.T, farewell []byte, frames ...[]byte) result {
	t.Helper()
	t.Parallel()
	b := newBench(t, sending(frames...))
	r := b.run(compile(t, "websocket_probe", FQBN), and(begin, "await disconnected", "open?", "text late")...)
	r.has(t, "event disconnected 0 null\nopen 0\nsent 0\n")
	if got := listen(t, b.conn().wire()).only(t, ws.OpClose); !bytes.Equal(got, farewell) {
		t.Errorf("the client closed with % x, want % x", got, farewell)
	}
	return r
}

func TestWebSocketCloseIsAnswered(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ sent, want string }{
		"normal":       {"\x03\xE8", "\x03\xE8"},
		"broken":       {"\x03\xF3sorry", "\x03\xF3"},
		"no code":      {"", ""},
		"half a code":  {"\x03", "\x03\xEA"},
		"service code": {"\x0F\xA0", "\x0F\xA0"},
	} {
		t.Run(name, func(t *testing.T) { endsWith(t, []byte(c.want), whole(ws.OpClose, c.sent)) })
	}
}

func TestWebSocketProtocolErrors(t *testing.T) {
	t.Parallel()
	for name, frames := range map[string][][]byte{
		"first reserved bit":      {{0xC1, 0}},
		"third reserved bit":      {{0x91, 0}},
		"reserved data frame":     {whole(0x3, "")},
		"reserved control frame":  {whole(0xB, "")},
		"ping in parts":           {part(ws.OpPing, false, "x")},
		"long ping":               {whole(ws.OpPing, strings.Repeat("x", 126))},
		"nothing to continue":     {part(ws.OpContinuation, true, "x")},
		"text within a message":   {part(ws.OpText, false, "x"), whole(ws.OpText, "y")},
		"continued after the end": {whole(ws.OpText, "x"), part(ws.OpContinuation, true, "y")},
	} {
		t.Run(name, func(t *testing.T) {
			r := endsWith(t, []byte{0x03, 0xEA}, frames...)
			if strings.Contains(r.console, "[y]") {
				t.Errorf("a refused frame was delivered:\n%s", r.console)
			}
		})
	}
}

// A server must not mask; the chips' library takes a frame that is masked all the same.
func TestWebSocketMaskedFrame(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("masked ", 40) // its length takes 16 bits
	b := newBench(t, opened(func(c net.Conn) {
		for _, text := range []string{"masked", long, "end"} {
			c.Write(ws.MustCompileFrame(ws.MaskFrame(ws.NewTextFrame([]byte(text)))))
		}
	}))
	r := b.run(compile(t, "websocket_probe", FQBN), and(begin, "await disconnected")...)
	r.has(t, "event text 6 [masked]\n")
	r.has(t, fmt.Sprintf("event text %d [m", len(long))) // the sketch shows the ends of a long one
	r.has(t, "event text 3 [end]\n")
}

func TestWebSocketPing(t *testing.T) {
	t.Parallel()
	b := newBench(t, opened(func(c net.Conn) {
		c.Write(whole(ws.OpPing, "are you there?"))
		c.Write(whole(ws.OpPing, ""))
		echoed := make([]byte, 1000)
		c.Read(echoed)
		c.Write(whole(ws.OpPong, "unasked"))
		drain(c)
	}))
	r := b.run(compile(t, "websocket_probe", FQBN), and(begin, "await ping", "await ping", "await pong", "ping mine", "ping "+strings.Repeat("x", 126))...)
	r.has(t, "event ping 14 [are you there?]\nevent ping 0 []\nevent pong 7 [unasked]\nsent 1\nsent 0\n")
	got := listen(t, b.conn().wire())
	want := []ws.OpCode{ws.OpPong, ws.OpPong, ws.OpPing}
	texts := []string{"are you there?", "", "mine"}
	if len(got.frames) != len(want) {
		t.Fatalf("the client sent %v", got.frames)
	}
	for i, frame := range got.frames {
		if frame.Header.OpCode != want[i] || string(frame.Payload) != texts[i] {
			t.Errorf("frame %d: kind %d with %q, want %d with %q", i, frame.Header.OpCode, frame.Payload, want[i], texts[i])
		}
	}
}

// A message in parts is handed on in parts; what comes between them too.
func TestWebSocketFragments(t *testing.T) {
	t.Parallel()
	b := newBench(t, sending(
		part(ws.OpText, false, "one"), whole(ws.OpPing, "between"), part(ws.OpContinuation, false, ""), part(ws.OpContinuation, true, "three"),
		part(ws.OpBinary, false, "bin"), part(ws.OpContinuation, true, ""), whole(ws.OpText, "whole")))
	r := b.run(compile(t, "websocket_probe", FQBN), and(begin, "await text")...)
	r.has(t, "event text-start 3 [one]\nevent ping 7 [between]\nevent fragment 0 []\nevent fragment-fin 5 [three]\n"+
		"event bin-start 3 [bin]\nevent fragment-fin 0 []\nevent text 5 [whole]\n")
	if got := listen(t, b.conn().wire()).only(t, ws.OpPong); string(got) != "between" {
		t.Errorf("the client's pong says %q", got)
	}
}

// Frames need not come in one piece; loop() goes on in the meantime.
func TestWebSocketBytesInDrops(t *testing.T) {
	t.Parallel()
	stream := slices.Concat(whole(ws.OpText, "slowly"), long("in a long frame"), whole(ws.OpPing, "x"))
	b := newBench(t, opened(func(c net.Conn) {
		for i := range stream {
			c.Write(stream[i : i+1])
		}
		drain(c)
	}))
	r := b.run(compile(t, "websocket_probe", FQBN), and(begin, "await ping")...)
	r.has(t, "event text 6 [slowly]\nevent text 15 [in a long frame]\nevent ping 1 [x]\n")
}

// Whatever comes after the upgrade, the client stays alive, and says nothing but closes and pongs.
func TestWebSocketGarbage(t *testing.T) {
	t.Parallel()
	const times = 12
	var seed atomic.Uint64
	b := newBench(t, opened(func(c net.Conn) {
		random := rand.New(rand.NewPCG(seed.Add(1), 1))
		garbage := make([]byte, 300)
		for i := range garbage {
			garbage[i] = byte(random.Uint32())
		}
		garbage[0] &= 0x8F // past the check of the reserved bits
		garbage[1] &= 0x7F // and of the mask
		c.Write(garbage)
	}))
	b.run(compile(t, "websocket_probe", FQBN), slices.Repeat(and(begin, "await disconnected"), times)...)
	for range times {
		for _, code := range codes(listen(t, b.conn().wire())) {
			if code != ws.OpClose && code != ws.OpPong {
				t.Errorf("the client sent a frame of kind %d", code)
			}
		}
	}
}

// Neither the libraries nor the sketches that call all of them give the compiler a reason to warn.
func TestWebSocketAndMQTTWarningFree(t *testing.T) {
	t.Parallel()
	for _, fqbn := range []string{FQBN, FQBN8266} {
		for _, sketch := range []string{"websocket_probe", "mqtt_probe"} {
			compile(t, sketch, fqbn)
			if log := shared.build(t, sketch, fqbn).log; strings.Contains(log, "warning:") {
				t.Errorf("%s for %s:\n%s", sketch, fqbn, log)
			}
		}
	}
}
