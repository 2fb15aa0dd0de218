package arduino

import (
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"io"
	"strconv"
	"testing"
	"time"
)

// meeting8266 is one client of the ESP8266 that meets one server: the rows of BearSSL's column.
type meeting8266 struct {
	name   string
	trust  string // commands that set the client's trust, after its clock was set
	config *tls.Config
	host   string // what is connected to; "" means host
	byIP   bool   // connect(IPAddress): no name
	ok     bool
	error  int // getLastSSLError() of a refusal
	// answers says that the client went on to its own flight, and it is the server that refuses.
	answers bool
}

// setClock sets the board's clock to the test's.
func setClock() string { return "clock " + strconv.FormatInt(time.Now().Unix(), 10) }

// trusting sets a valid clock and these anchors.
func trusting(anchors ...*identity) string {
	return setClock() + "\n" + block("ca", certPEM(anchors...))
}

func chains8266(t *testing.T) []meeting8266 {
	r := newRoots(t)
	good, below, self := newLeaf(t, r.root, nil), newLeaf(t, r.inter, nil), newLeaf(t, nil, nil)
	deeper := newCA(t, r.inter, "Second Intermediate")
	deep := newLeaf(t, deeper, nil)
	selfCA := newLeaf(t, nil, func(c *x509.Certificate) { c.IsCA = true; c.KeyUsage |= x509.KeyUsageCertSign })
	trust := trusting(r.root)
	return []meeting8266{
		{name: "ok", trust: trust, config: serving(good), ok: true},
		{name: "ok through two intermediates", trust: trust, config: serving(deep, deeper, r.inter), ok: true},
		{name: "intermediate as anchor", trust: trusting(r.inter), config: serving(below), ok: true},
		{name: "leaf as anchor", trust: trusting(good), config: serving(good), ok: true},
		{name: "leaf issued anew with its key as anchor", trust: trusting(good), config: serving(issue(t, r.root, good.key, leaf())), ok: true},
		{name: "another leaf as anchor", trust: trusting(newLeaf(t, r.root, nil)), config: serving(good), error: 62},
		{name: "self-signed leaf as anchor", trust: trusting(self), config: serving(self), ok: true},
		{name: "self-signed leaf with CA:TRUE as anchor", trust: trusting(selfCA), config: serving(selfCA), ok: true},
		{name: "second of two anchors", trust: trusting(r.other, r.root), config: serving(good), ok: true},
		{name: "anchor of the same name, then the right one", trust: trusting(r.twin, r.root), config: serving(good), ok: true},
		{name: "appended anchor", trust: trusting(r.other) + block("addca", certPEM(r.root)), config: serving(good), ok: true},
		{name: "server sends the root too", trust: trust, config: serving(good, r.root), ok: true},
		{name: "unknown CA", trust: trusting(r.other), config: serving(good), error: 62},
		{name: "same name, other key", trust: trusting(r.twin), config: serving(good), error: 62},
		{name: "self-signed", trust: trust, config: serving(self), error: 62},
		{name: "missing intermediate", trust: trust, config: serving(below), error: 62},
		{name: "reversed chain", trust: trust, config: serving(deep, r.inter, deeper), error: 55},
		{name: "unrelated certificate between", trust: trust, config: serving(below, r.other, r.inter), error: 55},
		{name: "no trust configured", trust: setClock(), config: serving(good), error: 62},
		{name: "corrupt signature", trust: trust, config: corrupt(serving(good)), error: 62},
		{name: "garbage for a certificate", trust: trust, config: garbage(serving(good)), error: 41},
	}
}

// corrupt damages the last byte of the leaf's signature.
func corrupt(c *tls.Config) *tls.Config {
	der := append([]byte(nil), c.Certificates[0].Certificate[0]...)
	der[len(der)-1] ^= 1
	c.Certificates[0].Certificate[0] = der
	return c
}

// garbage replaces the leaf by bytes that are no certificate.
func garbage(c *tls.Config) *tls.Config {
	c.Certificates[0].Certificate[0] = append([]byte{0x30, 0x81, 0xc5, 0x30, 0x81, 0x80}, make([]byte, 194)...)
	return c
}

func names8266(t *testing.T) []meeting8266 {
	r := newRoots(t)
	trust := trusting(r.root)
	named := func(name string) *tls.Config { return serving(newLeaf(t, r.root, forName(name))) }
	onlyCN := func(c *x509.Certificate) { c.DNSNames = nil }
	otherSAN := func(c *x509.Certificate) { c.DNSNames = []string{"other.bench.test"} }
	return []meeting8266{
		{name: "wildcard", trust: trust, config: named("*.bench.test"), ok: true},
		{name: "upper case", trust: trust, config: named("API.BENCH.TEST"), ok: true},
		{name: "common name only", trust: trust, config: serving(newLeaf(t, r.root, onlyCN)), ok: true},
		{name: "wrong name", trust: trust, config: named("other.bench.test"), error: 56},
		{name: "right common name, other alternative", trust: trust, config: serving(newLeaf(t, r.root, otherSAN)), error: 56},
		{name: "wildcard for two labels", trust: trust, config: named("*.test"), error: 56},
		{name: "part of a label", trust: trust, config: named("a*.bench.test"), error: 56},
		{name: "zero byte in the name", trust: trust, config: serving(newLeaf(t, r.root, nulName)), error: 56},
		{name: "address as a text, address in the certificate", trust: trust, host: benchIP,
			config: serving(newLeaf(t, r.root, forAddress(benchIP))), error: 56},
		{name: "address as a text, the same as a name", trust: trust, host: benchIP, config: named(benchIP), ok: true},
		{name: "address as a text, name in the certificate", trust: trust, host: benchIP, config: named(host), error: 56},
		{name: "IPAddress has no name to be checked", trust: trust, host: benchIP, byIP: true, config: named("other.bench.test"), ok: true},
	}
}

// nulName is a name that ends early for programs in C.
func nulName(c *x509.Certificate) {
	value, _ := asn1.Marshal([]asn1.RawValue{{Class: 2, Tag: 2, Bytes: []byte(host + "\x00.evil.test")}})
	c.DNSNames = nil
	c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 17}, Value: value}}
}

func validity8266(t *testing.T) []meeting8266 {
	r := newRoots(t)
	trust := trusting(r.root)
	ca := block("ca", certPEM(r.root))
	good := newLeaf(t, r.root, nil)
	oldRoot := issue(t, nil, newKey(t, elliptic.P256()), x509.Certificate{Subject: pkix.Name{CommonName: "Old"}, IsCA: true,
		NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(-24 * time.Hour)})
	oldInter := issue(t, r.root, newKey(t, elliptic.P256()), x509.Certificate{Subject: pkix.Name{CommonName: "Old I"}, IsCA: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(-24 * time.Hour)})
	future := func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = time.Now().Add(24*time.Hour), time.Now().Add(48*time.Hour)
	}
	expiredAndWrong := func(c *x509.Certificate) {
		expired(c)
		forName("other.bench.test")(c)
	}
	x509time := "x509time " + strconv.FormatInt(time.Now().Unix(), 10) + "\n"
	return []meeting8266{
		{name: "expired", trust: trust, config: serving(newLeaf(t, r.root, expired)), error: 54},
		{name: "expired, for another name, unknown", trust: trust, config: serving(newLeaf(t, r.other, expiredAndWrong)), error: 54},
		{name: "not yet valid", trust: trust, config: serving(newLeaf(t, r.root, future)), error: 54},
		{name: "expired intermediate", trust: trust, config: serving(newLeaf(t, oldInter, nil), oldInter), error: 54},
		{name: "expired anchor", trust: trusting(oldRoot), config: serving(newLeaf(t, oldRoot, nil)), ok: true},
		{name: "clock in 1970", trust: ca, config: serving(good), error: 54},
		{name: "clock in 1970, time given", trust: x509time + ca, config: serving(good), ok: true},
		{name: "time given and taken back", trust: x509time + "x509time 0\n" + ca, config: serving(good), error: 54},
	}
}

func purposes8266(t *testing.T) []meeting8266 {
	r := newRoots(t)
	trust := trusting(r.root)
	ca := func(template x509.Certificate) *identity {
		template.Subject.CommonName = "Special"
		return issue(t, r.root, newKey(t, elliptic.P256()), template)
	}
	through := func(i *identity) *tls.Config { return serving(newLeaf(t, i, nil), i) }
	noPath := ca(x509.Certificate{IsCA: true, KeyUsage: x509.KeyUsageCertSign, MaxPathLenZero: true})
	tooDeep := newCA(t, noPath, "Too Deep")
	unknown := func(critical bool) func(*x509.Certificate) {
		return func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: critical, Value: []byte{5, 0}}}
		}
	}
	constrained := func(critical bool, domain string) *identity {
		return ca(x509.Certificate{IsCA: true, KeyUsage: x509.KeyUsageCertSign, PermittedDNSDomainsCritical: critical, PermittedDNSDomains: []string{domain}})
	}
	clientOnly := func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }
	signer := func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCertSign }
	return []meeting8266{
		{name: "intermediate is no CA", trust: trust, config: through(ca(x509.Certificate{KeyUsage: x509.KeyUsageDigitalSignature})), error: 59},
		{name: "intermediate may not sign", trust: trust, config: through(ca(x509.Certificate{IsCA: true, KeyUsage: x509.KeyUsageDigitalSignature})), error: 59},
		{name: "path too long", trust: trust, config: serving(newLeaf(t, tooDeep, nil), tooDeep, noPath), error: 58},
		{name: "unknown critical extension", trust: trust, config: serving(newLeaf(t, r.root, unknown(true))), error: 57},
		{name: "unknown extension", trust: trust, config: serving(newLeaf(t, r.root, unknown(false))), ok: true},
		{name: "critical name constraints, kept", trust: trust, config: through(constrained(true, "bench.test")), error: 57},
		{name: "name constraints, broken", trust: trust, config: through(constrained(false, "elsewhere.test")), ok: true},
		{name: "client's usage only", trust: trust, config: serving(newLeaf(t, r.root, clientOnly)), ok: true},
		{name: "key for certificates only", trust: trust, config: serving(newLeaf(t, r.root, signer)), error: 28},
	}
}

func keys8266(t *testing.T) []meeting8266 {
	r := newRoots(t)
	trust := trusting(r.root)
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaCA := issue(t, nil, newRSA(t, 2048), x509.Certificate{Subject: pkix.Name{CommonName: "RSA"}, IsCA: true, KeyUsage: x509.KeyUsageCertSign})
	sha1Signed, pss := leaf(), leaf()
	sha1Signed.SignatureAlgorithm, pss.SignatureAlgorithm = x509.SHA1WithRSA, x509.SHA256WithRSAPSS
	short := newRSA(t, 1024)
	good := newLeaf(t, r.root, nil)
	mismatch := serving(good)
	mismatch.Certificates[0].PrivateKey = r.other.key
	return []meeting8266{
		{name: "RSA 2048", trust: trusting(rsaCA), config: serving(issue(t, rsaCA, newRSA(t, 2048), leaf())), ok: true},
		{name: "RSA 4096", trust: trust, config: serving(issue(t, r.root, newRSA(t, 4096), leaf())), ok: true},
		{name: "RSA 1024", trust: trust, config: serving(issue(t, r.root, short, leaf())), ok: true},
		{name: "P-384", trust: trust, config: serving(issue(t, r.root, newKey(t, elliptic.P384()), leaf())), ok: true},
		{name: "P-224", trust: trust, config: serving(issue(t, r.root, newKey(t, elliptic.P224()), leaf())), error: 49},
		{name: "Ed25519", trust: trust, config: serving(issue(t, r.root, edwards, leaf())), error: 49},
		{name: "SHA-1", trust: trusting(rsaCA), config: serving(issue(t, rsaCA, newKey(t, elliptic.P256()), sha1Signed)), ok: true},
		{name: "RSA-PSS", trust: trusting(rsaCA), config: serving(issue(t, rsaCA, newKey(t, elliptic.P256()), pss)), error: 49},
		{name: "another's key", trust: trust, config: mismatch, error: 27},
	}
}

func newRSA(t *testing.T, bits int) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// TestMeetings8266 holds every row of the certificates' matrix that Go can serve.
func TestMeetings8266(t *testing.T) {
	t.Parallel()
	groups := map[string][]meeting8266{"chains": chains8266(t), "names": names8266(t), "validity": validity8266(t),
		"purposes": purposes8266(t), "keys": keys8266(t)}
	for group, meetings := range groups {
		for _, m := range meetings {
			t.Run(group+"/"+m.name, func(t *testing.T) {
				t.Parallel()
				m.hold(t)
			})
		}
	}
}

// hold has one client meet the server, and compares both sides with what should be.
func (m meeting8266) hold(t *testing.T) {
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
	command := "connect "
	if m.byIP {
		command = "connectip "
	}
	r := b.run(compile(t, "probe8266", FQBN8266), m.trust, command+name+" PORT", "say hello", "stop")
	wire := b.conn().wire()
	if m.ok {
		r.has(t, "connect 1 error 0, ")
		if len(served) != 1 || <-served != "hello" {
			t.Errorf("the server did not receive what the client said:\n%s", r.console)
		}
		return
	}
	r.has(t, fmt.Sprintf("connect 0 error %d, ", m.error))
	// This stack gives up without a word: its ClientHello is all that a server it refuses ever sees.
	if types, _ := records(t, wire); string(types) != "\x16" && !m.answers {
		t.Errorf("the client sent records %v, want its ClientHello only", types)
	}
}
