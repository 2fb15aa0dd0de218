package http1

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// ask is a request of an HTTP version, for a reply that depends on it.
func ask(t *testing.T, version string, headers ...string) Request {
	t.Helper()
	raw := "GET / " + version + "\r\nHost: a.test\r\n" + strings.Join(append(headers, "\r\n"), "\r\n")
	r, err := ParseRequest([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// read has another reader of HTTP take a reply; interim replies are passed over.
func read(r Reply) (*http.Response, []byte, error) {
	in := bufio.NewReader(bytes.NewReader(r.Bytes()))
	response, err := http.ReadResponse(in, nil)
	for err == nil && response.StatusCode == 100 {
		response, err = http.ReadResponse(in, nil)
	}
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.Header.Get("Content-Encoding") == "gzip" {
		unzip, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, nil, err
		}
		body, err = io.ReadAll(unzip)
		return response, body, err
	}
	return response, body, err
}

// Another reader of HTTP takes every sound reply and gets its body, and finds each one wrong that says it fails.
func TestRepliesAreHTTP(t *testing.T) {
	names := map[string]bool{}
	for _, r := range Replies() {
		if names[r.Name] || r.Name == "" || !strings.HasSuffix(r.Doc, ".") || r.IsZero() || r.Fails && r.MayFail {
			t.Errorf("reply %q: %q", r.Name, r.Doc)
		}
		names[r.Name] = true
		switch {
		case r.Never:
			if len(r.Pieces) != 0 || r.Body != "" {
				t.Errorf("%s says something", r.Name)
			}
		case r.Endless:
			unending := r.Close == KeepOpen || r.Forever || r.Duration() >= time.Minute
			if r.Body != "" || !bytes.HasPrefix(r.Bytes(), []byte("HTTP/1.1 200")) || !unending {
				t.Errorf("%s can be read to its end", r.Name)
			}
		default:
			for _, version := range []string{"HTTP/1.0", "HTTP/1.1"} {
				readable(t, version, r.To(ask(t, version, "Accept-Encoding: gzip")))
			}
		}
	}
}

func readable(t *testing.T, version string, r Reply) {
	t.Helper()
	for i, p := range r.Pieces {
		if len(p.Bytes) == 0 || len(p.Bytes) > 16<<10 {
			t.Errorf("%s: piece %d is no record: %d bytes", r.Name, i, len(p.Bytes))
		}
	}
	response, body, err := read(r)
	if r.Fails {
		if err == nil && r.Close != CloseRST && (response.StatusCode < 300 || string(body) != r.Body) {
			t.Errorf("%s to %s can be taken for a success: %d, %d bytes", r.Name, version, response.StatusCode, len(body))
		}
		return
	}
	if err != nil || string(body) != r.Body || response.StatusCode/100 != 2 || response.Close == r.KeepAlive {
		t.Errorf("%s to %s: %v, %d bytes of %d", r.Name, version, err, len(body), len(r.Body))
		return
	}
	if len(response.TransferEncoding) > 0 && version == "HTTP/1.0" {
		t.Errorf("%s: chunks for a client of HTTP/1.0", r.Name)
	}
	if r.Body != "" && len(r.Body) <= 511 || r.Name != "bytes" && !strings.Contains(r.Body, strings.TrimSuffix(r.Name, "-plain")) && r.Body != "" {
		t.Errorf("%s: a body of %d bytes would not show a loss", r.Name, len(r.Body))
	}
}

// A reply that only some clients may get is sent to those, and the same body in the plain form to the others.
func TestRepliesByRequest(t *testing.T) {
	for _, tc := range []struct {
		reply  Reply
		q      Request
		has    string
		hasNot string
	}{
		{Gzip(), ask(t, "HTTP/1.0", "Accept-encoding: *"), "Content-Encoding: gzip", "access_token"},
		{Gzip(), ask(t, "HTTP/1.1", "Accept-Encoding: deflate, gzip;q=0.5"), "Content-Encoding: gzip", "access_token"},
		{Gzip(), ask(t, "HTTP/1.1"), `"reply":"gzip"`, "Encoding"},
		{Gzip(), ask(t, "HTTP/1.1", "Accept-Encoding: identity;q=1,chunked;q=0.1,*;q=0"), `"reply":"gzip"`, "Encoding"},
		{Gzip(), ask(t, "HTTP/1.1", "Accept-Encoding: *, gzip;q=0"), `"reply":"gzip"`, "Encoding"},
		{Continue(), ask(t, "HTTP/1.1"), "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200", "-plain"},
		{Continue(), ask(t, "HTTP/1.0"), "HTTP/1.1 200 OK", "100 Continue"},
		{Chunked()[0], ask(t, "HTTP/1.1"), "\r\n100\r\n", "Content-Length"},
		{Chunked()[0], ask(t, "HTTP/1.0"), "Content-Length", "chunked\r\n"},
		{LowerCase(), ask(t, "HTTP/1.1"), "\r\ncontent-length: ", "Content-Length"},
		{LowerCase(), ask(t, "HTTP/1.0"), "\r\nconnection: close\r\n", "keep-alive"},
		{ChunksCut(), ask(t, "HTTP/1.0"), "Content-Length", "Transfer-Encoding"},
	} {
		got := tc.reply.To(tc.q)
		if wire := string(got.Bytes()); !strings.Contains(wire, tc.has) || strings.Contains(wire, tc.hasNot) {
			t.Errorf("%s to %s %q: %.200q", got.Name, tc.q.Version, tc.q.Values("Accept-Encoding"), wire)
		}
		if got.Body != tc.reply.Body || got.Fails != tc.reply.Fails || got.For != nil {
			t.Errorf("%s is another reply than %s", got.Name, tc.reply.Name)
		}
	}
}

func TestShapesOfReplies(t *testing.T) {
	if r := InPieces(); len(r.Pieces) != 6 || r.Pieces[0].After != 0 || r.Duration() != 5*piecePause || piecePause <= 500*time.Millisecond {
		t.Errorf("pieces: %d, %v", len(r.Pieces), r.Duration())
	}
	pieces := InPieces().Pieces
	if string(pieces[2].Bytes) != "\r\n" || !bytes.HasSuffix(pieces[1].Bytes, []byte("\r\n")) {
		t.Error("the blank line does not come in a piece of its own")
	}
	if r := WithPause(); len(r.Pieces) != 2 || r.Duration() != 2*time.Second || !strings.HasSuffix(r.Body, string(r.Pieces[1].Bytes)) {
		t.Error("the pause is not inside the body")
	}
	if r := BigHeader(); headEnd(r.Bytes()) < 4096 || len(r.Pieces) != 1 {
		t.Errorf("a head of %d bytes", headEnd(r.Bytes()))
	}
	if r := Empty(); r.Body != "" || !bytes.HasSuffix(r.Bytes(), []byte("\r\n\r\n")) {
		t.Error("the empty reply has a body")
	}
	if n := len(OneRecord().Bytes()); n != 16<<10 || len(OneRecord().Pieces) != 1 {
		t.Errorf("the full record has %d bytes", n)
	}
	if n := len(ManyRecords().Pieces); n != 1000 {
		t.Errorf("%d records", n)
	}
	if r := LongHeader(64 << 10); !bytes.Contains(r.Bytes(), bytes.Repeat([]byte("x"), 64<<10-14)) || len(r.Pieces) != 5 {
		t.Errorf("the long header comes in %d records", len(r.Pieces))
	}
	if r := HeadTrickles(); bytes.Contains(r.Bytes(), []byte("\r\n\r\n")) || !r.Forever || r.Pieces[1].After < time.Second {
		t.Error("the header that never ends ends, or comes at once")
	}
	if r := Long(); len(r.Body) != 64<<10 || len(r.Pieces) != 5 {
		t.Errorf("the long body has %d bytes, in %d records", len(r.Body), len(r.Pieces))
	}
	if r := LowerCase(); r.Close != KeepOpen || !r.KeepAlive || r.To(ask(t, "HTTP/1.0")).Close != CloseNotify {
		t.Error("the connection is not kept, or is kept for a client of HTTP/1.0")
	}
	if r := Bytes(); strings.Count(r.Body, "\x00") != 3 || strings.Count(r.Body, "\xff") != 3 {
		t.Error("the body of bytes lacks some")
	}
	if !(Reply{}).IsZero() || (Reply{Close: CloseRST}).IsZero() {
		t.Error("wrong about which reply is zero")
	}
}
