package http1

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const good = "POST /oauth/token HTTP/1.0\r\n" +
	"Host: api.bench.test\r\n" +
	"User-Agent: bench\r\n" +
	"Content-Length: 7\r\n" +
	"Content-Type: application/json\r\n" +
	"\r\n" +
	"a=1&b=2"

func TestParseRequest(t *testing.T) {
	r, err := ParseRequest([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if r.Line != "POST /oauth/token HTTP/1.0" || r.Method != "POST" || r.Target != "/oauth/token" || r.Version != "HTTP/1.0" {
		t.Errorf("request line read as %q: %q %q %q", r.Line, r.Method, r.Target, r.Version)
	}
	if len(r.Headers) != 4 || r.Get("content-TYPE") != "application/json" || r.Get("Accept") != "" {
		t.Errorf("headers %+v", r.Headers)
	}
	if h := r.Headers[1]; h.Raw != "User-Agent: bench" || !strings.HasPrefix(good[h.Offset:], h.Raw) {
		t.Errorf("header %+v", h)
	}
	if r.HeadLen != len(good)-7 || r.Length != 7 || string(r.Body) != "a=1&b=2" || len(r.Rest) != 0 {
		t.Errorf("head of %d bytes, body %q, rest %q", r.HeadLen, r.Body, r.Rest)
	}
	if len(r.Faults) != 0 || len(r.BareLF) != 0 {
		t.Errorf("faults in a good request: %+v", r.Faults)
	}
}

// Requests without a fault, in the forms that the stacks' libraries give them.
func TestGoodRequests(t *testing.T) {
	for _, raw := range []string{
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
		"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET https://x/ HTTP/1.1\r\nHost: x\r\n\r\n",
		"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /?q=%20 HTTP/1.1\r\nHost:x\r\nAccept: a\r\nAccept: b\r\nX-Empty:\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\näö",
		"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nT: v\r\n\r\n",
	} {
		r, err := ParseRequest([]byte(raw))
		if err != nil || len(r.Faults) != 0 || len(r.Rest) != 0 {
			t.Errorf("%q: %v, %+v, rest %q", raw, err, r.Faults, r.Rest)
		}
	}
}

// Each fault is found by its name, alone and at its place; what the request means is still understood.
func TestFaults(t *testing.T) {
	head := "POST / HTTP/1.1\r\nHost: x\r\n"
	cases := []struct {
		fault  string
		raw    string
		offset int
		body   string
		rest   string
	}{
		{BareLF, "POST / HTTP/1.1\nHost: x\r\nContent-Length: 2\n\nab", 15, "ab", ""},
		{BareCR, "GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n", 29, "", ""},
		{LeadingBlankLine, "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", 0, "", ""},
		{BadRequestLine, "GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 0, "", ""},
		{BadMethod, "post / HTTP/1.1\r\nHost: x\r\n\r\n", 0, "", ""},
		{BadTarget, "GET post HTTP/1.1\r\nHost: x\r\n\r\n", 4, "", ""},
		{BadVersion, "GET / HTTPS/1.1\r\nHost: x\r\n\r\n", 6, "", ""},
		{NoColon, "GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n", 25, "", ""},
		{BadHeaderName, "GET / HTTP/1.1\r\nHost: x\r\nA B: c\r\n\r\n", 25, "", ""},
		{BadHeaderName, "GET / HTTP/1.1\r\nHost: x\r\n: c\r\n\r\n", 25, "", ""},
		{SpaceBeforeColon, "GET / HTTP/1.1\r\nHost : x\r\n\r\n", 20, "", ""},
		{BadHeaderValue, "GET / HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n", 29, "", ""},
		{ObsFold, "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", 31, "", ""},
		{DoubledHeader, "GET / HTTP/1.1\r\nHost: x\r\nhost: y\r\n\r\n", 25, "", ""},
		{MissingHost, "GET / HTTP/1.0\r\n\r\n", 0, "", ""},
		{EmptyHost, "GET / HTTP/1.0\r\nHost: \r\n\r\n", 16, "", ""},
		{LengthNotANumber, head + "Content-Length: two\r\n\r\nab", 26, "ab", ""},
		{LengthNotANumber, head + "Content-Length: -2\r\n\r\nab", 26, "ab", ""},
		{LengthNotANumber, head + "Content-Length:\r\n\r\nab", 26, "ab", ""},
		{LengthNotANumber, head + "Content-Length: 99999999999999999999\r\n\r\nab", 26, "ab", ""},
		{LengthNotANumber, head + "Content-Length: 1099511627777\r\n\r\nab", 26, "ab", ""},
		{LengthTwice, head + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab", 45, "ab", ""},
		{LengthTooSmall, head + "Content-Length: 2\r\n\r\nabc", 49, "ab", "c"},
		{LengthTooSmall, head + "Content-Length: 2\r\n\r\nab\r\n", 49, "ab", "\r\n"},
		{NoLength, head + "\r\n", 28, "", ""},
		{BodyWithoutLength, head + "\r\nab", 28, "", "ab"},
		{LengthAndChunked, head + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", 0, "ab", ""},
		{UnknownEncoding, head + "Content-Length: 2\r\nTransfer-Encoding: gzip\r\n\r\nab", 0, "ab", ""},
		{ChunkedInHTTP10, "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0, "", ""},
		{BadChunk, head + "Transfer-Encoding: chunked\r\n\r\nxy\r\nab\r\n0\r\n\r\n", 56, "", "xy\r\nab\r\n0\r\n\r\n"},
		{BadChunk, head + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n", 60, "a", "b\r\n0\r\n\r\n"},
		{BytesAfterRequest, head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nxy", 61, "", "xy"},
	}
	tried := map[string]bool{NoBlankLine: true, LengthTooLarge: true, ChunksNotEnded: true} // in TestUnfinished
	for _, tc := range cases {
		tried[tc.fault] = true
		r, err := ParseRequest([]byte(tc.raw))
		if err != nil || string(r.Body) != tc.body || string(r.Rest) != tc.rest {
			t.Errorf("%s: %q: %v, body %q, rest %q", tc.fault, tc.raw, err, r.Body, r.Rest)
		}
		if len(r.Faults) != 1 || r.Faults[0].Name != tc.fault || !r.Has(tc.fault) {
			t.Errorf("%s: %q: faults %+v", tc.fault, tc.raw, r.Faults)
			continue
		}
		if f := r.Faults[0]; f.Offset != tc.offset || !strings.HasSuffix(f.Doc, ".") {
			t.Errorf("%s: %q: at %d, want %d: %q", tc.fault, tc.raw, f.Offset, tc.offset, f.Doc)
		}
	}
	for _, name := range FaultNames() {
		if !tried[name] {
			t.Errorf("no request here has the fault %s", name)
		}
	}
	if len(tried) != len(FaultNames()) {
		t.Errorf("%d faults were found, %d are listed", len(tried), len(FaultNames()))
	}
}

// A request cut off anywhere is unfinished, tells how much is missing, and never finds fault with what is there.
func TestUnfinished(t *testing.T) {
	for n := range len(good) {
		r, err := ParseRequest([]byte(good[:n]))
		need, incomplete := Incomplete(err)
		if !incomplete || need < 1 || n+need > len(good) {
			t.Fatalf("cut at %d: %v, needs %d", n, err, need)
		}
		wanted := NoBlankLine
		if n >= len(good)-7 {
			wanted = LengthTooLarge
			if need != len(good)-n || string(r.Body) != "a=1&b=2"[:7-need] {
				t.Errorf("cut at %d: needs %d, body %q", n, need, r.Body)
			}
		}
		if !r.Has(wanted) {
			t.Errorf("cut at %d: faults %+v", n, r.Faults)
		}
	}
	chunked := "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: v\r\n\r\n"
	for n := strings.Index(chunked, "\r\n\r\n") + 4; n < len(chunked); n++ {
		r, err := ParseRequest([]byte(chunked[:n]))
		if _, incomplete := Incomplete(err); !incomplete || len(r.Faults) != 1 || !r.Has(ChunksNotEnded) {
			t.Errorf("cut at %d: %v, %+v", n, err, r.Faults)
		}
	}
}

// What an unfinished head holds is still there for a report.
func TestUnfinishedHeadIsKept(t *testing.T) {
	r, err := ParseRequest([]byte("POST /x HTTP/1.0\r\nHost: y\r\nContent-Le"))
	if err == nil || r.Method != "POST" || r.Get("Host") != "y" || len(r.Headers) != 2 {
		t.Errorf("%v, %+v", err, r)
	}
	if r, _ := ParseRequest([]byte("POST /x HTTP/1.0")); r.Target != "/x" {
		t.Errorf("%+v", r)
	}
}

func TestSeveralFaultsAtOnce(t *testing.T) {
	r, err := ParseRequest([]byte("post x HTTP/2\nhost : \nContent-Length: 1\n\nab"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range r.Faults {
		names = append(names, f.Name)
	}
	want := []string{BadMethod, BadTarget, BadVersion, SpaceBeforeColon, BareLF, EmptyHost, LengthTooSmall}
	if !slices.Equal(names, want) || len(r.BareLF) != 4 {
		t.Errorf("faults %q, want %q; %d bare LF", names, want, len(r.BareLF))
	}
}

// A body of bytes that look like lines is a body.
func TestBodyIsNotRead(t *testing.T) {
	body := "\n\r\n\x00\xff: \r\r\n"
	r, err := ParseRequest(fmt.Appendf(nil, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", len(body), body))
	if err != nil || string(r.Body) != body || len(r.Faults) != 0 {
		t.Errorf("%v, body %q, faults %+v", err, r.Body, r.Faults)
	}
}

func FuzzParseRequest(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"))
	f.Add([]byte("get x\n folded\n:\nContent-Length: 1\nContent-Length: x\n\nab"))
	f.Add([]byte("\r\n\r"))
	f.Add([]byte("0"))
	names := map[string]bool{}
	for _, n := range FaultNames() {
		names[n] = true
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := ParseRequest(raw)
		need, incomplete := Incomplete(err)
		if incomplete != (err != nil) || incomplete && need < 1 {
			t.Fatalf("%v, needs %d", err, need)
		}
		for _, f := range r.Faults {
			if !names[f.Name] || f.Doc == "" || f.Offset < 0 || f.Offset > len(raw) {
				t.Errorf("fault %+v in %d bytes", f, len(raw))
			}
		}
		if err == nil && !r.Chunked && r.HeadLen+len(r.Body)+len(r.Rest) != len(raw) {
			t.Errorf("head %d, body %d and rest %d are not %d bytes", r.HeadLen, len(r.Body), len(r.Rest), len(raw))
		}
		if incomplete && r.HeadLen > 0 && !r.Chunked {
			// With what it asks for, it is complete.
			if _, err := ParseRequest(append(slices.Clip(raw), make([]byte, min(need, 1<<16))...)); err != nil && need < 1<<16 {
				t.Errorf("with %d bytes more: %v", need, err)
			}
		}
	})
}
