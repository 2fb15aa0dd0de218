package http1

import (
	"bytes"
	"fmt"
	"strings"
)

// head reads request line and headers, and returns the offset at which the body begins.
func (r *Request) head(raw []byte) (int, error) {
	lines := lineReader{raw: raw, req: r}
	first, ok := lines.next()
	for ok && strings.TrimSpace(first.text) == "" {
		if !r.Has(LeadingBlankLine) {
			r.fault(LeadingBlankLine, first.offset, "A blank line stands before the request line.")
		}
		first, ok = lines.next()
	}
	if !ok {
		return 0, r.unended(raw, lines.at, "the end of the request line")
	}
	r.requestLine(first)
	for {
		l, ok := lines.next()
		if !ok {
			return 0, r.unended(raw, lines.at, "the blank line that ends the head")
		}
		if l.text == "" {
			break
		}
		r.headerLine(l)
	}
	r.HeadLen = lines.at
	r.lineEndings()
	return lines.at, nil
}

// unended takes what is left of a head that stops in mid-line.
func (r *Request) unended(raw []byte, at int, wanted string) error {
	if left := string(raw[at:]); left != "" {
		if l := (line{text: strings.TrimSuffix(left, "\r"), offset: at}); r.Line == "" {
			r.requestLine(l)
		} else if l.text != "" {
			r.headerLine(l)
		}
	}
	r.lineEndings()
	r.fault(NoBlankLine, len(raw), "The request stops before %s.", wanted)
	return &IncompleteError{Wanted: wanted, Need: 1}
}

// line is one line of the head without its end.
type line struct {
	text   string
	offset int
}

// lineReader splits the head at LF and notes which of them had no CR.
type lineReader struct {
	raw []byte
	at  int
	req *Request
}

func (lr *lineReader) next() (line, bool) {
	n := bytes.IndexByte(lr.raw[lr.at:], '\n')
	if n < 0 {
		return line{}, false
	}
	l := line{text: string(lr.raw[lr.at : lr.at+n]), offset: lr.at}
	lr.at += n + 1
	if text, crlf := strings.CutSuffix(l.text, "\r"); crlf {
		l.text = text
	} else {
		lr.req.BareLF = append(lr.req.BareLF, l.offset+n)
	}
	if i := strings.IndexByte(l.text, '\r'); i >= 0 {
		lr.req.fault(BareCR, l.offset+i, "A CR stands alone inside the line %q.", l.text)
	}
	return l, true
}

// lineEndings reports bare LFs once, not for each line.
func (r *Request) lineEndings() {
	if n := len(r.BareLF); n > 0 {
		r.fault(BareLF, r.BareLF[0], "%d line(s) of the head end in LF alone; HTTP/1 wants CR LF.", n)
	}
}

// requestLine takes the line apart, also when it has too many blanks or too few words.
func (r *Request) requestLine(l line) {
	r.Line = l.text
	words := strings.Fields(l.text)
	if len(words) != 3 || strings.Join(words, " ") != l.text {
		r.fault(BadRequestLine, l.offset, "The request line %q is not method, target and version with one space between.", l.text)
	}
	if len(words) > 0 {
		r.Method = words[0]
	}
	if len(words) > 1 {
		r.Target = words[1]
	}
	if len(words) > 2 {
		r.Version = words[len(words)-1]
		r.Target = strings.Join(words[1:len(words)-1], " ")
	}
	if r.Method == "" || strings.Trim(r.Method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-") != "" {
		r.fault(BadMethod, l.offset, "%q is no method.", r.Method)
	}
	if !goodTarget(r.Method, r.Target) {
		after := strings.Index(l.text, r.Method) + len(r.Method)
		r.fault(BadTarget, l.offset+min(after+1, len(l.text)), "%q is no request target: it must begin with a slash.", r.Target)
	}
	if r.Version != "HTTP/1.0" && r.Version != "HTTP/1.1" {
		r.fault(BadVersion, l.offset+max(0, len(l.text)-len(r.Version)), "%q is no version of HTTP/1.", r.Version)
	}
}

// goodTarget knows the four forms of RFC 9112 §3.2.
func goodTarget(method, target string) bool {
	for i := range len(target) {
		if target[i] <= ' ' || target[i] >= 0x7f {
			return false
		}
	}
	switch {
	case strings.HasPrefix(target, "/"):
		return true
	case strings.HasPrefix(target, "http://"), strings.HasPrefix(target, "https://"):
		return true
	case method == "CONNECT":
		return strings.Contains(target, ":")
	}
	return method == "OPTIONS" && target == "*"
}

// headerLine takes one line after the request line.
func (r *Request) headerLine(l line) {
	if l.text[0] == ' ' || l.text[0] == '\t' {
		r.fold(l)
		return
	}
	name, value, found := strings.Cut(l.text, ":")
	if !found {
		r.fault(NoColon, l.offset, "The line %q in the head has no colon.", l.text)
		r.Headers = append(r.Headers, Header{Name: l.text, Raw: l.text, Offset: l.offset})
		return
	}
	if trimmed := strings.TrimRight(name, " \t"); trimmed != name {
		r.fault(SpaceBeforeColon, l.offset+len(trimmed), "Blanks stand between the name %q and its colon.", trimmed)
		name = trimmed
	}
	if !token(name) {
		r.fault(BadHeaderName, l.offset, "%q is no name of a header.", name)
	}
	value = strings.Trim(value, " \t")
	if i := control(value); i >= 0 {
		r.fault(BadHeaderValue, l.offset+strings.Index(l.text, value)+i, "The value of %s has a control character: %q.", name, value)
	}
	r.Headers = append(r.Headers, Header{Name: name, Value: value, Raw: l.text, Offset: l.offset})
}

// fold adds a line that begins with a blank to the header before it, as RFC 7230 §3.2.4 told servers to.
func (r *Request) fold(l line) {
	r.fault(ObsFold, l.offset, "The line %q begins with a blank: folded headers are obsolete and refused by many servers.", l.text)
	if len(r.Headers) == 0 {
		return
	}
	h := &r.Headers[len(r.Headers)-1]
	h.Value = strings.TrimSpace(h.Value + " " + strings.TrimSpace(l.text))
	h.Raw += "\r\n" + l.text
}

// token tells whether s is a token of RFC 9110 §5.6.2.
func token(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", rune(c)) {
			return false
		}
	}
	return s != ""
}

// control finds the first control character that is neither a tab nor a CR, which has a fault of its own; -1 when
// there is none.
func control(s string) int {
	for i := range len(s) {
		if s[i] < ' ' && s[i] != '\t' && s[i] != '\r' || s[i] == 0x7f {
			return i
		}
	}
	return -1
}

// mayRepeat are the headers that a request may send more than once, because their values are lists (RFC 9110 §5.3).
var mayRepeat = map[string]bool{
	"accept": true, "accept-charset": true, "accept-encoding": true, "accept-language": true, "cache-control": true,
	"connection": true, "cookie": true, "expect": true, "forwarded": true, "if-match": true, "if-none-match": true,
	"pragma": true, "te": true, "trailer": true, "transfer-encoding": true, "upgrade": true, "via": true,
	"warning": true, "x-forwarded-for": true,
}

// checkHeaders looks at the headers together.
func (r *Request) checkHeaders() {
	seen := map[string]Header{}
	for _, h := range r.Headers {
		name := strings.ToLower(h.Name)
		first, twice := seen[name]
		if !twice {
			seen[name] = h
			continue
		}
		if name != "content-length" && !mayRepeat[name] {
			r.fault(DoubledHeader, h.Offset, "%s", doubled(first, h))
		}
	}
	switch host, ok := seen["host"]; {
	case !ok:
		r.fault(MissingHost, 0, "The request has no Host header; HTTP/1.1 demands it, and servers with several names need it.")
	case host.Value == "":
		r.fault(EmptyHost, host.Offset, "The Host header has no value.")
	}
}

func doubled(first, again Header) string {
	if first.Value == again.Value {
		return fmt.Sprintf("The header %s: %s is sent twice.", first.Name, first.Value)
	}
	return fmt.Sprintf("The header %s is sent twice, with %q and with %q.", first.Name, first.Value, again.Value)
}
