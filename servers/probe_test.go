package servers_test

import (
	"bytes"
	"io"
	"net"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/services"
	"github.com/benchtrial/benchtrial/servers/wire"
	"github.com/benchtrial/benchtrial/servers/wire/wiretest"
)

// probing has the server expect probes in the next trial.
func (b *bench) probing(name string) {
	b.t.Helper()
	service, _ := services.Lookup("token")
	service.Probes = true
	b.server.SetService(service)
	b.use(name)
}

// greet sends an ESP8266's ClientHello with that random, and reads until something comes back or the connection ends.
func (b *bench) greet(random []byte) (answer []byte) {
	b.t.Helper()
	conn, err := net.Dial("tcp", b.server.Addr())
	if err != nil {
		b.t.Fatal(err)
	}
	defer conn.Close()
	hello := bytes.Clone(wiretest.ClientHello(b.t, "bearssl").Raw)
	copy(hello[6:38], random)
	if _, err := conn.Write(wire.PlainRecord(wire.TypeHandshake, string(hello))); err != nil {
		b.t.Fatal(err)
	}
	conn.SetReadDeadline(time.Now().Add(patience))
	buf := make([]byte, 1024)
	n, err := conn.Read(buf)
	if err != nil && n == 0 && err != io.EOF {
		return nil // reset
	}
	return buf[:n]
}

// random is one of 32 bytes, all different; each n has another.
func random(n byte) []byte {
	out := make([]byte, 32)
	for i := range out {
		out[i] = byte(i)*7 + n
	}
	return out
}

var constant = bytes.Repeat([]byte{0x5a}, 32)

func TestProbesAreNoAttempts(t *testing.T) {
	b := newBench(t)
	b.probing("recovers-at-2")
	if answer := b.greet(constant); len(answer) > 0 {
		t.Errorf("the probe before the first attempt got % x, want what the attempt gets", answer)
	}
	b.greet(random(1))
	if answer := b.greet(constant); len(answer) == 0 {
		t.Error("the probe before the second attempt got no answer, want what the attempt gets")
	}
	b.greet(random(2))
	seen, probes := b.server.Seen(), b.server.Probes()
	if len(seen) != 2 || len(probes) != 2 {
		t.Fatalf("%d attempts and %d probes were seen, want 2 of each", len(seen), len(probes))
	}
	for i := range 2 {
		if seen[i].Attempt != i+1 || probes[i].Attempt != i+1 || seen[i].Probe || !probes[i].Probe || probes[i].Hello.MFLN != 512 {
			t.Errorf("attempt %d: %s, and before it %s", i+1, seen[i].Summary(), probes[i].Summary())
		}
	}
	if seen[0].Network != servers.ResetOnAccept || seen[1].Network != servers.Serve {
		t.Errorf("the attempts met %s and %s", seen[0].Network, seen[1].Network)
	}
}

// A chip's core fills its probes with bytes of its own, which only show by coming again.
func TestARandomThatComesAgainIsAProbes(t *testing.T) {
	b := newBench(t)
	b.probing("valid")
	for range 3 {
		b.greet(random(1))
		b.greet(random(byte(2 + len(b.server.Probes()))))
	}
	if attempts, probes := len(b.server.Seen()), len(b.server.Probes()); attempts != 4 || probes != 2 {
		t.Errorf("%d attempts and %d probes were seen, want 4 and 2: the first one cannot be known", attempts, probes)
	}
	b.probing("valid")
	b.greet(random(1))
	if attempts, probes := len(b.server.Seen()), len(b.server.Probes()); attempts != 0 || probes != 1 {
		t.Errorf("in the next trial %d attempts and %d probes were seen, want a probe alone", attempts, probes)
	}
}

// Only of firmware that says so is a connection taken for a probe: any other one with a constant random is at fault.
func TestWithoutProbesEveryConnectionIsAnAttempt(t *testing.T) {
	b := newBench(t)
	b.use("valid")
	b.greet(constant)
	b.greet(constant)
	if attempts, probes := len(b.server.Seen()), len(b.server.Probes()); attempts != 2 || probes != 0 {
		t.Errorf("%d attempts and %d probes were seen, want 2 and none", attempts, probes)
	}
}

// A server that grants to probes alone is not asked by anybody else.
func TestGrantedToProbesAlone(t *testing.T) {
	b := newBench(t)
	b.probing("fragment-length-forgotten")
	granted := func(answer []byte) bool {
		flow := wire.ParseFlow(answer)
		for _, m := range flow.Messages {
			if m.Type == wire.ServerHelloType && bytes.Contains(m.Raw, []byte{0, 1, 0, 1, 1}) {
				return true
			}
		}
		return false
	}
	if !granted(b.greet(constant)) {
		t.Error("the probe was not granted its length")
	}
	if granted(b.greet(random(1))) {
		t.Error("an attempt was granted its length")
	}
}
