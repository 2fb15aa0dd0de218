package match

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/http1"
)

// SendWholeRequest wants the trial's one request to be right in every respect that the contract promises.
func SendWholeRequest() types.GomegaMatcher {
	return framed("send the request that its contract promises", wholeRequest)
}

// SendWholeRequests wants every request of the trial to be so, and one at the least to come. What a firmware sends when it was
// turned away before, or is answered otherwise than ever, is made by other lines of it than its first request.
func SendWholeRequests() types.GomegaMatcher {
	return promise("send the request that its contract promises, each time that it sends one", func(r *harness.Result) string {
		if len(r.Requests()) == 0 {
			return fmt.Sprintf("it sent no request (%s)", r.Reason)
		}
		return eachRequest(r)
	})
}

// eachRequest is a sentence on the first request of the trial that is not as promised.
func eachRequest(r *harness.Result) string {
	return eachOf(r, wholeRequest)
}

// requestsOn are the requests that came over a connection. Only one that was kept alive carries several: otherwise what
// follows the first is too much.
func requestsOn(c servers.Conn) []http1.Request {
	var all []http1.Request
	for rest := c.Request; ; {
		one, err := http1.ParseRequest(rest)
		if err != nil || len(one.Rest) == 0 || len(all)+1 >= c.Requests {
			return append(all, one)
		}
		alone, _ := http1.ParseRequest(rest[:len(rest)-len(one.Rest)]) // it is the same one, which was complete
		all, rest = append(all, alone), one.Rest
	}
}

// wholeRequest judges all of a request at once: its head against RFC 9112 and the contract, its body by what was asked.
func wholeRequest(r *harness.Result, got http1.Request) string {
	want := r.Firmware.Request
	if !want.Promised() {
		return ""
	}
	if fault := faults(got, slices.Concat(lineFaults, doubleFaults, headFaults, bodyFaults)...); fault != "" {
		return fault
	}
	target := strings.ReplaceAll(want.Target, config.HostPlaceholder, r.Host)
	if want.Method != "" && got.Method != want.Method || target != "" && got.Target != target || want.Version != "" && got.Version != want.Version {
		return fmt.Sprintf("its request line is %q", got.Line)
	}
	if fault := hostFault(got, hosts(want.HostHeader, r.Host, r.Server)); fault != "" {
		return fault
	}
	for _, h := range want.Headers {
		if values := got.Values(h.Name); len(values) == 0 {
			return fmt.Sprintf("it has no header %s, but only: %s", h.Name, headerNames(got))
		} else if values[0] != h.Value {
			return fmt.Sprintf("its header %s is %q", h.Name, values[0])
		}
	}
	if want.Body.Kind == config.BodyBench && !bytes.Equal(got.Body, r.Body.Bytes()) {
		return fmt.Sprintf("its body is not the one it was asked for%s: %.60q", unasked(r), got.Body)
	}
	return bodyFault(want.Body, got.Body)
}
