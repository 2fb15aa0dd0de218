package tls12

import (
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
)

// full is a whole handshake.
func (h *handshake) full() error {
	x, err := h.exchange()
	if err != nil {
		return err
	}
	flight, err := h.flight(x)
	if err != nil {
		return err
	}
	asked := false
	for _, m := range flight {
		asked = asked || m.Kind == CertificateRequestKind
		if err := h.tell(m); err != nil {
			return err
		}
	}
	if err := h.answered(x, asked); err != nil {
		return err
	}
	client, err := h.clientFinished()
	if err != nil {
		return err
	}
	late, err := h.late()
	if err != nil {
		return err
	}
	for _, m := range late {
		if err := h.tell(m); err != nil {
			return err
		}
	}
	server, err := h.serverFinished(client)
	h.keep()
	h.conn.clientVerify, h.conn.serverVerify = client, server
	return err
}

// flight are the messages from ServerHello to ServerHelloDone.
func (h *handshake) flight(x exchange) ([]Message, error) {
	hello, err := h.hello.body()
	if err != nil {
		return nil, fmt.Errorf("making a ServerHello: %w", err)
	}
	out := []Message{{ServerHelloKind, hello}}
	if h.suite.certified() {
		chain, err := certificateBody(h.identity.Chain)
		if err != nil {
			return nil, fmt.Errorf("making a Certificate: %w", err)
		}
		out = append(out, Message{CertificateKind, chain})
	}
	params, err := h.params(x)
	if err != nil {
		return nil, err
	}
	if params != nil {
		out = append(out, Message{ServerKeyExchangeKind, params})
	}
	if h.config.Ask && h.suite.certified() {
		request, err := requestBody(h.hello.Version)
		if err != nil {
			return nil, fmt.Errorf("making a CertificateRequest: %w", err)
		}
		out = append(out, Message{CertificateRequestKind, request})
	}
	out = append(out, Message{Kind: ServerHelloDoneKind})
	if h.script.Flight != nil {
		out = h.script.Flight(out)
	}
	return out, nil
}

// params is the server's half of the key exchange, signed where it is to be.
func (h *handshake) params(x exchange) ([]byte, error) {
	if x == nil {
		return nil, nil
	}
	params, err := x.params()
	if err != nil || !h.suite.signed() {
		return params, err
	}
	return h.sign(params)
}

// answered takes the client's messages up to its ChangeCipherSpec.
func (h *handshake) answered(x exchange, asked bool) error {
	if asked {
		if err := h.clientCertificate(); err != nil {
			return err
		}
	}
	m, err := h.conn.message(ClientKeyExchangeKind)
	if err != nil {
		return err
	}
	h.note(m)
	premaster, err := x.premaster(m.Body)
	if err != nil {
		return err
	}
	randoms := slices.Concat(h.offer.Random, h.hello.Random[:])
	h.master = h.schedule.master(premaster, randoms, h.transcript, h.hello.Has(ExtExtendedMaster))
	if err := h.protect(); err != nil {
		return err
	}
	if !asked || len(h.conn.peer) == 0 {
		return nil
	}
	if m, err = h.conn.message(CertificateVerifyKind); err != nil {
		return err
	}
	if err := h.verify(m.Body); err != nil {
		return err
	}
	h.note(m)
	return nil
}

// clientCertificate takes the client's chain, or none.
func (h *handshake) clientCertificate() error {
	m, err := h.conn.message(CertificateKind)
	if err != nil {
		return err
	}
	h.note(m)
	chain, ok := parseCertificate(m.Body)
	if !ok {
		return wrong(AlertDecodeError, "the client's Certificate cannot be read")
	}
	h.conn.peer = nil
	for _, der := range chain {
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			return wrong(AlertBadCertificate, "the client's certificate cannot be read: %v", err)
		}
		h.conn.peer = append(h.conn.peer, cert)
	}
	if h.config.Verify == nil {
		return nil
	}
	if err := h.config.Verify(h.conn.peer); err != nil {
		alert := AlertBadCertificate
		errors.As(err, &alert)
		return wrong(alert, "the client's certificate is refused: %v", err)
	}
	return nil
}
