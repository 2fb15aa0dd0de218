package rfc2217

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/boards"
)

func open(t *testing.T, addr string) boards.Link {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	link, err := Opener("rfc2217://"+addr, 115200)(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { link.Close() })
	return link
}

func TestClientOpensWithoutTouchingTheLines(t *testing.T) {
	port := newFakePort()
	link := open(t, startServer(t, port))
	if _, err := link.Write([]byte{'a', iac, 'b'}); err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(port.await(t, `data "b"`))
	if want := `[attached baud 115200 purge true false data "a" data "\xff" data "b"]`; got != want {
		t.Errorf("the port saw %s, want %s", got, want)
	}
}

// TestLinesNeverPassThroughAReset goes from every state of the lines to every other: with DTR off, RTS on is a reset,
// and may only be seen where it is what was asked for or what was before.
func TestLinesNeverPassThroughAReset(t *testing.T) {
	port := newFakePort()
	link := open(t, startServer(t, port))
	type state struct{ dtr, rts bool }
	states := []state{{false, false}, {false, true}, {true, false}, {true, true}}
	port.await(t, "purge true false")
	for _, from := range states {
		for _, to := range states {
			for _, s := range []state{from, to} {
				if err := link.SetLines(s.dtr, s.rts); err != nil {
					t.Fatal(err)
				}
			}
			var seen []string
			for range 2 { // SetLines has been acknowledged: two entries each are there
				seen = append(seen, take(port, 2)...)
			}
			last := fmt.Sprintf("dtr %t rts %t", to.dtr, to.rts)
			between := seen[2]
			if seen[3] != last {
				t.Errorf("from %v to %v: ended as %q", from, to, seen[3])
			}
			if from != (state{false, true}) && to != (state{false, true}) && between == "dtr false rts true" {
				t.Errorf("from %v to %v: went through a reset: %q", from, to, seen)
			}
			if from == (state{false, true}) && to == (state{true, false}) && between != "dtr true rts true" {
				t.Errorf("from reset to the loader: went through %q, in which the chip starts with IO0 high", between)
			}
		}
	}
}

// take takes the next n entries of the port's log.
func take(p *fakePort, n int) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	entries := p.log[:n]
	p.log = p.log[n:]
	return entries
}

func TestClientReads(t *testing.T) {
	port := newFakePort()
	link := open(t, startServer(t, port))
	port.await(t, "purge true false")
	sent := bytes.Repeat([]byte{0, 1, iac, iac, 'x', 254, '\r', '\n', '\r', 0}, 5000)
	go port.send(t, sent)
	got := make([]byte, len(sent))
	if _, err := io.ReadFull(link, got); err != nil || !bytes.Equal(got, sent) {
		t.Errorf("read %d bytes, error %v, equal: %t", len(got), err, bytes.Equal(got, sent))
	}
	if err := link.SetBaud(921600); err != nil {
		t.Error(err)
	}
	port.await(t, "baud 921600")
	if err := link.SetBaud(0); err == nil {
		t.Error("a bit rate of 0 was taken")
	}
}

func TestClientClosed(t *testing.T) {
	port := newFakePort()
	link := open(t, startServer(t, port))
	read := make(chan error, 1)
	go func() {
		_, err := link.Read(make([]byte, 1))
		read <- err
	}()
	if err := errors.Join(link.Close(), link.Close()); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	_, writeErr := link.Write([]byte("x"))
	for what, err := range map[string]error{"Read": <-read, "Write": writeErr,
		"SetLines": link.SetLines(false, false), "SetBaud": link.SetBaud(9600)} {
		if !errors.Is(err, boards.ErrClosed) {
			t.Errorf("%s after Close: got error %v, want ErrClosed", what, err)
		}
	}
	port.await(t, "closed")
}

// script is a server that says fixed things, for the ways in which servers go wrong. It returns its address, and
// ends each connection when the test does.
func script(t *testing.T, talk func(c net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		talk(conn)
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return l.Addr().String()
}

// agree answers the client's opening like a server that takes everything, except what skip says; it ends when the
// client does.
func agree(c net.Conn, skip func(code byte) bool) {
	write := func(b []byte) { _, _ = c.Write(b) }
	write([]byte{iac, do, optComPort})
	p := parser{data: func([]byte) {}, option: func(byte, byte) {},
		subneg: func(option byte, b []byte) {
			if !skip(b[0]) {
				write(subnegotiation(nil, b[0]+fromServer, b[1:]))
			}
		}}
	buf := make([]byte, 1024)
	for {
		n, err := c.Read(buf)
		p.feed(buf[:n])
		if err != nil {
			return
		}
	}
}

// TestServerWithoutLines is ser2net on a pty: everything works but SET-CONTROL, which is never acknowledged.
func TestServerWithoutLines(t *testing.T) {
	link := open(t, script(t, func(c net.Conn) { agree(c, func(code byte) bool { return code == cmdControl }) }))
	if err := link.SetLines(false, true); !errors.Is(err, boards.ErrNoLines) {
		t.Errorf("SetLines: got error %v, want ErrNoLines", err)
	}
}

// TestServerGoes: what came before the end can still be read, then the board is gone.
func TestServerGoes(t *testing.T) {
	hangUp := make(chan struct{})
	link := open(t, script(t, func(c net.Conn) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			agree(c, func(byte) bool { return false })
		}()
		<-hangUp
		_, _ = c.Write([]byte("last words"))
		c.Close()
		<-done
	}))
	close(hangUp)
	if text, err := io.ReadAll(link); string(text) != "last words" || !errors.Is(err, boards.ErrGone) {
		t.Errorf("read %q and error %v, want the last words and ErrGone", text, err)
	}
	if err := link.SetLines(true, true); !errors.Is(err, boards.ErrGone) {
		t.Errorf("SetLines: got error %v, want ErrGone", err)
	}
}

func TestOpenFails(t *testing.T) {
	telnet := script(t, func(c net.Conn) {
		_, _ = c.Write([]byte{iac, dont, optComPort})
		_, _ = io.Copy(io.Discard, c)
	})
	gone := script(t, func(c net.Conn) {})
	silent := script(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
	ctx, cancel := context.WithCancel(t.Context())
	for _, c := range []struct {
		name, addr string
		ctx        context.Context
		want       string
	}{
		{"a Telnet server", telnet, t.Context(), "serve the port with RFC 2217"},
		{"a server that hangs up", gone, t.Context(), boards.ErrGone.Error()},
		{"nobody", "127.0.0.1:1", t.Context(), "connection refused"},
		{"a bad address", "nowhere", t.Context(), "missing port"},
	} {
		_, err := Opener(c.addr, 115200)(c.ctx)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "rfc2217://"+c.addr) {
			t.Errorf("%s: got error %v, want one with %q and the address", c.name, err, c.want)
		}
	}
	failed := make(chan error, 1)
	go func() {
		_, err := Opener(silent, 115200)(ctx)
		failed <- err
	}()
	cancel()
	if err := <-failed; err == nil {
		t.Error("a server that says nothing was taken")
	}
}
