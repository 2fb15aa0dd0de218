package match_test

import (
	"strings"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
)

const (
	askState = "GET /state HTTP/1.1\r\nHost: a\r\n\r\n"
	report   = "POST /report HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"
)

var both = &config.Firmware{Name: "sketch", AtOnce: config.AtOnce{
	Held: "GET /state HTTP/1.1", Beside: "POST /report HTTP/1.1", Cannot: "report failed",
}}

// at is a moment of a trial, in seconds.
func at(s int) time.Time { return time.Unix(int64(1000+s), 0) }

// course is a connection from one second to another, 0 for one that is still open, over which those requests came, the last
// byte of them at a third one.
func course(from, to, last int, requests ...string) servers.Conn {
	c := servers.Conn{Opened: at(from), Request: []byte(strings.Join(requests, "")), Requests: len(requests), Complete: len(requests) > 0}
	if to > 0 {
		c.Closed = at(to)
	}
	if len(requests) > 0 {
		c.LastByteAt, c.CompleteAt = at(last), at(last)
	}
	return c
}

// together is a trial with these connections.
func together(conns ...servers.Conn) *harness.Result {
	return result(func(r *harness.Result) {
		r.Firmware, r.Conns, r.Reason = both, conns, "why"
		r.Host, r.Server = "a", "127.0.0.1:14433"
		for i := range r.Conns {
			r.Conns[i].Attempt = i + 1
		}
	})
}

// saying has the console say it.
func saying(r *harness.Result, text string) *harness.Result {
	r.Lines = append(r.Lines, console.Line{Text: text})
	return r
}

func crashed() *harness.Result {
	r := together()
	r.Verdict, r.Reason = reports.Crashed, "boom"
	return r
}

func TestHoldBoth(t *testing.T) {
	ended := course(1, 0, 9, askState, askState)
	ended.ServerEnd = at(3)
	for name, test := range map[string]struct {
		r    *harness.Result
		want string
	}{
		"both":                 {together(course(1, 0, 9, askState, askState), course(4, 6, 5, report)), ""},
		"held to its end":      {together(course(1, 10, 9, askState, askState), course(4, 6, 5, report)), ""},
		"one of several":       {together(course(1, 3, 2, askState), course(4, 5, 4, report), course(6, 0, 9, askState), course(7, 8, 7, report)), ""},
		"one after the other":  {together(course(1, 3, 2, askState), course(4, 6, 5, report)), "no connection with \"GET /state HTTP/1.1\" was open"},
		"not asked again":      {together(course(1, 0, 2, askState), course(4, 6, 5, report)), "and asked again, around one"},
		"ended by the server":  {together(ended, course(4, 6, 5, report)), "no connection with"},
		"the other one first":  {together(course(1, 3, 2, report), course(2, 0, 9, askState)), "no connection with"},
		"only the first":       {together(course(1, 0, 9, askState)), "no request \"POST /report HTTP/1.1\" came (why)"},
		"only the other":       {together(course(1, 3, 2, report)), "no request \"GET /state HTTP/1.1\" came"},
		"crashed":              {crashed(), "boom"},
		"the other unfinished": {together(course(1, 0, 9, askState), servers.Conn{Opened: at(4), Request: []byte(report[:40])}), "no connection with"},
	} {
		t.Run(name, func(t *testing.T) { judge(t, match.HoldBoth(), test.r, test.want) })
	}
}

func TestKeepRequestsApart(t *testing.T) {
	cut := course(1, 0, 9, askState, askState[:12])
	cut.Complete, cut.Requests = false, 1
	for name, test := range map[string]struct {
		conns []servers.Conn
		want  string
	}{
		"apart":                 {[]servers.Conn{course(1, 0, 9, askState, askState), course(4, 6, 5, report)}, ""},
		"cut off by the end":    {[]servers.Conn{cut}, ""},
		"mixed up":              {[]servers.Conn{course(1, 0, 9, askState, report)}, `attempt 1 began with "GET /state HTTP/1.1" and then carries "POST /report HTTP/1.1"`},
		"two reports":           {[]servers.Conn{course(1, 0, 9, report, report)}, `attempt 1 carries "POST /report HTTP/1.1" 2 times`},
		"something else":        {[]servers.Conn{course(1, 0, 9, strings.Replace(askState, "/state", "/", 1))}, `attempt 1 carries "GET / HTTP/1.1"`},
		"bytes too many":        {[]servers.Conn{course(1, 0, 9, report+"xyz")}, "on attempt 1: the request is malformed"},
		"without a Host":        {[]servers.Conn{course(1, 0, 9, strings.Replace(askState, "Host: a\r\n", "", 1))}, "on attempt 1: "},
		"the wrong Host":        {[]servers.Conn{course(1, 0, 9, strings.Replace(askState, "Host: a", "Host: b", 1))}, `it sent "Host: b"`},
		"a length too short":    {[]servers.Conn{course(1, 0, 9, strings.Replace(report, "Length: 2", "Length: 1", 1))}, "on attempt 1: the request is malformed"},
		"nothing":               {nil, "it sent no request (why)"},
		"blank line in between": {[]servers.Conn{course(1, 0, 9, askState, "\r\n"+askState)}, "on attempt 1: the request is malformed"},
	} {
		t.Run(name, func(t *testing.T) { judge(t, match.KeepRequestsApart(), together(test.conns...), test.want) })
	}
}

func TestKeepTheFirst(t *testing.T) {
	first, failed := course(1, 0, 9, askState, askState), course(4, 5, 0)
	for name, test := range map[string]struct {
		r    *harness.Result
		want string
	}{
		"kept":                     {saying(together(first, failed), "report failed: 62"), ""},
		"ended when all was over":  {saying(together(course(1, 8, 7, askState, askState), failed), "report failed"), ""},
		"in silence":               {together(first, failed), `the console never says "report failed"`},
		"never tried":              {saying(together(first), "report failed"), "it made no connection beside the first"},
		"sent all the same":        {saying(together(first, failed, course(6, 7, 6, report)), "report failed"), `it sent "POST /report HTTP/1.1" on attempt 3 all the same`},
		"made anew":                {saying(together(course(1, 5, 2, askState), failed, course(6, 0, 9, askState)), "report failed"), "made it anew on attempt 3"},
		"ended before the last":    {saying(together(course(1, 6, 5, askState, askState), failed, course(7, 8, 0)), "report failed"), "its first connection was ended before attempt 3"},
		"nothing more asked":       {saying(together(course(1, 0, 2, askState), failed), "report failed"), "it asked nothing more on its first connection after attempt 2 had failed"},
		"not even the first there": {saying(together(course(1, 2, 0), failed), "report failed"), "no request \"GET /state HTTP/1.1\" came"},
		"crashed":                  {crashed(), "boom"},
	} {
		t.Run(name, func(t *testing.T) { judge(t, match.KeepTheFirst(), test.r, test.want) })
	}
}

func TestMakeTheFirstAnew(t *testing.T) {
	lost := course(1, 3, 2, askState)
	judge(t, match.MakeTheFirstAnew(), together(lost, course(4, 0, 9, askState, askState), course(5, 7, 6, report)), "")
	judge(t, match.MakeTheFirstAnew(), together(lost, course(5, 7, 6, report)), `"GET /state HTTP/1.1" came on attempt 1 alone`)
	judge(t, match.MakeTheFirstAnew(), together(lost, course(4, 0, 9, askState, askState)), `no request "POST /report HTTP/1.1" came`)
	judge(t, match.MakeTheFirstAnew(), crashed(), "boom")
}
