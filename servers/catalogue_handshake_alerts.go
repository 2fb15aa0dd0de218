package servers

import (
	"bytes"

	"github.com/benchtrial/benchtrial/servers/wire"
)

// instead answers the ClientHello with bytes and then ends the server's direction.
func instead(name string, b ...[]byte) Behaviour {
	return scripted(wire.On(wire.Opening, wire.Before(name, b...), wire.End(wire.CutFIN)))
}

// alerts are servers that say an alert before anything else.
func alerts() []Scenario {
	var all []Scenario
	for _, a := range []struct {
		name string
		code uint8
	}{
		{"fatal-alert", 40}, {"fatal-alert-protocol-version", 70}, {"fatal-alert-internal-error", 80},
		{"fatal-alert-unrecognized-name", 112},
	} {
		name := wire.AlertName(a.code)
		all = append(all, failing(meeting(a.name, "The server answers the ClientHello with the fatal alert "+name+" and FIN.",
			instead(name, wire.AlertRecord(2, a.code)))))
	}
	all[0] = smoke(all[0])
	return append(all,
		failing(meeting("close-notify-first", "The server answers the ClientHello with close_notify and FIN.",
			instead("close_notify", wire.AlertRecord(1, 0)))),
		silent(failing(meeting("close-notify-then-stall",
			"The server answers the ClientHello with close_notify, and then keeps the connection open.",
			scripted(wire.On(wire.Opening, wire.Before("close_notify", wire.AlertRecord(1, 0)), wire.End(wire.CutStall)))))),
		meeting("warning-unrecognized-name", "The server begins with the warning unrecognized_name(112) and is good then.",
			scripted(wire.On(wire.Opening, wire.Before("a warning", wire.AlertRecord(1, 112))))),
		meeting("warnings-200", "The server begins with 200 warnings unrecognized_name(112) and is good then.",
			scripted(wire.On(wire.Opening, wire.Before("200 warnings", bytes.Repeat(wire.AlertRecord(1, 112), 200))))),
	)
}

// silent marks a scenario in which the firmware is left waiting, after it has had an answer.
func silent(sc Scenario) Scenario {
	sc.Silent = true
	return sc
}

// badRequest is what HTTP servers answer to a ClientHello on their port.
const badRequest = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: 41\r\n\r\n" +
	"<html><h1>400 Bad Request</h1></html>\r\n\r\n"

// redirect is how a captive portal takes a stranger by the hand.
const redirect = "HTTP/1.1 302 Found\r\nLocation: http://portal.test/login?EVIL\r\n" +
	"Connection: close\r\nContent-Length: 0\r\n\r\n"

// noTLS is why a server that speaks something else is refused.
const noTLS = "Who does not speak TLS has proved nothing."

// foreignProtocols are ports on which something else than TLS is spoken.
func foreignProtocols() []Scenario {
	return []Scenario{
		smoke(forbidden("plaintext-http-on-tls-port",
			"The server answers the ClientHello with \"HTTP/1.1 400 Bad Request\" in the clear and FIN.",
			noTLS, instead("HTTP", []byte(badRequest)))),
		forbidden("ssh-on-tls-port",
			"The server answers the ClientHello with the banner of an SSH server, and leaves the connection open.",
			noTLS, scripted(wire.On(wire.Opening, wire.Before("SSH", []byte("SSH-2.0-OpenSSH_9.2p1\r\n")),
				wire.End(wire.CutStall)))),
		forbidden("smtp-on-tls-port", "The server answers the ClientHello with the greeting of a mail server and FIN.",
			noTLS, instead("SMTP", []byte("220 mail.bench.test ESMTP\r\n"))),
		forbidden("zeros-on-tls-port", "The server answers the ClientHello with 1000 zero bytes and FIN.",
			noTLS, instead("zeros", make([]byte, 1000))),
	}
}

// brokenRecords are servers whose first record is none, or comes too early.
func brokenRecords() []Scenario {
	const reason = "No sound peer sends such a record before its ServerHello."
	first := func(name string, b []byte) Behaviour {
		return scripted(wire.On(wire.Opening, wire.Before(name, b)))
	}
	half := scripted(wire.On(wire.ServerHello, wire.EndAt(wire.CutFIN, 40)))
	return []Scenario{
		forbidden("record-of-65535", "The server's first record says that it has 65535 bytes.", reason,
			scripted(wire.On(wire.ServerHello, wire.AsLength(0xffff)))),
		forbidden("record-type-99-first", "The server's first record has the type 99, which does not exist.", reason,
			first("a record of type 99", wire.PlainRecord(99, "EVIL"))),
		meeting("record-version-2",
			"The record of the ServerHello has the version 0x0200, which RFC 8446 §5.1 has ignored and older stacks refuse.",
			scripted(wire.On(wire.ServerHello, wire.AsVersion(0x0200)))),
		forged(forbidden("data-before-server-hello",
			"The server sends application data in the clear before its ServerHello.", reason,
			first("application data", wire.PlainRecord(wire.TypeApplicationData, evil)))),
		forbidden("change-cipher-spec-first", "The server sends a ChangeCipherSpec before its ServerHello.", reason,
			first("a ChangeCipherSpec", changeCipherSpec())),
		meeting("alert-of-1-byte",
			"Before its ServerHello the server sends the first byte of an alert, whose second one never comes; "+
				"an alert may be cut so, but most stacks refuse it.",
			first("half an alert", wire.PlainRecord(wire.TypeAlert, "\x01"))),
		failing(meeting("half-server-hello", "The server sends the first 40 bytes of its ServerHello and FIN.", half)),
	}
}

func changeCipherSpec() []byte { return wire.PlainRecord(wire.TypeChangeCipherSpec, "\x01") }

// evil is a text that only somebody on the way can have sent.
const evil = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL"

// evilWord is the part of it that must never be seen on a console.
const evilWord = "EVIL"

// forged is a scenario in which somebody on the way puts in a text of his own.
func forged(sc Scenario) Scenario {
	sc.Forged = evilWord
	return sc
}
