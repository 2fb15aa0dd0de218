package http1

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// record is the most that a TLS record holds.
const record = 16 << 10

// Odd are sound replies of rare shapes.
func Odd() []Reply {
	return []Reply{
		FIN(), UntilClose(), KeptAlive(), Late(), Bytes(), LongHeader(16 << 10), LongHeader(64 << 10), OneRecord(), ManyRecords(),
		LengthTooShort(), LowerCase(), HeadTrickles(), Long(),
	}
}

// FIN is an answer after which the server ends TCP without close_notify, as many do. The length says that it is whole.
func FIN() Reply {
	r := named("fin", "The reply is complete, and the server ends TCP without close_notify.")
	r.Close = CloseFIN
	return r
}

// named is an ordinary answer under a name of its own.
func named(name, doc string) Reply {
	m, body := message(name)
	return Reply{Name: name, Doc: doc, Pieces: split(m, 0), Body: body}
}

// UntilClose is an answer whose body ends where the connection does (RFC 9112, 6.3).
func UntilClose() Reply {
	body := text("until-close")
	m := "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" + body
	return Reply{
		Name: "until-close", Doc: "The reply has no length: its body ends with the connection, by close_notify.",
		Pieces: split([]byte(m), 0), Body: body,
	}
}

// KeptAlive is an answer on a connection that the server leaves open for further requests.
func KeptAlive() Reply {
	body := text("kept-alive")
	m := bytes.Replace(withBody(body), []byte("Connection: close"), []byte("Connection: keep-alive"), 1)
	return inHTTP11(Reply{
		Name: "kept-alive", Doc: "The reply has a length, and the server keeps the connection for further requests.",
		Pieces: split(m, 0), Body: body, Close: KeepOpen, KeepAlive: true,
	})
}

// LowerCase is such an answer whose header names are in lower case, as edges send them that have them from HTTP/2 (RFC 9113,
// 8.2.1). Names mean the same in any case (RFC 9110, 5.1).
func LowerCase() Reply {
	const name = "lower-case"
	body := text(name)
	head := "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\nconnection: %s\r\n\r\n"
	kept := Reply{
		Name: name, Doc: "The reply's header names are in lower case, and the server keeps the connection for further requests.",
		Pieces: split(append(fmt.Appendf(nil, head, len(body), "keep-alive"), body...), 0), Body: body, Close: KeepOpen, KeepAlive: true,
	}
	ended := kept
	ended.Pieces, ended.Close, ended.KeepAlive = split(append(fmt.Appendf(nil, head, len(body), "close"), body...), 0), CloseNotify, false
	reply := kept
	reply.For = func(q Request) Reply {
		if q.Version == "HTTP/1.0" {
			return ended
		}
		return kept
	}
	return reply
}

// headPause is shorter than what clients grant a line, or a read.
const headPause = 3 * time.Second

// HeadTrickles is an answer whose header never ends: each line of it comes in time, and the next one always follows.
func HeadTrickles() Reply {
	return Reply{
		Name: "head-trickles", Doc: "A header line comes every 3 s, and the header never ends.",
		Pieces:  []Piece{{Bytes: []byte("HTTP/1.1 200 OK\r\n")}, {After: headPause, Bytes: []byte("X-Bench-Wait: there is more to come\r\n")}},
		Forever: true, Endless: true, Fails: true,
	}
}

// Long is an answer with a body of 64 KB, which is more than an ESP8266 has memory for.
func Long() Reply {
	const name, size = "64k", 64 << 10
	body := textOf(name, 8000)
	body += strings.Repeat("\n", size-len(body)-1) + "."
	m := withBody(body)
	return Reply{Name: name, Doc: "The reply has a body of 64 KB.", Pieces: split(m, 0, recordsOf(m)...), Body: body, MayFail: true}
}

// Late is an answer that begins after two seconds: a client that looks once for its first byte misses it.
func Late() Reply {
	r := named("late", "The reply begins after 2 s, and then comes at once.")
	r.Pieces[0].After = 2 * time.Second
	return r
}

// Bytes is an answer whose body is no text: every value of a byte three times, NUL among them.
func Bytes() Reply {
	var body []byte
	for i := range 3 * 256 {
		body = append(body, byte(i*7))
	}
	m := bytes.Replace(withBody(string(body)), []byte("application/json"), []byte("application/octet-stream"), 1)
	return Reply{Name: "bytes", Doc: "The body has every value of a byte, NUL and 0xFF among them.", Pieces: split(m, 0), Body: string(body)}
}

// LongHeader is an answer with one header line of so many bytes.
func LongHeader(size int) Reply {
	name := fmt.Sprintf("header-%dk", size>>10)
	line := "X-Bench-Long: "
	m, body := message(name, line+strings.Repeat("x", size-len(line)))
	return Reply{
		Name: name, Doc: fmt.Sprintf("The reply has a header line of %d KB.", size>>10),
		Pieces: split(m, 0, recordsOf(m)...), Body: body, MayFail: true,
	}
}

// recordsOf are the offsets at which a message fills records.
func recordsOf(m []byte) []int {
	var at []int
	for i := record; i < len(m); i += record {
		at = append(at, i)
	}
	return at
}

// OneRecord is an answer that fills a TLS record to its last byte.
func OneRecord() Reply {
	const name = "record-16k"
	body := textOf(name, 2000)
	body += strings.Repeat(" ", record-len(withBody(strings.Repeat("x", 15<<10)))+15<<10-len(body)-1) + "."
	return Reply{Name: name, Doc: "The reply is one TLS record of 16 KB, as long as one can be.", Pieces: split(withBody(body), 0), Body: body}
}

// ManyRecords is an answer in a thousand records.
func ManyRecords() Reply {
	const name, records = "records-1000", 1000
	body := textOf(name, 720)
	m := withBody(body)
	var at []int
	for i := 1; i < records; i++ {
		at = append(at, len(m)*i/records)
	}
	return Reply{Name: name, Doc: "The reply comes in a thousand TLS records of a few bytes.", Pieces: split(m, 0, at...), Body: body}
}

// LengthTooShort is an answer after whose announced length more bytes come. They are not part of its body.
func LengthTooShort() Reply {
	const name = "length-too-short"
	whole := text(name)
	body := whole[:len(whole)-100]
	return Reply{
		Name: name, Doc: "A hundred bytes more come than Content-Length announces.",
		Pieces: split(append(withBody(body), whole[len(body):]...), 0), Body: body, MayFail: true,
	}
}

// States are answers like a commit-status service's: one line of JSON whose beginning says whether a build succeeded. Those
// that come in pieces or after a blank are looked at wrongly by firmware that takes the first bytes that come for the line;
// the last three hold the word that it looks for, and are no success.
func States() []Reply {
	cut := state("state-in-pieces", `The line begins with {"state":"success", and pauses for 700 ms in the middle of that word.`, "", "success", "success")
	m := cut.Bytes()
	cut.Pieces = split(m, piecePause, headEnd(m), headEnd(m)+len(`{"state":"succ`))
	return []Reply{
		state("state-failure", `The line begins with {"state":"failure".`, "", "failure", "failure"),
		state("state-pending", `The line begins with {"state":"pending".`, "", "pending", "pending"),
		state("state-after-blank", `The line begins with a blank, and then {"state":"success".`, " ", "success", "success"),
		cut,
		state("state-mixed", `The line begins with {"state":"failure"; one of the builds below was a success.`, "", "failure", "success"),
		stateOfError(),
		stateCut(),
	}
}

// state is one line that begins with lead and a state, and lists a build with a state of its own.
func state(name, doc, lead, whole, build string) Reply {
	body := fmt.Sprintf(`%s{"state":%q,"statuses":[{"state":%q,"context":%q,"description":%q}],"end":"of %s"}`,
		lead, whole, build, name, strings.Repeat("the build is what it is; ", 25), name)
	return Reply{Name: name, Doc: doc, Pieces: split(withBody(body), 0), Body: body}
}

func stateOfError() Reply {
	r := state("state-503", `The server answers 503, and the line begins with {"state":"success".`, "", "success", "success")
	r.Pieces = split(append([]byte("HTTP/1.1 503 Service Unavailable"), r.Bytes()[len("HTTP/1.1 200 OK"):]...), 0)
	r.Fails = true
	return r
}

func stateCut() Reply {
	r := state("state-cut", `The line begins with {"state":"success", and TCP ends in its middle, without close_notify.`, "", "success", "success")
	m := r.Bytes()
	r.Pieces = split(m[:headEnd(m)+len(r.Body)/2], 0)
	r.Body, r.Close, r.Fails = "", CloseFIN, true
	return r
}
