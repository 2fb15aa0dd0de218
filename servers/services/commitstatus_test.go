package services

import (
	"strings"
	"testing"
)

func TestCommitStatus(t *testing.T) {
	const path = "/repos/esp8266/Arduino/commits/master/status"
	for name, tc := range map[string]struct {
		request string
		status  string
		body    string
	}{
		"good":         {"GET " + path + " HTTP/1.1\r\nHost: a\r\nUser-Agent: BuildFailureDetectorESP8266\r\n\r\n", "200", `{"state":"success","statuses":[`},
		"query":        {"GET " + path + "?page=1 HTTP/1.1\r\nHost: a\r\nUser-Agent: x\r\n\r\n", "200", `{"state":"success"`},
		"nobody":       {"GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n", "403", "Forbidden: "},
		"blank":        {"GET " + path + " HTTP/1.1\r\nHost: a\r\nUser-Agent:  \r\n\r\n", "403", "Forbidden: "},
		"other path":   {"GET /repos/esp8266/Arduino/status HTTP/1.1\r\nHost: a\r\nUser-Agent: x\r\n\r\n", "404", `{"message":"Not Found"}`},
		"no owner":     {"GET /repos//Arduino/commits/master/status HTTP/1.1\r\nHost: a\r\nUser-Agent: x\r\n\r\n", "404", `{"message"`},
		"nobody, lost": {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "403", "Forbidden: "},
		"post":         {"POST " + path + " HTTP/1.1\r\nHost: a\r\nUser-Agent: x\r\nContent-Length: 0\r\n\r\n", "404", `{"message"`},
	} {
		t.Run(name, func(t *testing.T) {
			reply := CommitStatus(asked(t, tc.request))
			if wire := string(reply.Bytes()); !strings.HasPrefix(wire, "HTTP/1.1 "+tc.status) || !strings.HasSuffix(wire, reply.Body) {
				t.Errorf("got %q, want %s", wire, tc.status)
			}
			if !strings.HasPrefix(reply.Body, tc.body) || reply.Fails != (tc.status != "200") {
				t.Errorf("body %q, fails %t", reply.Body, reply.Fails)
			}
			if line := strings.Index(reply.Body, "\n"); line >= 0 && line != len(reply.Body)-1 {
				t.Errorf("the body has more than one line: %q", reply.Body)
			}
		})
	}
}
