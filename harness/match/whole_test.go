package match_test

import (
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/servers"
)

// contracted is a result with these requests, each on a connection of its own, of a firmware that promises all of one.
func contracted(requests ...string) *harness.Result {
	return result(func(r *harness.Result) {
		fw := *promised
		fw.Request = config.Request{Method: "GET", Target: "https://${host}/a", Version: "HTTP/1.1", Headers: []config.Header{{Name: "Accept", Value: "*/*"}}, Body: config.Body{Kind: config.BodyNone}}
		r.Firmware, r.Host, r.Server = &fw, "api.test", "127.0.0.1:14433"
		for i, request := range requests {
			r.Conns = append(r.Conns, servers.Conn{Attempt: i + 1, Request: []byte(request), Complete: true, Requests: 1})
		}
	})
}

const asPromised = "GET https://api.test/a HTTP/1.1\r\nHost: api.test\r\nAccept: */*\r\n\r\n"

func TestSendWholeRequests(t *testing.T) {
	for want, requests := range map[string][]string{
		"it sent no request": nil,
		"":                   {asPromised, asPromised},
		`on attempt 2: its request line is "GET /`:  {asPromised, "GET /a HTTP/1.1\r\nHost: api.test\r\nAccept: */*\r\n\r\n"},
		"on attempt 2: the request is malformed":    {asPromised, "GET https://api.test/a HTTP/1.1\r\nAccept: */*\r\n\r\n"},
		`on attempt 1: it sent "Host: other"`:       {"GET https://api.test/a HTTP/1.1\r\nHost: other\r\nAccept: */*\r\n\r\n"},
		"it has no header Accept, but only: Host":   {"GET https://api.test/a HTTP/1.1\r\nHost: api.test:14433\r\n\r\n"},
		`its header Accept is "text/html"`:          {"GET https://api.test/a HTTP/1.1\r\nHost: api.test\r\nAccept: text/html\r\n\r\n"},
		"its body has 2 bytes":                      {"GET https://api.test/a HTTP/1.1\r\nHost: api.test\r\nAccept: */*\r\nContent-Length: 2\r\n\r\n{}"},
		"on attempt 1: the request is malformed: 8": {asPromised + "GET / HT"},
	} {
		judge(t, match.SendWholeRequests(), contracted(requests...), want)
	}
}

func TestRequestsOfAConnectionThatIsKeptAlive(t *testing.T) {
	kept := contracted(asPromised + asPromised)
	kept.Conns[0].Requests = 2
	judge(t, match.SendWholeRequests(), kept, "")
	kept = contracted(asPromised + "GET /b HTTP/1.1\r\nHost: api.test\r\nAccept: */*\r\n\r\n")
	kept.Conns[0].Requests = 2
	judge(t, match.SendWholeRequests(), kept, `its request line is "GET /b`)
	judge(t, match.SendItOnce(), kept, "sent its request 2 times")
}

// answered is a result with one request and what the server said to it.
func answered(reply string, lines ...string) *harness.Result {
	r := contracted(asPromised)
	r.Conns[0].Sent = []byte(reply)
	fw := *r.Firmware
	fw.Console = config.Console{Succeeded: "granted", Failed: "denied", Done: "Done!"}
	r.Firmware = &fw
	for i, l := range lines {
		r.Lines = append(r.Lines, console.Line{Text: l, At: time.Unix(100, 0).Add(time.Duration(i+1) * 10 * time.Second)})
	}
	return r
}

func TestSuccessHasToBeEarned(t *testing.T) {
	const good, bad = "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n"
	judge(t, match.ReportSuccess(), answered(good, "granted", "Done!"), "")
	judge(t, match.ReportSuccess(), answered(bad, "granted", "Done!"), `says "granted", but the server answered 400`)
	judge(t, match.ReportSuccess(), answered(good, "denied", "Done!"), `the console says "denied"`)
	judge(t, match.ClaimOnlyWhatWasGranted(), answered(bad, "denied", "Done!"), "")
	judge(t, match.ClaimOnlyWhatWasGranted(), answered(bad, "granted", "Done!"), "the server answered 400")
	silent := answered(bad, "granted")
	silent.Conns = nil
	judge(t, match.ClaimOnlyWhatWasGranted(), silent, "no request was sent")
}

func TestSendItOnce(t *testing.T) {
	const bad = "HTTP/1.1 503 Service Unavailable\r\n\r\n"
	once := answered(bad, "denied")
	judge(t, match.SendItOnce(), once, "")
	again := answered(bad, "denied")
	again.Conns = append(again.Conns, again.Conns[0])
	judge(t, match.SendItOnce(), again, "sent its request 2 times: the server had answered the first one with 503")
	again.Conns = nil
	judge(t, match.SendItOnce(), again, "it sent no request")
}

func TestEndWithTheBody(t *testing.T) {
	at := time.Unix(100, 0)
	ends := func(closed time.Duration, lines ...string) *harness.Result {
		r := answered("HTTP/1.1 200 OK\r\n\r\n", lines...)
		r.Conns[0].RepliedAt, r.Ended = at, at.Add(time.Minute)
		if closed > 0 {
			r.Conns[0].Closed = at.Add(closed)
		}
		return r
	}
	judge(t, match.EndWithTheBody(), ends(time.Second), "")
	judge(t, match.EndWithTheBody(), ends(15*time.Second), "read on for 15s")
	judge(t, match.EndWithTheBody(), ends(0), "read on for 1m0s")
	judge(t, match.EndWithTheBody(), ends(0, "granted"), "read on for 10s")
	kept := ends(0, "granted")
	kept.Lines[0].At = at.Add(time.Second)
	judge(t, match.EndWithTheBody(), kept, "")
	judge(t, match.EndWithTheBody(), contracted(asPromised), "did not wait for the reply")
}

func TestConnectionsThatAreKeptThroughThePause(t *testing.T) {
	judge(t, match.SpaceAttempts(time.Second), paused(-10, -9, -10, -11), "attempt 5 began before the connection of attempt 4 was ended: 4 of 4")
	judge(t, match.SpaceAttempts(time.Second), paused(1000, -9, 1000, 1000, 1000, 1000), "")
	held := paused(1, 2, 1, 2)
	judge(t, match.SpaceAttempts(time.Second), held, "the shortest was")
	for i := range held.Conns {
		at := held.Conns[0].Opened.Add(time.Duration(i) * time.Second)
		held.Conns[i].Opened, held.Conns[i].Closed = at, at.Add(time.Second)
	}
	judge(t, match.SpaceAttempts(time.Second), held, "kept open until the next one was made")
}

func TestRequestsOfFirmwareThatComesBack(t *testing.T) {
	const short = "POST /a HTTP/1.1\r\nHost: api.test\r\nContent-Length: 9\r\n\r\n"
	endless := func(requests ...string) *harness.Result {
		r := contracted(requests...)
		fw := *r.Firmware
		fw.Retry = config.Retry{Endless: true}
		r.Firmware = &fw
		return r
	}
	judge(t, match.SendEachHeaderOnce(), contracted(asPromised, asPromised), "2 requests reached the server, one was to come")
	judge(t, match.SendEachHeaderOnce(), endless(asPromised, asPromised), "")
	judge(t, match.SendEachHeaderOnce(), endless(), "0 requests reached the server")
	judge(t, match.SendOnceInTheEnd(), endless(asPromised, asPromised), "")
	judge(t, match.CountItsBody(), endless(asPromised, short), "on attempt 2: the request is malformed")
	last := endless(asPromised, short)
	last.Conns[1].Complete, last.Conns[1].Closed = false, time.Time{}
	judge(t, match.CountItsBody(), last, "") // the trial ended before it
}

func TestRestartAfterwards(t *testing.T) {
	ended := func(end harness.End, attempts int) *harness.Result {
		return result(func(r *harness.Result) { r.End, r.Conns = end, make([]servers.Conn, attempts) })
	}
	judge(t, match.RestartAfterwards(), ended(harness.EndRestarted, 12), "")
	judge(t, match.RestartAfterwards(), ended(harness.EndGaveUp, 12), "it did not: the firmware gave up, after 12 attempts")
	judge(t, match.RestartAfterwards(), ended(harness.EndQuiet, 1), "it did not: the firmware fell silent, after 1 attempt")
	judge(t, match.RestartAfterwards(), ended(harness.EndTooMany, 13), "attempt 13 came after the last one")
}

// PubSubClient's own example leaves a connection that failed alone until its next attempt.
func TestPausesOfALibrary(t *testing.T) {
	held := paused(1000, 1000, 1000, 1000)
	for i := range held.Conns {
		held.Conns[i].Closed = held.Conns[i].Opened.Add(999 * time.Millisecond)
	}
	judge(t, match.SpaceAttempts(time.Second), held, "kept open until the next one was made")
	fw := *held.Firmware
	fw.Service = "mqtt"
	held.Firmware = &fw
	judge(t, match.SpaceAttempts(time.Second), held, "")
	hurried := paused(0, 1, 0, 1)
	hurried.Firmware = &fw
	judge(t, match.SpaceAttempts(time.Second), hurried, "the longest")
}
