package arduino

import (
	"crypto/elliptic"
	"crypto/sha1"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
)

// session8266 is a bench whose server shows a good certificate, and the commands that make a client trust and meet it.
func session8266(t *testing.T, then func(*tls.Conn)) (*bench, []string) {
	t.Helper()
	root := newCA(t, nil, "Bench Root")
	config := serving(newLeaf(t, root, nil))
	return newBench(t, serveTLS(config, then)), []string{trusting(root), "connect " + host + " PORT"}
}

func run8266(t *testing.T, b *bench, commands ...string) result {
	t.Helper()
	return b.run(compile(t, "probe8266", FQBN8266), commands...)
}

// afterConnect8266 is what the probe printed after its connect.
func afterConnect8266(r result) string {
	_, rest, _ := strings.Cut(r.console, "connect 1 error 0, ")
	_, rest, _ = strings.Cut(rest, "\n")
	return strings.ReplaceAll(rest, "\r", "")
}

func TestReadsOfTheESP8266(t *testing.T) {
	t.Parallel()
	b, meet := session8266(t, func(s *tls.Conn) {
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
	r := run8266(t, b, append(meet, "poll", "say go", "await", "read 100", "await", "read 2", "read 100", "poll", "say end",
		"awaitend", "poll", "poll", "stop", "poll")...)
	const open = "available 0 read 0 one -1 peek -1 connected 1 error 0\n"
	const over = "available 0 read -1 one -1 peek -1 connected 0 error 0\n"
	want := open + "available 3\nread 3 [one]\navailable 4\nread 2 [tw]\nread 2 [o2]\n" + open + over + over + "connected 0 write 0\n" + over
	if got := afterConnect8266(r); got != want {
		t.Errorf("the client saw\n%s, want\n%s", got, want)
	}
	// A close_notify is answered with one.
	if types, _ := records(t, b.conn().wire()); types[len(types)-1] != 21 {
		t.Errorf("the client sent records %v, want its alert at the end", types)
	}
}

// How TCP ends without a close_notify, and what the client says of it.
func TestEndOfTCPOnTheESP8266(t *testing.T) {
	t.Parallel()
	ends := map[string]func(*tls.Conn){
		"end":   func(s *tls.Conn) { s.NetConn().Close() },
		"reset": func(s *tls.Conn) { tcp(s).SetLinger(0); s.NetConn().Close() },
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, meet := session8266(t, end)
			r := run8266(t, b, append(meet, "awaitend", "poll", "stop")...)
			if got := afterConnect8266(r); got != "available 0 read -1 one -1 peek -1 connected 0 error 31\nconnected 0 write 0\n" {
				t.Errorf("the client saw\n%s", got)
			}
		})
	}
}

// tcp is the connection below a server's TLS.
func tcp(s *tls.Conn) *net.TCPConn { return s.NetConn().(*recorded).Conn.(*net.TCPConn) }

// What arrived before the end can still be read after it.
func TestDataBeforeTheEndIsReadOnTheESP8266(t *testing.T) {
	t.Parallel()
	b, meet := session8266(t, func(s *tls.Conn) { s.Write([]byte("last words")) })
	r := run8266(t, b, append(meet, "await", "poll", "read 100", "awaitend", "poll")...)
	want := "available 10\navailable 10 read 1 one 97 peek 115 connected 1 error 0\nread 8 [st words]\n"
	if got := afterConnect8266(r); !strings.HasPrefix(got, want) || !strings.Contains(got, "connected 0") {
		t.Errorf("the client saw\n%s, want\n%s and the end", got, want)
	}
}

func TestWritesOfTheESP8266(t *testing.T) {
	t.Parallel()
	for sizes, most := range map[string]int{"": 512, "buffers 16384 4096": 4096, "buffers 512 1": 512, "buffers 100000 100000": 16384} {
		received := make(chan []byte, 1)
		b, meet := session8266(t, func(s *tls.Conn) {
			all, _ := io.ReadAll(s)
			received <- all
		})
		commands := append(slices.Clone(meet[:1]), meet[1], "write 10000", "stop")
		if sizes != "" {
			commands = slices.Insert(commands, 1, sizes)
		}
		r := run8266(t, b, commands...)
		r.has(t, "wrote 10000\n")
		types, bodies := records(t, b.conn().wire())
		longest := 0
		for i, kind := range types {
			if kind == 23 {
				longest = max(longest, len(bodies[i]))
			}
		}
		// TLS 1.2 with AES-GCM adds 8 bytes of nonce and 16 of tag, with ChaCha20 16.
		if all := <-received; len(all) != 10000 || longest < min(most, 10000)+16 || longest > min(most, 10000)+24 {
			t.Errorf("%q: the server received %d bytes, in records of %d at most, want %d and %d", sizes, len(all), longest, 10000, most)
		}
	}
}

// stop() closes TCP and says nothing; each print() is a record of its own.
func TestStopOfTheESP8266SendsNoCloseNotify(t *testing.T) {
	t.Parallel()
	b, meet := session8266(t, func(s *tls.Conn) { drain(s) })
	run8266(t, b, append(meet, "say hi", "stop")...)
	if types, _ := records(t, b.conn().wire()); !slices.Equal(types, []byte{22, 22, 20, 22, 23, 23}) {
		t.Errorf("the client sent records %v, want no alert (21) after the data", types)
	}
}

func TestHandshakeLimitOfTheESP8266(t *testing.T) {
	t.Parallel()
	b := newBench(t, drainConn)
	r := run8266(t, b, "insecure", "connect "+host+" PORT", "echo still open", "stop")
	r.has(t, "connect 0 error 0, 15 s")
	if types, _ := records(t, b.conn().wire()); !slices.Equal(types, []byte{22}) {
		t.Errorf("the client sent records %v, want its ClientHello only", types)
	}
}

// After a handshake that failed TCP stays open (lwIP's state 4, ESTABLISHED) until stop().
func TestFailedHandshakeKeepsTCPOfTheESP8266(t *testing.T) {
	t.Parallel()
	config := serving(newLeaf(t, newCA(t, nil, "Bench Root"), nil))
	b := newBench(t, serveTLS(config, func(s *tls.Conn) { drain(s) }))
	r := run8266(t, b, "connect "+host+" PORT", "state", "stop", "state")
	if got := strings.ReplaceAll(r.console, "\r", ""); !strings.Contains(got, "state 4\nconnected 0 write 0\nstate 0\n") {
		t.Errorf("want TCP open after the refusal and closed after stop():\n%s", r.console)
	}
	r.has(t, "connect 0 error 54, ")
	b.conn()
}

// plainAnswer serves bytes to whoever has sent its ClientHello.
func plainAnswer(answer string) func(*recorded) {
	return func(c *recorded) {
		c.Read(make([]byte, 4096))
		io.WriteString(c, answer)
	}
}

func TestWireFaultsOnTheESP8266(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer string
		error  int
	}{
		"plain HTTP":                  {"HTTP/1.1 400 Bad Request\r\n\r\n", 3},
		"alert handshake_failure":     {"\x15\x03\x01\x00\x02\x02\x28", 296},
		"alert unrecognized_name":     {"\x15\x03\x01\x00\x02\x02\x70", 368},
		"warning close_notify":        {"\x15\x03\x01\x00\x02\x01\x00", 0},
		"record too long":             {"\x16\x03\x03\xff\xff", 5},
		"unknown record type":         {"\x63\x03\x03\x00\x01x", 10},
		"nothing, and the end":        {"", 31},
		"half a ServerHello":          {"\x16\x03\x03\x00\x50\x02\x00\x00\x4c\x03\x03", 31},
		"data before the ServerHello": {"\x17\x03\x03\x00\x02hi", 10},
		"ciphers before ServerHello":  {"\x14\x03\x03\x00\x01\x01", 10},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, plainAnswer(c.answer))
			r := run8266(t, b, "insecure", "connect "+host+" PORT", "stop")
			r.has(t, fmt.Sprintf("connect 0 error %d, ", c.error))
		})
	}
}

func TestVersionsAndSuitesOfTheESP8266(t *testing.T) {
	t.Parallel()
	root := newCA(t, nil, "Bench Root")
	with := func(change func(*tls.Config)) *tls.Config {
		c := serving(newLeaf(t, root, nil))
		change(c)
		return c
	}
	version := func(v uint16) *tls.Config { return with(func(c *tls.Config) { c.MinVersion, c.MaxVersion = v, v }) }
	suite := func(s uint16) *tls.Config { return with(func(c *tls.Config) { c.CipherSuites = []uint16{s} }) }
	curve := func(id tls.CurveID) *tls.Config {
		return with(func(c *tls.Config) { c.CurvePreferences = []tls.CurveID{id} })
	}
	long := with(func(c *tls.Config) {
		for i := 0; i < 60; i++ {
			c.Certificates[0].Certificate = append(c.Certificates[0].Certificate, root.cert.Raw)
		}
	})
	own := func(id *identity, key *identity) string {
		return block("cert", certPEM(id)) + block("key", keyPEM(t, key))
	}
	mutual := with(func(c *tls.Config) {
		c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
		c.ClientCAs.AddCert(root.cert)
	})
	device := x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	deviceEC, deviceRSA := issue(t, root, newKey(t, elliptic.P256()), device), issue(t, root, newRSA(t, 2048), device)
	forKeys := leaf()
	forKeys.KeyUsage |= x509.KeyUsageKeyEncipherment
	rsaServer := serving(issue(t, root, newRSA(t, 2048), forKeys))
	rsaServer.CipherSuites = []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA}
	ca := trusting(root)
	for _, m := range []meeting8266{
		{name: "TLS 1.0", trust: ca, config: version(tls.VersionTLS10), ok: true},
		{name: "TLS 1.1", trust: ca, config: version(tls.VersionTLS11), ok: true},
		{name: "TLS 1.3 only", trust: ca, config: version(tls.VersionTLS13), error: 326},
		{name: "TLS 1.3 too", trust: ca, config: with(func(c *tls.Config) { c.MaxVersion = 0 }), ok: true},
		{name: "TLS 1.2 asked for, 1.0 there", trust: ca + "versions 771 771", config: version(tls.VersionTLS10), error: 3},
		{name: "versions that make no sense", trust: ca + "versions 771 769", config: version(tls.VersionTLS12), ok: true},
		{name: "AES-CBC", trust: ca, config: suite(tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA), ok: true},
		{name: "ChaCha20", trust: ca, config: suite(tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256), ok: true},
		{name: "X25519", trust: ca, config: curve(tls.X25519), ok: true},
		{name: "P-521", trust: ca, config: curve(tls.CurveP521), ok: true},
		{name: "less secure suites", trust: ca + "lesssecure", config: rsaServer, ok: true},
		{name: "less secure suites, not there", trust: ca + "lesssecure", config: with(func(*tls.Config) {}), error: 296},
		{name: "chain longer than a record", trust: ca, config: long, ok: true},
		{name: "own EC certificate", trust: ca + own(deviceEC, deviceEC), config: mutual, ok: true},
		{name: "own RSA certificate", trust: ca + own(deviceRSA, deviceRSA), config: mutual, ok: true},
		{name: "no certificate", trust: ca, config: mutual, error: 296, answers: true},
		{name: "another's key", trust: ca + own(deviceEC, root), config: mutual, error: 307, answers: true},
	} {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			m.hold(t)
		})
	}
}

// trustCase is what a chain of setters comes to.
type trustCase struct {
	name, trust string
	says        string // on the console
	ok          bool
	error       int
}

func TestWaysOfTrustOfTheESP8266(t *testing.T) {
	t.Parallel()
	root, other := newCA(t, nil, "Bench Root"), newCA(t, nil, "Other Root")
	good := newLeaf(t, root, func(c *x509.Certificate) { expired(c); forName("elsewhere.test")(c) })
	self := newLeaf(t, nil, expired)
	sum := sha1.Sum(good.cert.Raw)
	plain := hex.EncodeToString(sum[:])
	colons := strings.ToUpper(strings.TrimSuffix(hex.EncodeToString(sum[:1])+":"+pairs(sum[1:]), ":"))
	wrong := strings.Repeat("00", 20)
	spki := func(id *identity) string {
		der, err := x509.MarshalPKIXPublicKey(id.cert.PublicKey)
		if err != nil {
			t.Fatal(err)
		}
		return block("knownkey", string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})))
	}
	print, ca := "fingerprint "+plain, trusting(root)
	byIssuer := []trustCase{
		{name: "insecure", trust: "insecure", ok: true},
		{name: "fingerprint", trust: print, says: "fingerprint 1", ok: true},
		{name: "fingerprint with colons", trust: "fingerprint " + colons, says: "fingerprint 1", ok: true},
		{name: "another fingerprint", trust: "fingerprint " + wrong, says: "fingerprint 1", error: 62},
		{name: "one digit too few", trust: "fingerprint " + plain[1:], says: "fingerprint 0", error: 54},
		{name: "one byte too many", trust: "fingerprint " + plain + "00", says: "fingerprint 0", error: 54},
		{name: "a letter that is no digit", trust: "fingerprint g" + plain[1:], says: "fingerprint 0", error: 54},
		{name: "a bad text leaves the mode", trust: "insecure\nfingerprint xyz", says: "fingerprint 0", ok: true},
		{name: "known key", trust: spki(good), says: "key rsa 0 ec 1", ok: true},
		{name: "another known key", trust: spki(other), says: "key rsa 0 ec 1", error: 27},
		{name: "a key that cannot be read", trust: block("knownkey", "nothing"), says: "key rsa 0 ec 0", error: 54},
		{name: "not self-signed", trust: "selfsigned", error: 62},
		{name: "anchors after insecure", trust: "insecure\n" + ca, error: 54},
		{name: "insecure after anchors", trust: ca + "insecure", ok: true},
		{name: "fingerprint after insecure", trust: "insecure\nfingerprint " + wrong, error: 62},
		{name: "self-signed after insecure", trust: "insecure\nselfsigned", error: 62},
		{name: "known key after insecure", trust: "insecure\n" + spki(other), error: 27},
		{name: "anchors after a fingerprint", trust: print + "\n" + ca, error: 54},
		{name: "a new client forgets", trust: "insecure\nrenew", error: 54},
	}
	bySelf := []trustCase{{name: "self-signed", trust: "selfsigned", ok: true}}
	for server, cases := range map[*identity][]trustCase{good: byIssuer, self: bySelf} {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				b := newBench(t, serveTLS(serving(server), func(s *tls.Conn) { drain(s) }))
				r := run8266(t, b, c.trust, "connect "+host+" PORT", "stop")
				r.has(t, c.says)
				if c.ok {
					r.has(t, "connect 1 error 0, ")
				} else {
					r.has(t, fmt.Sprintf("connect 0 error %d, ", c.error))
				}
			})
		}
	}
}

// pairs writes bytes with a colon after each.
func pairs(bytes []byte) string {
	var text strings.Builder
	for _, b := range bytes {
		fmt.Fprintf(&text, "%02x:", b)
	}
	return text.String()
}
