package services

import (
	"encoding/json"
	"mime"
	"net/url"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/http1"
)

// wanted are the parameters of a client-credentials request (RFC 6749, 4.4.2), with the client's name in the body.
var wanted = []string{"grant_type", "client_id"}

// Token is an OAuth server's token endpoint. A request without one of its parameters, or whose Content-Type does not say
// how to read the body, gets 400 with the first missing parameter named: the answer that the author of the first article
// got, and could not explain.
func Token(x servers.Exchange) http1.Reply {
	const name = "token"
	if x.Request.Method != "POST" {
		return refusal(name, "405 Method Not Allowed", "invalid_request", "the token endpoint takes POST")
	}
	given := parameters(x.Request)
	for _, p := range wanted {
		if given[p] == "" {
			return refusal(name, "400 Bad Request", "invalid_request", "missing parameter: "+p)
		}
	}
	return jsonReply(name, "200 OK", struct {
		Token     string `json:"access_token"`
		Type      string `json:"token_type"`
		ExpiresIn int    `json:"expires_in"`
	}{"bench-" + given["client_id"], "Bearer", 3600})
}

// parameters reads the body as its Content-Type says; a body of an unknown type has none.
func parameters(r http1.Request) map[string]string {
	out := map[string]string{}
	kind, _, _ := mime.ParseMediaType(r.Get("Content-Type"))
	switch kind {
	case "application/json":
		var values map[string]any
		if json.Unmarshal(r.Body, &values) != nil {
			return out
		}
		for key, v := range values {
			if text, ok := v.(string); ok {
				out[key] = text
			}
		}
	case "application/x-www-form-urlencoded":
		values, _ := url.ParseQuery(string(r.Body)) // what can be read is kept
		for key := range values {
			out[key] = values.Get(key)
		}
	}
	return out
}
