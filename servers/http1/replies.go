package http1

import (
	"fmt"
	"strings"
	"time"
)

// message is an ordinary answer of an ordinary server to a POST, with a body that says which reply it is. Its body is
// longer than the 511 bytes that sketches read at a time, has no two equal lines of text and ends in a word, so that
// any loss shows.
func message(name string, extra ...string) (wire []byte, body string) {
	body = text(name)
	return withBody(body, extra...), body
}

func withBody(body string, extra ...string) []byte {
	head := []string{
		"HTTP/1.1 200 OK",
		"Content-Type: application/json",
		fmt.Sprintf("Content-Length: %d", len(body)),
	}
	head = append(head, extra...)
	head = append(head, "Connection: close", "", "")
	return []byte(strings.Join(head, "\r\n") + body)
}

// text is a JSON object of some 800 bytes in several lines. It has what gets lost in careless printing: letters of more
// than one byte, per cent signs, quotes, line ends.
func text(name string) string { return textOf(name, 100) }

func textOf(name string, tokens int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "{\"reply\":%q,\n\"note\":\"100 %% na\u00efve \u2603 %%s %%n \\\"quoted\\\"\",\n\"access_token\":\"", name)
	for i := range tokens {
		fmt.Fprintf(&b, "%02x-%03d.", (i*37)%256, i)
	}
	fmt.Fprintf(&b, "\",\n\"end\":\"of %s\"}", name)
	return b.String()
}

// AtOnce is the whole answer in one record.
func AtOnce() Reply {
	m, body := message("at-once")
	return Reply{
		Name:   "at-once",
		Doc:    "The whole reply comes in one TLS record.",
		Pieces: split(m, 0),
		Body:   body,
	}
}

// piecePause is longer than sketches sleep between two looks for bytes (500 ms is usual), so that every piece but the
// first is waited for.
const piecePause = 700 * time.Millisecond

// InPieces is the answer in six records: three of the head, which is cut in its middle and inside the blank line that ends
// it, and three of the body.
func InPieces() Reply {
	m, body := message("pieces")
	head := headEnd(m)
	return Reply{
		Name:   "pieces",
		Doc:    "Head and body come in six TLS records, 700 ms apart.",
		Pieces: split(m, piecePause, head/2, head-2, head, head+len(body)/3, head+2*len(body)/3),
		Body:   body,
	}
}

// WithPause is the answer with a pause in the middle of the body.
func WithPause() Reply {
	m, body := message("pauses")
	return Reply{
		Name:   "pauses",
		Doc:    "The server pauses for 2 s in the middle of the body.",
		Pieces: split(m, 2*time.Second, headEnd(m)+len(body)/2),
		Body:   body,
	}
}

// BigHeader is the answer behind 4 KB of headers: one line of more than 2 KB, as cookies and security policies are, and
// many ordinary ones. Each kind overflows another kind of buffer.
func BigHeader() Reply {
	extra := []string{"Content-Security-Policy: " + strings.Repeat("img-src https://bench.test; ", 80) + "default-src 'none'"}
	for size := len(extra[0]); size < 4096; {
		h := fmt.Sprintf("X-Bench-%02d: %s", len(extra), strings.Repeat("header ", 17))
		extra = append(extra, strings.TrimSpace(h))
		size += len(h)
	}
	m, body := message("big-header", extra...)
	return Reply{
		Name:   "big-header",
		Doc:    "The reply has more than 4 KB of headers, one of them longer than 2 KB.",
		Pieces: split(m, 0),
		Body:   body,
	}
}

// Large is an answer of more than 5 KB: more than the buffers of sketches, and no multiple of them.
func Large() Reply {
	body := textOf("large", 720)
	return Reply{
		Name:   "large",
		Doc:    "The reply has a body of more than 5 KB.",
		Pieces: split(withBody(body), 0),
		Body:   body,
	}
}

// Stops is an answer that stops in the middle of its body, on a connection that stays open.
func Stops() Reply {
	m, body := message("stops")
	return Reply{
		Name:   "stops",
		Doc:    "The server stops in the middle of the body and leaves the connection open.",
		Pieces: split(m[:headEnd(m)+len(body)/2], 0),
		Close:  KeepOpen, Endless: true,
	}
}

// tricklePause is short enough to look like progress; with 64 pieces the reply takes longer than anybody waits.
const tricklePause = time.Second

// Trickles is an answer that goes on and on: a few bytes a second, for a minute and a half.
func Trickles() Reply {
	m, _ := message("trickles")
	var at []int
	for i := headEnd(m); i < len(m); i += 8 {
		at = append(at, i)
	}
	return Reply{
		Name:   "trickles",
		Doc:    "The body comes a few bytes a second and takes a minute and a half.",
		Pieces: split(m, tricklePause, at...), Endless: true,
	}
}

// Never is no answer at all.
func Never() Reply {
	return Reply{Name: "never", Doc: "The server takes the request and never answers.", Never: true}
}

// Empty is an answer whose body has no bytes.
func Empty() Reply {
	return Reply{
		Name:   "empty",
		Doc:    "The reply is complete and its body empty.",
		Pieces: split(withBody(""), 0),
	}
}

// Replies lists the named replies.
func Replies() []Reply {
	all := []Reply{
		AtOnce(), InPieces(), WithPause(), BigHeader(), Large(), Stops(), Trickles(), Never(), Empty(), EndlessBody(),
		NoContent(), Continue(), Gzip(),
	}
	all = append(all, Statuses()...)
	all = append(all, Redirects()...)
	all = append(all, Chunked()...)
	all = append(all, Odd()...)
	all = append(all, States()...)
	return append(all, Broken()...)
}
