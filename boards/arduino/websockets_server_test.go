package arduino

import (
	"bufio"
	"bytes"
	"crypto/sha1"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/gobwas/ws"
)

// opened serves a WebSocket: the upgrade, then what then does. A client that does not upgrade is not served.
func opened(then func(net.Conn)) func(*recorded) {
	return func(c *recorded) {
		if _, err := ws.Upgrade(c); err == nil {
			then(c)
		}
	}
}

// sending opens a WebSocket, sends the frames and then listens until the client is gone.
func sending(frames ...[]byte) func(*recorded) {
	return opened(func(c net.Conn) {
		c.Write(bytes.Join(frames, nil))
		drain(c)
	})
}

// echoing sends each message back, and leaves when the client does.
func echoing(c net.Conn) {
	for {
		frame, err := ws.ReadFrame(c)
		if err != nil || frame.Header.OpCode == ws.OpClose {
			return
		}
		frame = ws.UnmaskFrameInPlace(frame)
		if err := ws.WriteFrame(c, ws.NewFrame(frame.Header.OpCode, true, frame.Payload)); err != nil {
			return
		}
	}
}

// answering reads the client's request and replies with what reply makes of the right Sec-WebSocket-Accept.
func answering(reply func(accept string) string) func(*recorded) {
	return func(c *recorded) {
		request, err := http.ReadRequest(bufio.NewReader(c))
		if err != nil {
			return
		}
		sum := sha1.Sum([]byte(request.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
		io.WriteString(c, reply(base64.StdEncoding.EncodeToString(sum[:])))
		drain(c)
	}
}

// whole is an unmasked frame, as a server sends it.
func whole(code ws.OpCode, payload string) []byte {
	return ws.MustCompileFrame(ws.NewFrame(code, true, []byte(payload)))
}

// part is a fragment of a message.
func part(code ws.OpCode, last bool, payload string) []byte {
	return ws.MustCompileFrame(ws.NewFrame(code, last, []byte(payload)))
}

// said is what a client sent: the head of its request, and its frames, unmasked.
type said struct {
	head   string
	frames []ws.Frame
	masks  [][4]byte
	rest   string // what is no frame
}

// listen takes apart what a client of WebSockets sent. A frame that is not masked fails the test.
func listen(t *testing.T, wire []byte) said {
	t.Helper()
	head, rest, found := strings.Cut(string(wire), "\r\n\r\n")
	if !found {
		t.Fatalf("the client sent no whole request: %q", wire)
	}
	s := said{head: head + "\r\n\r\n"}
	r := strings.NewReader(rest)
	for r.Len() > 0 {
		s.rest = rest[len(rest)-r.Len():]
		frame, err := ws.ReadFrame(r)
		if err != nil || frame.Header.Rsv != 0 {
			return s
		}
		if !frame.Header.Masked {
			t.Errorf("the client sent a frame without a mask: %q", s.rest)
		}
		s.masks = append(s.masks, frame.Header.Mask)
		s.frames = append(s.frames, ws.UnmaskFrameInPlace(frame))
	}
	s.rest = ""
	return s
}

// only is the client's only frame, which has to be of this kind.
func (s said) only(t *testing.T, code ws.OpCode) []byte {
	t.Helper()
	if len(s.frames) != 1 || s.rest != "" || s.frames[0].Header.OpCode != code {
		t.Fatalf("the client sent %v and %q, want one frame of kind %d", s.frames, s.rest, code)
	}
	return s.frames[0].Payload
}

// header is the value of a line of the request's head.
func (s said) header(name string) string {
	for _, line := range strings.Split(s.head, "\r\n") {
		if value, found := strings.CutPrefix(line, name+": "); found {
			return value
		}
	}
	return ""
}

// begin makes the probe open ws://host/, and wait until it is open.
var begin = []string{"begin " + host + " PORT /", "await connected"}

// and is a list of commands with more behind it.
func and(commands []string, more ...string) []string {
	return append(append([]string(nil), commands...), more...)
}
