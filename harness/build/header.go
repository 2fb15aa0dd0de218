package build

import (
	"bytes"
	_ "embed"
	"encoding/hex"
	"fmt"
	"strings"
)

// HeaderName is the file that Build writes beside the .ino; a sketch includes it.
const HeaderName = "bench_config.h"

// Values is what the bench tells a sketch, each as a macro BENCH_.... (BENCH_BODY is asked for while the sketch runs, see
// BodyQuestion.)
type Values struct {
	Host         string // name of the server to meet
	Port         int
	Anchor       []byte   // PEM: what the sketch is to trust
	Intermediate []byte   // PEM: the CA between that anchor and the server, for sketches that pin this one
	Fingerprint  [20]byte // SHA-1 of the server's certificate, for sketches that pin that one
	ClientCert   []byte   // PEM: what the sketch shows a server that asks for a certificate
	ClientKey    []byte   // PEM: the key of ClientCert; a secret of the bench
	Bundle       Bundle   // roots, for sketches that trust more than one
	PSKIdentity  string   // by which the sketch names itself to a server that shares a key with it
	PSKKey       []byte   // that key; a secret of the bench
	SSID         string
	Password     string // stands in the header and in the image, and nowhere else: Build keeps it out of logs and errors
}

// Bundle is a bundle of roots in the two layouts that ESP-IDF has had (components/mbedtls/esp_crt_bundle/esp_crt_bundle.c).
// The zero value is none.
type Bundle struct {
	Counted []byte // of IDF up to 5.3
	Offsets []byte // of IDF from 5.4 on
}

//go:embed bench_config.h.in
var headerText string

// header renders bench_config.h. They are not -D flags because a changed flag compiles everything anew, the core too, and because no
// quoting carries a PEM text through a builder's command lines.
func (v Values) header() []byte {
	return []byte(strings.NewReplacer(
		"@HOST@", literal(v.Host),
		"@PORT@", fmt.Sprint(v.Port),
		"@CA@", rawLiteral(v.Anchor),
		"@INTERMEDIATE@", rawLiteral(v.Intermediate),
		"@FINGERPRINT@", literal(fmt.Sprintf("% X", v.Fingerprint)),
		"@CLIENTCERT@", rawLiteral(v.ClientCert),
		"@CLIENTKEY@", rawLiteral(v.ClientKey),
		"@PSKIDENTITY@", literal(v.PSKIdentity),
		"@PSKKEY@", literal(hex.EncodeToString(v.PSKKey)),
		"@BUNDLE@", v.Bundle.source(),
		"@SSID@", literal(v.SSID),
		"@PASSWORD@", literal(v.Password),
		"@BODY@", literal(DefaultBody),
		"@QUESTION@", literal(BodyQuestion),
		"@LIMIT@", fmt.Sprint(BodyLineLimit),
	).Replace(headerText))
}

// literal writes a C string literal that means s byte for byte. Octal escapes have three digits always, so no following digit can be
// taken for a part of one; "?" is escaped because of trigraphs.
func literal(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\' || c == '?':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c > '~':
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// rawLiteral writes a raw string literal, so that a PEM text stands in the header as it is in its file.
func rawLiteral(text []byte) string {
	delimiter := "PEM"
	for bytes.Contains(text, []byte(")"+delimiter+`"`)) {
		delimiter += "_"
	}
	return `R"` + delimiter + "(" + string(text) + ")" + delimiter + `"`
}

// source declares the bundle in the layout that the sketch's own core reads; a core without ESP-IDF has no bundles. The
// layout from 5.4 on is a table of 32-bit numbers, which the chip reads at multiples of four only.
func (b Bundle) source() string {
	if b.Counted == nil && b.Offsets == nil {
		return ""
	}
	declared := func(layout []byte) string {
		return "static const unsigned char benchCaBundle[] __attribute__((unused, aligned(4))) = {\n" + byteList(layout) + "};\n"
	}
	return "#ifdef ESP_IDF_VERSION\n#define BENCH_CA_BUNDLE benchCaBundle\n#define BENCH_CA_BUNDLE_SIZE sizeof(benchCaBundle)\n" +
		"#if ESP_IDF_VERSION >= ESP_IDF_VERSION_VAL(5, 4, 0)\n" + declared(b.Offsets) + "#else\n" + declared(b.Counted) + "#endif\n#endif\n"
}

// byteList writes bytes as the inside of an array.
func byteList(data []byte) string {
	const perLine = 20
	var b strings.Builder
	for i, x := range data {
		end := " "
		if i%perLine == perLine-1 || i == len(data)-1 {
			end = "\n"
		}
		fmt.Fprintf(&b, "0x%02x,%s", x, end)
	}
	return b.String()
}
