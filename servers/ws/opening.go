package ws

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// Opening is the head with which a client asks for the upgrade. It is looked at here as a WebSocket's; that it is sound
// HTTP is for an HTTP parser to say.
type Opening struct {
	Raw     []byte // from the first byte to the blank line, both included; all there is when it did not end
	Ended   bool   // the blank line came
	Line    string // the request line
	Target  string // its second word
	Headers []Header
	Key     string // Sec-WebSocket-Key
}

// Header is one header line.
type Header struct {
	Name, Value string
	Offset      int // in the bytes of the stream
}

// Values are the values of all headers of a name, in order, whatever the case of their letters.
func (o *Opening) Values(name string) []string {
	var out []string
	for _, h := range o.Headers {
		if strings.EqualFold(h.Name, name) {
			out = append(out, h.Value)
		}
	}
	return out
}

// has tells whether a header that is a list has a member, whatever the case of its letters.
func (o *Opening) has(name, member string) bool {
	for part := range strings.SplitSeq(strings.Join(o.Values(name), ","), ",") {
		if strings.EqualFold(strings.TrimSpace(part), member) {
			return true
		}
	}
	return false
}

// opening takes the head from the front of the stream.
func (s *Stream) opening(raw []byte) {
	at, first := 0, true
	for at < len(raw) {
		n := bytes.IndexByte(raw[at:], '\n')
		if n < 0 {
			break
		}
		line := strings.TrimSuffix(string(raw[at:at+n]), "\r")
		start := at
		at += n + 1
		if line == "" {
			s.Opening.Ended = true
			break
		}
		if first {
			s.Opening.Line, first = line, false
			continue
		}
		name, value, _ := strings.Cut(line, ":")
		s.Opening.Headers = append(s.Opening.Headers, Header{Name: name, Value: strings.TrimSpace(value), Offset: start})
	}
	if !s.Opening.Ended {
		at = len(raw)
	}
	s.Opening.Raw = raw[:at:at]
	if words := strings.Split(s.Opening.Line, " "); len(words) > 1 {
		s.Opening.Target = words[1]
	}
	s.judgeOpening()
}

// judgeOpening looks for what RFC 6455 wants of the head (4.1).
func (s *Stream) judgeOpening() {
	o := &s.Opening
	if !o.Ended {
		s.fault(OpeningNotEnded, len(o.Raw), "The request for the upgrade stops before its blank line.")
		return
	}
	if words := strings.Split(o.Line, " "); len(words) != 3 || words[0] != "GET" || words[1] == "" || words[2] != "HTTP/1.1" {
		s.fault(BadRequestLine, 0, "The request line is %q; an upgrade is asked for by GET and HTTP/1.1.", o.Line)
	}
	if hosts := o.Values("Host"); len(hosts) == 0 || hosts[0] == "" {
		s.fault(MissingHost, 0, "The request for the upgrade has no Host.")
	}
	if !o.has("Upgrade", "websocket") {
		s.fault(MissingUpgrade, 0, "Upgrade is %q; it has to be websocket.", o.Values("Upgrade"))
	}
	if !o.has("Connection", "Upgrade") {
		s.fault(MissingConnection, 0, "Connection is %q; it has to say Upgrade.", o.Values("Connection"))
	}
	if v := o.Values("Sec-WebSocket-Version"); len(v) != 1 || v[0] != "13" {
		s.fault(BadVersion, 0, "Sec-WebSocket-Version is %q; it has to be 13.", v)
	}
	s.judgeKey(o.Values("Sec-WebSocket-Key"))
}

func (s *Stream) judgeKey(keys []string) {
	if len(keys) > 0 {
		s.Opening.Key = keys[0]
	}
	if len(keys) != 1 || !validKey(keys[0]) {
		s.fault(BadKey, 0, "Sec-WebSocket-Key is %q; it has to be there once, as the base64 of 16 random bytes.", keys)
		return
	}
	raw, _ := base64.StdEncoding.DecodeString(keys[0]) // it was decoded before
	if bytes.Count(raw, raw[:1]) == len(raw) {
		s.fault(ZeroKey, 0, "Sec-WebSocket-Key is %q: sixteen equal bytes are not random.", keys[0])
	}
}
