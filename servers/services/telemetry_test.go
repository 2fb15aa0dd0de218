package services

import (
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/servers/http1"
)

func TestTelemetry(t *testing.T) {
	for name, test := range map[string]struct {
		request, status, says string
		stays                 bool
	}{
		"state":             {"GET /state HTTP/1.1\r\nHost: a\r\n\r\n", "200", `"state":"ready"`, true},
		"state, once":       {"GET /state HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "200", `"state":"ready"`, false},
		"state, HTTP/1.0":   {"GET /state HTTP/1.0\r\nHost: a\r\n\r\n", "200", `"state":"ready"`, false},
		"report":            {"POST /report HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n{\"a\":1}", "200", `"taken":1`, true},
		"no report":         {"POST /report HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", "400", "no JSON object", true},
		"report by GET":     {"GET /report HTTP/1.1\r\nHost: a\r\n\r\n", "405", "not how to ask", true},
		"state by POST":     {"POST /state HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "405", "not how to ask", true},
		"something else":    {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "404", "/state and /report", true},
		"something, closed": {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "404", "/state and /report", false},
	} {
		t.Run(name, func(t *testing.T) {
			reply := Telemetry(asked(t, test.request))
			text := string(reply.Bytes())
			if !strings.HasPrefix(text, "HTTP/1.1 "+test.status) || !strings.Contains(reply.Body, test.says) || !strings.HasSuffix(text, "\r\n\r\n"+reply.Body) {
				t.Errorf("got %q, wanted %s with %q", text, test.status, test.says)
			}
			if stays := reply.KeepAlive && reply.Close == http1.KeepOpen; stays != test.stays || strings.Contains(text, "Connection: keep-alive") != test.stays {
				t.Errorf("the connection stays: %t, wanted %t: %q", stays, test.stays, text)
			}
			if strings.Count(text, "Connection: ") != 1 {
				t.Errorf("got %q, wanted one Connection header", text)
			}
		})
	}
}
