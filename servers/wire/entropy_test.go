package wire

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"slices"
	"testing"
	"time"
)

// recorded is what a connection of a client of Go looks like, in the given version and with the given suite.
func recorded(t *testing.T, version, suite uint16) []Segment {
	t.Helper()
	server, raw := pair(t, Options{})
	config := &tls.Config{
		Certificates: []tls.Certificate{selfSigned(t)}, MinVersion: version, MaxVersion: version, CipherSuites: []uint16{suite},
		SessionTicketsDisabled: true,
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s := tls.Server(server, config)
		io.Copy(io.Discard, s)
		server.Close()
	}()
	c := tls.Client(raw, &tls.Config{InsecureSkipVerify: true, MinVersion: version})
	for range 3 {
		if _, err := io.WriteString(c, "hello"); err != nil {
			t.Fatal(err)
		}
	}
	c.Close()
	<-done
	return server.Segments()
}

func TestAnalyse(t *testing.T) {
	first, err := Analyse(recorded(t, tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256))
	if err != nil {
		t.Fatal(err)
	}
	// Finished, three records of data and close_notify.
	if n := len(first.Nonces); n != 5 || first.Nonces[4] != [8]byte{7: 4} || first.Suite != tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 {
		t.Errorf("%d nonces, suite %x", n, first.Suite)
	}
	if _, repeated := first.Repeated(); repeated || len(first.PublicKey) != 32 || len(first.Premaster) != 0 {
		t.Errorf("nonces %x, public key %x", first.Nonces, first.PublicKey)
	}
	second, err := Analyse(recorded(t, tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(first.PublicKey, second.PublicKey) || first.Unique() == second.Unique() || len(second.Nonces) != 0 {
		t.Error("two connections are not told apart, or CBC has nonces")
	}
	latest, err := Analyse(recorded(t, tls.VersionTLS13, 0))
	if err != nil || len(latest.PublicKey) < 32 || len(latest.Nonces) != 0 {
		t.Errorf("TLS 1.3: %v, public key of %d bytes, %d nonces", err, len(latest.PublicKey), len(latest.Nonces))
	}
}

// A stack that uses a nonce twice is caught.
func TestRepeatedNonce(t *testing.T) {
	hello := record(TypeHandshake, 0x0303, message(2, serverHelloBody(0xc02b)...)...)
	client := func(nonces ...byte) []Segment {
		b := join(helloRecord, record(TypeHandshake, 0x0303, message(ClientKeyExchangeType, 2, 0xaa, 0xbb)...),
			record(TypeChangeCipherSpec, 0x0303, 1))
		for _, n := range nonces {
			b = append(b, record(TypeApplicationData, 0x0303, slices.Concat([]byte{7: n}, make([]byte, 20))...)...)
		}
		return []Segment{{FromClient: true, Bytes: b}, {Bytes: hello}}
	}
	traits, err := Analyse(client(1, 2, 1))
	if err != nil || !bytes.Equal(traits.PublicKey, []byte{0xaa, 0xbb}) {
		t.Fatalf("public key %x, %v", traits.PublicKey, err)
	}
	if n, repeated := traits.Repeated(); !repeated || n != [8]byte{7: 1} {
		t.Errorf("repeated %x, %t", n, repeated)
	}
	if traits, _ = Analyse(client(1, 2, 3)); len(traits.Nonces) != 3 {
		t.Errorf("nonces %x", traits.Nonces)
	}
	if _, repeated := traits.Repeated(); repeated {
		t.Error("three nonces of their own are called repeated")
	}
}

func serverHelloBody(suite uint16) []byte {
	return slices.Concat([]byte{3, 3}, make([]byte, 32), []byte{0, byte(suite >> 8), byte(suite), 0})
}

func TestClockAndRSA(t *testing.T) {
	hello := slices.Clone(bearHello)
	copy(hello[6:], []byte{0x69, 0, 0, 0})
	segments := []Segment{
		{FromClient: true, Bytes: record(TypeHandshake, 0x0301, hello...)},
		{Bytes: record(TypeHandshake, 0x0303, message(2, serverHelloBody(0x009c)...)...)},
		{FromClient: true, Bytes: record(TypeHandshake, 0x0303, message(ClientKeyExchangeType, 0, 3, 7, 8, 9)...)},
	}
	traits, err := Analyse(segments)
	if err != nil || !bytes.Equal(traits.Premaster, []byte{7, 8, 9}) || traits.PublicKey != nil {
		t.Errorf("%+v, %v", traits, err)
	}
	if !traits.Clock().Equal(time.Unix(0x69000000, 0)) {
		t.Errorf("the clock shows %v", traits.Clock())
	}
	segments[2].Bytes = record(TypeHandshake, 0x0303, message(ClientKeyExchangeType, 0, 9, 7)...)
	if _, err := Analyse(segments); !errors.Is(err, ErrMalformed) {
		t.Errorf("a key exchange that is too short: %v", err)
	}
	if _, err := Analyse(nil); !errors.Is(err, ErrMalformed) {
		t.Errorf("nothing: %v", err)
	}
}

func FuzzAnalyse(f *testing.F) {
	f.Add(helloRecord, record(TypeHandshake, 0x0303, message(2, serverHelloBody(0xc02b)...)...))
	f.Add([]byte("GET / HTTP/1.1\r\n"), []byte{})
	f.Fuzz(func(t *testing.T, client, server []byte) {
		segments := []Segment{{FromClient: true, Bytes: client}, {Bytes: server}}
		traits, err := Analyse(segments)
		if again, _ := Analyse(segments); err == nil && (again.Random != traits.Random || len(again.Nonces) != len(traits.Nonces)) {
			t.Error("the same bytes have other traits")
		}
		if in := ParseFlow(client); err == nil && traits.Random != in.Hello.Random {
			t.Error("the random is not the hello's")
		}
		traits.Repeated()
	})
}
