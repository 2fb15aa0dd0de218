package servers

import (
	"strings"

	"github.com/benchtrial/benchtrial/servers/pki"
	"github.com/benchtrial/benchtrial/servers/tls12"
)

// resuming is a server that remembers sessions.
func resuming(sessions *tls12.Sessions, s tls12.Script) Behaviour {
	b := script(s)
	speak := b.Speak
	b.Speak = func(c *tls12.Config) {
		speak(c)
		c.Sessions = sessions
	}
	return b
}

// resumptions are servers that resume sessions, or behave as if. None of the stacks on trial resumes one by itself; the
// ESP8266 does when the sketch calls setSession().
func resumptions() []Scenario {
	invented := script(tls12.Script{Invent: true})
	invented.Unfinished = true
	otherSuite := resuming(&tls12.Sessions{}, tls12.Script{Resumed: func(s *tls12.Session) {
		if s.Suite = s.Suite ^ 0xc02b ^ 0xc009; s.Suite != 0xc009 {
			s.Suite = 0xc013
		}
	}})
	sessions := &tls12.Sessions{}
	return []Scenario{
		meeting("session-id", "The server names each session, and resumes it for whom asks.",
			resuming(&tls12.Sessions{}, tls12.Script{})),
		meeting("session-id-of-1-byte", "The server gives its sessions names of one byte.",
			hello(func(h *tls12.ServerHello) { h.SessionID = []byte{1} })),
		meeting("resumed-other-suite",
			"The server names each session, and resumes it with another suite, which RFC 5246 §7.4.1.3 has the client refuse.", otherSuite),
		{
			Name: "untrusted-after-session", Full: true, Refuse: true,
			Doc: "The server names a session and ends the first connection before its Finished; from the second on its " +
				"certificate comes from an unknown root.",
			Reason: "The name of a session vouches for nothing: without one that was completed the chain must be looked at.",
			Behave: func(attempt int) Behaviour {
				b := resuming(sessions, tls12.Script{})
				if attempt > 1 {
					b.Chain = pki.UntrustedRoot
					return b
				}
				unfinished := b.Speak
				b.Speak = func(c *tls12.Config) {
					unfinished(c)
					c.Script.Finished = func(own, _ []byte) []byte { own[0] ^= 1; return own }
				}
				b.Unfinished = true
				return b
			},
		},
		forbidden("resumption-invented",
			"The server behaves as if the firmware had asked to resume a session, whose secret is all zeros: it shows no certificate.",
			"A session that was never made has no secret.", invented),
	}
}

// ownTickets are servers that misbehave with session tickets (RFC 5077). Only mbedTLS asks for them.
func ownTickets() []Scenario {
	late := func(promise bool, messages ...tls12.Message) Behaviour {
		return script(tls12.Script{
			Hello: func(offer *tls12.ClientHello, h *tls12.ServerHello) {
				if _, offered := offer.Extension(tls12.ExtTicket); promise && offered {
					h.Add(tls12.ExtTicket)
				}
			},
			Late: func([]tls12.Message) []tls12.Message { return messages },
		})
	}
	unpromised := late(false, ticket("a ticket"))
	unpromised.Unfinished = true
	missing := late(true)
	missing.Unfinished = true
	const orAsked = " The firmware is promised a ticket if it has asked for one."
	return []Scenario{
		forbidden("ticket-unpromised", "The server sends a NewSessionTicket that its ServerHello has not promised.",
			"The order of messages is part of what a handshake proves.", unpromised),
		meeting("ticket-missing", "The server sends no NewSessionTicket."+orAsked, missing),
		ifAsked("ticket-empty", "The server sends an empty ticket, which RFC 5077 §3.3 allows."+orAsked, ticket("")),
		ifAsked("ticket-of-8k", "The server's ticket has 8 KB."+orAsked, ticket(strings.Repeat("ticket. ", 1024))),
	}
}

// ifAsked is a server that gives a ticket to whom asks for one.
func ifAsked(name, doc string, m tls12.Message) Scenario {
	return meeting(name, doc, spokenBy(pki.Deviation{}, func(c *tls12.Config) {
		c.Suites, c.Sessions = []uint16{0xc02b, 0xc02f}, &tls12.Sessions{Tickets: true}
		c.Script.Late = func(late []tls12.Message) []tls12.Message {
			if len(late) == 0 {
				return nil // nobody has asked
			}
			return []tls12.Message{m}
		}
	}))
}

// renegotiations are servers that want another handshake on the same connection, when they have got the request. Their
// reply waits for the answer.
func renegotiations() []Scenario {
	again := func(r tls12.Renegotiation) Behaviour { return script(tls12.Script{Renegotiate: &r}) }
	return []Scenario{
		meeting("renegotiation-asked",
			"Before its reply the server asks for another handshake, and goes on when the firmware declines.", again(tls12.Renegotiation{})),
		broken(meeting("renegotiation-required",
			"Before its reply the server asks for another handshake, and says handshake_failure(40) when the firmware declines.",
			again(tls12.Renegotiation{Insist: true}))),
	}
}

// lateMessages are servers that send, encrypted, what has no place after a handshake.
func lateMessages() []Scenario {
	after := func(name, doc string, m tls12.Message) Scenario {
		return broken(meeting(name, doc, script(tls12.Script{Before: []tls12.Message{m}})))
	}
	return []Scenario{
		after("server-hello-done-late", "Before the reply comes an encrypted ServerHelloDone.",
			tls12.Message{Kind: tls12.ServerHelloDoneKind}),
		after("message-unknown-late", "Before the reply comes an encrypted handshake message of the type 99.",
			tls12.Message{Kind: 99, Body: []byte("EVIL")}),
		after("hello-request-filled", "Before the reply comes a HelloRequest that is not empty.",
			tls12.Message{Kind: tls12.HelloRequestKind, Body: []byte("EVIL")}),
	}
}

// paddings are servers of CBC suites that pad the reply as nobody may.
func paddings() []Scenario {
	pad := func(name, doc string, padding func(least int) []byte) Scenario {
		return broken(meeting(name, doc, spokenBy(pki.Deviation{}, func(c *tls12.Config) {
			c.Suites, c.Script.Padding = cbcSuites(), padding
		})))
	}
	return []Scenario{
		pad("cbc-padding-wrong",
			"The server takes CBC suites alone, and the bytes of the reply's padding do not say how long it is.",
			func(least int) []byte {
				pad := make([]byte, least+16)
				pad[len(pad)-1] = uint8(len(pad) - 1)
				return pad
			}),
		pad("cbc-padding-too-long", "The server takes CBC suites alone, and the reply's padding says that it is longer than the record.",
			func(least int) []byte {
				pad := make([]byte, least)
				for i := range pad {
					pad[i] = 0xff
				}
				return pad
			}),
	}
}
