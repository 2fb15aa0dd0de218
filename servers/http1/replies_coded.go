package http1

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strconv"
	"strings"
)

// chunked is a reply in chunks (RFC 9112, 7.1) of a size, each with an extension, before trailers.
func chunked(name, doc string, size int, extension string, trailers ...string) Reply {
	body := text(name)
	head := "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
	var m bytes.Buffer
	m.WriteString(head)
	for from := 0; from < len(body); from += size {
		part := body[from:min(len(body), from+size)]
		fmt.Fprintf(&m, "%x%s\r\n%s\r\n", len(part), extension, part)
	}
	m.WriteString("0" + extension + "\r\n")
	for _, trailer := range trailers {
		m.WriteString(trailer + "\r\n")
	}
	m.WriteString("\r\n")
	return inHTTP11(Reply{Name: name, Doc: doc, Pieces: split(m.Bytes(), 0), Body: body})
}

// Chunked are replies in chunks; clients of HTTP/1.0 get them in the plain form.
func Chunked() []Reply {
	records := chunked("chunked-records", "The reply is chunked, and TLS records end inside of chunks and of their sizes.", 0x1f, "")
	records.For = nil
	whole := records.Bytes()
	var cuts []int
	for at := headEnd(whole) + 1; at < len(whole); at += 37 {
		cuts = append(cuts, at)
	}
	records.Pieces = split(whole, 0, cuts...)
	return []Reply{
		chunked("chunked", "The reply comes in chunks of 256 bytes.", 256, ""),
		chunked("chunked-bytes", "The reply comes in chunks of one byte.", 1, ""),
		chunked("chunked-extensions", "Each chunk has extensions behind its size.", 100, `;bench=1;note="a;b"`),
		chunked("chunked-trailers", "The chunks are followed by trailers.", 300, "", "X-Bench-Trailer: one", "X-Bench-Sum: two"),
		inHTTP11(records),
	}
}

// Gzip is a compressed reply, for a client that says it takes one: "Accept-encoding: *" does (RFC 9110, 12.5.3). A
// firmware may decode it, or say that it cannot; it must not take the bytes for the text.
func Gzip() Reply {
	body := text("gzip")
	var coded bytes.Buffer
	w := gzip.NewWriter(&coded)
	// Writing to a buffer does not fail.
	_, _ = w.Write([]byte(body))
	_ = w.Close()
	return unless(Reply{
		Name: "gzip", Doc: "The body is compressed, for a client whose Accept-Encoding allows it.",
		Pieces: split(withBody(coded.String(), "Content-Encoding: gzip"), 0), Body: body, MayFail: true,
	}, func(q Request) bool { return accepts(q.Values("Accept-Encoding"), "gzip") })
}

// accepts tells whether a list of codings has one, by name or by *, with a weight that is not 0. A client that says
// nothing has none sent to it, though it would be allowed.
func accepts(lists []string, coding string) bool {
	named, starred, found := false, false, false
	for part := range strings.SplitSeq(strings.Join(lists, ","), ",") {
		name, weight, _ := strings.Cut(part, ";")
		_, q, weighted := strings.Cut(strings.ReplaceAll(weight, " ", ""), "q=")
		value, err := strconv.ParseFloat(q, 64)
		ok := !weighted || err == nil && value > 0
		switch name = strings.TrimSpace(name); {
		case strings.EqualFold(name, coding):
			named, found = ok, true
		case name == "*":
			starred = ok
		}
	}
	return found && named || !found && starred
}
