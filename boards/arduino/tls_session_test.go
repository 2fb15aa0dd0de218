package arduino

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
)

// session is a bench whose server shows a good certificate, and the commands that make a client trust and meet it.
func session(t *testing.T, then func(*tls.Conn)) (*bench, []string) {
	t.Helper()
	root := newCA(t, nil, "Bench Root")
	config := serving(newLeaf(t, root, nil))
	return newBench(t, serveTLS(config, then)), []string{block("ca", certPEM(root)), "connect " + host + " PORT"}
}

func TestNoTrustNoPacket(t *testing.T) {
	t.Parallel()
	for _, fqbn := range []string{FQBN, FQBN2} {
		b := newBench(t, drainConn)
		r := b.run(compile(t, "probe", fqbn), "connect "+host+" PORT")
		r.has(t, "connect 0 error -1, ")
		b.listener.Close()
		if len(b.accepted) != 0 {
			t.Errorf("%s: a client without any trust connected", fqbn)
		}
	}
}

func drainConn(c *recorded) { drain(c) }

// A client that cannot read its own certificates connects, and leaves without a word.
func TestBadPEMSendsNothing(t *testing.T) {
	t.Parallel()
	root := newCA(t, nil, "Bench Root")
	good := certPEM(root)
	indented := strings.ReplaceAll(good, "\n", "\n    ")
	cases := map[string]struct {
		trust string
		error int
	}{
		"indented":   {block("ca", indented), -4396},
		"no PEM":     {block("ca", "nothing"), -8576},
		"empty":      {"ca 0", -8576},
		"client key": {block("ca", good) + block("cert", good) + block("key", "nothing"), -15616},
		"psk":        {"psk 123", -1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, drainConn)
			r := b.run(compile(t, "probe", FQBN), c.trust, "connect "+host+" PORT")
			r.has(t, fmt.Sprintf("connect 0 error %d, ", c.error))
			if got := b.conn().wire(); len(got) != 0 {
				t.Errorf("the client sent %d bytes", len(got))
			}
		})
	}
}

// With a pre-shared key 3.x leaves the handshake to the first write: connect() returns 1 before it.
func TestPreSharedKeyHandshakesLate(t *testing.T) {
	t.Parallel()
	b := newBench(t, drainConn)
	r := b.run(compile(t, "probe", FQBN), "psk 00ff", "connect "+host+" PORT", "stop")
	r.has(t, "connect 1 error 48, ")
	if got := b.conn().wire(); len(got) != 0 {
		t.Errorf("the client sent %d bytes before it wrote", len(got))
	}
}

func TestStalledHandshakeEndsInBoardTime(t *testing.T) {
	t.Parallel()
	b, meet := session(t, nil)
	b2 := newBench(t, drainConn)
	r := b2.run(compile(t, "probe", FQBN), meet[0], "limit 7", meet[1])
	r.has(t, "connect 0 error -1, 7 s")
	types, _ := records(t, b2.conn().wire())
	if !slices.Equal(types, []byte{22}) {
		t.Errorf("the client sent records %v, want its ClientHello only", types)
	}
	b.listener.Close()
}

func TestReadsAndTheirQuirks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ fqbn, closed string }{
		{FQBN, "available 0 read -1 one -1 connected 0\n"},
		// The error of the peer's close_notify comes out once.
		{FQBN2, "available -30848 read -1 one -1 connected 0\n"},
	} {
		b, meet := session(t, func(s *tls.Conn) {
			ask := make([]byte, 16)
			s.Read(ask)
			s.Write([]byte("one"))
			s.Write([]byte("two2"))
			for said := ""; !strings.HasSuffix(said, "end\r\n"); {
				n, err := s.Read(ask)
				if err != nil {
					return
				}
				said += string(ask[:n])
			}
			s.CloseWrite()
			drain(s)
		})
		r := b.run(compile(t, "probe", c.fqbn), append(meet, "poll", "say go", "await", "peek", "read 100", "await", "read 2", "read 100",
			"poll", "say end", "awaitend", "poll", "poll", "stop")...)
		want := "available 0 read -1 one -1 connected 1\n" +
			"available 3\npeek 111\nread 3 [one]\navailable 4\nread 2 [tw]\nread 2 [o2]\n" +
			"available 0 read -1 one -1 connected 1\n" + c.closed + "available 0 read -1 one -1 connected 0\nconnected 0 write 0\n"
		if got := afterConnect(r); got != want {
			t.Errorf("%s: the client saw\n%s, want\n%s", c.fqbn, got, want)
		}
	}
}

// A TCP connection that ends without a close_notify leaves the client connected for ever.
func TestEndWithoutCloseNotify(t *testing.T) {
	t.Parallel()
	for _, fqbn := range []string{FQBN, FQBN2} {
		b, meet := session(t, func(s *tls.Conn) {
			s.NetConn().(*recorded).Conn.(*net.TCPConn).CloseWrite()
			drain(s.NetConn())
		})
		r := b.run(compile(t, "probe", fqbn), append(meet, "poll", "poll", "poll", "stop")...)
		open := "available 0 read -1 one -1 connected 1\n"
		if got := afterConnect(r); got != open+open+open+"connected 0 write 0\n" {
			t.Errorf("%s: the client saw\n%s", fqbn, got)
		}
	}
}

// afterConnect is what the probe printed after its connect, without log lines.
func afterConnect(r result) string {
	_, rest, _ := strings.Cut(r.console, "connect 1 error 48, ")
	_, rest, _ = strings.Cut(rest, "\n")
	var kept strings.Builder
	for line := range strings.Lines(rest) {
		if !strings.HasPrefix(line, "[") {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

func TestLongWrites(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fqbn  string
		taken int
	}{{FQBN, 65536}, {FQBN2, 16384}} {
		received := make(chan []byte, 2)
		b, meet := session(t, func(s *tls.Conn) {
			all, _ := io.ReadAll(s)
			received <- all
		})
		r := b.run(compile(t, "probe", c.fqbn), append(meet, "heap", "write 65536", "heap", "stop")...)
		r.has(t, fmt.Sprintf("wrote %d\n", c.taken))
		b.conn()
		close(received)
		all := <-received
		if len(all) != c.taken || string(all[:3]) != "abc" {
			t.Errorf("%s: the server received %d bytes, want %d", c.fqbn, len(all), c.taken)
		}
		t.Logf("%s: %s", c.fqbn, afterConnect(r))
	}
}

// stop() closes TCP and says nothing.
func TestStopSendsNoCloseNotify(t *testing.T) {
	t.Parallel()
	b, meet := session(t, func(s *tls.Conn) { drain(s) })
	b.run(compile(t, "probe", FQBN), append(meet, "say hi", "stop")...)
	types, _ := records(t, b.conn().wire())
	// ClientHello, ClientKeyExchange, ChangeCipherSpec, Finished; "hi" and the line's end are two writes.
	if !slices.Equal(types, []byte{22, 22, 20, 22, 23, 23}) {
		t.Errorf("the client sent records %v, want no alert (21) after the data", types)
	}
}

func TestFingerprint(t *testing.T) {
	t.Parallel()
	root := newCA(t, nil, "Bench Root")
	leaf := newLeaf(t, root, nil)
	config := serving(leaf)
	b := newBench(t, serveTLS(config, func(s *tls.Conn) { drain(s) }))
	sum := sha256.Sum256(leaf.cert.Raw)
	good := hex.EncodeToString(sum[:])
	bad := "00" + good[2:]
	r := b.run(compile(t, "probe", FQBN), "insecure", "connect "+host+" PORT", "verify "+good, "verify "+strings.ToUpper(good)+" "+host,
		"verify "+good+" other.test", "verify "+bad, "verify 12", "stop")
	if got := strings.ReplaceAll(afterConnect(r), "\n", " "); got != "verify 1 verify 1 verify 0 verify 0 verify 0 connected 0 write 0 " {
		t.Errorf("fingerprints were judged %q", got)
	}
}

// What a server can tell the chip's stack by.
func TestClientHello(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fqbn    string
		version uint16
		dhe     bool
	}{{FQBN, 0x0303, false}, {FQBN2, 0x0301, true}} {
		var hello *tls.ClientHelloInfo
		b, meet := session(t, nil)
		root := newCA(t, nil, "Bench Root")
		config := serving(newLeaf(t, root, nil))
		config.GetConfigForClient = func(h *tls.ClientHelloInfo) (*tls.Config, error) {
			hello = h
			return nil, nil
		}
		b = newBench(t, serveTLS(config, func(s *tls.Conn) { drain(s) }))
		b.run(compile(t, "probe", c.fqbn), block("ca", certPEM(root)), "alpn", meet[1], "stop")
		wire := b.conn().wire()
		if got := binary.BigEndian.Uint16(wire[1:]); got != c.version {
			t.Errorf("%s: record version %#04x, want %#04x", c.fqbn, got, c.version)
		}
		if seconds := binary.BigEndian.Uint32(wire[11:]); seconds > 60 {
			t.Errorf("%s: the random starts with %d, want the board's time since 1970", c.fqbn, seconds)
		}
		if hello.ServerName != host || !slices.Equal(hello.SupportedProtos, []string{"http/1.1", "x"}) {
			t.Errorf("%s: name %q, protocols %q", c.fqbn, hello.ServerName, hello.SupportedProtos)
		}
		const dheRSA = 0x009e
		if got := slices.Contains(hello.CipherSuites, dheRSA); got != c.dhe {
			t.Errorf("%s: offers DHE: %v, want %v", c.fqbn, got, c.dhe)
		}
		if slices.Contains(hello.CipherSuites, tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256) {
			t.Errorf("%s: offers ChaCha20, which the chip's build has not", c.fqbn)
		}
		want := []uint16{0, 10, 11, 13, 16, 22, 23, 35}
		if got := slices.Sorted(slices.Values(hello.Extensions)); !slices.Equal(got, want) {
			t.Errorf("%s: extensions %v, want %v", c.fqbn, got, want)
		}
	}
}
