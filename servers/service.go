package servers

import (
	"crypto/tls"

	"github.com/benchtrial/benchtrial/servers/http1"
	"github.com/benchtrial/benchtrial/servers/pki"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// The protocols that a Service speaks inside TLS.
const (
	ProtocolHTTP      = "http"
	ProtocolWebSocket = "websocket"
	ProtocolMQTT      = "mqtt"
)

// Exchange is what an HTTP service is asked, and over what kind of connection.
type Exchange struct {
	Request http1.Request
	Hello   *wire.ClientHello
	TLS     tls.ConnectionState
}

// Service is what the good server is to a firmware. The zero value answers every HTTP request with http1.AtOnce.
type Service struct {
	Name     string
	Protocol string // one of the protocols above; empty means ProtocolHTTP

	// Reply makes the reply to an HTTP request, where the scenario has no reply of its own.
	Reply func(Exchange) http1.Reply

	// Talk speaks any other protocol on a connection, until it is over. It returns when the client is done or the trial
	// ends.
	Talk func(*Talk)

	// Probes tells that its clients ask first, over a connection of their own, whether the server would keep to a length of
	// records (RFC 6066 §4). Such a connection is no attempt.
	Probes bool

	// TLS, when set, says what the service wants of TLS: for example a client certificate. A scenario's own TLS comes
	// after it.
	TLS func(*tls.Config, *pki.Authority)
}

// SetService sets what the server is from the next Use on.
func (s *Server) SetService(service Service) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.service = service
}

// present is the service that the server is now.
func (s *Server) present() Service {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.service
}

// choose decides which protocol a connection speaks, and who speaks it: the scenario before the service.
func (c *session) choose(scenario string) {
	switch b, service := c.behaviour, c.service; {
	case b.Talk != nil:
		c.conn.Protocol, c.talk = scenario, b.Talk
	case b.Reply.IsZero() && service.Talk != nil:
		c.conn.Protocol, c.talk = service.Protocol, service.Talk
	default:
		c.conn.Protocol = ProtocolHTTP
	}
}

// reply chooses the reply to a complete request, and notes it.
func (c *session) reply(state tls.ConnectionState) http1.Reply {
	s := c.trial.server
	s.mu.Lock()
	request, hello := c.conn.Request[c.from:], c.conn.Hello
	s.mu.Unlock()
	parsed, _ := http1.ParseRequest(request) // it is complete, or nobody would answer it
	reply := c.behaviour.Reply
	switch {
	case !reply.IsZero():
		reply = reply.To(parsed)
	case c.service.Reply != nil:
		reply = c.service.Reply(Exchange{Request: parsed, Hello: hello, TLS: state})
	default:
		reply = http1.AtOnce()
	}
	c.update(func(func(kind, text string)) {
		c.conn.Reply, c.conn.ReplyBody = reply.Name, reply.Body
		c.conn.ReplyFails = reply.Fails || c.trial.scenario.ReplyBroken
		c.conn.ReplyMayFail = reply.MayFail
	})
	return reply
}
