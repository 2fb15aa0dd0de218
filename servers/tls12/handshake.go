package tls12

import (
	"bytes"
	"crypto/rand"
	"slices"
)

// handshake is one handshake of a connection. The caller holds the connection's locks.
type handshake struct {
	conn     *Conn
	config   *Config
	script   *Script
	identity Identity

	offer    *ClientHello
	hello    ServerHello
	suite    suite
	schedule schedule
	protocol string // that ALPN has chosen
	ticket   []byte // that the client is given, or nil

	transcript []byte
	master     []byte
	resumed    bool
}

// run begins with the client's hello.
func (h *handshake) run(m Message) error {
	var err error
	if h.offer, err = ParseClientHello(m.Body); err != nil {
		return wrong(AlertDecodeError, "%v", err)
	}
	h.note(m)
	if err := h.bound(); err != nil {
		return err
	}
	if session, ok := h.resumable(); ok {
		return h.resume(session)
	}
	if err := h.choose(); err != nil {
		return err
	}
	if h.script.Invent {
		return h.resume(Session{Version: h.hello.Version, Suite: h.hello.Suite, Master: make([]byte, masterLen)})
	}
	return h.full()
}

// note puts a message into the transcript; a HelloRequest has no place there (RFC 5246 §7.4.1.1).
func (h *handshake) note(m Message) {
	if m.Kind != HelloRequestKind {
		h.transcript = append(h.transcript, m.bytes()...)
	}
}

// tell sends a message.
func (h *handshake) tell(m Message) error {
	h.note(m)
	return h.conn.send(kindHandshake, m.bytes())
}

// bound looks at the client's renegotiation_info (RFC 5746 §3.6, §3.7).
func (h *handshake) bound() error {
	again := h.conn.clientVerify != nil
	info, sent := h.offer.Extension(ExtRenegotiationInfo)
	switch {
	case sent && (len(info) < 1 || !bytes.Equal(info[1:], h.conn.clientVerify) || int(info[0]) != len(info)-1):
		return wrong(AlertHandshakeFailure, "the renegotiation_info is not that of the handshake before")
	case again && (!sent || slices.Contains(h.offer.Suites, scsv)):
		return wrong(AlertHandshakeFailure, "a second handshake is not bound to the first")
	}
	return nil
}

// choose decides on what the hello says.
func (h *handshake) choose() error {
	least, most := h.config.versions()
	h.hello.Version = min(h.offer.Version, most)
	if h.hello.Version < least {
		return wrong(AlertProtocolVersion, "the client speaks %#04x at the most", h.offer.Version)
	}
	if !slices.Contains(h.offer.Compressions, 0) {
		return wrong(AlertIllegalParameter, "the client wants to compress")
	}
	i := slices.IndexFunc(h.config.suites(), h.takes)
	if i < 0 && h.script.Hello == nil {
		return wrong(AlertHandshakeFailure, "the client offers no suite that is taken")
	}
	h.hello.Suite = h.config.suites()[max(i, 0)]
	_, _ = rand.Read(h.hello.Random[:]) // it never fails
	if s := h.config.Sessions; s != nil && !h.wantsTicket() {
		h.hello.SessionID = s.name()
	}
	return h.extend()
}

// takes tells whether a suite can be used with this client.
func (h *handshake) takes(id uint16) bool {
	s, ok := suiteOf(id)
	if !ok || !slices.Contains(h.offer.Suites, id) || !s.speaks(h.hello.Version) || s.psk() && h.config.PSK == nil {
		return false
	}
	switch s.exchange {
	case ECDHERSA, ECDHEECDSA, ECDHEPSK:
		if h.offer.Groups != nil && !slices.ContainsFunc(h.config.groups(), h.offersGroup) {
			return false
		}
	}
	switch s.exchange {
	case RSA, DHERSA, ECDHERSA, RSAPSK:
		return kindOf(h.identity.Key) == kindRSA
	case ECDHEECDSA, ECDHRSA, ECDHECDSA:
		return kindOf(h.identity.Key) == kindECDSA
	}
	return true
}

func (h *handshake) offersGroup(g uint16) bool { return slices.Contains(h.offer.Groups, g) }

// group is the curve of a key exchange: one that both take, or the server's own where a script has its way.
func (h *handshake) group() uint16 {
	groups := h.config.groups()
	if h.offer.Groups == nil && slices.Contains(groups, P256) {
		return P256 // RFC 8422 §4: a client that says nothing takes any, and this one is everybody's
	}
	if i := slices.IndexFunc(groups, h.offersGroup); i >= 0 {
		return groups[i]
	}
	return groups[0]
}

// extend answers the client's extensions, and then lets the script have its way with the hello.
func (h *handshake) extend() error {
	if err := h.negotiate(); err != nil {
		return err
	}
	suite, _ := suiteOf(h.hello.Suite)
	offered := func(kind uint16) bool { _, ok := h.offer.Extension(kind); return ok }
	if offered(ExtRenegotiationInfo) || slices.Contains(h.offer.Suites, scsv) {
		binding := slices.Concat(h.conn.clientVerify, h.conn.serverVerify)
		if r := h.script.Renegotiate; r != nil && r.Binding != nil && h.conn.clientVerify != nil {
			binding = r.Binding(binding)
		}
		h.hello.Add(ExtRenegotiationInfo, append([]byte{uint8(len(binding))}, binding...)...)
	}
	if offered(ExtExtendedMaster) {
		h.hello.Add(ExtExtendedMaster)
	}
	if offered(ExtEncryptThenMAC) && !suite.aead() && suite.cipher != null {
		h.hello.Add(ExtEncryptThenMAC)
	}
	if h.wantsTicket() {
		h.hello.Add(ExtTicket)
	}
	return h.settle()
}

// negotiate chooses a protocol by ALPN.
func (h *handshake) negotiate() error {
	if len(h.offer.Protocols) == 0 || len(h.config.Protocols) == 0 {
		return nil
	}
	i := slices.IndexFunc(h.config.Protocols, func(p string) bool { return slices.Contains(h.offer.Protocols, p) })
	if i < 0 {
		return wrong(AlertNoProtocol, "the client offers no protocol that is spoken")
	}
	h.protocol = h.config.Protocols[i]
	n := len(h.protocol)
	h.hello.Add(ExtProtocols, append([]byte{uint8((n + 1) >> 8), uint8(n + 1), uint8(n)}, h.protocol...)...)
	return nil
}

// settle makes the hello final.
func (h *handshake) settle() error {
	if h.script.Hello != nil {
		h.script.Hello(h.offer, &h.hello)
	}
	var ok bool
	if h.suite, ok = suiteOf(h.hello.Suite); !ok {
		return wrong(AlertHandshakeFailure, "the server itself does not speak the suite %#04x", h.hello.Suite)
	}
	h.schedule = schedule{h.hello.Version, h.suite.prf}
	h.conn.version, h.conn.agreed = h.hello.Version, true
	return nil
}
