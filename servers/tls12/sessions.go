package tls12

import (
	"bytes"
	"crypto/rand"
	"sync"
)

// Session is what is left of a handshake, for later ones to begin with.
type Session struct {
	Version        uint16
	Suite          uint16
	Master         []byte
	ExtendedMaster bool
}

// Sessions are those that a server remembers. One value serves all its connections.
type Sessions struct {
	// Tickets has the server give tickets to clients that want them (RFC 5077). They name a session that the server
	// remembers, as a session ID does, which a client cannot tell.
	Tickets bool

	mu    sync.Mutex
	known map[string]Session
}

// mostSessions is how many are remembered: then the server forgets them all.
const mostSessions = 1000

// name makes a name for a session to come.
func (*Sessions) name() []byte {
	name := make([]byte, 32)
	_, _ = rand.Read(name) // it never fails
	return name
}

// keep remembers a session.
func (s *Sessions) keep(name []byte, session Session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil || len(s.known) >= mostSessions {
		s.known = map[string]Session{}
	}
	session.Master = bytes.Clone(session.Master)
	s.known[string(name)] = session
}

// find gives a session by its name.
func (s *Sessions) find(name []byte) (Session, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	session, ok := s.known[string(name)]
	session.Master = bytes.Clone(session.Master)
	return session, ok
}
