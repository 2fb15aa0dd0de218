package http1

import (
	"bytes"
	"strconv"
	"strings"
)

// maxLength is the largest Content-Length that is believed; anything larger is called no number.
const maxLength = 1 << 30

// body splits what follows the head at offset at.
func (r *Request) body(raw []byte, at int) error {
	r.readLength()
	if r.isChunked() {
		return r.chunks(raw, at)
	}
	following := raw[at:]
	if r.Length < 0 {
		r.bodyWithoutLength(following, at)
		return nil
	}
	if len(following) < r.Length {
		r.Body = following
		missing := r.Length - len(following)
		r.fault(LengthTooLarge, len(raw), "Content-Length is %d, but only %d bytes of the body came.", r.Length, len(following))
		return &IncompleteError{Wanted: "the end of the body", Need: missing}
	}
	r.Body, r.Rest = following[:r.Length], following[r.Length:]
	if n := len(r.Rest); n > 0 {
		r.fault(LengthTooSmall, at+r.Length, "Content-Length is %d, but %d more byte(s) follow the body: %s.", r.Length, n, quote(r.Rest))
	}
	return nil
}

// bodyWithoutLength judges a request that announces no body. The length of a body is then nought, except where
// Content-Length was there but could not be read: what follows is then most likely the body.
func (r *Request) bodyWithoutLength(following []byte, at int) {
	switch {
	case r.Has(LengthNotANumber):
		r.Body = following
	case len(following) > 0:
		r.Rest = following
		r.fault(BodyWithoutLength, at, "%d byte(s) follow a head without Content-Length: %s.", len(following), quote(following))
	case r.Method == "POST" || r.Method == "PUT" || r.Method == "PATCH":
		r.fault(NoLength, at, "%s without Content-Length: servers may answer 411, or wait for a body.", r.Method)
	}
}

// readLength reads Content-Length; of several the first that is a number counts.
func (r *Request) readLength() {
	first := ""
	for _, h := range r.Headers {
		if !strings.EqualFold(h.Name, "Content-Length") {
			continue
		}
		if first != "" {
			r.fault(LengthTwice, h.Offset, "Content-Length is sent twice, first as %q, then as %q.", first, h.Value)
		} else {
			first = strconv.Quote(h.Value)
		}
		n, ok := digits(h.Value)
		if !ok {
			r.fault(LengthNotANumber, h.Offset, "Content-Length is %q, which is no number.", h.Value)
		} else if r.Length < 0 {
			r.Length = n
		}
	}
}

// digits reads a number that has nothing but digits.
func digits(s string) (int, bool) {
	if strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n <= maxLength
}

// isChunked judges Transfer-Encoding.
func (r *Request) isChunked() bool {
	codings := strings.ToLower(strings.Join(r.Values("Transfer-Encoding"), ","))
	if codings == "" {
		return false
	}
	if strings.TrimSpace(codings) != "chunked" {
		r.fault(UnknownEncoding, 0, "Transfer-Encoding is %q; servers understand chunked.", codings)
		return false
	}
	if r.Length >= 0 {
		r.fault(LengthAndChunked, 0, "The request has both Content-Length and Transfer-Encoding: chunked.")
	}
	if r.Version == "HTTP/1.0" {
		r.fault(ChunkedInHTTP10, 0, "HTTP/1.0 has no Transfer-Encoding.")
	}
	return true
}

// chunks joins the chunks of a body (RFC 9112 §7.1).
func (r *Request) chunks(raw []byte, at int) error {
	r.Chunked = true
	for {
		text, next, ok := chunkLine(raw, at)
		if !ok {
			return r.chunksEnd(raw, "the size of a chunk")
		}
		size, ok := chunkSize(text)
		if !ok {
			r.fault(BadChunk, at, "%q is no size of a chunk.", text)
			r.Rest = raw[at:]
			return nil
		}
		if size == 0 {
			return r.trailers(raw, next)
		}
		if len(raw) < next+size+2 {
			r.Body = append(r.Body, raw[next:min(len(raw), next+size)]...)
			return r.chunksEnd(raw, "the end of a chunk")
		}
		r.Body = append(r.Body, raw[next:next+size]...)
		at = next + size
		if !bytes.HasPrefix(raw[at:], []byte("\r\n")) {
			r.fault(BadChunk, at, "A chunk of %d bytes is not followed by CR LF.", size)
			r.Rest = raw[at:]
			return nil
		}
		at += 2
	}
}

func (r *Request) chunksEnd(raw []byte, wanted string) error {
	r.fault(ChunksNotEnded, len(raw), "The request stops before %s.", wanted)
	return &IncompleteError{Wanted: wanted, Need: 1}
}

// trailers skips the lines after the last chunk, up to the blank one.
func (r *Request) trailers(raw []byte, at int) error {
	for {
		text, next, ok := chunkLine(raw, at)
		if !ok {
			return r.chunksEnd(raw, "the blank line after the last chunk")
		}
		at = next
		if text == "" {
			break
		}
	}
	if r.Rest = raw[at:]; len(r.Rest) > 0 {
		r.fault(BytesAfterRequest, at, "%d byte(s) follow the last chunk: %s.", len(r.Rest), quote(r.Rest))
	}
	return nil
}

// chunkLine is the line at an offset, and where the next one begins.
func chunkLine(raw []byte, at int) (text string, next int, ok bool) {
	n := bytes.IndexByte(raw[at:], '\n')
	if n < 0 {
		return "", at, false
	}
	return strings.TrimSuffix(string(raw[at:at+n]), "\r"), at + n + 1, true
}

// chunkSize reads the hexadecimal size before any chunk extension.
func chunkSize(text string) (int, bool) {
	size, _, _ := strings.Cut(text, ";")
	size = strings.TrimRight(size, " \t")
	if size == "" || strings.Trim(size, "0123456789abcdefABCDEF") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(size, 16, 64)
	return int(n), err == nil && n <= maxLength
}

// quote shows the beginning of some bytes.
func quote(b []byte) string {
	const most = 40
	if len(b) > most {
		return strconv.Quote(string(b[:most])) + "…"
	}
	return strconv.Quote(string(b))
}
