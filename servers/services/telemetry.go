package services

import (
	"encoding/json"
	"strings"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/http1"
)

// telemetry is the name of the service below.
const telemetry = "telemetry"

// Telemetry is what a device talks to that asks for its state again and again and sends reports meanwhile: GET /state, on a
// connection that the server keeps, and POST /report with a JSON object. A connection ends when its client says so.
func Telemetry(x servers.Exchange) http1.Reply {
	r := x.Request
	switch {
	case r.Target == "/state" && r.Method == "GET":
		return kept(r, jsonReply(telemetry, "200 OK", struct {
			State    string `json:"state"`
			Interval int    `json:"interval"`
		}{"ready", 1}))
	case r.Target == "/state" || r.Target == "/report" && r.Method != "POST":
		return kept(r, reply(telemetry, "405 Method Not Allowed", "text/plain", "This is not how to ask.\n"))
	case r.Target != "/report":
		return kept(r, reply(telemetry, "404 Not Found", "text/plain", "There is /state and /report.\n"))
	}
	var report map[string]any
	if err := json.Unmarshal(r.Body, &report); err != nil {
		return kept(r, refusal(telemetry, "400 Bad Request", "no_report", "the body is no JSON object"))
	}
	return kept(r, jsonReply(telemetry, "200 OK", struct {
		Taken int `json:"taken"`
	}{len(report)}))
}

// kept leaves the connection to the client, unless that wants it to end or speaks HTTP/1.0.
func kept(request http1.Request, r http1.Reply) http1.Reply {
	if request.Version == "HTTP/1.0" || asksToClose(request) {
		return r
	}
	head := strings.TrimSuffix(string(r.Bytes()), "Connection: close\r\n\r\n"+r.Body)
	r.Pieces = []http1.Piece{{Bytes: []byte(head + "Connection: keep-alive\r\n\r\n" + r.Body)}}
	r.Close, r.KeepAlive = http1.KeepOpen, true
	return r
}
