package pin

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
	"time"
)

// PEM is a certificate as the boards' parsers like it: nothing indented, line feeds only.
func PEM(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}

// ESP32Header is a header for a sketch on the ESP32: PIN_CA, to hand to setCACert. The text stays where it is, because setCACert keeps
// the pointer.
func (r *Report) ESP32Header() []byte {
	var b strings.Builder
	r.preamble(&b)
	b.WriteString("//\n//   WiFiClientSecure client;   // NetworkClientSecure in arduino-esp32 3.x\n//   client.setCACert(PIN_CA);\n")
	b.WriteString("#pragma once\n\n#include <Arduino.h>\n\n")
	writeCA(&b, r.Pin.Cert)
	return []byte(b.String())
}

// ESP8266Header is a header for a sketch on the ESP8266: PIN_CA, a list of anchors made of it, and the fingerprint of the server's own
// certificate.
func (r *Report) ESP8266Header() []byte {
	var b strings.Builder
	r.preamble(&b)
	b.WriteString("//\n//   BearSSL::WiFiClientSecure client;\n" +
		"//   configTime(0, 0, \"pool.ntp.org\");          // and wait until time(nullptr) is past 2020: the clock starts in 1970\n" +
		"//   client.setTrustAnchors(&PIN_ANCHORS);\n//\n" +
		"// or, instead of it (the last call wins), until the next renewal and without a look at name and dates:\n//\n" +
		"//   client.setFingerprint(PIN_FINGERPRINT);\n")
	b.WriteString("#pragma once\n\n#include <Arduino.h>\n#include <WiFiClientSecure.h>\n\n")
	writeCA(&b, r.Pin.Cert)
	b.WriteString("\nstatic BearSSL::X509List PIN_ANCHORS(PIN_CA);\n\n")
	server := r.ServerCert()
	fmt.Fprintf(&b, "// SHA-1 of the server's own certificate: %q, until %s\n", short(server), day(server.NotAfter))
	b.WriteString("static const uint8_t PIN_FINGERPRINT[20] = {\n")
	writeBytes(&b, fingerprint1(server))
	b.WriteString("};\n")
	return []byte(b.String())
}

// Fingerprints are the two that the cores' functions take, each with the name of the function.
func (r *Report) Fingerprints() []byte {
	c := r.ServerCert()
	var b strings.Builder
	fmt.Fprintf(&b, "# of the server's own certificate: %s, until %s; each renewal ends them\n", nameOf(c), day(c.NotAfter))
	fmt.Fprintf(&b, "SHA1    %s  # ESP8266: setFingerprint\n", colons(fingerprint1(c)))
	fmt.Fprintf(&b, "SHA256  %s  # ESP32: verify, after connect\n", colons(fingerprint256(c)))
	return []byte(b.String())
}

// preamble says what is pinned. Each name stands quoted: it is a stranger's text, and a backslash at the end of a comment's line would
// make the next line part of it.
func (r *Report) preamble(b *strings.Builder) {
	c := r.Pin.Cert
	fmt.Fprintf(b, "// The pin for %q: the %s\n", Clean(r.about()), r.Pin.Kind)
	fmt.Fprintf(b, "//   subject  %q\n//   issuer   %q\n", nameOf(c), dn(c.Issuer.String()))
	fmt.Fprintf(b, "//   key      %s\n//   valid    %s to %s\n", KeyName(c), day(c.NotBefore), day(c.NotAfter))
	fmt.Fprintf(b, "//   SHA-256  %s\n", colons(fingerprint256(c)))
	fmt.Fprintf(b, "// It lasts %s.\n", r.Pin.Life.Words)
}

// about is what the chain belongs to, for a person.
func (r *Report) about() string {
	if r.Chain.Host != "" {
		return r.Chain.Host
	}
	return r.Chain.Source
}

func writeCA(b *strings.Builder, c *x509.Certificate) {
	// Base64 holds no parenthesis, so the delimiter cannot occur in the text.
	fmt.Fprintf(b, "static const char PIN_CA[] PROGMEM = R\"PEM(%s)PEM\";\n", PEM(c))
}

func writeBytes(b *strings.Builder, data []byte) {
	const perLine = 10
	for i, x := range data {
		switch {
		case i%perLine == 0:
			fmt.Fprintf(b, "    0x%02X,", x)
		default:
			fmt.Fprintf(b, " 0x%02X,", x)
		}
		if i%perLine == perLine-1 || i == len(data)-1 {
			b.WriteByte('\n')
		}
	}
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
