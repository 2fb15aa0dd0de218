package harness

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/benchtrial/benchtrial/harness/build"
)

// Body is a request body that the bench asks of a firmware whose contract says `body: bench`: Prefix, then Unit
// Repeat times, then Suffix. The pieces are what travels over the console, so that 64 KiB need not.
type Body struct {
	Name                 string
	Prefix, Unit, Suffix []byte
	Repeat               int
}

// Bytes is the whole body.
func (b Body) Bytes() []byte {
	return append(append(bytes.Clone(b.Prefix), bytes.Repeat(b.Unit, b.Repeat)...), b.Suffix...)
}

// The bodies of the framing specs.
var (
	// BodyDefault is an ordinary small JSON object.
	BodyDefault = Body{Name: "ascii", Prefix: []byte(`{"client_id":"bench","grant_type":"client_credentials"}`)}
	// BodyEmpty has no byte: Content-Length must still say 0.
	BodyEmpty = Body{Name: "empty"}
	// BodyUTF8 has fewer characters than bytes: a Content-Length that counts characters is too small.
	BodyUTF8 = Body{Name: "utf-8", Prefix: []byte(`{"client_id":"Prüfstand","note":"naïve – ☃ 鉄"}`)}
	// BodyAwkward has what is lost on the way through formats, trims and line readers: per cent signs, quotes, a line
	// end, and blanks at both ends, all of which JSON allows where they stand.
	BodyAwkward = Body{Name: "awkward", Prefix: []byte("  {\"client_id\":\"100 %s %d %n %%\",\r\n\t\"quote\":\"\\\"\\\\\"}\r\n ")}
	// BodyLarge is larger than a TLS record (16 KiB) and than any send buffer, so that it must be written in pieces, and
	// no multiple of any of them.
	BodyLarge = Body{Name: "64-kib", Prefix: []byte(`{"pad":"`), Unit: []byte("0123456789abcdef"), Repeat: 4100, Suffix: []byte(`0123456789a"}`)}
)

// unanswered says so when a trial is no evidence, because the firmware asked which body to send and did not get the
// answer within the two seconds that it waits: it sent its own then, and what is judged would be another body.
func (e Evidence) unanswered() string {
	if e.Body.Name == BodyDefault.Name || len(e.Requests()) == 0 {
		return ""
	}
	asked, taken := 0, 0
	for _, line := range e.Lines {
		if strings.Contains(line.Text, build.BodyQuestion) {
			asked++
		}
		if _, ok := build.BodyTaken(line.Text); ok {
			taken++
		}
	}
	if taken >= asked {
		return ""
	}
	return fmt.Sprintf("the firmware asked %q and went on without the answer (%d of %d times)", build.BodyQuestion, asked-taken, asked)
}
