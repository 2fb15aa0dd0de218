package match

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers/http1"
)

// framed makes a matcher of a check on the request. A firmware that gives up after some attempts sends one; one that comes back
// again and again may send many, and each is judged.
func framed(wanted string, c func(*harness.Result, http1.Request) string) types.GomegaMatcher {
	return promise(wanted, func(r *harness.Result) string {
		requests := r.Requests()
		if comesBack(r) && len(requests) > 0 {
			return eachOf(r, c)
		}
		if len(requests) != 1 {
			return fmt.Sprintf("%d requests reached the server, one was to come (%s)", len(requests), r.Reason)
		}
		// An unfinished request is judged as far as it came; what is missing is among its faults.
		request, _ := http1.ParseRequest(requests[0].Request)
		return c(r, request)
	})
}

// comesBack tells of a firmware that may send its request again and again by itself: no end of it is promised.
func comesBack(r *harness.Result) bool { return r.Firmware.Retry.Attempts == 0 }

// eachOf is a sentence on the first request of the trial that does not pass the check. One that the end of the trial cut short
// is none yet.
func eachOf(r *harness.Result, c func(*harness.Result, http1.Request) string) string {
	for i, conn := range r.Requests() {
		if i > 0 && !conn.Complete && conn.Closed.IsZero() {
			continue
		}
		for _, one := range requestsOn(conn) {
			if fault := c(r, one); fault != "" {
				return fmt.Sprintf("on attempt %d: %s", conn.Attempt, fault)
			}
		}
	}
	return ""
}

// SendRequestLine wants the request line of the contract, byte for byte.
func SendRequestLine(want config.Request) types.GomegaMatcher {
	return framed(fmt.Sprintf("send the request line %q", strings.Join(lineParts(want), " ")), func(_ *harness.Result, got http1.Request) string {
		if want.Method != "" && got.Method != want.Method || want.Target != "" && got.Target != want.Target ||
			want.Version != "" && got.Version != want.Version {
			return fmt.Sprintf("it sent %q", got.Line)
		}
		return faults(got, lineFaults...)
	})
}

func lineParts(want config.Request) []string {
	parts := []string{want.Method, want.Target, want.Version}
	for i, p := range parts {
		if p == "" {
			parts[i] = "(any)"
		}
	}
	return parts
}

// SendEachHeaderOnce wants no header twice.
func SendEachHeaderOnce() types.GomegaMatcher {
	return framed("send each header once", func(_ *harness.Result, got http1.Request) string {
		seen := map[string]string{}
		for _, h := range got.Headers {
			name := strings.ToLower(h.Name)
			if before, ok := seen[name]; ok {
				return fmt.Sprintf("it sent %q and %q", before, h.Raw)
			}
			seen[name] = h.Raw
		}
		return faults(got, doubleFaults...)
	})
}

// SendHeader wants the header with exactly this value, once.
func SendHeader(name, value string) types.GomegaMatcher {
	return framed(fmt.Sprintf("send the header %q", name+": "+value), func(_ *harness.Result, got http1.Request) string {
		switch values := got.Values(name); {
		case len(values) == 0:
			return "it sent no such header, but only: " + headerNames(got)
		case len(values) > 1:
			return fmt.Sprintf("it sent it %d times: %q", len(values), values)
		case values[0] != value:
			return fmt.Sprintf("it sent %q", name+": "+values[0])
		}
		return ""
	})
}

// SendHostOf wants the Host header to name the server that the firmware connected to, with its port or without as the
// contract says; a contract that says nothing allows both.
func SendHostOf(kind, host, server string) types.GomegaMatcher {
	allowed := hosts(kind, host, server)
	return framed(fmt.Sprintf("send %q", "Host: "+strings.Join(allowed, `" or "Host: `)), func(_ *harness.Result, got http1.Request) string {
		return hostFault(got, allowed)
	})
}

// hosts are the values of a Host header that the contract allows.
func hosts(kind, host, server string) []string {
	port := server[strings.LastIndexByte(server, ':')+1:]
	allowed := []string{host, host + ":" + port}
	switch kind {
	case config.HostAsConnected:
		allowed = allowed[:1]
	case config.HostWithPort:
		allowed = allowed[1:]
	}
	return allowed
}

// hostFault says what is wrong with the Host header.
func hostFault(got http1.Request, allowed []string) string {
	values := got.Values("Host")
	if fault := faults(got, hostFaults...); fault != "" {
		return fault + "; its headers are: " + headerNames(got)
	}
	if len(values) > 0 && !slices.Contains(allowed, values[0]) {
		return fmt.Sprintf("it sent %q", "Host: "+values[0])
	}
	return ""
}

// FrameWithCRLF wants a head whose every line ends in CRLF, and that is otherwise well-formed.
func FrameWithCRLF() types.GomegaMatcher {
	return framed("end every line of the head in CRLF", func(_ *harness.Result, got http1.Request) string {
		return faults(got, headFaults...)
	})
}

// The faults of a request by what they are about. A test holds that each fault that there is belongs somewhere.
var (
	lineFaults   = []string{http1.BadRequestLine, http1.LeadingBlankLine, http1.BadMethod, http1.BadTarget, http1.BadVersion}
	doubleFaults = []string{http1.DoubledHeader, http1.LengthTwice}
	hostFaults   = []string{http1.MissingHost, http1.EmptyHost}
	headFaults   = []string{http1.BareLF, http1.BareCR, http1.NoBlankLine, http1.NoColon, http1.BadHeaderName,
		http1.SpaceBeforeColon, http1.BadHeaderValue, http1.ObsFold, http1.LeadingBlankLine}
	bodyFaults = []string{http1.NoLength, http1.LengthNotANumber, http1.LengthTwice, http1.LengthTooLarge, http1.LengthTooSmall,
		http1.BodyWithoutLength, http1.LengthAndChunked, http1.UnknownEncoding, http1.ChunkedInHTTP10, http1.BadChunk,
		http1.ChunksNotEnded, http1.BytesAfterRequest}
)

// unasked says that a firmware whose contract lets the bench choose the body never asked for it.
func unasked(r *harness.Result) string {
	if r.Firmware.Request.Body.Kind == config.BodyBench && !bytes.Contains(r.Text, []byte("[bench] body?")) {
		return " (the firmware never asked \"[bench] body?\" on the console: does it use BENCH_BODY, after Serial.begin?)"
	}
	return ""
}

// CountItsBody wants a Content-Length that is the number of bytes of the body that follows.
func CountItsBody() types.GomegaMatcher {
	return framed("send a Content-Length that is its body's length in bytes", func(r *harness.Result, got http1.Request) string {
		if fault := faults(got, bodyFaults...); fault != "" {
			return fault
		}
		if got.Chunked {
			return ""
		}
		sent := len(got.Body) + len(got.Rest)
		if asked := len(r.Body.Bytes()); r.Firmware.Request.Body.Kind == config.BodyBench && got.Length >= 0 && got.Length != asked {
			return fmt.Sprintf("it sent %q for a body of %d bytes, %d of which came%s", "Content-Length: "+strconv.Itoa(got.Length), asked, sent, unasked(r))
		}
		return ""
	})
}

// SendNothingAfterTheBody wants the request to end where its head says.
func SendNothingAfterTheBody() types.GomegaMatcher {
	return framed("send nothing after the body", func(_ *harness.Result, got http1.Request) string {
		if len(got.Rest) > 0 {
			return fmt.Sprintf("%d more bytes follow: %.60q", len(got.Rest), got.Rest)
		}
		return ""
	})
}

// SendBody wants exactly these bytes as the body.
func SendBody(want []byte) types.GomegaMatcher {
	return framed(fmt.Sprintf("send the body it was asked for, %d bytes", len(want)), func(r *harness.Result, got http1.Request) string {
		if bytes.Equal(got.Body, want) {
			return ""
		}
		at := firstDifference(got.Body, want)
		return fmt.Sprintf("it sent %d bytes that differ from byte %d on: %.60q, wanted %.60q%s", len(got.Body), at, got.Body[at:], want[at:], unasked(r))
	})
}

// SendBodyAs wants a body of the kind that the contract names.
func SendBodyAs(want config.Body) types.GomegaMatcher {
	return framed(fmt.Sprintf("send a body of the kind %q", want.Kind), func(_ *harness.Result, got http1.Request) string {
		return bodyFault(want, got.Body)
	})
}

// bodyFault says how a body is not of the kind that the contract names.
func bodyFault(want config.Body, got []byte) string {
	switch want.Kind {
	case config.BodyJSON:
		if !json.Valid(got) {
			return fmt.Sprintf("its body is no JSON: %.120q", got)
		}
	case config.BodyForm:
		if _, err := url.ParseQuery(string(got)); err != nil || len(got) == 0 {
			return fmt.Sprintf("its body is no form: %.120q", got)
		}
	case config.BodyNone:
		if len(got) > 0 {
			return fmt.Sprintf("its body has %d bytes: %.120q", len(got), got)
		}
	case config.BodyText:
		if string(got) != want.Text {
			return fmt.Sprintf("its body is %.120q, wanted %.120q", got, want.Text)
		}
	}
	return ""
}

// faults is a sentence on each fault of the request that is named.
func faults(r http1.Request, names ...string) string {
	var found []string
	for _, f := range r.Faults {
		for _, name := range names {
			if f.Name == name {
				found = append(found, fmt.Sprintf("%s (%s, at byte %d)", f.Doc, f.Name, f.Offset))
			}
		}
	}
	if len(found) == 0 {
		return ""
	}
	if len(found) > 3 {
		found = append(found[:3], fmt.Sprintf("and %d more", len(found)-3))
	}
	return "the request is malformed: " + strings.Join(found, "; ")
}

func headerNames(r http1.Request) string {
	names := make([]string, len(r.Headers))
	for i, h := range r.Headers {
		names[i] = h.Name
	}
	return strings.Join(names, ", ")
}

func firstDifference(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}
