package arduino

import (
	"crypto/tls"
	"fmt"
	"os"
	"strings"
	"testing"
)

// asking is a request as a sketch makes it: its commands, ended by the one that sends it.
type asking struct {
	name     string
	commands []string
}

// askings end after their first request: the server answers and closes.
var askings = []asking{
	{"GET", []string{"with " + page + "?a=b#part", "GET"}},
	{"GET without a path", []string{"with http://" + host + ":PORT", "GET"}},
	{"GET with a query only", []string{"with http://" + host + ":PORT?a=b", "GET"}},
	{"GET by host and port", []string{"at " + host + " PORT /by/hand", "GET"}},
	{"GET as HTTP/1.0", []string{"http10 1", "with " + page, "GET"}},
	{"GET without reuse", []string{"reuse 0", "with " + page, "GET"}},
	{"GET with header lines", []string{"with " + page, "header X-One 1", "header X-Two 2", "header x-one again", "front X-Zero 0",
		"header Host other", "header User-Agent other", "header connection close", "GET"}},
	{"GET with an encoding of its own", []string{"with " + page, "header Accept-Encoding gzip", "GET"}},
	{"GET with a user", []string{"user Aladdin open sesame", "with " + page, "header X-One 1", "GET"}},
	{"GET with a user in the URL", []string{"with http://Aladdin:open@" + host + ":PORT/page", "header Authorization other", "GET"}},
	{"GET with a token", []string{"token abc.def", "agent bench/1", "with " + page, "GET"}},
	{"POST", []string{"with " + page, "header Content-Type application/json", `POST {"a":1}`}},
	{"POST with a length of its own", []string{"with " + page, "header Content-Length 99", "header X-One 1", "POST abc"}},
	{"POST of nothing", []string{"with " + page, "POST "}},
	{"POST of a stream", []string{"with " + page, "stream 5 12345678"}},
	{"PUT", []string{"with " + page, "PUT abc"}},
	{"PATCH", []string{"with " + page, "PATCH abc"}},
	{"any method", []string{"with " + page, "send PURGE"}},
	{"any method with a body", []string{"with " + page, "send REPORT abc"}},
}

// TestRequestBytes compares the requests of each board with testdata/http_BOARD.golden, byte for byte; -update writes them anew.
func TestRequestBytes(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		var all strings.Builder
		for _, a := range askings {
			fmt.Fprintf(&all, "== %s\n%s\n", a.name, requestBytes(t, elf, a))
		}
		golden := "testdata/http_" + strings.NewReplacer("bench:", "", ":", "_").Replace(fqbn) + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(all.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if all.String() != string(want) {
			t.Errorf("requests differ from %s; go test -run TestRequestBytes -update shows how (git diff):\n%s", golden, all.String())
		}
	})
}

// requestBytes is all that the client sends, with its line ends shown.
func requestBytes(t *testing.T, elf string, a asking) string {
	t.Helper()
	// A request line with two blanks is none to net/http: this server reads until the client has nothing more to say.
	b := newBench(t, func(c *recorded) {
		for !complete(c.wire()) {
			if _, err := c.Read(make([]byte, 4096)); err != nil {
				return
			}
		}
		fmt.Fprint(c, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
	})
	r := b.run(elf, a.commands...)
	r.has(t, "code 204 []")
	wire := strings.ReplaceAll(string(b.conn().wire()), b.port(), "PORT")
	return strings.ReplaceAll(wire, "\r\n", "\\r\\n\n")
}

// complete tells whether a whole request has come: a head, and as much body as its last Content-Length says.
func complete(wire []byte) bool {
	head, body, found := strings.Cut(string(wire), "\r\n\r\n")
	if !found {
		return false
	}
	length := 0
	if i := strings.LastIndex(head, "\r\nContent-Length: "); i >= 0 {
		fmt.Sscanf(head[i:], "\r\nContent-Length: %d", &length)
	}
	return len(body) >= length
}

func TestBodyIsWrittenApart(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		root := newCA(t, nil, "Bench Root")
		e := &exchange{answers: []answer{sized("ok")}}
		b := newBench(t, serveTLS(serving(newLeaf(t, root, nil)), func(c *tls.Conn) { e.serve(c) }))
		r := b.run(elf, today(fqbn), block("ca", certPEM(root)), "tls https://"+host+":PORT/page", "POST abc", "body")
		r.has(t, "code 200 []\nbody 2 [ok]")
		types, _ := records(t, b.conn().wire())
		data := 0
		for _, kind := range types {
			if kind == 23 {
				data++
			}
		}
		if data != 2 {
			t.Errorf("the client sent %d records of data, want one for the head and one for the body", data)
		}
	})
}

func TestLongBodyArrives(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		b, e := newExchange(t, sized("ok"))
		b.run(elf, "with "+page, "long 40000").has(t, "code 200 []")
		requests, _ := e.seen()
		if len(requests) != 1 || len(requests[0].body) != 40000 || requests[0].body[:3] != "abc" {
			t.Errorf("the server received %d requests, want one with 40000 bytes", len(requests))
		}
	})
}

func TestStreamThatEndsEarly(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		b, e := newExchange(t)
		r := b.run(elf, "with "+page, "stream 9 12345", "nostream")
		r.has(t, "code -3 [")
		r.has(t, "code -6 [")
		b.conn()
		if e.lines() != "" {
			t.Errorf("the server took a broken request for one: %q", e.lines())
		}
	})
}

func TestWhatIsNoURL(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		for _, url := range []string{"", host, "ftp://" + host + "/", "http://", "http:///page", "http://" + host + ":0/", "http://" + host + ":65536/", "http://" + host + ":8o/"} {
			b, e := newExchange(t)
			r := b.run(elf, "with "+page, "with "+url, "GET")
			r.has(t, "begin 1\nbegin 0\n"+notConnected(fqbn))
			if e.lines() != "" {
				t.Errorf("%q: the client asked all the same: %q", url, e.lines())
			}
		}
	})
}
