package try

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"
)

const host = "api.bench.test"

// cache is shared by all tests of the project that compile sketches.
const cache = "../../.cache/test/build"

// identity is a certificate with its key.
type identity struct {
	cert *x509.Certificate
	key  crypto.Signer
}

func p256(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func rsaKey(t testing.TB, bits int) crypto.Signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// issue signs; by nil signs itself.
func issue(t testing.TB, by *identity, key crypto.Signer, template x509.Certificate) *identity {
	t.Helper()
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	if template.NotBefore.IsZero() {
		template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	}
	template.BasicConstraintsValid = true
	parent, signer := &template, key
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &identity{cert, key}
}

func ca(t testing.TB, by *identity, key crypto.Signer, name string) *identity {
	t.Helper()
	return issue(t, by, key, x509.Certificate{Subject: pkix.Name{CommonName: name}, IsCA: true, KeyUsage: x509.KeyUsageCertSign})
}

func leaf(t testing.TB, by *identity, key crypto.Signer, change func(*x509.Certificate)) *identity {
	t.Helper()
	template := x509.Certificate{Subject: pkix.Name{CommonName: host}, DNSNames: []string{host}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	if change != nil {
		change(&template)
	}
	return issue(t, by, key, template)
}

func pemOf(ids ...*identity) []byte {
	var text []byte
	for _, id := range ids {
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: id.cert.Raw})...)
	}
	return text
}

func ders(ids ...*identity) [][]byte {
	var all [][]byte
	for _, id := range ids {
		all = append(all, id.cert.Raw)
	}
	return all
}

func trier(t testing.TB) *Trier {
	t.Helper()
	tr, err := New(t.Context(), Options{Cache: cache, Progress: func(line string) { t.Log(line) }}, Stacks()...)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// want is what a stack makes of a chain: 0 accepts, else its code.
type want map[string]int

// chainCase is a pin and the chain that it is tried against.
type chainCase struct {
	pin   *identity
	chain [][]byte
	want  want
}

// cases hold the measured behaviour of both stacks (mbedTLS 2.28, BearSSL as the core configures it).
func cases(t *testing.T) map[string]chainCase {
	root := ca(t, nil, p256(t), "Root")
	mid := ca(t, root, p256(t), "Intermediate")
	second := ca(t, mid, p256(t), "Second")
	good := leaf(t, mid, p256(t), nil)
	deep := leaf(t, second, p256(t), nil)
	other := ca(t, nil, p256(t), "Other Root")
	rsaRoot := ca(t, nil, rsaKey(t, 2048), "RSA Root")
	rsaLeaf := leaf(t, rsaRoot, rsaKey(t, 2048), nil)
	weak := leaf(t, rsaRoot, rsaKey(t, 1024), nil)
	self := leaf(t, nil, p256(t), nil)
	cross := issue(t, other, root.key, x509.Certificate{Subject: root.cert.Subject, IsCA: true, KeyUsage: x509.KeyUsageCertSign})
	expired := leaf(t, mid, p256(t), func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour)
	})
	foreign := leaf(t, mid, p256(t), func(c *x509.Certificate) { c.Subject.CommonName, c.DNSNames = "www.test", []string{"www.test"} })
	critical := leaf(t, mid, p256(t), func(c *x509.Certificate) {
		c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 99999, 1}, Critical: true, Value: []byte{5, 0}}}
	})
	return map[string]chainCase{
		"root":                 {root, ders(good, mid), want{"esp32": 0, "esp8266": 0}},
		"intermediate":         {mid, ders(good, mid), want{"esp32": 0, "esp8266": 0}},
		"one certificate":      {mid, ders(good), want{"esp32": 0, "esp8266": 0}},
		"root is sent":         {root, ders(good, mid, root), want{"esp32": 0, "esp8266": 0}},
		"self-signed":          {self, ders(self), want{"esp32": 0, "esp8266": 0}},
		"rsa":                  {rsaRoot, ders(rsaLeaf), want{"esp32": 0, "esp8266": 0}},
		"cross-signed":         {root, ders(good, mid, cross), want{"esp32": 0, "esp8266": 0}},
		"the other cross":      {other, ders(good, mid, cross), want{"esp32": 0, "esp8266": 0}},
		"leaf as pin":          {good, ders(good, mid), want{"esp32": -9984, "esp8266": 0}},
		"another root":         {other, ders(good, mid), want{"esp32": -9984, "esp8266": 62}},
		"missing intermediate": {root, ders(good), want{"esp32": -9984, "esp8266": 62}},
		"reversed":             {root, ders(deep, mid, second), want{"esp32": -9984, "esp8266": 55}},
		"unrelated in between": {root, ders(good, other, mid), want{"esp32": 0, "esp8266": 55}},
		"another host":         {root, ders(foreign, mid), want{"esp32": -9984, "esp8266": 56}},
		"expired":              {root, ders(expired, mid), want{"esp32": 0, "esp8266": 54}},
		"critical extension":   {root, ders(critical, mid), want{"esp32": -9570, "esp8266": 57}},
		"rsa of 1024 bits":     {rsaRoot, ders(weak), want{"esp32": -9984, "esp8266": 0}},
	}
}

func TestChains(t *testing.T) {
	tr := trier(t)
	for name, c := range cases(t) {
		for _, s := range Stacks() {
			t.Run(name+"/"+s.Chip, func(t *testing.T) {
				t.Parallel()
				got, err := tr.Chain(t.Context(), s, Question{Host: host, Pin: pemOf(c.pin), At: time.Now()}, c.chain)
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%+v", got)
				want := c.want[s.Chip]
				if got.Accepted != (want == 0) || want != 0 && got.Code != want {
					t.Errorf("got %v, code %d, alert %d (%s); want %d", got.Accepted, got.Code, got.Alert, got.Words, want)
				}
				if got.Words == "" {
					t.Error("it says nothing")
				}
			})
		}
	}
}

// The clock of the board is the one that was asked for.
func TestDatesAreJudgedAsAsked(t *testing.T) {
	tr := trier(t)
	root := ca(t, nil, p256(t), "Root")
	chain := ders(leaf(t, root, p256(t), nil))
	for _, s := range Stacks() {
		got, err := tr.Chain(t.Context(), s, Question{Host: host, Pin: pemOf(root), At: time.Now().AddDate(1, 0, 0)}, chain)
		if err != nil {
			t.Fatal(err)
		}
		if want := s.Chip == "esp32"; got.Accepted != want {
			t.Errorf("%s in a year: accepted %v (%s), want %v", s.Name, got.Accepted, got.Words, want)
		}
	}
}

// serve shakes hands with whoever comes, until the test ends.
func serve(t *testing.T, config *tls.Config) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = tls.Server(c, config).HandshakeContext(t.Context())
			c.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return l.Addr().String()
}

func TestServer(t *testing.T) {
	tr := trier(t)
	root, other := ca(t, nil, p256(t), "Root"), ca(t, nil, p256(t), "Other")
	own := leaf(t, root, p256(t), nil)
	certs := []tls.Certificate{{Certificate: ders(own), PrivateKey: own.key}}
	good, modern := serve(t, &tls.Config{Certificates: certs}), serve(t, &tls.Config{Certificates: certs, MinVersion: tls.VersionTLS13})
	for _, s := range Stacks() {
		for _, c := range []struct {
			name, address string
			pin           *identity
			accepted      bool
			alert         map[string]int
		}{
			{"good", good, root, true, nil},
			{"another root", good, other, false, map[string]int{"esp32": 48}},
			{"TLS 1.3 only", modern, root, false, nil},
		} {
			t.Run(c.name+"/"+s.Chip, func(t *testing.T) {
				got, err := tr.Server(t.Context(), s, Question{Host: host, Pin: pemOf(c.pin), At: time.Now()}, c.address)
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%+v", got)
				if want, ok := c.alert[s.Chip]; got.Accepted != c.accepted || ok && got.Alert != want {
					t.Errorf("got %+v", got)
				}
			})
		}
	}
}

func TestServerThatIsNotThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := l.Addr().String()
	l.Close()
	_, err = trier(t).Server(t.Context(), ESP32(), Question{Host: host, Pin: pemOf(ca(t, nil, p256(t), "Root")), At: time.Now()}, nobody)
	if err == nil || !strings.Contains(err.Error(), "reaching "+nobody) {
		t.Errorf("got %v", err)
	}
}

func TestWhatCannotBeTried(t *testing.T) {
	tr := trier(t)
	root := ca(t, nil, p256(t), "Root")
	q := Question{Host: host, Pin: pemOf(root), At: time.Now()}
	if _, err := tr.Chain(t.Context(), ESP32(), q, nil); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("an empty chain: got %v", err)
	}
	if _, err := tr.Chain(t.Context(), ESP32(), q, [][]byte{{1, 2, 3}}); err == nil {
		t.Error("bytes that are no certificate were tried")
	}
	q.Host = "192.168.1.5"
	if _, err := tr.Chain(t.Context(), ESP32(), q, ders(root)); !errors.Is(err, ErrAddress) {
		t.Errorf("an address: got %v", err)
	}
}
