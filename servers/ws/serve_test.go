package ws

import (
	"bytes"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

// pipe is a Line over net.Pipe.
type pipe struct {
	net.Conn
	heard, said []string
	paused      time.Duration
}

func (p *pipe) Heard(kind, text string) { p.heard = append(p.heard, kind+": "+text) }
func (p *pipe) Said(kind, text string)  { p.said = append(p.said, kind+": "+text) }
func (p *pipe) Pause(d time.Duration) bool {
	p.paused += d
	return true
}

// meet has a client send bytes; it returns what the server sent, and how it ended. A server that does not end by itself is
// left when it has sent as much as is wanted.
func meet(t *testing.T, script Script, fromClient string, leaveAfter int) (sent string, end Ending, line *pipe) {
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
		// A server that has closed already does not take the rest.
		if _, err := io.WriteString(ours, fromClient); err != nil && !errors.Is(err, io.ErrClosedPipe) {
			t.Error(err)
		}
	}()
	var from io.Reader = ours
	if leaveAfter >= 0 {
		from = io.LimitReader(ours, int64(leaveAfter))
	}
	b, err := io.ReadAll(from)
	if err != nil {
		t.Error(err)
	}
	<-wrote
	ours.Close()
	return string(b), <-done, line
}

// toTheEnd is for a server that ends by itself.
const toTheEnd = -1

const bye = "\x88\x00"

const upgraded = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: lJ/edyvQ6g6zrdp3L3YKcwUU+8k=\r\nUpgrade: websocket\r\n\r\n"

func TestGoodServer(t *testing.T) {
	sent, end, line := meet(t, Script{}, opening+masked(0x81, "Hi there!\n")+masked(0x89, "p")+masked(0x02, "ab")+masked(0x80, "cd")+masked(0x88, ""), toTheEnd)
	if want := upgraded + "\x81\x0aHi there!\n" + "\x8a\x01p" + "\x82\x04abcd" + bye; sent != want || end != EndClean {
		t.Errorf("sent %q, end %d", sent, end)
	}
	heard := []string{"upgrade: upgrade to /chat", `text: text frame, 10 bytes "Hi there!\n"`, "ping: ping frame, 1 bytes",
		"binary: binary frame, 2 bytes", "continuation: continuation frame, 2 bytes", "close: close frame, 0 bytes"}
	said := []string{"answer: 101 Switching Protocols", `text: text frame, 10 bytes "Hi there!\n"`, "pong: pong frame, 1 bytes",
		"binary: binary frame, 4 bytes", "close: close frame, 0 bytes"}
	if !slices.Equal(line.heard, heard) || !slices.Equal(line.said, said) {
		t.Errorf("heard %q\nsaid %q", line.heard, line.said)
	}
}

// What a client must not send ends the connection with the code that RFC 6455 gives it.
func TestServerFailsTheConnection(t *testing.T) {
	for name, tc := range map[string]struct{ frame, code string }{
		"unmasked":     {"\x81\x02Hi", "\x03\xea"},
		"reserved":     {masked(0x83, "Hi"), "\x03\xea"},
		"rsv":          {masked(0xc1, "Hi"), "\x03\xea"},
		"no message":   {masked(0x80, "Hi"), "\x03\xea"},
		"no UTF-8":     {masked(0x81, "\xff"), "\x03\xef"},
		"too big":      {"\x82\xff\x00\x00\x00\x00\x00\x20\x00\x00\x01\x02\x03\x04", "\x03\xf1"},
		"msb":          {"\x82\xff\xff\x00\x00\x00\x00\x20\x00\x00\x01\x02\x03\x04", "\x03\xea"},
		"long control": {masked(0x89, strings.Repeat("p", 126)), "\x03\xea"},
	} {
		t.Run(name, func(t *testing.T) {
			sent, end, _ := meet(t, Script{}, opening+tc.frame+masked(0x88, ""), toTheEnd)
			rest, ok := strings.CutPrefix(sent, upgraded+"\x88")
			if !ok || len(rest) < 3 || rest[1:3] != tc.code || end != EndClean {
				t.Errorf("sent %q, end %d", sent, end)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	bad := strings.Replace(opening, "Version: 13", "Version: 8", 1)
	for name, tc := range map[string]struct {
		script  Script
		request string
		has     []string
		hasNot  string
	}{
		"403": {Script{Answer: Answer{Status: "403 Forbidden", Body: "no"}}, opening,
			[]string{"HTTP/1.1 403 Forbidden\r\n", "Content-Length: 2\r\n", "\r\n\r\nno"}, "Upgrade"},
		"302": {Script{Answer: Answer{Status: "302 Found", Headers: map[string]string{"Location": "/x"}}}, opening,
			[]string{"302 Found", "Location: /x\r\n"}, "Upgrade"},
		"bad version": {Script{}, bad, []string{"426 Upgrade Required", "Sec-WebSocket-Version: 13\r\n"}, "101"},
		"bad key":     {Script{}, strings.Replace(opening, "ZqtOw==", "Z", 1), []string{"400 Bad Request"}, "101"},
		"post":        {Script{}, strings.Replace(opening, "GET", "POST", 1), []string{"400 Bad Request"}, "101"},
		"no HTTP":     {Script{}, "hello\r\n\r\n", []string{"400 Bad Request"}, "101"},
		"plain GET":   {Script{}, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", []string{"426 Upgrade Required"}, "101"},
		"long head":   {Script{}, "GET / HTTP/1.1\r\nX: " + strings.Repeat("x", 20<<10), []string{"400 Bad Request"}, "101"},
	} {
		t.Run(name, func(t *testing.T) {
			sent, end, line := meet(t, tc.script, tc.request, toTheEnd)
			for _, part := range tc.has {
				if !strings.Contains(sent, part) {
					t.Errorf("sent %q without %q", sent, part)
				}
			}
			if strings.Contains(sent, tc.hasNot) || end != EndClean || len(line.said) != 1 {
				t.Errorf("sent %q, end %d, said %q", sent, end, line.said)
			}
		})
	}
}

func TestUpgradeHeaders(t *testing.T) {
	script := Script{Answer: Answer{Headers: map[string]string{"Upgrade": "", "Sec-WebSocket-Accept": "wrong"}}}
	sent, _, _ := meet(t, script, opening+masked(0x88, ""), toTheEnd)
	if strings.Contains(sent, "Upgrade: ") || !strings.Contains(sent, "Accept: wrong\r\n") || !strings.HasSuffix(sent, bye) {
		t.Errorf("sent %q", sent)
	}
}

// Each form of a message is in the bytes as RFC 6455 has it.
func TestOutgoing(t *testing.T) {
	for name, tc := range map[string]struct {
		out  Outgoing
		want string
	}{
		"text":        {Outgoing{Opcode: Text, Payload: []byte("Hi")}, "\x81\x02Hi"},
		"rsv":         {Outgoing{Opcode: Text, RSV: 4, Payload: []byte("Hi")}, "\xc1\x02Hi"},
		"reserved":    {Outgoing{Opcode: 3, Payload: []byte("Hi")}, "\x83\x02Hi"},
		"masked":      {Outgoing{Opcode: Text, Masked: true, Payload: []byte("\xb5\x1c\x9e\x37\xb5")}, "\x81\x85\xb5\x1c\x9e\x37\x00\x00\x00\x00\x00"},
		"16 bits":     {Outgoing{Opcode: Text, Form: Bits16, Payload: []byte("Hi")}, "\x81\x7e\x00\x02Hi"},
		"64 bits":     {Outgoing{Opcode: Text, Form: Bits64, Payload: []byte("Hi")}, "\x81\x7f\x00\x00\x00\x00\x00\x00\x00\x02Hi"},
		"64, masked":  {Outgoing{Opcode: Text, Form: Bits64, Masked: true, Payload: []byte("\xb5")}, "\x81\xff\x00\x00\x00\x00\x00\x00\x00\x01\xb5\x1c\x9e\x37\x00"},
		"fragments":   {Outgoing{Opcode: Text, Fragments: 3, Payload: []byte("abcdefg"), Between: []byte("p")}, "\x01\x02ab\x89\x01p\x00\x02cd\x80\x03efg"},
		"unended":     {Outgoing{Opcode: Binary, Unended: true, Payload: []byte("x")}, "\x02\x01x"},
		"close":       {CloseWith(1011, "why"), "\x88\x05\x03\xf3why"},
		"empty close": {CloseWith(0, "why"), "\x88\x00"},
		"126":         {Outgoing{Opcode: Text, Payload: bytes.Repeat([]byte("x"), 126)}, "\x81\x7e\x00\x7e" + strings.Repeat("x", 126)},
		"65536":       {Outgoing{Opcode: Text, Payload: bytes.Repeat([]byte("x"), 65536)}, "\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00" + strings.Repeat("x", 65536)},
	} {
		if got := string(bytes.Join(tc.out.frames(), nil)); got != tc.want {
			t.Errorf("%s: %.60q, want %.60q", name, got, tc.want)
		}
	}
}

func TestScripts(t *testing.T) {
	hi := masked(0x81, "Hi")
	for name, tc := range map[string]struct {
		script Script
		sends  string
		want   string
		end    Ending
	}{
		"first":    {Script{First: []Outgoing{{Opcode: Ping, Payload: []byte("p"), After: time.Second}, {Echo: true}}}, hi + hi + masked(0x88, ""), upgraded + "\x89\x01p\x81\x02Hi\x81\x02Hi" + bye, EndClean},
		"greeting": {Script{Greeting: []Outgoing{{Opcode: Text, Payload: []byte("yo")}}}, masked(0x88, ""), upgraded + "\x81\x02yo" + bye, EndClean},
		"close":    {Script{First: []Outgoing{CloseWith(1000, "")}}, hi + hi + masked(0x88, ""), upgraded + "\x88\x02\x03\xe8", EndClean},
		"leave":    {Script{Leave: true, End: EndReset}, hi, upgraded, EndReset},
		"mute":     {Script{Mute: true}, hi + masked(0x89, "p") + masked(0x88, ""), upgraded, EndOpen},
		"never":    {Script{Answer: Answer{Never: true}, End: EndOpen}, hi, "", EndOpen},
	} {
		t.Run(name, func(t *testing.T) {
			leaveAfter := toTheEnd
			if tc.end == EndOpen {
				leaveAfter = len(tc.want)
			}
			sent, end, line := meet(t, tc.script, opening+tc.sends, leaveAfter)
			if sent != tc.want || end != tc.end {
				t.Errorf("sent %q, end %d", sent, end)
			}
			if name == "first" && line.paused != time.Second {
				t.Errorf("paused for %v", line.paused)
			}
		})
	}
}

// The client goes away at any byte, and the server ends.
func TestClientGoesAway(t *testing.T) {
	whole := opening + masked(0x01, "Hi") + masked(0x80, "!")
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
