package arduino

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// The address of the board in these tests, and of the servers it meets.
const (
	boardIP = "127.77.9.2"
	benchIP = "127.77.9.1"
)

// recorded is a connection that keeps what the client sent.
type recorded struct {
	net.Conn
	mu       sync.Mutex
	received bytes.Buffer
}

func (c *recorded) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.received.Write(b[:n])
	return n, err
}

// wire is all that the client sent, before any decryption.
func (c *recorded) wire() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return bytes.Clone(c.received.Bytes())
}

// records splits a TLS stream into its records' types and bodies.
func records(t *testing.T, stream []byte) (types []byte, bodies [][]byte) {
	t.Helper()
	for len(stream) > 0 {
		if len(stream) < 5 || len(stream) < 5+int(stream[3])<<8+int(stream[4]) {
			t.Fatalf("the client's stream ends within a record: % x", stream)
		}
		end := 5 + int(stream[3])<<8 + int(stream[4])
		types, bodies = append(types, stream[0]), append(bodies, stream[5:end])
		stream = stream[end:]
	}
	return types, bodies
}

// alert is the number of the plaintext alert that the client sent; -1 if none.
func alert(t *testing.T, stream []byte) int {
	t.Helper()
	types, bodies := records(t, stream)
	for i, kind := range types {
		if kind == 21 && len(bodies[i]) == 2 {
			return int(bodies[i][1])
		}
	}
	return -1
}

// bench is one server and one name server for one test.
type bench struct {
	t        *testing.T
	listener net.Listener
	dns      string
	accepted chan *recorded

	mu      sync.Mutex
	queries map[string]int // "name. from address": how often it was asked for
}

// newBench listens on the bench's address; each accepted connection is passed to serve and, when that returns, closed and handed out.
func newBench(t *testing.T, serve func(*recorded)) *bench {
	t.Helper()
	listener, err := net.Listen("tcp", benchIP+":0")
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, listener: listener, accepted: make(chan *recorded, 64), queries: map[string]int{}}
	b.serveNames()
	var all sync.WaitGroup
	all.Add(1)
	go func() {
		defer all.Done()
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			all.Add(1)
			go func() {
				defer all.Done()
				c := &recorded{Conn: conn}
				serve(c)
				conn.Close()
				b.accepted <- c
			}()
		}
	}()
	t.Cleanup(func() {
		listener.Close()
		all.Wait()
	})
	return b
}

// serveNames answers for host, and refuses every other name.
func (b *bench) serveNames() {
	b.t.Helper()
	socket, err := net.ListenPacket("udp", benchIP+":0")
	if err != nil {
		b.t.Fatal(err)
	}
	b.dns = socket.LocalAddr().String()
	handler := dns.HandlerFunc(func(w dns.ResponseWriter, query *dns.Msg) {
		name := query.Question[0].Name
		from, _, _ := net.SplitHostPort(w.RemoteAddr().String())
		b.mu.Lock()
		b.queries[name+" from "+from]++
		b.mu.Unlock()
		if name == "silent.bench.test." {
			return
		}
		reply := new(dns.Msg)
		reply.SetReply(query)
		switch name {
		case "alias.bench.test.":
			alias, _ := dns.NewRR("alias.bench.test. 0 IN CNAME " + host + ".")
			reply.Answer = append(reply.Answer, alias)
			fallthrough
		case host + ".":
			record, _ := dns.NewRR(host + ". 0 IN A " + benchIP)
			reply.Answer = append(reply.Answer, record)
		default:
			reply.Rcode = dns.RcodeNameError
		}
		w.WriteMsg(reply)
	})
	started, done := make(chan struct{}), make(chan struct{})
	server := &dns.Server{PacketConn: socket, Handler: handler, NotifyStartedFunc: func() { close(started) }}
	go func() {
		defer close(done)
		server.ActivateAndServe()
	}()
	// A server that is shut down before it started would start all the same.
	<-started
	b.t.Cleanup(func() {
		server.Shutdown()
		<-done
	})
}

// conn is the next connection that was served to its end. The client is gone when this is called, so it comes at once or never.
func (b *bench) conn() *recorded {
	b.t.Helper()
	select {
	case c := <-b.accepted:
		return c
	case <-time.After(never):
		b.t.Fatal("the client did not connect")
		return nil
	}
}

// never is how long a test waits for what should have happened already, before it fails.
const never = 10 * time.Second

// port is the server's, as text.
func (b *bench) port() string {
	_, port, _ := net.SplitHostPort(b.listener.Addr().String())
	return port
}

// env is the board's environment on this bench, with a clock twenty times as fast.
func (b *bench) env(more ...string) []string {
	return append([]string{"BENCH_IP=" + boardIP, "BENCH_DNS=" + b.dns, "BENCH_CLOCK_RATE=20"}, more...)
}

// run starts the probe, puts it on the network and has it obey the commands. PORT in them is the server's.
func (b *bench) run(elf string, commands ...string) result {
	b.t.Helper()
	return b.runWith(elf, nil, commands...)
}

func (b *bench) runWith(elf string, env []string, commands ...string) result {
	b.t.Helper()
	script := "wifi\n" + strings.Join(commands, "\n") + "\nrestart\n"
	r := run(b.t, elf, strings.ReplaceAll(script, "PORT", b.port()), b.env(env...)...)
	if r.code != 75 {
		b.t.Errorf("the probe ended with %d: %q\n%s", r.code, r.monitor, r.console)
	}
	return r
}

// block is a command with a text of several lines.
func block(command, text string) string { return fmt.Sprintf("%s %d\n%s", command, len(text), text) }

// serveTLS answers each connection with a handshake, and what then does. A handshake that fails goes on reading, to see the alert.
func serveTLS(config *tls.Config, then func(*tls.Conn)) func(*recorded) {
	return func(c *recorded) {
		server := tls.Server(c, config)
		if server.Handshake() == nil {
			then(server)
			return
		}
		drain(c)
	}
}

// drain reads until the client has closed.
func drain(c net.Conn) {
	rest := make([]byte, 4096)
	for {
		if _, err := c.Read(rest); err != nil {
			return
		}
	}
}
