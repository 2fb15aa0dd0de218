package wire

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// pair is a recorded server's side and the client it talks to, over real TCP.
func pair(t *testing.T, opts Options) (*Conn, *net.TCPConn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	inner, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	server := New(inner, opts)
	t.Cleanup(func() { client.Close(); server.Close() })
	deadline := time.Now().Add(20 * time.Second)
	client.SetDeadline(deadline)
	server.SetDeadline(deadline)
	return server, client.(*net.TCPConn)
}

func write(t *testing.T, c net.Conn, s string) {
	t.Helper()
	if n, err := io.WriteString(c, s); err != nil || n != len(s) {
		t.Fatalf("wrote %d of %d: %v", n, len(s), err)
	}
}

func read(t *testing.T, c net.Conn, n int) string {
	t.Helper()
	b := make([]byte, n)
	if _, err := io.ReadFull(c, b); err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestConnRecordsBothDirections(t *testing.T) {
	var observed int
	server, client := pair(t, Options{Observe: func(s Segment) { observed += len(s.Bytes) }})
	write(t, client, "hello")
	read(t, server, 5)
	write(t, server, "world!")
	read(t, client, 6)
	write(t, client, "bye")
	client.CloseWrite()
	if rest, err := io.ReadAll(server); err != nil || string(rest) != "bye" {
		t.Errorf("read %q, %v", rest, err)
	}
	segments := server.Segments()
	if got := string(Stream(segments, true)); got != "hellobye" {
		t.Errorf("from the client %q", got)
	}
	if got := string(Stream(segments, false)); got != "world!" {
		t.Errorf("from the server %q", got)
	}
	for i := 1; i < len(segments); i++ {
		if segments[i].At.Before(segments[i-1].At) {
			t.Error("segments are not in order of time")
		}
	}
	if observed != 14 || server.Ending() != EOF {
		t.Errorf("observed %d bytes, ended by %v", observed, server.Ending())
	}
	if at := When(segments, true, 6); at != segments[2].At {
		t.Errorf("byte 6 of the client came at %v, want %v", at, segments[2].At)
	}
	if at := When(segments, true, 8); !at.IsZero() {
		t.Errorf("byte 8 never came, but at %v", at)
	}
}

// What the server writes is in the record when the client has it, and also when the client never gets it.
func TestConnRecordsBeforeTheWrite(t *testing.T) {
	server, _ := pair(t, Options{})
	server.Conn.Close()
	if _, err := server.Write([]byte("lost")); err == nil {
		t.Error("writing to a closed connection succeeded")
	}
	if got := string(Stream(server.Segments(), false)); got != "lost" {
		t.Errorf("recorded %q", got)
	}
}

func TestConnSeesAReset(t *testing.T) {
	server, client := pair(t, Options{})
	client.SetLinger(0)
	client.Close()
	if _, err := server.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) || server.Ending() != Reset {
		t.Errorf("read: %v, ended by %v", err, server.Ending())
	}
}

// An alert that the client sent before it reset the connection is still read.
func TestConnReadsWhatCameBeforeAReset(t *testing.T) {
	server, client := pair(t, Options{})
	write(t, server, "never read")
	write(t, client, "alert")
	// Closing with unread bytes is a reset, as it is on the boards.
	client.SetReadDeadline(time.Now())
	client.Close()
	got, err := io.ReadAll(server)
	if string(got) != "alert" || !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("read %q, %v", got, err)
	}
}

// A client that closed and then refuses what is still sent to it has reset the connection.
func TestConnSeesAResetAfterEOF(t *testing.T) {
	server, client := pair(t, Options{})
	client.Close()
	if _, err := io.ReadAll(server); err != nil || server.Ending() != EOF {
		t.Fatalf("read: %v, ended by %v", err, server.Ending())
	}
	for server.Ending() == EOF {
		if _, err := server.Write([]byte("x")); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal(err)
		}
	}
	if server.Ending() != Reset {
		t.Errorf("ended by %v", server.Ending())
	}
}

func TestConnReset(t *testing.T) {
	server, client := pair(t, Options{})
	if err := server.Reset(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(client); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client got %v", err)
	}
}

func TestConnHalfClose(t *testing.T) {
	server, client := pair(t, Options{})
	if err := server.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(client); err != nil || len(rest) != 0 {
		t.Errorf("the client got %q, %v", rest, err)
	}
	write(t, client, "still there")
	read(t, server, 11)
}

func TestConnLimit(t *testing.T) {
	server, client := pair(t, Options{Limit: 8})
	for range 3 {
		write(t, client, "12345")
		read(t, server, 5)
	}
	write(t, client, "1")
	read(t, server, 1)
	if kept := Stream(server.Segments(), true); len(kept) != 5 || server.Dropped() != 11 {
		t.Errorf("kept %d bytes, dropped %d", len(kept), server.Dropped())
	}
}

func TestFaultCuts(t *testing.T) {
	for _, cut := range []Cut{CutFIN, CutReset, CutStall} {
		for _, at := range []int64{0, 3, 5, 10} {
			server, client := pair(t, Options{Fault: Fault{Cut: cut, At: at}})
			_, first := server.Write([]byte("12345"))
			_, second := server.Write([]byte("67890"))
			_, third := server.Write([]byte("abc"))
			if stalled := third == nil; stalled != (cut == CutStall) {
				t.Errorf("%v at %d: writes gave %v, %v, %v", cut, at, first, second, third)
			}
			if got := Stream(server.Segments(), false); int64(len(got)) != at {
				t.Errorf("%v at %d: sent %q", cut, at, got)
			}
			checkCut(t, cut, at, client)
		}
	}
}

// checkCut reads what the client gets.
func checkCut(t *testing.T, cut Cut, at int64, client *net.TCPConn) {
	t.Helper()
	if cut == CutStall {
		if got := read(t, client, int(at)); got != "1234567890"[:at] {
			t.Errorf("stall at %d: the client got %q", at, got)
		}
		client.SetReadDeadline(time.Now())
		if _, err := client.Read(make([]byte, 1)); err == nil || errors.Is(err, io.EOF) {
			t.Errorf("stall at %d: the client got %v", at, err)
		}
		return
	}
	got, err := io.ReadAll(client)
	if reset := errors.Is(err, syscall.ECONNRESET); reset != (cut == CutReset) {
		t.Errorf("%v at %d: the client got %v", cut, at, err)
	}
	if cut == CutFIN && string(got) != "1234567890"[:at] {
		t.Errorf("FIN at %d: the client got %q", at, got)
	}
}

func TestFaultSlices(t *testing.T) {
	server, client := pair(t, Options{Fault: Fault{Slice: 4, Pause: time.Millisecond}})
	text := strings.Repeat("0123456789", 3)
	write(t, server, text)
	if got := read(t, client, len(text)); got != text {
		t.Errorf("the client got %q", got)
	}
	segments := server.Segments()
	if len(segments) != 8 {
		t.Errorf("sent in %d slices, want 8", len(segments))
	}
	for i, s := range segments[1:] {
		if s.At.Sub(segments[i].At) < time.Millisecond {
			t.Errorf("slice %d came too early", i+1)
		}
	}
}

// Closing ends a write that is slow on purpose.
func TestCloseEndsAPause(t *testing.T) {
	started := make(chan struct{}, 2)
	server, _ := pair(t, Options{
		Fault:   Fault{Slice: 1, Pause: time.Hour},
		Observe: func(Segment) { started <- struct{}{} },
	})
	done := make(chan error, 1)
	go func() {
		_, err := server.Write([]byte("12"))
		done <- err
	}()
	<-started
	server.Close()
	if err := <-done; !errors.Is(err, net.ErrClosed) {
		t.Errorf("the write ended with %v", err)
	}
	if got := Stream(server.Segments(), false); !bytes.Equal(got, []byte("1")) {
		t.Errorf("sent %q", got)
	}
}
