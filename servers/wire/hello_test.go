package wire

import (
	"crypto/tls"
	"encoding/hex"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
)

// bearHello is a ClientHello in the shape that BearSSL gives it on an ESP8266: MFLN of 512 bytes, a random that begins
// with zeros, extensions 0, 1, 10, 11, 13, 65281.
var bearHello = mustHex(`
01 00 00 81 0303
00000000 a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbc
00
0006 c02b c02f 00ff
01 00
0052
0000 0013 0011 00 000e 6170692e62656e63682e74657374
0001 0001 01
000a 0008 0006 001d 0017 0018
000b 0002 01 00
000d 000c 000a 0403 0503 0401 0501 0201
ff01 0001 00
0010 000b 0009 08 687474702f312e31`)

func mustHex(s string) []byte {
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		panic(err)
	}
	return b
}

func TestParseClientHello(t *testing.T) {
	h, err := ParseClientHello(bearHello)
	if err != nil {
		t.Fatal(err)
	}
	if h.Version != 0x0303 || h.ServerName != "api.bench.test" || h.MFLN != 512 || h.MaxVersion() != 0x0303 {
		t.Errorf("version %x, sni %q, mfln %d", h.Version, h.ServerName, h.MFLN)
	}
	if h.Random[3] != 0 || h.Random[4] != 0xa1 || h.Random[31] != 0xbc {
		t.Errorf("random %x", h.Random)
	}
	if !slices.Equal(h.Suites, []uint16{0xc02b, 0xc02f, 0x00ff}) || len(h.SessionID) != 0 {
		t.Errorf("suites %x, session id %x", h.Suites, h.SessionID)
	}
	var order []uint16
	for _, e := range h.Extensions {
		order = append(order, e.Type)
	}
	if !slices.Equal(order, []uint16{0, 1, 10, 11, 13, 65281, 16}) {
		t.Errorf("extensions %v", order)
	}
	if !slices.Equal(h.Groups, []uint16{29, 23, 24}) || len(h.SigAlgs) != 5 || !slices.Equal(h.ALPN, []string{"http/1.1"}) {
		t.Errorf("groups %v, signature algorithms %x, alpn %q", h.Groups, h.SigAlgs, h.ALPN)
	}
	if !h.Has(ExtMaxFragmentLength) || h.Has(ExtSupportedVersions) {
		t.Error("wrong about which extensions were sent")
	}
}

// Cut anywhere, a hello is an error that says so, and what could be read is there.
func TestParseClientHelloCut(t *testing.T) {
	for n := range len(bearHello) {
		if _, err := ParseClientHello(bearHello[:n]); !errors.Is(err, ErrMalformed) {
			t.Fatalf("cut at %d: %v", n, err)
		}
		// Now with a length that fits.
		short := slices.Clone(bearHello[:n])
		if n < 4 {
			continue
		}
		short[2], short[3] = byte((n-4)>>8), byte(n-4)
		h, err := ParseClientHello(short)
		// Compression methods end at byte 49: a hello without extensions is complete there.
		if complete := n == 49; (err == nil) != complete {
			t.Errorf("cut at %d: %v", n, err)
		}
		if n > 60 && len(h.Suites) != 3 {
			t.Errorf("cut at %d: suites are lost", n)
		}
	}
}

func TestParseClientHelloOfGo(t *testing.T) {
	ours, theirs := net.Pipe()
	go func() {
		tls.Client(theirs, &tls.Config{ServerName: "x.test", NextProtos: []string{"h2", "http/1.1"}}).Handshake()
	}()
	buf := make([]byte, 8192)
	n, err := ours.Read(buf)
	ours.Close()
	if err != nil {
		t.Fatal(err)
	}
	h := ParseFlow(buf[:n]).Hello
	if h == nil {
		t.Fatal("no hello")
	}
	if h.MaxVersion() != tls.VersionTLS13 || h.Version != tls.VersionTLS12 || h.ServerName != "x.test" || len(h.ALPN) != 2 {
		t.Errorf("hello %+v", h)
	}
}

func TestMaxVersionIgnoresGrease(t *testing.T) {
	h := ClientHello{Version: 0x0303, Versions: []uint16{0x7a7a, 0x0303}}
	if got := h.MaxVersion(); got != 0x0303 {
		t.Errorf("got %04x", got)
	}
}

func FuzzParseClientHello(f *testing.F) {
	f.Add(bearHello)
	f.Add(bearHello[:50])
	f.Add([]byte{1, 0, 0, 0})
	f.Fuzz(func(t *testing.T, message []byte) {
		h, err := ParseClientHello(message)
		if h == nil || err != nil && !errors.Is(err, ErrMalformed) {
			t.Fatalf("hello %v, %v", h, err)
		}
		size := 0
		for _, e := range h.Extensions {
			size += 4 + len(e.Data)
		}
		if size > len(message) {
			t.Errorf("extensions of %d bytes in a message of %d", size, len(message))
		}
	})
}
