package reports

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// escapes are the sequences that terminals act on: CSI (colour, cursor), OSC (titles, links; ended by BEL or ST) and the
// short ones. ESP-IDF colours its log lines with the first kind.
var escapes = regexp.MustCompile("\x1b\\[[0-?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x1b[@-Z\\\\^_=>c]")

// Printable makes text of bytes that came from a board or a network. What a terminal would act on is taken out or shown:
// escape sequences go, control characters become their pictures (␀ ␛), bytes that are no UTF-8 become \xNN, and characters
// that XML does not know or that reorder the text become \uNNNN. Line ends become \n.
func Printable(raw []byte) string {
	raw = bytes.ReplaceAll(escapes.ReplaceAll(raw, nil), []byte("\r\n"), []byte("\n"))
	var out strings.Builder
	out.Grow(len(raw))
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		if r == utf8.RuneError && size == 1 {
			fmt.Fprintf(&out, `\x%02x`, raw[0])
		} else {
			show(&out, r)
		}
		raw = raw[size:]
	}
	return out.String()
}

func show(out *strings.Builder, r rune) {
	switch {
	case r == '\n' || r == '\t':
		out.WriteRune(r)
	case r < 0x20:
		out.WriteRune(0x2400 + r)
	case r == 0x7f:
		out.WriteRune('␡')
	case r < 0xa0 && r >= 0x80, // C1 controls
		r >= 0x200e && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, // direction of writing
		r == 0x2028, r == 0x2029, r == 0xfeff, r == 0xfffe, r == 0xffff:
		fmt.Fprintf(out, `\u%04x`, r)
	default:
		out.WriteRune(r)
	}
}

// oneLine is Printable on one line of at most limit characters.
func oneLine(text string, limit int) string {
	text = strings.Join(strings.Fields(Printable([]byte(text))), " ")
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:limit-1])) + "…"
}

// headTail keeps a text within limit bytes: a quarter from its beginning, the rest from its end, cut between lines where
// lines are short enough. where names the place of the whole text.
func headTail(text string, limit int, where string) string {
	const note = 200 // room for the line in between
	if len(text) <= limit {
		return text
	}
	head := text[:runeStart(text, (limit-note)/4)]
	if cut := strings.LastIndexByte(head, '\n'); cut > len(head)/2 {
		head = head[:cut+1]
	}
	tail := text[runeStart(text, len(text)-(limit-note)*3/4):]
	if cut := strings.IndexByte(tail, '\n'); cut >= 0 && cut < len(tail)/2 {
		tail = tail[cut+1:]
	}
	left := len(text) - len(head) - len(tail)
	return head + fmt.Sprintf("\n[... %d bytes left out here; the whole is in %s ...]\n", left, where) + tail
}

// runeStart returns the first beginning of a character at or after at.
func runeStart(text string, at int) int {
	for at < len(text) && !utf8.RuneStart(text[at]) {
		at++
	}
	return at
}
