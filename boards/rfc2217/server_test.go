package rfc2217

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// limit ends a test that waits for something that does not come. No test waits for it to pass.
const limit = 20 * time.Second

// fakePort is a port that writes down what happens to it.
type fakePort struct {
	mu     sync.Mutex
	log    []string
	news   chan struct{} // a token for each new entry
	out    io.Writer
	opened int
}

func newFakePort() *fakePort { return &fakePort{news: make(chan struct{}, 1000)} }

func (p *fakePort) note(format string, args ...any) {
	p.mu.Lock()
	p.log = append(p.log, fmt.Sprintf(format, args...))
	p.mu.Unlock()
	p.news <- struct{}{}
}

func (p *fakePort) Attach(out io.Writer) Line {
	p.mu.Lock()
	p.out = out
	p.opened++
	p.mu.Unlock()
	p.note("attached")
	return fakeLine{p}
}

func (p *fakePort) send(t *testing.T, b []byte) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, err := p.out.Write(b); err != nil {
		t.Errorf("sending to the client: %v", err)
	}
}

type fakeLine struct{ p *fakePort }

func (l fakeLine) Write(b []byte) (int, error) { l.p.note("data %q", b); return len(b), nil }
func (l fakeLine) SetLines(dtr, rts bool)      { l.p.note("dtr %t rts %t", dtr, rts) }
func (l fakeLine) SetBaud(baud int)            { l.p.note("baud %d", baud) }
func (l fakeLine) Purge(rx, tx bool)           { l.p.note("purge %t %t", rx, tx) }
func (l fakeLine) Close() error                { l.p.note("closed"); return nil }

// await waits for an entry, and returns all up to it.
func (p *fakePort) await(t *testing.T, want string) []string {
	t.Helper()
	end := time.After(limit)
	for {
		p.mu.Lock()
		for i, entry := range p.log {
			if entry == want {
				all := append([]string(nil), p.log[:i+1]...)
				p.log = p.log[i+1:]
				p.mu.Unlock()
				return all
			}
		}
		log := append([]string(nil), p.log...)
		p.mu.Unlock()
		select {
		case <-p.news:
		case <-end:
			t.Fatalf("waiting for %q: have seen %q", want, log)
		}
	}
}

// startServer serves port and returns its address. The test waits for the end of the server.
func startServer(t *testing.T, port Port) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, l, port) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return l.Addr().String()
}

// rawClient is a bare connection to a server.
type rawClient struct {
	net.Conn
	t *testing.T
}

func dialRaw(t *testing.T, addr string) rawClient {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(limit)); err != nil {
		t.Fatal(err)
	}
	return rawClient{conn, t}
}

// expect reads until want has come, whatever comes before.
func (c rawClient) expect(want []byte) []byte {
	c.t.Helper()
	var got []byte
	buf := make([]byte, 4096)
	for !bytes.Contains(got, want) {
		n, err := c.Read(buf)
		got = append(got, buf[:n]...)
		if err != nil {
			c.t.Fatalf("waiting for % x: got % x and %v", want, got, err)
		}
	}
	return got
}

func (c rawClient) tell(b ...byte) {
	c.t.Helper()
	if _, err := c.Write(b); err != nil {
		c.t.Fatal(err)
	}
}

// TestAcknowledges walks through what a server must answer, with the value that holds.
func TestAcknowledges(t *testing.T) {
	port := newFakePort()
	c := dialRaw(t, startServer(t, port))
	c.tell(iac, will, optComPort, iac, do, 24)
	c.expect([]byte{iac, do, optComPort})
	for _, step := range []struct {
		name string
		code byte
		ask  []byte
		want []byte
	}{
		{"signature", cmdSignature, nil, []byte("benchtrial")},
		{"query the baud rate", cmdBaud, []byte{0, 0, 0, 0}, []byte{0, 1, 0xc2, 0}},
		{"set an odd baud rate", cmdBaud, []byte{0, 1, 0x24, 0x80}, []byte{0, 1, 0x24, 0x80}},
		{"set a baud rate with an IAC in it", cmdBaud, []byte{0, 0, 0xff, 1}, []byte{0, 0, 0xff, 1}},
		{"set the data size", cmdDataSize, []byte{7}, []byte{7}},
		{"query the data size", cmdDataSize, []byte{0}, []byte{7}},
		{"query the parity", cmdParity, []byte{0}, []byte{1}},
		{"set the stop bits", cmdStopSize, []byte{2}, []byte{2}},
		{"no flow control", cmdControl, []byte{1}, []byte{1}},
		{"query flow control", cmdControl, []byte{0}, []byte{1}},
		{"break on", cmdControl, []byte{5}, []byte{5}},
		{"query break", cmdControl, []byte{4}, []byte{5}},
		{"break off", cmdControl, []byte{6}, []byte{6}},
		{"query DTR", cmdControl, []byte{7}, []byte{9}},
		{"DTR on", cmdControl, []byte{8}, []byte{8}},
		{"query DTR again", cmdControl, []byte{7}, []byte{8}},
		{"RTS on", cmdControl, []byte{11}, []byte{11}},
		{"query RTS", cmdControl, []byte{10}, []byte{11}},
		{"RTS off", cmdControl, []byte{12}, []byte{12}},
		{"inbound flow control", cmdControl, []byte{13}, []byte{14}},
		{"line state mask", cmdLineMask, []byte{0x0f}, []byte{0x0f}},
		{"modem state mask", cmdModemMask, []byte{0xff}, []byte{0xff}},
		{"purge", cmdPurge, []byte{1}, []byte{1}},
		{"purge both", cmdPurge, []byte{3}, []byte{3}},
	} {
		c.tell(subnegotiation(nil, step.code, step.ask)...)
		c.expect(subnegotiation(nil, step.code+fromServer, step.want))
	}
	want := "[attached baud 74880 baud 65281 dtr true rts false dtr true rts true dtr true rts false purge true false purge true true]"
	if got := fmt.Sprint(port.await(t, "purge true true")); got != want {
		t.Errorf("the port saw\n%s, want\n%s", got, want)
	}
}

// TestModemStateIsAnnounced: pyserial does not know CTS before.
func TestModemStateIsAnnounced(t *testing.T) {
	c := dialRaw(t, startServer(t, newFakePort()))
	c.tell(subnegotiation(nil, cmdBaud, []byte{0, 1, 0xc2, 0})...)
	c.expect(subnegotiation(nil, cmdNotifyModem+fromServer, []byte{modemReady}))
}

func TestNonsenseIsSurvived(t *testing.T) {
	port := newFakePort()
	c := dialRaw(t, startServer(t, port))
	for _, value := range [][]byte{nil, {1}, {1, 2, 3}, {9, 9, 9, 9, 9}} {
		for code := byte(0); code < 20; code++ {
			if code != cmdBaud || len(value) != 4 {
				c.tell(subnegotiation(nil, code, value)...)
			}
		}
	}
	c.tell(iac, sb, 99, 1, iac, se)
	c.tell([]byte("still here")...)
	port.await(t, `data "still here"`)
}

func TestDataBothWays(t *testing.T) {
	port := newFakePort()
	c := dialRaw(t, startServer(t, port))
	c.tell('a', iac, iac)
	c.tell('b')
	seen := ""
	for _, entry := range port.await(t, `data "b"`) {
		seen += entry
	}
	if want := `attacheddata "a"data "\xff"data "b"`; seen != want {
		t.Errorf("the port saw %s, want %s", seen, want)
	}
	port.send(t, []byte{'x', iac, 'y'})
	c.expect([]byte{'x', iac, iac, 'y'})
}

func TestSecondClientWaits(t *testing.T) {
	port := newFakePort()
	addr := startServer(t, port)
	first := dialRaw(t, addr)
	port.await(t, "attached")
	second := dialRaw(t, addr)
	second.tell('2')
	first.tell('1')
	port.await(t, `data "1"`)
	port.mu.Lock()
	if port.opened != 1 {
		t.Errorf("%d clients at once", port.opened)
	}
	port.mu.Unlock()
	first.Close()
	if got := fmt.Sprint(port.await(t, `data "2"`)); got != `[closed attached data "2"]` {
		t.Errorf("after the first one left: %s", got)
	}
}
