package arduino

import (
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
)

// meeting is one client that meets one server, and what both should see of it.
type meeting struct {
	name   string
	fqbn   string // "" means both
	trust  string // commands that set the client's trust
	config *tls.Config
	env    []string
	host   string // what is connected to; "" means host

	ok    bool
	error int // lastError() of a refusal
	alert int // what the client sends when it refuses; 0 means none
}

// roots holds the certificates that the meetings are made of.
type roots struct{ root, other, inter, twin *identity }

func newRoots(t *testing.T) roots {
	root := newCA(t, nil, "Bench Root")
	return roots{root: root, other: newCA(t, nil, "Other Root"), inter: newCA(t, root, "Bench Intermediate"), twin: newCA(t, nil, "Bench Root")}
}

// serving presents a chain; TLS 1.2 is all that the chip speaks.
func serving(first *identity, others ...*identity) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{chain(first, others...)}, MaxVersion: tls.VersionTLS12}
}

func certificateMeetings(t *testing.T) []meeting {
	r := newRoots(t)
	ca := block("ca", certPEM(r.root))
	good := newLeaf(t, r.root, nil)
	self := newLeaf(t, nil, nil)
	weak := newWeakLeaf(t, r.root)
	p224 := issue(t, r.root, newKey(t, elliptic.P224()), leaf())
	wrong := newLeaf(t, r.root, forName("other.bench.test"))
	clientOnly := newLeaf(t, r.root, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })
	below := newLeaf(t, r.inter, nil)
	address := newLeaf(t, r.root, forAddress(benchIP))
	const verify = -9984
	return []meeting{
		{name: "ok", trust: ca, config: serving(good), ok: true},
		{name: "ok through an intermediate", trust: ca, config: serving(below, r.inter), ok: true},
		{name: "intermediate as CA", trust: block("ca", certPEM(r.inter)), config: serving(below), ok: true},
		{name: "second of two CAs", trust: block("ca", certPEM(r.other, r.root)), config: serving(good), ok: true},
		{name: "self-signed leaf as CA", trust: block("ca", certPEM(self)), config: serving(self), ok: true},
		{name: "expired", trust: ca, config: serving(newLeaf(t, r.root, expired)), ok: true},
		{name: "not yet valid for a clock in 1970", trust: ca, config: serving(good), env: []string{"BENCH_TLS_DATES=1"}, error: verify, alert: 46},
		{name: "unknown CA", trust: block("ca", certPEM(r.other)), config: serving(good), error: verify, alert: 48},
		{name: "same name, other key", trust: block("ca", certPEM(r.twin)), config: serving(good), error: verify, alert: 48},
		{name: "self-signed", trust: ca, config: serving(self), error: verify, alert: 48},
		{name: "missing intermediate", trust: ca, config: serving(below), error: verify, alert: 48},
		{name: "leaf as CA", trust: block("ca", certPEM(good)), config: serving(good), error: verify, alert: 48},
		{name: "wrong name", trust: ca, config: serving(wrong), error: verify, alert: 42},
		{name: "wrong name and unknown CA", trust: block("ca", certPEM(r.other)), config: serving(wrong), error: verify, alert: 42},
		{name: "client's usage only", trust: ca, config: serving(clientOnly), error: -31232, alert: 43},
		{name: "RSA with 1024 bits", trust: ca, config: serving(weak), error: verify, alert: 43},
		{name: "P-224", fqbn: FQBN, trust: ca, config: serving(p224), error: verify, alert: 43},
		{name: "address in the certificate", fqbn: FQBN, host: benchIP, trust: ca, config: serving(address), ok: true},
		{name: "address in the certificate, 2.x", fqbn: FQBN2, host: benchIP, trust: ca, config: serving(address), error: verify, alert: 42},
		{name: "name for an address", host: benchIP, trust: ca, config: serving(good), error: verify, alert: 42},
		{name: "insecure", trust: "insecure", config: serving(self), ok: true},
		{name: "insecure, then a CA", fqbn: FQBN, trust: "insecure\n" + ca, config: serving(self), error: verify, alert: 48},
		{name: "insecure, then a CA, 2.x", fqbn: FQBN2, trust: "insecure\n" + ca, config: serving(self), ok: true},
	}
}

func versionMeetings(t *testing.T) []meeting {
	r := newRoots(t)
	ca := block("ca", certPEM(r.root))
	old := func() *tls.Config {
		c := serving(newLeaf(t, r.root, nil))
		c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS10
		return c
	}
	latest := serving(newLeaf(t, r.root, nil))
	latest.MinVersion, latest.MaxVersion = tls.VersionTLS13, tls.VersionTLS13
	chaCha := serving(newLeaf(t, r.root, nil))
	chaCha.CipherSuites = []uint16{tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256}
	return []meeting{
		{name: "TLS 1.3 only", trust: ca, config: latest, error: -30592},
		{name: "TLS 1.0 only", fqbn: FQBN, trust: ca, config: old(), error: -28288, alert: 70},
		{name: "TLS 1.0 only, 2.x", fqbn: FQBN2, trust: ca, config: old(), ok: true},
		{name: "ChaCha20 only", trust: ca, config: chaCha, error: -30592},
	}
}

func clientMeetings(t *testing.T) []meeting {
	r := newRoots(t)
	ca := block("ca", certPEM(r.root))
	device := issue(t, r.root, newKey(t, elliptic.P256()), x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	mutual := func() *tls.Config {
		c := serving(newLeaf(t, r.root, nil))
		c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
		c.ClientCAs.AddCert(r.root.cert)
		return c
	}
	own := block("cert", certPEM(device)) + block("key", keyPEM(t, device))
	return []meeting{
		{name: "own certificate", trust: ca + own, config: mutual(), ok: true},
		{name: "no certificate", trust: ca, config: mutual(), error: -30592},
		{name: "another's key", trust: ca + block("cert", certPEM(device)) + block("key", keyPEM(t, r.other)), config: mutual(), error: -30592},
		{name: "insecure forgets the certificate", trust: own + "insecure", config: mutual(), error: -30592},
	}
}

func TestMeetings(t *testing.T) {
	t.Parallel()
	var all []meeting
	for _, some := range [][]meeting{certificateMeetings(t), versionMeetings(t), clientMeetings(t)} {
		all = append(all, some...)
	}
	for i := range all {
		for _, fqbn := range []string{FQBN, FQBN2} {
			m := &all[i]
			if m.fqbn != "" && m.fqbn != fqbn {
				continue
			}
			t.Run(fmt.Sprintf("%s/%s", m.name, fqbn), func(t *testing.T) {
				t.Parallel()
				m.hold(t, fqbn)
			})
		}
	}
}

// hold has one client meet the server, and compares both sides with what should be.
func (m *meeting) hold(t *testing.T, fqbn string) {
	served := make(chan string, 1)
	b := newBench(t, serveTLS(m.config.Clone(), func(c *tls.Conn) {
		line := make([]byte, len("hello"))
		n, _ := io.ReadFull(c, line)
		served <- string(line[:n])
		drain(c)
	}))
	name := host
	if m.host != "" {
		name = m.host
	}
	r := b.runWith(compile(t, "probe", fqbn), m.env, m.trust, "connect "+name+" PORT", "say hello", "stop")
	c := b.conn()
	if m.ok {
		r.has(t, "connect 1 error 48, ")
		if len(served) != 1 || <-served != "hello" {
			t.Errorf("the server did not receive what the client said:\n%s", r.console)
		}
		return
	}
	r.has(t, fmt.Sprintf("connect 0 error %d, ", m.error))
	m.checkLog(t, fqbn, r)
	types, _ := records(t, c.wire())
	for _, kind := range types {
		if kind == 23 {
			t.Error("the client sent application data to a server that it refused")
		}
	}
	want := m.alert
	if want == 0 {
		want = -1
	}
	if got := alert(t, c.wire()); got != want {
		t.Errorf("the client's alert is %d, want %d", got, want)
	}
}

// checkLog compares the two error lines with those of the core.
func (m *meeting) checkLog(t *testing.T, fqbn string, r result) {
	t.Helper()
	first := `\[ *\d+\]\[E\]\[ssl_client\.cpp:\d+\] _handle_error\(\): \[ssl_starttls_handshake\(\):\d+\]: \(%d\) [A-Z].*\r\n`
	second := `\[ *\d+\]\[E\]\[NetworkClientSecure\.cpp:\d+\] connect\(\): start_ssl_client: connect failed: %d\r\n`
	if fqbn == FQBN2 {
		first = strings.Replace(first, "ssl_starttls_handshake", "start_ssl_client", 1)
		second = `\[ *\d+\]\[E\]\[WiFiClientSecure\.cpp:\d+\] connect\(\): start_ssl_client: %d\r\n`
	}
	if !regexp.MustCompile(fmt.Sprintf(first+second, m.error, m.error)).MatchString(r.console) {
		t.Errorf("the log is not the core's:\n%s", r.console)
	}
}
