package tls12

import (
	"bytes"
	"crypto/subtle"
	"fmt"
	"slices"
)

// protect makes the keys ready, and tells the secret to whom may know.
func (h *handshake) protect() error {
	p := protection{
		suite: h.suite, version: h.hello.Version, padding: h.script.Padding,
		etm: h.hello.Has(ExtEncryptThenMAC) && !h.suite.aead(),
	}
	client, server, err := p.guards(h.schedule, h.master, slices.Concat(h.hello.Random[:], h.offer.Random))
	if err != nil {
		return err
	}
	h.conn.in.next, h.conn.out.next = client, server
	if h.config.KeyLog == nil {
		return nil
	}
	line := fmt.Appendf(nil, "CLIENT_RANDOM %x %x\n", h.offer.Random, h.master)
	if _, err := h.config.KeyLog.Write(line); err != nil {
		return fmt.Errorf("writing the key log: %w", err)
	}
	return nil
}

// clientFinished takes the client's ChangeCipherSpec and Finished.
func (h *handshake) clientFinished() ([]byte, error) {
	if err := h.conn.changed(); err != nil {
		return nil, err
	}
	if h.script.Blind {
		h.conn.in.guard = nil
		_, _, err := h.conn.record()
		return nil, err
	}
	m, err := h.conn.message(FinishedKind)
	if err != nil {
		return nil, err
	}
	want := h.schedule.finished(h.master, "client finished", h.transcript)
	if subtle.ConstantTimeCompare(m.Body, want) != 1 {
		return nil, wrong(AlertDecryptError, "the client's Finished is wrong")
	}
	h.note(m)
	return want, nil
}

// serverFinished sends the server's ChangeCipherSpec and Finished. client is what the client has said, nil when it is
// still to come.
func (h *handshake) serverFinished(client []byte) ([]byte, error) {
	if err := h.conn.send(kindChange, []byte{1}); err != nil {
		return nil, err
	}
	h.conn.out.change()
	own := h.schedule.finished(h.master, "server finished", h.transcript)
	if h.script.Finished != nil {
		own = h.script.Finished(bytes.Clone(own), client)
	}
	return own, h.tell(Message{FinishedKind, own})
}

// wantsTicket tells whether the client is to be given a ticket.
func (h *handshake) wantsTicket() bool {
	_, offered := h.offer.Extension(ExtTicket)
	return offered && h.config.Sessions != nil && h.config.Sessions.Tickets
}

// late are the messages between the client's Finished and the server's ChangeCipherSpec.
func (h *handshake) late() ([]Message, error) {
	var out []Message
	if h.wantsTicket() && h.hello.Has(ExtTicket) {
		h.ticket = h.config.Sessions.name()
		body, err := ticketBody(h.ticket)
		if err != nil {
			return nil, fmt.Errorf("making a ticket: %w", err)
		}
		out = append(out, Message{NewSessionTicketKind, body})
	}
	if h.script.Late != nil {
		out = h.script.Late(out)
	}
	return out, nil
}

// keep remembers the session, under the name that the client knows it by.
func (h *handshake) keep() {
	name := h.ticket
	if name == nil {
		name = h.hello.SessionID
	}
	if h.config.Sessions != nil && len(name) > 0 {
		h.config.Sessions.keep(name, Session{h.hello.Version, h.hello.Suite, h.master, h.hello.Has(ExtExtendedMaster)})
	}
}

// resumable is the session that the client asks to resume.
func (h *handshake) resumable() (Session, bool) {
	sessions := h.config.Sessions
	if sessions == nil || h.conn.clientVerify != nil {
		return Session{}, false
	}
	name := h.offer.SessionID
	if ticket, sent := h.offer.Extension(ExtTicket); sent && len(ticket) > 0 && sessions.Tickets {
		name = ticket
	}
	s, ok := sessions.find(name)
	_, extended := h.offer.Extension(ExtExtendedMaster)
	if !ok || s.Version > h.offer.Version || !slices.Contains(h.offer.Suites, s.Suite) || extended != s.ExtendedMaster {
		return Session{}, false
	}
	if h.script.Resumed != nil {
		h.script.Resumed(&s)
	}
	return s, true
}

// resume is a handshake with the secret of an earlier one (RFC 5246 §7.3).
func (h *handshake) resume(s Session) error {
	if h.suite.id == 0 { // not chosen yet
		h.hello.Version, h.hello.Suite = s.Version, s.Suite
		copy(h.hello.Random[:], (&Sessions{}).name())
		if err := h.resumeExtensions(s); err != nil {
			return err
		}
	}
	h.resumed, h.master = true, s.Master
	h.hello.SessionID = h.offer.SessionID
	body, err := h.hello.body()
	if err != nil {
		return fmt.Errorf("making a ServerHello: %w", err)
	}
	if err := h.tell(Message{ServerHelloKind, body}); err != nil {
		return err
	}
	if err := h.protect(); err != nil {
		return err
	}
	server, err := h.serverFinished(nil)
	if err != nil {
		return err
	}
	client, err := h.clientFinished()
	h.conn.clientVerify, h.conn.serverVerify = client, server
	return err
}

// resumeExtensions are those of a resumed handshake.
func (h *handshake) resumeExtensions(s Session) error {
	if err := h.negotiate(); err != nil {
		return err
	}
	if _, ok := h.offer.Extension(ExtRenegotiationInfo); ok || slices.Contains(h.offer.Suites, scsv) {
		h.hello.Add(ExtRenegotiationInfo, 0)
	}
	if s.ExtendedMaster {
		h.hello.Add(ExtExtendedMaster)
	}
	if suite, _ := suiteOf(s.Suite); !suite.aead() {
		if _, ok := h.offer.Extension(ExtEncryptThenMAC); ok {
			h.hello.Add(ExtEncryptThenMAC)
		}
	}
	return h.settle()
}
