package arduino

import (
	"fmt"
	"strings"
	"testing"
)

const (
	head200 = "HTTP/1.1 200 OK\r\n"
	chunked = head200 + "Transfer-Encoding: chunked\r\n\r\n"
)

// shape is one way to reply, and what a client makes of it.
type shape struct {
	name   string
	method string // "" means GET
	answer answer
	then   []string // commands after the request; "" means "copy"
	want   string   // what the probe prints from the request's code on
}

// oneByOne cuts a text into chunks of a byte.
func oneByOne(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		fmt.Fprintf(&b, "1\r\n%c\r\n", c)
	}
	return b.String() + "0\r\n\r\n"
}

var wholeReplies = []shape{
	{name: "length", answer: sized("hello"), want: "code 200 []\ncopy 5 [hello]\n"},
	{name: "length, more than that", answer: answer{reply: sized("hello").reply + " and more"}, want: "code 200 []\ncopy 5 [hello]\n"},
	{name: "empty", answer: sized(""), then: []string{"size", "body"}, want: "code 200 []\nsize 0\nbody 0 []\n"},
	{name: "until the end", answer: answer{"HTTP/1.0 200 OK\r\n\r\nhello", closes}, then: []string{"size", "body"}, want: "code 200 []\nsize -1\nbody 5 [hello]\n"},
	{name: "bare line feeds", answer: answer{reply: "HTTP/1.1 200 OK\nContent-Length: 2\n\nok"}, want: "code 200 []\ncopy 2 [ok]\n"},
	{name: "chunks of a byte", answer: answer{reply: chunked + oneByOne("hello")}, then: []string{"size", "body"}, want: "code 200 []\nsize -1\nbody 5 [hello]\n"},
	{name: "chunks with extensions", answer: answer{reply: chunked + "5;name=\"x;y\"\r\nhello\r\nA ; b\r\n0123456789\r\n0;last\r\n\r\n"}, want: "code 200 []\ncopy 15 [hello0123456789]\n"},
	{name: "chunks and trailers", answer: answer{reply: chunked + "5\r\nhello\r\n0\r\nX-One: late\r\nX-Two: later\r\n\r\n"}, want: "code 200 []\ncopy 5 [hello]\n"},
	{name: "chunks, unread", answer: answer{reply: chunked + "5\r\nhello\r\n0\r\n\r\n"}, then: []string{"raw"}, want: "code 200 []\nraw [5|hello|0||]\n"},
	{name: "204", answer: answer{reply: "HTTP/1.1 204 No Content\r\n\r\n"}, then: []string{"body", "connected"}, want: "code 204 []\nbody 0 []\nconnected 1\n"},
	{name: "304 with a length", answer: answer{reply: "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"}, then: []string{"size", "body"}, want: "code 304 []\nsize 9\nbody 0 []\n"},
	{name: "HEAD", method: "send HEAD", answer: answer{reply: head200 + "Content-Length: 9\r\n\r\n"}, then: []string{"size", "body"}, want: "code 200 []\nsize 9\nbody 0 []\n"},
	{name: "404", answer: answer{reply: "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone"}, want: "code 404 []\ncopy 4 [gone]\n"},
	{name: "100 is final", answer: answer{reply: "HTTP/1.1 100 Continue\r\n\r\n" + sized("late").reply}, want: "code 100 []\ncopy 0 []\n"},
	{name: "location without following", answer: answer{reply: "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n"}, then: []string{"location"}, want: "code 302 []\nlocation [/there]\n"},
	{name: "twice read", answer: sized("hello"), then: []string{"body", "body"}, want: "code 200 []\nbody 5 [hello]\nbody 0 []\n"},
}

var brokenReplies = []shape{
	{name: "shorter than its length", answer: answer{head200 + "Content-Length: 9\r\n\r\nhello", closes}, want: "code 200 []\ncopy -10 [hello]\n"},
	{name: "stops short of its length", answer: answer{head200 + "Content-Length: 9\r\n\r\nhello", mute}, want: "code 200 []\ncopy -11 [hello]\n"},
	{name: "a sink too small", answer: sized("hello"), then: []string{"copy 3"}, want: "code 200 []\ncopy -10 [hel]\n"},
	{name: "lost within a chunk", answer: answer{chunked + "9\r\nhello", closes}, want: "code 200 []\ncopy -5 [hello]\n"},
	{name: "lost between chunks", answer: answer{chunked + "5\r\nhello\r\n", closes}, want: "code 200 []\ncopy -5 [hello]\n"},
	{name: "silent between chunks", answer: answer{chunked + "5\r\nhello\r\n", mute}, want: "code 200 []\ncopy -11 [hello]\n"},
	{name: "no size of a chunk", answer: answer{reply: chunked + "hello\r\n"}, want: "code 200 []\ncopy -9 []\n"},
	{name: "a chunk longer than it says", answer: answer{reply: chunked + "3\r\nhello\r\n0\r\n\r\n"}, want: "code 200 []\ncopy -9 [hel]\n"},
	{name: "another coding", answer: answer{reply: head200 + "Transfer-Encoding: gzip\r\n\r\nx"}, want: "code -9 [the transfer encoding is not supported]\ncopy -4 []\n"},
	{name: "no HTTP", answer: answer{reply: "HTTP/2 200\r\nContent-Length: 2\r\n\r\nok"}, want: "code -7 [the reply is not HTTP]\ncopy -4 []\n"},
	{name: "no reply", answer: answer{then: closes}, want: "code -5 [the connection was lost]\ncopy -4 []\n"},
	{name: "a broken head", answer: answer{head200 + "Content-", closes}, want: "code -5 [the connection was lost]\ncopy -4 []\n"},
	{name: "silence", answer: answer{then: mute}, want: "code -11 [nothing came in time]\ncopy -4 []\n"},
	{name: "a silent head", answer: answer{head200, mute}, want: "code -11 [nothing came in time]\ncopy -4 []\n"},
	{name: "a header of 64 KB", answer: answer{reply: head200 + "X-Long: " + strings.Repeat("x", 1<<16) + "\r\nContent-Length: 2\r\n\r\nok"}, want: "code 200 []\ncopy 2 [ok]\n"},
	{name: "more than the memory", answer: answer{head200 + "Content-Length: 500000\r\n\r\n", mute}, then: []string{"body"}, want: "code 200 []\nbody 0 []\n"},
}

func TestReplyShapes(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		for _, s := range append(wholeReplies[:len(wholeReplies):len(wholeReplies)], brokenReplies...) {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				s.hold(t, elf)
			})
		}
	})
}

func (s shape) hold(t *testing.T, elf string) {
	b, _ := newExchange(t, s.answer)
	method, then := s.method, s.then
	if method == "" {
		method = "GET"
	}
	if then == nil {
		then = []string{"copy"}
	}
	r := b.run(elf, append([]string{"with " + page, method}, then...)...)
	_, got, _ := strings.Cut(r.console, "begin 1\n")
	if got != s.want {
		t.Errorf("the sketch saw\n%s, want\n%s", got, s.want)
	}
}

func TestCollectedHeaders(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		lines := head200 + "x-one:  first \r\nX-ONE: second\r\nX-Other: no\r\nContent-Length: 0\r\n\r\n"
		b, _ := newExchange(t, answer{reply: lines}, sized(""))
		r := b.run(elf, "collect", "with "+page, "GET", "kept", "end", "with "+page, "GET", "kept")
		r.has(t, "X-One [first,second]\nX-Two []\nby name [first,second] has 1 0\n")
		r.has(t, "X-One []\nX-Two []\nby name [] has 0 0\n")
	})
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		b, _ := newExchange(t)
		b.listener.Close()
		b.run(elf, "with "+page, "GET").has(t, notConnected(fqbn))
	})
}

// A silence of three seconds of board time is too long for a client that was told two.
func TestTimeoutIsTheSketchs(t *testing.T) {
	t.Parallel()
	onEachHTTP(t, func(t *testing.T, fqbn, elf string) {
		b, _ := newExchange(t, answer{then: mute})
		r := b.run(elf, "timeout 60000", "with "+page, "clock", "timeout 2000", "GET", "clock")
		r.has(t, "code -11 [")
		if seconds := number(t, `(?s)clock.*clock (\d+) s`, r.console); seconds < 2 || seconds > 4 {
			t.Errorf("the client waited for %d s, want 2", seconds)
		}
	})
}
