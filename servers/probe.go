package servers

import "github.com/benchtrial/benchtrial/servers/wire"

// A probe is a connection with which a client asks whether the server would keep to a length of records, and nothing else:
// BearSSL::WiFiClientSecure::probeMaxFragmentLength() of the ESP8266's core makes one. It is no attempt to connect. What it
// meets is what the attempt meets that it precedes.

// probes tells whether a connection with that ClientHello is one, of a client that makes them. The core fills a probe's random
// with the same bytes each time, by design; a client that means to go on never sends a random twice. server.mu is held.
func (s *Server) probes(service Service, hello *wire.ClientHello) bool {
	if !service.Probes || hello.MFLN == 0 {
		return false
	}
	if hello.Constant() || s.randoms[hello.Random] {
		return true
	}
	if s.randoms == nil {
		s.randoms = map[[32]byte]bool{}
	}
	s.randoms[hello.Random] = true
	return false
}

// recognise takes a connection that is a probe out of the count of attempts, so that the next one is the attempt that this
// one was taken for. server.mu is held.
func (c *session) recognise() {
	if c.trial.server.probes(c.service, c.conn.Hello) {
		c.conn.Probe = true
		c.trial.attempts--
	}
}

// probe tells whether the connection is known to be one.
func (c *session) probe() bool {
	c.trial.server.mu.Lock()
	defer c.trial.server.mu.Unlock()
	return c.conn.Probe
}

// known ends a connection that is not served, once it is known whether it is a probe: only its ClientHello tells.
func (c *session) known(end func() End) End {
	if c.service.Probes {
		return c.afterHello(end)
	}
	return end()
}

// Probes is a snapshot of this trial's probes, which Seen leaves out, in order.
func (s *Server) Probes() []Conn { return s.seen(true) }

// seen is a snapshot of the trial's connections that are probes, or of those that are not.
func (s *Server) seen(probes bool) []Conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Conn
	for _, c := range s.trial.sessions {
		if c.conn.Probe == probes {
			out = append(out, c.snapshot())
		}
	}
	return out
}
