package servers

import (
	"crypto/tls"
	"strings"
)

// prepare makes the chains of a behaviour.
func (s *Server) prepare(b Behaviour) error {
	if _, err := s.chain(b); err != nil {
		return err
	}
	_, err := s.otherwise(b)
	return err
}

// otherwise is the chain for clients that ask for another host, or for none; nil when they get the same.
func (s *Server) otherwise(b Behaviour) (*tls.Certificate, error) {
	if b.Otherwise.Change == nil {
		return nil, nil
	}
	cert, err := s.cfg.PKI.Chain(s.cfg.Host, b.Otherwise)
	return &cert, err
}

// certificate chooses a chain by the name that the client asks for.
func (c *session) certificate(
	own tls.Certificate, other *tls.Certificate,
) func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	host := c.trial.server.cfg.Host
	return func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		if other != nil && !strings.EqualFold(hello.ServerName, host) {
			return other, nil
		}
		return &own, nil
	}
}

// takes tells how many of n bytes that came the server still takes, and whether it resets the connection then.
func (c *session) takes(n int) (left int, ends bool) {
	limit := c.behaviour.Takes
	if limit == 0 {
		return n, false
	}
	// Only the caller adds to Request, so that it can look at it without the lock.
	left = limit - len(c.conn.Request)
	return left, n >= left
}

// struck notes what the behaviour's script did.
func (c *session) struck(steps []string) {
	c.update(func(emit func(kind, text string)) {
		for _, s := range steps {
			c.conn.Faults = append(c.conn.Faults, s)
			emit(EventFault, s)
		}
	})
}
