package arduino

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// httpBoards are the boards whose HTTP clients are tried.
var httpBoards = []string{FQBN, FQBN2, FQBN8266}

// answer is what a server says to one request, byte for byte, and what it does then.
type answer struct {
	reply string
	then  after
}

// after is what becomes of a connection when its answer is out.
type after int

const (
	stays  after = iota // another request may come
	closes              // the server ends it
	mute                // nothing more is said until the client has gone
)

// sized is a whole reply on a connection that stays.
func sized(body string) answer {
	return answer{reply: fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)}
}

// exchange is a server's record: one entry for each request, in the order in which they came.
type exchange struct {
	mu       sync.Mutex
	answers  []answer
	requests []request
	conns    int
}

// request is what was asked, and on which of the connections.
type request struct {
	line, body string
	header     http.Header
	conn       int
}

// serve answers the requests of a connection, each with the next of the answers; without one left it closes.
func (e *exchange) serve(c net.Conn) {
	e.mu.Lock()
	e.conns++
	conn := e.conns
	e.mu.Unlock()
	in := bufio.NewReader(c)
	for {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		a := e.next(request{line: r.Method + " " + r.RequestURI + " " + r.Proto, body: string(body), header: r.Header, conn: conn})
		if _, err := io.WriteString(c, a.reply); err != nil || a.then == closes {
			return
		}
		if a.then == mute {
			drain(c)
			return
		}
	}
}

func (e *exchange) next(r request) answer {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.requests = append(e.requests, r)
	if n := len(e.requests); n <= len(e.answers) {
		return e.answers[n-1]
	}
	return answer{then: closes}
}

// lines lists the requests: connection, request line, and body if there is one.
func (e *exchange) lines() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var all []string
	for _, r := range e.requests {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%d %s %s", r.conn, r.line, r.body)))
	}
	return strings.Join(all, "\n")
}

// seen is a copy of the requests so far, and the number of connections.
func (e *exchange) seen() ([]request, int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.requests), e.conns
}

// answer sets what the server says, for a test that needs its port to tell.
func (e *exchange) answer(answers ...answer) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.answers = answers
}

// newExchange is a bench whose server gives these answers.
func newExchange(t *testing.T, answers ...answer) (*bench, *exchange) {
	t.Helper()
	e := &exchange{answers: answers}
	return newBench(t, func(c *recorded) { e.serve(c) }), e
}

// onEachHTTP runs the test for each board, with the probe compiled for it.
func onEachHTTP(t *testing.T, test func(t *testing.T, fqbn, elf string)) {
	t.Helper()
	for _, fqbn := range httpBoards {
		t.Run(fqbn, func(t *testing.T) {
			t.Parallel()
			test(t, fqbn, compile(t, "http_probe", fqbn))
		})
	}
}

// today tells the board the time if its TLS asks for it.
func today(fqbn string) string {
	if fqbn != FQBN8266 {
		return ""
	}
	return fmt.Sprintf("today %d", time.Now().Unix())
}

// notConnected is what a board says of a request for which there is no connection.
func notConnected(fqbn string) string {
	if fqbn == FQBN8266 {
		return "code -1 [connection failed]\n"
	}
	return "code -1 [connection refused]\n"
}

// page is a URL of the bench's server.
const page = "http://" + host + ":PORT/page"
