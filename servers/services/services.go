// Package services holds what the servers of the bench answer with when nothing is wrong: small stand-ins for the public
// services that firmware talks to. They answer by the request, so that a firmware that asks wrongly is told so, as it
// would be out there.
package services

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/http1"
	"github.com/benchtrial/benchtrial/servers/mqtt"
	"github.com/benchtrial/benchtrial/servers/pki"
	"github.com/benchtrial/benchtrial/servers/ws"
)

// all are the services by the name that a firmware's contract gives them.
var all = map[string]servers.Service{
	"token":      {Name: "token", Reply: Token},
	"tls-check":  {Name: "tls-check", Reply: TLSCheck},
	"echo":       {Name: "echo", Reply: Echo},
	"telemetry":  {Name: telemetry, Reply: Telemetry},
	"edge-token": Edge(servers.Service{Name: "token", Reply: Token}),

	"commit-status": {Name: "commit-status", Reply: CommitStatus},
	"websocket-echo": {
		Name: "websocket-echo", Protocol: servers.ProtocolWebSocket, Talk: servers.WebSocket(ws.Script{}),
	},
	"mqtt": {
		Name: "mqtt", Protocol: servers.ProtocolMQTT, Talk: servers.MQTT(mqtt.Script{}), TLS: wantsClient,
	},
}

// wantsClient has a server take only clients with a certificate of the bench's authority for clients.
func wantsClient(c *tls.Config, authority *pki.Authority) {
	c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, authority.ClientPool()
}

// Lookup returns the service of that name.
func Lookup(name string) (servers.Service, bool) {
	s, ok := all[name]
	return s, ok
}

// Names lists the services.
func Names() []string {
	var names []string
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// jsonReply answers with a status and a value. A value that is no JSON is a mistake of this package.
func jsonReply(name, status string, value any) http1.Reply {
	body, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return reply(name, status, "application/json", string(body))
}

// reply answers with a status and a body, on a connection that then ends. An error is no success for anybody.
func reply(name, status, kind, body string, headers ...string) http1.Reply {
	head := []string{"HTTP/1.1 " + status, "Content-Type: " + kind, fmt.Sprintf("Content-Length: %d", len(body))}
	head = append(append(head, headers...), "Connection: close", "", "")
	return http1.Reply{
		Name: name, Doc: "The service answers the request.", Body: body, Fails: !strings.HasPrefix(status, "2"),
		Pieces: []http1.Piece{{Bytes: []byte(strings.Join(head, "\r\n") + body)}},
	}
}

// refusal is an error reply in the form of RFC 6749, 5.2, which the others use too.
func refusal(name, status, code, description string) http1.Reply {
	return jsonReply(name, status, struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}{code, description})
}
