package servers

import (
	"bytes"
	"slices"

	"github.com/benchtrial/benchtrial/servers/tls12"
)

// hello is a server whose ServerHello is changed, and whose handshake agrees with it.
func hello(change func(h *tls12.ServerHello)) Behaviour {
	return script(tls12.Script{Hello: func(_ *tls12.ClientHello, h *tls12.ServerHello) { change(h) }})
}

// agreedHellos are servers that answer extensions otherwise than most, or answer what nobody asked. The whole handshake
// agrees with that, so that the client alone decides.
func agreedHellos() []Scenario {
	all := []Scenario{
		meeting("renegotiation-info-missing",
			"The ServerHello has no renegotiation_info, as that of servers from before RFC 5746.",
			hello(func(h *tls12.ServerHello) { h.Remove(tls12.ExtRenegotiationInfo) })),
		meeting("renegotiation-info-twice-agreed",
			"The ServerHello has the extension renegotiation_info twice, and the rest of the handshake agrees with it.",
			hello(func(h *tls12.ServerHello) { h.Add(tls12.ExtRenegotiationInfo, 0) })),
		meeting("no-extended-master-secret",
			"The ServerHello does not take up the client's offer of extended_master_secret (RFC 7627).",
			hello(func(h *tls12.ServerHello) { h.Remove(tls12.ExtExtendedMaster) })),
		meeting("extended-master-secret-unasked",
			"The ServerHello has extended_master_secret, whether it was offered or not, and the keys follow it.",
			hello(func(h *tls12.ServerHello) {
				h.Remove(tls12.ExtExtendedMaster)
				h.Add(tls12.ExtExtendedMaster)
			})),
		meeting("server-name-acknowledged", "The ServerHello says with an empty server_name that it has read the name.",
			hello(func(h *tls12.ServerHello) { h.Add(tls12.ExtServerName) })),
		meeting("server-name-filled", "The ServerHello has a server_name that is not empty, as it must be (RFC 6066 §3).",
			hello(func(h *tls12.ServerHello) { h.Add(tls12.ExtServerName, 0, 4, 0, 0, 1, 'x') })),
		meeting("point-formats-sent", "The ServerHello says that it takes points uncompressed.",
			hello(func(h *tls12.ServerHello) { h.Add(tls12.ExtPointFormats, 1, 0) })),
		meeting("point-formats-other", "The ServerHello says that it takes points compressed only.",
			hello(func(h *tls12.ServerHello) { h.Add(tls12.ExtPointFormats, 1, 1) })),
		meeting("no-extensions", "The ServerHello has no extensions at all, as that of very old servers.",
			hello(func(h *tls12.ServerHello) { h.Extensions = nil })),
		meeting("server-random-zero", "The server's random is all zeros.",
			hello(func(h *tls12.ServerHello) { h.Random = [32]byte{} })),
		meeting("encrypt-then-mac-with-aead",
			"The ServerHello has encrypt_then_mac for a suite that has no MAC, which RFC 7366 §3 forbids.",
			hello(func(h *tls12.ServerHello) { h.Add(tls12.ExtEncryptThenMAC) })),
	}
	return append(all, blockModes()...)
}

// cbcSuites are those with AES in CBC mode that every stack on trial offers.
func cbcSuites() []uint16 { return []uint16{0xc023, 0xc009, 0xc027, 0xc013} }

// blockModes are servers that take CBC alone, and differ in how they guard it.
func blockModes() []Scenario {
	cbc := func(s tls12.Script) Behaviour {
		b := script(s)
		speak := b.Speak
		b.Speak = func(c *tls12.Config) {
			speak(c)
			c.Suites = cbcSuites()
		}
		return b
	}
	return []Scenario{
		meeting("cbc-encrypt-then-mac", "The server takes CBC suites alone, with encrypt_then_mac where it is offered.",
			cbc(tls12.Script{})),
		meeting("cbc-mac-then-encrypt",
			"The server takes CBC suites alone, and does not take up an offer of encrypt_then_mac.",
			cbc(tls12.Script{Hello: func(_ *tls12.ClientHello, h *tls12.ServerHello) { h.Remove(tls12.ExtEncryptThenMAC) }})),
		meeting("cbc-padding-long", "The server takes CBC suites alone, and pads the reply with as many bytes as may be.",
			cbc(tls12.Script{Padding: func(least int) []byte {
				n := 256 - (16-least%16)%16
				return bytes.Repeat([]byte{uint8(n - 1)}, n)
			}})),
	}
}

// flights are servers with a message too many, or an odd one, in their first flight.
func flights() []Scenario {
	const reason = "The order of messages is part of what a handshake proves."
	insert := func(after tls12.Kind, m tls12.Message) tls12.Script {
		return tls12.Script{Flight: func(flight []tls12.Message) []tls12.Message {
			at := slices.IndexFunc(flight, func(m tls12.Message) bool { return m.Kind == after })
			return slices.Insert(flight, at+1, m)
		}}
	}
	request := tls12.Message{Kind: tls12.CertificateRequestKind, Body: []byte{1, 64, 0, 2, 4, 3, 0, 0}}
	return []Scenario{
		meeting("hello-request-within",
			"The server sends a HelloRequest between its Certificate and its ServerKeyExchange; RFC 5246 §7.4.1.1 has it ignored.",
			script(insert(tls12.CertificateKind, tls12.Message{Kind: tls12.HelloRequestKind}))),
		forbidden("certificate-status-unasked", "The server sends a CertificateStatus, which nobody has asked for.", reason,
			script(insert(tls12.CertificateKind, tls12.Message{Kind: tls12.CertificateStatusKind, Body: []byte{1, 0, 0, 1, 0}}))),
		forbidden("certificate-request-early", "The server asks for a certificate before its ServerKeyExchange.", reason,
			script(insert(tls12.CertificateKind, request))),
		forbidden("server-hello-done-filled", "The ServerHelloDone is not empty.", "A message that must be empty is no place for data.",
			script(tls12.Script{Flight: func(flight []tls12.Message) []tls12.Message {
				flight[len(flight)-1].Body = []byte("EVIL")
				return flight
			}})),
		forbidden("ticket-early", "The server sends a NewSessionTicket before its ServerHelloDone.", reason,
			script(insert(tls12.ServerKeyExchangeKind, ticket("EVIL")))),
		meeting("certificate-request-of-8k", "The server asks for a certificate of one of 200 issuers, of which it has no name.",
			script(tls12.Script{Flight: func(flight []tls12.Message) []tls12.Message {
				// In place of the request that there may be already.
				flight = slices.DeleteFunc(flight, func(m tls12.Message) bool { return m.Kind == tls12.CertificateRequestKind })
				return slices.Insert(flight, len(flight)-1, longRequest())
			}})),
	}
}

// longRequest names many issuers, none of which exists: an empty name would be any.
func longRequest() tls12.Message {
	name := append([]byte{0x30, 38, 0x31, 36, 0x30, 34, 6, 3, 0x55, 4, 3, 12, 27}, "Nobody's Authority, Limited"...)
	var names []byte
	for range 200 {
		names = append(append(names, 0, uint8(len(name))), name...)
	}
	body := []byte{1, 64, 0, 2, 4, 3, uint8(len(names) >> 8), uint8(len(names))}
	return tls12.Message{Kind: tls12.CertificateRequestKind, Body: append(body, names...)}
}

// ticket is a NewSessionTicket.
func ticket(content string) tls12.Message {
	body := []byte{0, 0, 0x1c, 0x20, uint8(len(content) >> 8), uint8(len(content))}
	return tls12.Message{Kind: tls12.NewSessionTicketKind, Body: append(body, content...)}
}

// ownFinishes are servers whose Finished, encrypted as it should be, is none.
func ownFinishes() []Scenario {
	const reason = "Finished is what proves that nobody changed the handshake."
	finish := func(name, doc string, change func(own, client []byte) []byte) Scenario {
		b := script(tls12.Script{Finished: change})
		b.Unfinished = true
		return forbidden(name, doc, reason, b)
	}
	return []Scenario{
		finish("finished-echoed", "The server's Finished is the client's own.", func(_, client []byte) []byte { return client }),
		finish("finished-empty", "The server's Finished is empty.", func(_, _ []byte) []byte { return nil }),
		finish("finished-short", "The server's Finished is only the first byte of what it should be.",
			func(own, _ []byte) []byte { return own[:1] }),
		finish("finished-long", "A byte follows the server's Finished.", func(own, _ []byte) []byte { return append(own, 0) }),
		finish("finished-zeros", "The server's Finished is all zeros.", func(_, _ []byte) []byte { return make([]byte, 12) }),
	}
}
