package build

import (
	"bytes"
	_ "embed"
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
	SSID         string
	Password     string // stands in the header and in the image, and nowhere else: Build keeps it out of logs and errors
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
