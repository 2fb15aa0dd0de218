package pin

import (
	"bytes"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"encoding/pem"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	rawLiteral = regexp.MustCompile(`(?s)PIN_CA\[\] PROGMEM = R"PEM\((.*?)\)PEM";`)
	byteList   = regexp.MustCompile(`(?s)PIN_FINGERPRINT\[20\] = \{(.*?)\};`)
)

// checkHeader reads a header back as a compiler would: outside of the literal there are only comments and a few known lines.
func checkHeader(t *testing.T, header []byte, r *Report) {
	t.Helper()
	m := rawLiteral.FindSubmatch(header)
	if m == nil {
		t.Fatalf("there is no PIN_CA in:\n%s", header)
	}
	block, rest := pem.Decode(m[1])
	if block == nil || len(rest) != 0 || !bytes.Equal(block.Bytes, r.Pin.Cert.Raw) {
		t.Fatalf("PIN_CA is not the pin:\n%s", m[1])
	}
	code := bytes.Replace(header, m[1], nil, 1)
	if list := byteList.FindSubmatch(code); list != nil {
		sum := sha1.Sum(r.ServerCert().Raw)
		if got := readBytes(t, string(list[1])); !bytes.Equal(got, sum[:]) {
			t.Errorf("PIN_FINGERPRINT is %x, want %x", got, sum)
		}
		code = bytes.Replace(code, list[1], nil, 1)
	}
	known := map[string]bool{
		"#pragma once": true, "#include <Arduino.h>": true, "#include <WiFiClientSecure.h>": true, "": true,
		`static const char PIN_CA[] PROGMEM = R"PEM()PEM";`: true, "static BearSSL::X509List PIN_ANCHORS(PIN_CA);": true,
		"static const uint8_t PIN_FINGERPRINT[20] = {};": true,
	}
	for _, line := range strings.Split(string(code), "\n") {
		if !known[line] && (!strings.HasPrefix(line, "//") || strings.HasSuffix(line, `\`)) {
			t.Errorf("the header has the line %q", line)
		}
	}
}

func readBytes(t *testing.T, list string) []byte {
	t.Helper()
	var out []byte
	for _, word := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' }) {
		b, err := strconv.ParseUint(word, 0, 8)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, byte(b))
	}
	return out
}

func TestHeadersReadBack(t *testing.T) {
	h := dealt(t)
	evil := root(t, "R", func(c *x509.Certificate) {
		c.Subject = pkix.Name{CommonName: "a\n#error\\\r\x1b[31m*/ ??/\u202e", Organization: []string{`\`}}
	})
	for name, r := range map[string]*Report{
		"root":          examine(t, h.sent(), storeOf(h.root), ""),
		"leaf":          examine(t, h.sent(), storeOf(h.root), "leaf"),
		"a wicked name": examine(t, sent(leafOf(t, evil), evil), storeOf(), ""),
	} {
		t.Run(name, func(t *testing.T) {
			checkHeader(t, r.ESP32Header(), r)
			checkHeader(t, r.ESP8266Header(), r)
			if !bytes.Contains(r.ESP8266Header(), []byte("PIN_ANCHORS(PIN_CA)")) || byteList.Find(r.ESP8266Header()) == nil {
				t.Error("the header for the ESP8266 lacks anchors or fingerprint")
			}
		})
	}
}

func TestBundlesByteByByte(t *testing.T) {
	a, b := root(t, "Alpha"), root(t, "Zulu and a longer name")
	name := func(id *identity) []byte { return id.cert.RawSubject }
	key := func(id *identity) []byte { return id.cert.RawSubjectPublicKeyInfo }
	// By DER the shorter name is the smaller one, since its length comes first.
	counted := []byte{0, 2}
	offsets := []byte{8, 0, 0, 0, byte(8 + 4 + len(name(a)) + len(key(a))), 0, 0, 0}
	for _, id := range []*identity{a, b} {
		counted = append(counted, 0, byte(len(name(id))), 0, byte(len(key(id))))
		counted = append(append(counted, name(id)...), key(id)...)
		offsets = append(offsets, byte(len(name(id))), 0, byte(len(key(id))), 0)
		offsets = append(append(offsets, name(id)...), key(id)...)
	}
	for format, want := range map[BundleFormat][]byte{BundleCounted: counted, BundleOffsets: offsets} {
		for _, order := range [][]*x509.Certificate{{a.cert, b.cert}, {b.cert, a.cert}} {
			if got, err := Bundle(format, order...); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s: got %x, %v\nwant %x", format, got, err, want)
			}
		}
	}
}

// An RSA key needs more than 255 bytes, and so both bytes of a length.
func TestBundleOfRSA(t *testing.T) {
	id := issue(t, nil, rsaKey(t, 2048), caTemplate("RSA root"))
	got, err := Bundle(BundleOffsets, id.cert)
	if err != nil {
		t.Fatal(err)
	}
	at := binary.LittleEndian.Uint32(got)
	n, k := int(binary.LittleEndian.Uint16(got[at:])), int(binary.LittleEndian.Uint16(got[at+2:]))
	key, err := x509.ParsePKIXPublicKey(got[int(at)+4+n:])
	if err != nil || at != 4 || k < 256 || len(got) != 8+n+k || !equalKeys(id, key) {
		t.Errorf("offset %d, name %d, key %d of %d bytes: %v", at, n, k, len(got), err)
	}
}

func equalKeys(id *identity, key any) bool {
	der, err := x509.MarshalPKIXPublicKey(key)
	return err == nil && bytes.Equal(der, id.cert.RawSubjectPublicKeyInfo)
}

func TestBundleRefusals(t *testing.T) {
	a := root(t, "A")
	if _, err := Bundle(BundleOffsets, a.cert, root(t, "A").cert); err == nil {
		t.Error("two of one subject: the board would find one only")
	}
	if _, err := Bundle(BundleOffsets); err == nil {
		t.Error("an empty bundle is encoded")
	}
	if _, err := Bundle("6", a.cert); err == nil {
		t.Error("an unknown layout is encoded")
	}
	h := dealt(t)
	if examine(t, h.sent(), storeOf(h.root), "leaf").InBundle() == nil || examine(t, h.sent(), storeOf(h.root), "root").InBundle() != nil {
		t.Error("a leaf goes into a bundle, or a root does not")
	}
}

func TestFormatFor(t *testing.T) {
	for idf, want := range map[string]BundleFormat{"4.4.7": BundleCounted, "5.1": BundleCounted, "5.3": BundleCounted, "v5.3.2": BundleCounted,
		"5": BundleCounted, "5.4": BundleOffsets, "5.5.1": BundleOffsets, "6.0": BundleOffsets} {
		if got, err := FormatFor(idf); err != nil || got != want {
			t.Errorf("%s: got %q, %v", idf, got, err)
		}
	}
	for _, idf := range []string{"", "x", "3.3", "5.x", "5.4.1.2"} {
		if _, err := FormatFor(idf); err == nil {
			t.Errorf("%q is taken for a version", idf)
		}
	}
}
