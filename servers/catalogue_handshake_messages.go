package servers

import "github.com/benchtrial/benchtrial/servers/wire"

// Offsets within a ServerHello of TLS 1.2 whose session ID is empty, as that of a server without resumption is.
const (
	helloVersion     = 4 // behind the message's header
	helloSessionID   = 4 + 2 + 32
	helloSuite       = helloSessionID + 1
	helloCompression = helloSuite + 2
)

// serverHellos are servers that choose what nobody offered. The message is changed on the way, so that the handshake could
// not complete on any stack; what shows is how early it ends.
func serverHellos() []Scenario {
	const reason = "A client takes only what it has offered."
	hello := func(name, doc string, acts ...wire.Act) Scenario {
		return forbidden(name, doc, reason, scripted(wire.On(wire.ServerHello, acts...)))
	}
	return []Scenario{
		hello("server-hello-v1-1",
			"The ServerHello says TLS 1.1, for a suite that TLS 1.1 does not have.", wire.Patch(helloVersion, 3, 2)),
		hello("server-hello-ssl3", "The ServerHello says SSL 3.0.", wire.Patch(helloVersion, 3, 0)),
		hello("server-hello-v1-3",
			"The ServerHello says TLS 1.3 in the field that TLS 1.3 does not use.", wire.Patch(helloVersion, 3, 4)),
		hello("suite-not-offered",
			"The ServerHello chooses TLS_AES_128_GCM_SHA256, which is for TLS 1.3.", wire.Patch(helloSuite, 0x13, 0x01)),
		hello("suite-rc4-chosen", "The ServerHello chooses TLS_RSA_WITH_RC4_128_SHA.", wire.Patch(helloSuite, 0x00, 0x05)),
		hello("suite-null-chosen",
			"The ServerHello chooses TLS_RSA_WITH_NULL_SHA, which encrypts nothing.", wire.Patch(helloSuite, 0x00, 0x02)),
		hello("compression-chosen", "The ServerHello chooses compression.", wire.Patch(helloCompression, 1)),
		hello("extension-unknown", "The ServerHello has an extension 0x1234.", wire.AddExtension(0x1234)),
		hello("alpn-unasked", "The ServerHello chooses an application protocol that was not offered.",
			wire.AddExtension(wire.ExtALPN, 0, 3, 2, 'h', '2')),
		hello("renegotiation-info-twice", "The ServerHello has the extension renegotiation_info twice.",
			wire.AddExtension(extRenegotiationInfo, 0)),
		hello("renegotiation-info-filled", "The ServerHello has a renegotiation_info with content, in a first handshake.",
			wire.RemoveExtension(extRenegotiationInfo), wire.AddExtension(extRenegotiationInfo, 4, 'E', 'V', 'I', 'L')),
		hello("fragment-length-other", "The ServerHello grants a max_fragment_length of 4096, whatever was asked for.",
			wire.AddExtension(wire.ExtMaxFragmentLength, 4)),
		hello("server-hello-too-short", "The ServerHello ends within its random.",
			wire.Edit("cut", func(m []byte) []byte { return wire.Message{Type: m[0], Raw: m[4:20]}.Bytes() })),
		hello("session-id-too-long",
			"The ServerHello says that its session ID has 33 bytes.", wire.Patch(helloSessionID, 33)),
	}
}

const extRenegotiationInfo = 65281

// agreements are servers that choose something of their own, and whose whole handshake agrees with it: the client alone
// decides.
func agreements() []Scenario {
	consistent := func(steps ...wire.Step) Behaviour {
		b := sealed(steps...)
		b.Wire.Consistent = true
		return b
	}
	granted := consistent(wire.On(wire.ServerHello, wire.GrantFragmentLength()), wire.OnEach(wire.Data, wire.SealSplit(512)))
	granted.Wire.Fragment = 512
	return []Scenario{
		meeting("fragment-length-granted",
			"The server grants the max_fragment_length that it is asked for, and no record that it sends has "+
				"more than 512 bytes.", granted),
		meeting("extension-unknown-agreed",
			"The ServerHello has an extension 0x1234, and the rest of the handshake agrees with it; "+
				"RFC 5246 §7.4.1.4 has it refused, some stacks ignore it.",
			consistent(wire.On(wire.ServerHello, wire.AddExtension(0x1234)))),
	}
}

// handshakeMessage is a message in a record of its own.
func handshakeMessage(kind uint8, body ...byte) []byte {
	return wire.PlainRecord(wire.TypeHandshake, string(wire.Message{Type: kind, Raw: body}.Bytes()))
}

// messageOrders are servers that leave out, double, reorder or invent messages.
func messageOrders() []Scenario {
	const reason = "The order of messages is part of what a handshake proves."
	order := func(name, doc string, steps ...wire.Step) Scenario {
		return forbidden(name, doc, reason, scripted(steps...))
	}
	return []Scenario{
		meeting("hello-request-first",
			"The server sends a HelloRequest before its ServerHello; it is for nothing, and RFC 5246 §7.4.1.1 has it ignored.",
			scripted(wire.On(wire.Opening, wire.Before("a HelloRequest", handshakeMessage(0))))),
		order("server-hello-twice", "The server sends its ServerHello twice.", wire.On(wire.ServerHello, wire.Double())),
		order("client-hello-echoed", "The server answers the ClientHello with a ClientHello.",
			wire.On(wire.ServerHello, wire.Patch(0, wire.ClientHelloType))),
		order("certificate-dropped", "The server sends no Certificate.", wire.On(wire.Certificate, wire.Drop())),
		order("certificate-twice", "The server sends its Certificate twice.", wire.On(wire.Certificate, wire.Double())),
		order("key-exchange-dropped",
			"The server sends no ServerKeyExchange.", wire.On(wire.ServerKeyExchange, wire.Drop())),
		order("key-exchange-first",
			"The server sends its ServerKeyExchange before its Certificate.", wire.On(wire.Certificate, wire.Late())),
		order("key-exchange-twice",
			"The server sends its ServerKeyExchange twice.", wire.On(wire.ServerKeyExchange, wire.Double())),
		order("message-unknown", "The server sends a handshake message of the type 99 before its Certificate.",
			wire.On(wire.Certificate, wire.Before("a message of type 99", handshakeMessage(99, 'E', 'V', 'I', 'L')))),
		order("message-too-long",
			"The Certificate says that it has 16 MB.", wire.On(wire.Certificate, wire.Patch(1, 0xff, 0xff, 0xff))),
		order("certificate-list-too-long", "The list of certificates says that it is longer than its message.",
			wire.On(wire.Certificate, wire.Patch(4, 0x00, 0xff, 0xff))),
		forged(order("data-within-handshake",
			"The server sends application data in the clear between two handshake messages.",
			wire.On(wire.ServerKeyExchange,
				wire.Before("application data", wire.PlainRecord(wire.TypeApplicationData, evil))))),
	}
}

// keyExchanges are servers that cannot prove that the key is theirs.
func keyExchanges() []Scenario {
	const reason = "The signature over the key exchange is what proves that the server holds the certificate's key."
	exchange := func(name, doc string, acts ...wire.Act) Scenario {
		return forbidden(name, doc, reason, scripted(wire.On(wire.ServerKeyExchange, acts...)))
	}
	const point = 4 + 3 // behind the message's header, curve type and curve; its length comes first
	return []Scenario{
		smoke(exchange("bad-key-exchange-signature",
			"The last bit of the signature over the key exchange is flipped.", wire.Flip(-1))),
		exchange("key-exchange-other-key",
			"A bit of the server's public key for the exchange is flipped after it was signed.", wire.Flip(8*(point+2)+7)),
		exchange("key-exchange-zero-point", "The server's public key for the exchange is all zeros.",
			wire.Edit("zero point", func(m []byte) []byte {
				if len(m) > point && len(m) > point+int(m[point]) {
					clear(m[point+1 : point+1+int(m[point])])
				}
				return m
			})),
		exchange("key-exchange-other-curve",
			"The key exchange is over a curve with the number 0xffff.", wire.Patch(5, 0xff, 0xff)),
		exchange("key-exchange-bad-algorithm",
			"The signature over the key exchange says that it is of an algorithm 0x0101.",
			wire.Edit("algorithm 0x0101", func(m []byte) []byte {
				if at := point + 1 + int(m[point]); len(m) > at+1 {
					m[at], m[at+1] = 1, 1
				}
				return m
			})),
	}
}

// finishes are servers that go wrong in the end of the handshake, when the firmware has sent its own part.
func finishes() []Scenario {
	const reason = "Finished is what proves that nobody changed the handshake."
	finish := func(name, doc string, steps ...wire.Step) Scenario {
		return forbidden(name, doc, reason, spoiled(steps...))
	}
	wrong := sealed(wire.On(wire.Finished, wire.SealEdit("over another handshake", func(p wire.Plain) []wire.Plain {
		p.Body[len(p.Body)-1] ^= 1
		return []wire.Plain{p}
	})))
	wrong.Unfinished = true
	return []Scenario{
		finish("change-cipher-spec-dropped",
			"The server sends no ChangeCipherSpec before its Finished.", wire.On(wire.ChangeCipher, wire.Drop())),
		finish("change-cipher-spec-twice",
			"The server sends its ChangeCipherSpec twice.", wire.On(wire.ChangeCipher, wire.Double())),
		forbidden("change-cipher-spec-early", "The server sends a ChangeCipherSpec before its Certificate.", reason,
			scripted(wire.On(wire.Certificate, wire.Before("a ChangeCipherSpec", changeCipherSpec())))),
		finish("finished-bit-flipped",
			"A bit of the server's encrypted Finished is flipped.", wire.On(wire.Finished, wire.Flip(-1))),
		finish("finished-plaintext", "The server's Finished comes in the clear.",
			wire.On(wire.Finished, wire.Instead("a Finished in the clear", handshakeMessage(20, make([]byte, 12)...)))),
		forbidden("finished-wrong",
			"The server's Finished is encrypted as it should be, but over another handshake.", reason, wrong),
		forged(finish("data-before-finished", "Application data in the clear comes in place of the server's Finished.",
			wire.On(wire.Finished, wire.Instead("application data", wire.PlainRecord(wire.TypeApplicationData, evil))))),
	}
}
