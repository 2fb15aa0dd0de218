package wire

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"testing"
)

// Reads end where records end, whatever portions the bytes come in and are asked for.
func TestIntake(t *testing.T) {
	first, empty, last := PlainRecord(23, "first"), PlainRecord(23, ""), PlainRecord(21, "xy")
	stream := join(first, empty, last, []byte("GET / HTTP/1.0\r\n"))
	for _, portion := range []int{1, 3, 7, len(stream)} {
		for _, ask := range []int{1, 2, 6, 100} {
			var i intake
			var got []byte
			ends := map[int]bool{}
			for from := 0; from < len(stream); from += portion {
				i.unread = stream[from:min(from+portion, len(stream))]
				for len(i.unread) > 0 {
					got = append(got, i.next(ask)...)
					ends[len(got)] = true
				}
			}
			if !bytes.Equal(got, stream) {
				t.Fatalf("portions of %d, asked for %d: %q", portion, ask, got)
			}
			for _, end := range []int{len(first), len(first) + len(empty), len(first) + len(empty) + len(last)} {
				if !ends[end] {
					t.Errorf("portions of %d, asked for %d: no read ends at %d", portion, ask, end)
				}
			}
		}
	}
}

// A warning behind the data, in the same segment, does not keep the data back.
func TestWarningBehindData(t *testing.T) {
	server, raw := pair(t, Options{})
	gate := &collecting{Conn: raw}
	c := tls.Client(gate, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12})
	go func() {
		defer c.Close()
		if c.Handshake() != nil {
			return
		}
		gate.hold = true
		io.WriteString(c, "hello")
		// A record of an alert follows at once; that it cannot be decrypted shows only when it is read.
		raw.Write(append(gate.held, Record{Type: TypeAlert, Version: 0x0303, Body: make([]byte, 26)}.Bytes()...))
		io.Copy(io.Discard, raw)
	}()
	s := tls.Server(server, &tls.Config{Certificates: []tls.Certificate{selfSigned(t)}})
	b := make([]byte, 100)
	if n, err := s.Read(b); err != nil || string(b[:n]) != "hello" {
		t.Errorf("read %q, %v", b[:n], err)
	}
	server.Close()
}

// collecting is a connection that can keep what is written to it.
type collecting struct {
	net.Conn
	hold bool
	held []byte
}

func (c *collecting) Write(b []byte) (int, error) {
	if !c.hold {
		return c.Conn.Write(b)
	}
	c.held = append(c.held, b...)
	return len(b), nil
}
