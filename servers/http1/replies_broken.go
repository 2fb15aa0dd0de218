package http1

import (
	"bytes"
	"fmt"
	"time"
)

// Broken are replies that are none, or are cut: no firmware may report them as a success.
func Broken() []Reply {
	return []Reply{
		Truncated(), TruncatedInPeace(), ResetInBody(), ResetBefore(), ClosesInstead(), LengthTooLong(), GarbageStatus(), HTTP2(),
		ChunksCut(),
	}
}

// half is an ordinary answer that is cut in the middle of its body.
func half(name string) []Piece {
	m, body := message(name)
	return split(m[:headEnd(m)+len(body)/2], 0)
}

// Truncated is an answer cut by FIN, as anybody on the way can do it to a client that does not wait for close_notify.
func Truncated() Reply {
	return Reply{
		Name: "truncated", Doc: "TCP ends in the middle of the body, without close_notify.",
		Pieces: half("truncated"), Close: CloseFIN, Fails: true,
	}
}

// TruncatedInPeace is an answer that the server itself cuts: only the length tells.
func TruncatedInPeace() Reply {
	return Reply{
		Name: "truncated-notify", Doc: "The server ends the connection in the middle of the body, with close_notify.",
		Pieces: half("truncated-notify"), Fails: true,
	}
}

// ResetInBody is an answer cut by RST.
func ResetInBody() Reply {
	return Reply{
		Name: "reset-in-body", Doc: "The server resets the connection in the middle of the body.",
		Pieces: half("reset-in-body"), Close: CloseRST, Fails: true,
	}
}

// ResetBefore is RST in place of an answer.
func ResetBefore() Reply {
	return Reply{
		Name: "reset", Doc: "The server takes the request and resets the connection.",
		Close: CloseRST, Fails: true,
	}
}

// ClosesInstead is an end in place of an answer.
func ClosesInstead() Reply {
	return Reply{
		Name: "closes", Doc: "The server takes the request and ends the connection, with close_notify.",
		Fails: true,
	}
}

// LengthTooLong is an answer that ends before its announced length.
func LengthTooLong() Reply {
	const name = "length-too-long"
	m, body := message(name)
	announced := fmt.Sprintf("Content-Length: %d", len(body)+100)
	m = bytes.Replace(m, fmt.Appendf(nil, "Content-Length: %d", len(body)), []byte(announced), 1)
	return Reply{
		Name: name, Doc: "A hundred bytes fewer come than Content-Length announces, and then the connection ends.",
		Pieces: split(m, 0), Fails: true,
	}
}

// GarbageStatus is an answer whose first line is none.
func GarbageStatus() Reply {
	const name = "garbage-status"
	m, _ := message(name)
	m = bytes.Replace(m, []byte("HTTP/1.1 200 OK"), []byte("HTP 2oo yes"), 1)
	return Reply{
		Name: name, Doc: "The status line is no status line.",
		Pieces: split(m, 0), Fails: true,
	}
}

// HTTP2 is a server that speaks HTTP/2 to a client that does not: its SETTINGS, and then GOAWAY (RFC 9113, 6.5 and 6.8).
func HTTP2() Reply {
	settings := "\x00\x00\x06\x04\x00\x00\x00\x00\x00" + "\x00\x03\x00\x00\x00\x64"
	goAway := "\x00\x00\x08\x07\x00\x00\x00\x00\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x01"
	return Reply{
		Name: "http2", Doc: "The server answers in HTTP/2, and ends the connection.",
		Pieces: split([]byte(settings+goAway), 0), Fails: true,
	}
}

// ChunksCut is an answer in chunks that ends before the last one. Clients of HTTP/1.0 get one whose length tells.
func ChunksCut() Reply {
	const name = "chunked-truncated"
	whole := chunked(name, "", 256, "").Bytes()
	cut := Reply{Name: name, Doc: "The connection ends, with close_notify, before the last chunk.", Pieces: split(whole[:len(whole)*2/3], 0), Fails: true}
	r := cut
	r.For = func(q Request) Reply {
		if q.Version == "HTTP/1.0" {
			return Reply{Name: name + "-plain", Doc: cut.Doc, Pieces: half(name), Fails: true}
		}
		return cut
	}
	return r
}

// endlessPause keeps the endless answer from filling the bench's memory; a firmware sees no pause in it.
const endlessPause = 20 * time.Millisecond

// EndlessBody is an answer whose body goes on for as long as anybody reads it.
func EndlessBody() Reply {
	head := []byte("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n")
	more := bytes.Repeat([]byte("endless "), 64)
	return Reply{
		Name: "endless", Doc: "The body has no length and never ends: half a KB comes every 20 ms.",
		Pieces:  []Piece{{Bytes: append(head, `{"reply":"endless","note":"`...)}, {After: endlessPause, Bytes: more}},
		Forever: true, Endless: true,
	}
}
