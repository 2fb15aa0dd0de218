package services

import (
	"encoding/json"
	"mime"
	"strings"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/http1"
)

// Echo sends back what it was sent, with the keys of postman-echo.com: the body as text, as form and as JSON where it is
// one, the headers in small letters, and the URL.
func Echo(x servers.Exchange) http1.Reply {
	r := x.Request
	headers := map[string]string{}
	for _, h := range r.Headers {
		headers[strings.ToLower(h.Name)] = h.Value
	}
	out := struct {
		Args    map[string]string `json:"args"`
		Data    string            `json:"data"`
		Form    map[string]string `json:"form"`
		Headers map[string]string `json:"headers"`
		JSON    json.RawMessage   `json:"json"`
		URL     string            `json:"url"`
	}{Args: map[string]string{}, Form: map[string]string{}, Headers: headers, JSON: json.RawMessage("null"), URL: "https://" + r.Get("Host") + r.Target}
	kind, _, _ := mime.ParseMediaType(r.Get("Content-Type"))
	switch kind {
	case "application/x-www-form-urlencoded":
		out.Form = parameters(r)
	case "application/json":
		if json.Valid(r.Body) {
			out.JSON = json.RawMessage(r.Body)
		}
	default:
		out.Data = string(r.Body)
	}
	return jsonReply("echo", "200 OK", out)
}
