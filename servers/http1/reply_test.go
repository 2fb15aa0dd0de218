package http1

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Another reader of HTTP takes every reply, and gets its body.
func TestRepliesAreHTTP(t *testing.T) {
	names := map[string]bool{}
	for _, r := range Replies() {
		if names[r.Name] || r.Name == "" || !strings.HasSuffix(r.Doc, ".") || r.IsZero() {
			t.Errorf("reply %q: %q", r.Name, r.Doc)
		}
		names[r.Name] = true
		if r.Never {
			if len(r.Pieces) != 0 || r.Body != "" {
				t.Errorf("%s says something", r.Name)
			}
			continue
		}
		if r.Endless {
			if r.Body != "" || !bytes.HasPrefix(r.Bytes(), []byte("HTTP/1.1 200")) || r.Close != KeepOpen && r.Duration() < time.Minute {
				t.Errorf("%s can be read to its end", r.Name)
			}
			continue
		}
		response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(r.Bytes())), nil)
		if err != nil {
			t.Errorf("%s: %v", r.Name, err)
			continue
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || string(body) != r.Body || response.StatusCode != 200 || response.ContentLength != int64(len(body)) || !response.Close {
			t.Errorf("%s: status %d, %d bytes of %d: %v", r.Name, response.StatusCode, len(body), len(r.Body), err)
		}
		if r.Body != "" && (len(r.Body) <= 511 || !strings.Contains(r.Body, r.Name)) {
			t.Errorf("%s: a body of %d bytes would not show a loss", r.Name, len(r.Body))
		}
		for i, p := range r.Pieces {
			if len(p.Bytes) == 0 || len(p.Bytes) > 16<<10 {
				t.Errorf("%s: piece %d is no record: %d bytes", r.Name, i, len(p.Bytes))
			}
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
	if !(Reply{}).IsZero() || (Reply{Close: CloseRST}).IsZero() {
		t.Error("wrong about which reply is zero")
	}
}
