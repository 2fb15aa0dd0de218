package servers

import (
	"crypto/tls"
	"fmt"
	"slices"

	"github.com/benchtrial/benchtrial/servers/tls12"
)

// SharedIdentity is the name by which firmware tells which pre-shared key it means, where its contract has no other.
const SharedIdentity = "benchtrial"

// Agreement is what a firmware and its good server have agreed on beforehand, besides what both have of certificates. The
// zero value is nothing.
type Agreement struct {
	// Key, when set, is the pre-shared key by which each knows the other in place of any certificate (RFC 4279), and
	// Identity the name by which the client means it.
	Identity string
	Key      []byte

	// Protocols, when set, are those that the server speaks by ALPN (RFC 7301). It wants the client to offer one of them,
	// as servers do that have several protocols on one port.
	Protocols []string
}

// handShared is what a server shares that has agreed on nothing, so that a scenario can be tried by hand.
func handShared() Agreement {
	return Agreement{Identity: SharedIdentity, Key: []byte("\x1a\x2b\x3c\x4d\x5e\x6f\x70\x81\x92\xa3\xb4\xc5\xd6\xe7\xf8\x09")}
}

// SetAgreement sets what the good server keeps to from the next Use on. With a key it shows no certificate. A scenario that
// is about certificates, or about TLS itself, shows one all the same: to firmware that shares a key that is somebody who
// does not have it.
func (s *Server) SetAgreement(a Agreement) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.agreement = a
}

func (s *Server) agreed() Agreement {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.agreement
}

// ByKey tells whether the scenario leaves it to the good server how it shows who it is, so that firmware with a pre-shared key
// can meet it as well as firmware that looks at certificates.
func (sc Scenario) ByKey() bool {
	for attempt := range attemptsThatDiffer {
		if !sc.behaviour(attempt + 1).open() {
			return false
		}
	}
	return true
}

// attemptsThatDiffer is how many attempts of a scenario have to be looked at before all of its behaviours were seen.
const attemptsThatDiffer = 4

// open tells whether the behaviour leaves the handshake's messages alone.
func (b Behaviour) open() bool {
	return b.Chain.Change == nil && b.Otherwise.Change == nil && b.TLS == nil && b.Speak == nil && len(b.Wire.Script) == 0
}

// keySuites are those of a good server that knows its client by a key alone (RFC 4279, RFC 5487, RFC 6655).
var keySuites = []uint16{0x00a8, 0x00a9, 0x00ae, 0x008c, 0xc0a4, 0xc0a8}

// speaker changes the configuration of tls12 for this connection; nil has crypto/tls speak.
func (c *session) speaker() func(*tls12.Config) {
	switch b := c.behaviour; {
	case b.Speak != nil:
		return b.Speak
	case len(c.agreement.Key) > 0 && b.open():
		return func(config *tls12.Config) { config.Suites = slices.Clone(keySuites) }
	}
	return nil
}

// keyOf gives the key of an identity, and notes by which one the client has named itself.
func (c *session) keyOf(identity string) []byte {
	c.update(func(func(kind, text string)) { c.conn.Identity = identity })
	agreed := c.agreement
	if len(agreed.Key) == 0 {
		agreed = handShared()
	}
	if identity != agreed.Identity {
		return nil
	}
	return agreed.Key
}

// keepProtocols has crypto/tls speak the protocols that were agreed on. Only a good server turns those away who offer none:
// who poses as one does not.
func (c *session) keepProtocols(config *tls.Config) {
	protocols := c.agreement.Protocols
	if len(protocols) == 0 {
		return
	}
	config.NextProtos = protocols
	if !c.behaviour.open() {
		return
	}
	config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if len(hello.SupportedProtos) == 0 {
			return nil, fmt.Errorf("the client offers no protocol by ALPN, and the server wants one of %q", protocols)
		}
		return nil, nil
	}
}
