package wire

import (
	"encoding/binary"
	"os"
	"slices"
	"strings"
	"testing"
)

// helloWith is a ClientHello with the given extensions, all of them empty, and suites.
func helloWith(extensions, suites []uint16) []byte {
	body := append([]byte{3, 3}, make([]byte, 32)...)
	body = binary.BigEndian.AppendUint16(append(body, 0), uint16(2*len(suites)))
	for _, s := range suites {
		body = binary.BigEndian.AppendUint16(body, s)
	}
	body = binary.BigEndian.AppendUint16(append(body, 1, 0), uint16(4*len(extensions)))
	for _, e := range extensions {
		body = binary.BigEndian.AppendUint16(body, e)
		body = append(body, 0, 0)
	}
	return message(ClientHelloType, body...)
}

// stackOf reads the stack of a hello whose extensions' content does not matter.
func stackOf(record uint16, extensions ...uint16) Stack {
	h, _ := ParseClientHello(helloWith(extensions, []uint16{0xc02b}))
	h.RecordVersion = record
	// Empty groups and such are malformed, and the hello is filled all the same.
	return h.Fingerprint().Stack()
}

func TestStack(t *testing.T) {
	for _, c := range []struct {
		want       Stack
		record     uint16
		extensions []uint16
	}{
		{StackMbedTLS2, 0x0301, []uint16{0, 13, 10, 11, 22, 23, 35}},
		{StackMbedTLS3, 0x0303, []uint16{0, 10, 11, 13, 22, 23, 35}},
		{StackMbedTLS3, 0x0303, []uint16{10, 11, 13, 16, 22, 23, 35}},
		{StackBearSSL, 0x0301, []uint16{0, 1, 10, 11, 13, 65281}},
		{StackBearSSL, 0x0301, []uint16{65281, 10, 11, 13}},
		{StackUnknown, 0x0303, []uint16{0, 1, 10, 11, 13, 65281}},
		{StackUnknown, 0x0301, []uint16{0, 10, 11, 13, 43, 51}},
		{StackUnknown, 0x0301, nil},
	} {
		if got := stackOf(c.record, c.extensions...); got != c.want {
			t.Errorf("record %04x, extensions %v: %q, want %q", c.record, c.extensions, got, c.want)
		}
	}
}

// The hellos of the libraries themselves: of the simulated ESP32, which is mbedTLS 2.28.3 set up as each core does, and of
// BearSSL 0.6 with the core's buffer sizes. What they are told by is in all of their kind.
func TestStackOfRecordedHellos(t *testing.T) {
	for name, want := range map[string]Stack{"mbedtls2": StackMbedTLS2, "mbedtls3": StackMbedTLS3, "bearssl": StackBearSSL} {
		text, err := os.ReadFile("wiretest/hellos/" + name + ".hex")
		if err != nil {
			t.Fatal(err)
		}
		f := ParseFlow(mustHex(string(text)))
		if f.HelloErr != nil || f.Hello == nil {
			t.Fatalf("%s: %v", name, f.HelloErr)
		}
		if got := f.Hello.Fingerprint().Stack(); got != want || f.Hello.ServerName != "api.bench.test" {
			t.Errorf("%s is told for %q: %s", name, got, f.Hello.Fingerprint())
		}
	}
}

// What differs from one connection to the next is no part of a fingerprint.
func TestFingerprint(t *testing.T) {
	h, err := ParseClientHello(bearHello)
	if err != nil {
		t.Fatal(err)
	}
	h.RecordVersion = 0x0301
	const want = "0301,0303;c02b-c02f-00ff;0-1-10-11-13-65281-16;29-23-24;0403-0503-0401-0501-0201;0;512"
	if got := h.Fingerprint().String(); got != want {
		t.Errorf("it is %s, want %s", got, want)
	}
	other := slices.Clone(bearHello)
	copy(other[6:], "another random, of all the many")
	again, _ := ParseClientHello([]byte(strings.Replace(string(other), "api.bench.test", "ipa.bench.test", 1)))
	again.RecordVersion = 0x0301
	again.Suites = slices.Insert(again.Suites, 0, 0x5a5a)
	if got := again.Fingerprint().String(); got != want {
		t.Errorf("for another name, with another random and GREASE it is %s", got)
	}
	again.Suites = slices.Insert(again.Suites, 0, 0x5a6a)
	if again.Fingerprint().String() == want {
		t.Error("another suite makes no difference")
	}
}
