package wire

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// selfSigned is a certificate for a server of these tests.
func selfSigned(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"api.bench.test"}, NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// secretsTo gives a connection the secrets that its own server writes down.
type secretsTo struct{ conn **Conn }

func (s secretsTo) Write(b []byte) (int, error) {
	(*s.conn).LearnSecrets(b)
	return len(b), nil
}

// meeting is what became of a handshake and a reply under a fault.
type meeting struct {
	client, server error  // of the handshakes
	told           string // what the client read
	read           error  // what ended its reading
	flow           []Record
	struck         []string
}

// meet has a client of Go meet a server that answers "hello" with "world" and closes.
func meet(t *testing.T, fault Fault, change func(*tls.Config)) meeting {
	t.Helper()
	var m meeting
	server, raw := pair(t, Options{Fault: fault, Struck: func(s []string) { m.struck = append(m.struck, s...) }})
	config := &tls.Config{
		Certificates: []tls.Certificate{selfSigned(t)}, MaxVersion: tls.VersionTLS12, KeyLogWriter: secretsTo{&server},
		CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}, SessionTicketsDisabled: true,
	}
	if change != nil {
		change(config)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s := tls.Server(server, config)
		if m.server = s.Handshake(); m.server != nil {
			server.CloseWrite()
			io.Copy(io.Discard, server)
			return
		}
		io.ReadFull(s, make([]byte, 5))
		io.WriteString(s, "world")
		s.CloseWrite()
		server.CloseWrite()
		io.Copy(io.Discard, server)
	}()
	c := tls.Client(raw, &tls.Config{InsecureSkipVerify: true})
	if m.client = c.Handshake(); m.client == nil {
		io.WriteString(c, "hello")
		b, err := io.ReadAll(c)
		m.told, m.read = string(b), err
	}
	raw.Close()
	<-done
	m.flow, _ = Records(Stream(server.Segments(), false))
	return m
}

// TestScripts: each step does to the records what it says, and a client of Go ends as it must.
func TestScripts(t *testing.T) {
	const (
		first = "22 2,22 11,22 12,22 14" // type and, in the clear, message of the server's first flight
		last  = ",20,22"
		full  = first + last + ",23,21"
	)
	warning := Plain{21, []byte{1, 90}}
	for name, c := range map[string]struct {
		script Script
		want   string // records sent
		told   string
		done   bool // the client's handshake
	}{
		"nothing":            {Script{OnNth(Data, 9, Drop())}, full, "world", true},
		"certificate":        {Script{On(Certificate, Drop())}, "22 2,22 12,22 14", "", false},
		"twice":              {Script{On(ServerHello, Double())}, "22 2,22 2,22 11,22 12,22 14", "", false},
		"late":               {Script{On(Certificate, Late())}, "22 2,22 12,22 11,22 14", "", false},
		"before":             {Script{On(Opening, Before("a warning", AlertRecord(1, 112)))}, "21," + full, "world", true},
		"after":              {Script{On(ServerHelloDone, After("a warning", AlertRecord(1, 112)))}, first + ",21" + last + ",23,21", "world", true},
		"instead":            {Script{On(ServerHello, Instead("data", PlainRecord(23, "x")))}, "23,22 11,22 12,22 14", "", false},
		"patch":              {Script{On(ServerHello, Patch(0, 99))}, "22 99,22 11,22 12,22 14", "", false},
		"type":               {Script{On(ServerHello, AsType(23))}, "23,22 11,22 12,22 14", "", false},
		"flip in Finished":   {Script{On(Finished, Flip(-1))}, full, "", false},
		"flip any in data":   {Script{OnEach(Data, FlipAny(3))}, full, "", true},
		"truncate":           {Script{On(Data, Truncate(10))}, full, "", true},
		"version of data":    {Script{On(Data, AsVersion(0x0301))}, full, "", true},
		"close_notify":       {Script{On(EncryptedAlert, Drop())}, first + last + ",23", "world", true},
		"sealed before":      {Script{On(Data, SealBefore("EVIL", Plain{23, []byte("well, ")}))}, first + last + ",23,23,21", "well, world", true},
		"sealed after":       {Script{On(Data, SealAfter("more", Plain{23, []byte("s")}))}, first + last + ",23,23,21", "worlds", true},
		"sealed instead":     {Script{On(Data, SealInstead("moon", Plain{23, []byte("moon")}))}, full, "moon", true},
		"sealed nothing":     {Script{On(Data, SealInstead("nothing"))}, first + last + ",21", "", true},
		"sealed in pieces":   {Script{On(Data, SealSplit(1))}, first + last + ",23,23,23,23,23,21", "world", true},
		"plain, then sealed": {Script{On(Finished, SealAfter("a warning", warning)), On(Data, Before("EVIL", PlainRecord(23, "EVIL")))}, first + last + ",21,23,23,21", "", true},
		"extension added":    {Script{On(ServerHello, AddExtension(0x1234, 1))}, first, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			m := meet(t, Fault{Script: c.script}, nil)
			// A server that is refused may say so by an alert of its own at the end.
			got := strings.TrimSuffix(kinds(m.flow), ",21 alert")
			if got != c.want || m.told != c.told || (m.client == nil) != c.done {
				t.Errorf("sent %s, want %s; the client: %v, read %q (%v)", got, c.want, m.client, m.told, m.read)
			}
			if struck := len(m.struck) > 0; struck != (name != "nothing") {
				t.Errorf("struck %q", m.struck)
			}
		})
	}
}

// kinds tells the records of a server: the type of each, and in the clear of its message.
func kinds(records []Record) string {
	var out []string
	encrypted := false
	for i, r := range records {
		name := fmt.Sprint(r.Type)
		switch {
		case r.Type == TypeChangeCipherSpec:
			encrypted = true
		case r.Type == TypeHandshake && !encrypted:
			name += fmt.Sprintf(" %d", r.Body[0])
		case r.Type == TypeAlert && i == len(records)-1 && len(r.Body) == 2:
			name += " alert"
		}
		out = append(out, name)
	}
	return strings.Join(out, ",")
}

func TestFragmentAndCoalesce(t *testing.T) {
	m := meet(t, Fault{Fragment: 100}, nil)
	if m.told != "world" {
		t.Fatalf("in fragments: %v, %v", m.client, m.read)
	}
	clear := slices.IndexFunc(m.flow, func(r Record) bool { return r.Type == TypeChangeCipherSpec })
	for _, r := range m.flow[:clear] {
		if r.Type != TypeHandshake || len(r.Body) > 100 {
			t.Errorf("a record of type %d with %d bytes", r.Type, len(r.Body))
		}
	}
	if clear < 6 {
		t.Errorf("the flight took %d records", clear)
	}
	m = meet(t, Fault{Coalesce: true}, nil)
	if got := kinds(m.flow); m.told != "world" || got != "22 2,20,22,23,21" {
		t.Errorf("in one record: %s, %v", got, m.client)
	}
}

// A handshake that was changed can agree all the same, and then the client alone decides.
func TestConsistent(t *testing.T) {
	for name, f := range map[string]Fault{
		"unchanged":         {Consistent: true},
		"unknown extension": {Consistent: true, Script: Script{On(ServerHello, AddExtension(0x1234, 1))}},
		"in one record":     {Consistent: true, Coalesce: true, Script: Script{On(ServerHello, AddExtension(0x1234, 1))}},
		"in small records":  {Consistent: true, Fragment: 50, Script: Script{OnEach(Data, SealSplit(2))}},
		"records put in":    {Consistent: true, Script: Script{On(Finished, SealAfter("a warning", Plain{21, []byte{1, 90}}))}},
	} {
		if m := meet(t, f, nil); m.told != "world" {
			t.Errorf("%s: the client %v, the server %v", name, m.client, m.server)
		}
	}
	lie := Fault{Consistent: true, Script: Script{On(Finished, SealEdit("wrong", func(p Plain) []Plain {
		p.Body[5] ^= 1
		return []Plain{p}
	}))}}
	if m := meet(t, lie, nil); m.client == nil {
		t.Error("a wrong Finished was taken")
	}
	other := func(c *tls.Config) { c.CipherSuites = []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA} }
	if m := meet(t, Fault{Consistent: true}, other); m.client == nil {
		t.Error("CBC was mirrored")
	}
}

// A fragment length is granted to whom asks for it, and is the one that was asked for.
func TestGrantFragmentLength(t *testing.T) {
	hello, err := ParseClientHello(bearHello)
	if err != nil {
		t.Fatal(err)
	}
	body := message(2, append(serverHelloBody(0xc02b), 0, 0)...)
	for want, offer := range map[string]*ClientHello{"\x00\x05\x00\x01\x00\x01\x01": hello, "\x00\x00": {}, "\x00\x00\x00": nil} {
		u := &Unit{Body: bytes.Clone(body), Hello: offer}
		GrantFragmentLength().Do(u)
		if !bytes.HasSuffix(u.Body, []byte(want)) || int(u.Body[3]) != len(u.Body)-4 {
			t.Errorf("a ServerHello that ends in % x, want % x", u.Body[len(u.Body)-7:], want)
		}
	}
}

// What cannot be sealed fails aloud, and is not sent as if nothing were.
func TestSealingNeedsGCM(t *testing.T) {
	for suite, able := range map[uint16]bool{
		tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: true, tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: true,
		tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: false, tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: false,
	} {
		m := meet(t, Fault{Script: Script{On(Finished, SealAfter("a warning", Plain{21, []byte{1, 90}}))}}, func(c *tls.Config) {
			c.CipherSuites = []uint16{suite}
		})
		if able && m.told != "world" || !able && !errors.Is(m.server, ErrCannotSeal) {
			t.Errorf("%s: the server %v, the client %v", SuiteName(suite), m.server, m.client)
		}
	}
	m := meet(t, Fault{Script: Script{On(Data, SealSplit(1))}}, func(c *tls.Config) { c.MaxVersion = tls.VersionTLS13 })
	if m.client == nil && m.told == "world" {
		t.Error("a record of TLS 1.3 was sealed")
	}
}

// An end within a script is exact to the byte, and what crypto/tls still writes is not sent.
func TestEnds(t *testing.T) {
	whole := meet(t, Fault{Script: Script{On(Certificate, End(CutFIN))}}, nil)
	if got := kinds(whole.flow); got != "22 2,22 11" || whole.client == nil {
		t.Errorf("after the Certificate: %s", got)
	}
	var ended int
	server, raw := pair(t, Options{
		Fault: Fault{Script: Script{OnNth(Data, 2, EndAt(CutFIN, 7))}}, Ends: func() { ended++ },
	})
	server.mutator.framer.encrypted = true // as after a handshake
	first, second := PlainRecord(TypeApplicationData, "first"), PlainRecord(TypeApplicationData, "second")
	if _, err := server.Write(slices.Concat(first, second)); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Write(first); !errors.Is(err, net.ErrClosed) {
		t.Errorf("writing after the end: %v", err)
	}
	if got, err := io.ReadAll(raw); err != nil || !bytes.Equal(got, slices.Concat(first, second[:7])) || ended != 1 {
		t.Errorf("the client got %q, %v; ended %d times", got, err, ended)
	}
}

// A server that has fallen silent says nothing more, not even at its end.
func TestSilenceHasNoEnd(t *testing.T) {
	server, raw := pair(t, Options{Fault: Fault{Script: Script{On(PlainAlert, End(CutStall))}}})
	alert := AlertRecord(1, 0)
	if _, err := server.Write(alert); err != nil || !server.Stalled() {
		t.Fatalf("stalled %t, %v", server.Stalled(), err)
	}
	if err := errors.Join(server.CloseWrite(), server.Reset()); err != nil {
		t.Error(err)
	}
	if n, err := server.Write(alert); n != len(alert) || err != nil {
		t.Errorf("writing what is not sent: %d, %v", n, err)
	}
	read(t, raw, len(alert))
	// What the client sends is still taken, so nothing was closed; and it has nothing to read.
	write(t, raw, "hello?")
	read(t, server, 6)
	raw.SetReadDeadline(time.Now())
	if _, err := raw.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the client got %v", err)
	}
}

// Pauses are in the board's time.
func TestWait(t *testing.T) {
	var asked []time.Duration
	server, raw := pair(t, Options{
		Fault: Fault{Script: Script{On(Opening, Wait(time.Hour)), On(PlainAlert, Wait(time.Minute))}},
		Wall: func(board time.Duration) time.Duration {
			asked = append(asked, board)
			return 0
		},
	})
	if _, err := server.Write(AlertRecord(2, 40)); err != nil {
		t.Fatal(err)
	}
	read(t, raw, 7)
	if !reflect.DeepEqual(asked, []time.Duration{time.Hour, time.Minute}) {
		t.Errorf("waited for %v", asked)
	}
}

func TestStepNames(t *testing.T) {
	got := OnNth(Certificate, 2, Late(), Patch(-1, 7), End(CutReset)).String()
	if got != "Certificate 2: sent after the next, 07 at -1, and then reset" {
		t.Errorf("it is called %q", got)
	}
}
