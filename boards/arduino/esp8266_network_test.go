package arduino

import (
	"bufio"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestNetworkOfTheESP8266(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *recorded) {
		line, _ := bufio.NewReader(c).ReadString('\n')
		fmt.Fprintf(c, "you said %s", line)
	})
	r := run8266(t, b, "lookup "+host, "lookup nobody.bench.test", "lookup 10.1.2.3", "plain "+host+" PORT", "plainline hello", "plainend", "leave",
		"lookup "+host, "plain "+benchIP+" PORT")
	for _, line := range []string{
		"at once 0, then 3, ip " + boardIP, "got " + boardIP, "found 1 " + benchIP, "found 0 0.0.0.0", "found 1 10.1.2.3",
		"plain 1\n", "nothing yet: 0\n", "reply [you said hello\r]", "connected 0 read 0 one -1 after stop 0",
		"left: status 0\nfound 0 0.0.0.0\nplain 0\n",
	} {
		r.has(t, line)
	}
	if from, _, _ := net.SplitHostPort(b.conn().RemoteAddr().String()); from != boardIP {
		t.Errorf("the connection came from %s, want the board's %s", from, boardIP)
	}
}

// What a server can tell this stack by.
func TestClientHelloOfTheESP8266(t *testing.T) {
	t.Parallel()
	for command, names := range map[string][]uint16{"connect " + host: {0, 1, 10, 11, 13, 65281}, "connectip " + benchIP: {1, 10, 11, 13, 65281}} {
		var hello *tls.ClientHelloInfo
		config := serving(newLeaf(t, newCA(t, nil, "Bench Root"), nil))
		config.GetConfigForClient = func(h *tls.ClientHelloInfo) (*tls.Config, error) {
			hello = h
			return nil, nil
		}
		b := newBench(t, serveTLS(config, func(s *tls.Conn) { drain(s) }))
		run8266(t, b, "insecure", command+" PORT", "stop")
		wire := b.conn().wire()
		if version := binary.BigEndian.Uint16(wire[1:]); version != 0x0301 {
			t.Errorf("record version %#04x, want 0x0301", version)
		}
		if first := binary.BigEndian.Uint32(wire[11:]); first != 0 {
			t.Errorf("the random starts with %08x, want 00000000", first)
		}
		if got := slices.Sorted(slices.Values(hello.Extensions)); !slices.Equal(got, names) {
			t.Errorf("%s: extensions %v, want %v", command, got, names)
		}
		if !strings.Contains(string(wire), "\x00\x01\x00\x01\x01") {
			t.Error("the client does not ask for fragments of 512 bytes")
		}
		t.Logf("%d suites: %04x", len(hello.CipherSuites), hello.CipherSuites)
	}
}

// serverHello is the record that says that code is what fragments may have, or no word of it for 0.
func serverHello(code byte) string {
	extension := []byte{0, 1, 0, 1, code}
	if code == 0 {
		extension = []byte{0xff, 1, 0, 1, 0}
	}
	body := slices.Concat([]byte{3, 3}, make([]byte, 32), []byte{0, 0xc0, 0x2b, 0, 0, byte(len(extension))}, extension)
	message := slices.Concat([]byte{2, 0, 0, byte(len(body))}, body)
	return string(slices.Concat([]byte{22, 3, 3, 0, byte(len(message))}, message))
}

func TestProbeMaxFragmentLengthOfTheESP8266(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		answer, length string
		want           int
	}{
		{serverHello(1), "512", 1}, {serverHello(2), "1024", 1}, {serverHello(4), "4096", 1}, {serverHello(1), "1024", 0},
		{serverHello(0), "512", 0}, {serverHello(1), "500", 0}, {"\x15\x03\x01\x00\x02\x02\x28", "512", 0}, {"HTTP/1.1 400", "512", 0}, {"", "512", 0},
		{serverHello(1)[:30], "512", 0},
	} {
		b := newBench(t, plainAnswer(c.answer))
		r := run8266(t, b, "probe "+host+" PORT "+c.length)
		r.has(t, fmt.Sprintf("probe %d\n", c.want))
	}
}

// The hello of a probe is one that a TLS stack understands, and always the same.
func TestProbeOfTheESP8266SendsAConstantHello(t *testing.T) {
	t.Parallel()
	config := serving(newLeaf(t, newCA(t, nil, "Bench Root"), nil))
	names := make(chan string, 2)
	config.GetConfigForClient = func(h *tls.ClientHelloInfo) (*tls.Config, error) {
		names <- h.ServerName
		return nil, nil
	}
	b := newBench(t, serveTLS(config, func(s *tls.Conn) { drain(s) }))
	run8266(t, b, "probe "+host+" PORT 512", "probe "+host+" PORT 512")
	first, second := b.conn().wire(), b.conn().wire()
	if string(first) != string(second) || len(names) != 2 || <-names != host {
		t.Errorf("the probes sent\n% x and\n% x", first, second)
	}
}

// timeServer answers each request but the first ones, and counts them all.
type timeServer struct {
	address string
	mu      sync.Mutex
	asked   []string
}

func newTimeServer(t *testing.T, silent int, answer func(request []byte) []byte) *timeServer {
	t.Helper()
	socket, err := net.ListenPacket("udp", benchIP+":0")
	if err != nil {
		t.Fatal(err)
	}
	s := &timeServer{address: socket.LocalAddr().String()}
	done := make(chan struct{})
	go func() {
		defer close(done)
		packet := make([]byte, 100)
		for {
			n, from, err := socket.ReadFrom(packet)
			if err != nil {
				return
			}
			s.mu.Lock()
			s.asked = append(s.asked, from.String())
			speak := len(s.asked) > silent
			s.mu.Unlock()
			if speak {
				socket.WriteTo(answer(packet[:n]), from)
			}
		}
	}()
	t.Cleanup(func() {
		socket.Close()
		<-done
	})
	return s
}

// served is the second that the time servers tell: 2033-05-18 03:33:20 UTC.
const served = 2_000_000_000

// timeAnswer is a correct answer to a request.
func timeAnswer(request []byte) []byte {
	reply := make([]byte, 48)
	reply[0], reply[1] = 0x24, 2
	copy(reply[24:32], request[40:48])
	binary.BigEndian.PutUint32(reply[40:], uint32(served+2_208_988_800))
	return reply
}

func TestTimeFromTheNetworkOnTheESP8266(t *testing.T) {
	t.Parallel()
	s := newTimeServer(t, 0, timeAnswer)
	b := newBench(t, drainConn)
	r := b.runWith(compile(t, "probe8266", FQBN8266), []string{"BENCH_NTP=" + s.address}, "time", "ntp pool.bench.test", "synced")
	r.has(t, "since 1970: 0 s")
	r.has(t, "clock set, from the network: 1")
	if got := number(t, `time (\d+) hour`, r.console); got < served || got > served+60 {
		t.Errorf("the clock shows %d, want %d", got, served)
	}
	r.has(t, "hour 5, ") // daylight saving in Berlin
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.asked) != 1 || !strings.HasPrefix(s.asked[0], boardIP+":") {
		t.Errorf("asked by %v, want once, from %s", s.asked, boardIP)
	}
}

func TestTimeOnTheESP32(t *testing.T) {
	t.Parallel()
	s := newTimeServer(t, 0, timeAnswer)
	b := newBench(t, drainConn)
	r := b.runWith(compile(t, "probe", FQBN), []string{"BENCH_NTP=" + s.address}, "ntp pool.bench.test", "localtime")
	r.has(t, "local time 1: 2033-05-18 05:33")
}

// Silence, and answers that are none, do not set the clock; the board asks again, the next server first.
func TestTimeIsAskedForAgainByTheESP8266(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func([]byte) []byte{
		"silence":          nil,
		"kiss of death":    func(b []byte) []byte { b[1] = 0; return b },
		"not synchronized": func(b []byte) []byte { b[0] |= 0xc0; return b },
		"not a server":     func(b []byte) []byte { b[0] = 0x23; return b },
		"another's answer": func(b []byte) []byte { b[24]++; return b },
		"cut short":        func(b []byte) []byte { return b[:40] },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			count := 0
			silent := 0
			if spoil == nil {
				silent = 1
			}
			s := newTimeServer(t, silent, func(request []byte) []byte {
				count++
				if spoil != nil && count == 1 {
					return spoil(timeAnswer(request))
				}
				return timeAnswer(request)
			})
			b := newBench(t, drainConn)
			env := []string{"BENCH_NTP=" + s.address, "BENCH_CLOCK_RATE=200"}
			r := b.runWith(compile(t, "probe8266", FQBN8266), env, "offset 3600", "synced")
			r.has(t, "hour 4, more than 14 s: 1")
		})
	}
}

// Without a server of the bench's the sketch's own is resolved, at the port of NTP, where nobody answers here.
func TestTimeServerIsResolvedByTheESP8266(t *testing.T) {
	t.Parallel()
	b := newBench(t, drainConn)
	run8266(t, b, "offset 0", "alloc 1", "yielding")
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.queries["time.bench.test. from "+boardIP] == 0 || b.queries["time2.bench.test. from "+boardIP] == 0 {
		t.Errorf("the board asked for %v, want both time servers", b.queries)
	}
}
