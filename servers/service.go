package servers

import (
	"crypto/tls"

	"github.com/benchtrial/benchtrial/servers/http1"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// Exchange is what a service is asked, and over what kind of connection.
type Exchange struct {
	Request http1.Request
	Hello   *wire.ClientHello
	TLS     tls.ConnectionState
}

// Service makes the reply of a good server out of the request, where the scenario has no reply of its own.
type Service func(Exchange) http1.Reply

// SetService sets what answers requests from the next Use on; nil answers each with http1.AtOnce.
func (s *Server) SetService(service Service) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.service = service
}

// reply chooses the reply to a complete request, and notes it.
func (c *session) reply(state tls.ConnectionState) http1.Reply {
	s := c.trial.server
	s.mu.Lock()
	service, request, hello := s.service, c.conn.Request, c.conn.Hello
	s.mu.Unlock()
	reply := c.behaviour.Reply
	switch {
	case !reply.IsZero():
	case service != nil:
		parsed, _ := http1.ParseRequest(request) // it is complete, or nobody would answer it
		reply = service(Exchange{Request: parsed, Hello: hello, TLS: state})
	default:
		reply = http1.AtOnce()
	}
	c.update(func(func(kind, text string)) { c.conn.Reply, c.conn.ReplyBody = reply.Name, reply.Body })
	return reply
}
