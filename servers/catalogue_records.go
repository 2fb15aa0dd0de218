package servers

import (
	"strings"

	"github.com/benchtrial/benchtrial/servers/http1"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// records are the servers whose records go wrong after the handshake: the firmware has sent its request by then, and
// what counts is what it makes of the reply.
func records() []Scenario {
	all := append(changedRecords(), insertedRecords()...)
	all = append(append(all, unusualRecords()...), renegotiations()...)
	return append(append(all, lateMessages()...), paddings()...)
}

// broken is a scenario whose reply does not arrive whole.
func broken(sc Scenario) Scenario {
	sc.ReplyBroken = true
	return sc
}

// changedRecords are servers of which somebody on the way changes the records.
func changedRecords() []Scenario {
	first := func(name, doc string, acts ...wire.Act) Scenario {
		return broken(meeting(name, doc, scripted(wire.On(wire.Data, acts...))))
	}
	return []Scenario{
		{
			Name: "bit-flipped-record", ReplyBroken: true,
			Doc: "One bit of the reply's first record is flipped on the way; which one, differs from attempt to attempt.",
			Behave: func(attempt int) Behaviour {
				return scripted(wire.On(wire.Data, wire.FlipAny(uint64(attempt))))
			},
		},
		first("record-version-1-0", "The reply's first record says TLS 1.0 in its header.", wire.AsVersion(0x0301)),
		first("record-type-changed",
			"The reply's first record says in its header that it is a handshake message.", wire.AsType(wire.TypeHandshake)),
		first("record-truncated",
			"The reply's first record is cut to 10 bytes, and its header says so.", wire.Truncate(10)),
		first("record-dropped", "The reply's first record is left out.", wire.Drop()),
		first("records-swapped",
			"The reply's first record comes after the one that follows it, which may be close_notify.", wire.Late()),
		meeting("record-replayed",
			"The reply's first record comes twice; the second one is a replay that no firmware can decrypt.",
			scripted(wire.On(wire.Data, wire.Double()))),
		meeting("close-notify-dropped",
			"The reply arrives whole and FIN follows, but the close_notify before it is left out on the way.",
			scripted(wire.On(wire.EncryptedAlert, wire.Drop()))),
	}
}

// insertedRecords are servers before whose reply somebody on the way puts in records.
func insertedRecords() []Scenario {
	before := func(name, doc, what string, b []byte) Scenario {
		return broken(meeting(name, doc, scripted(wire.On(wire.Data, wire.Before(what, b)))))
	}
	oversize := wire.Record{Type: wire.TypeApplicationData, Version: 0x0303, Body: make([]byte, 0x4801)}
	return []Scenario{
		forged(before("plaintext-record", "Before the reply comes a record of application data in the clear.",
			"application data in the clear", wire.PlainRecord(wire.TypeApplicationData, evil))),
		before("plaintext-close-notify",
			"Before the reply comes a close_notify in the clear.", "close_notify in the clear", wire.AlertRecord(1, 0)),
		before("plaintext-alert",
			"Before the reply comes the fatal alert internal_error(80) in the clear.",
			"an alert in the clear", wire.AlertRecord(2, 80)),
		before("plaintext-hello-request",
			"Before the reply comes a HelloRequest in the clear.", "a HelloRequest in the clear", handshakeMessage(0)),
		before("change-cipher-spec-late",
			"Before the reply comes a ChangeCipherSpec.", "a ChangeCipherSpec", changeCipherSpec()),
		before("record-type-99",
			"Before the reply comes a record of the type 99, which does not exist.",
			"a record of type 99", wire.PlainRecord(99, evil)),
		before("oversize-record",
			"Before the reply comes a record of 18433 bytes, one more than any record may have.",
			"a record of 18433 bytes", oversize.Bytes()),
		before("plaintext-http", "Before the reply come bytes that are no record.", "HTTP in the clear", []byte(evil)),
		broken(meeting("fatal-alert-before-reply",
			"In place of the reply comes the encrypted fatal alert internal_error(80), and FIN.",
			sealed(wire.On(wire.Data,
				wire.SealInstead("internal_error(80)", wire.Plain{Type: wire.TypeAlert, Body: []byte{2, 80}}), wire.End(wire.CutFIN))))),
		forged(broken(meeting("record-of-16385",
			"In place of the reply comes a record that is encrypted as it should be, but holds 16385 "+
				"bytes, one more than allowed.",
			sealed(wire.On(wire.Data, wire.SealInstead("16385 bytes", tooLong()), wire.End(wire.CutFIN)))))),
	}
}

// tooLong is more than a record may hold (RFC 5246 §6.2.1).
func tooLong() wire.Plain {
	const limit = 1 << 14
	return wire.Plain{Type: wire.TypeApplicationData, Body: []byte(strings.Repeat(evil, limit/len(evil)+1)[:limit+1])}
}

// unusualRecords are servers whose records are sound, but not what everybody sends.
func unusualRecords() []Scenario {
	nothing := wire.Plain{Type: wire.TypeApplicationData}
	times := func(n int, p wire.Plain) []wire.Plain {
		var some []wire.Plain
		for range n {
			some = append(some, p)
		}
		return some
	}
	usual := func(name, doc string, steps ...wire.Step) Scenario { return meeting(name, doc, sealed(steps...)) }
	return []Scenario{
		usual("records-of-1-byte",
			"Each byte of the reply comes in a record of its own.", wire.OnEach(wire.Data, wire.SealSplit(1))),
		usual("empty-records-3",
			"Before the reply come 3 records that hold nothing.",
			wire.On(wire.Data, wire.SealBefore("3 empty records", times(3, nothing)...))),
		usual("empty-records-100",
			"Before the reply come 100 records that hold nothing.",
			wire.On(wire.Data, wire.SealBefore("100 empty records", times(100, nothing)...))),
		usual("warning-before-reply",
			"Before the reply comes the encrypted warning user_canceled(90), which is for nothing.",
			wire.On(wire.Data, wire.SealBefore("a warning", wire.Plain{Type: wire.TypeAlert, Body: []byte{1, 90}}))),
		usual("hello-request",
			"After the handshake the server asks for another one with a HelloRequest, and goes on when the firmware declines or "+
				"does not answer; it takes no part in another one.",
			wire.On(wire.Finished,
				wire.SealAfter("a HelloRequest", wire.Plain{Type: wire.TypeHandshake, Body: make([]byte, 4)}))),
		{
			Name: "records-of-16k", Full: true, Protocol: ProtocolHTTP, Behave: always(Behaviour{Reply: longReply()}),
			Doc: "The reply has a body of 40000 bytes, in records of 16 KB, the longest there are.",
		},
	}
}

// longReply is longer than two of the longest records.
func longReply() http1.Reply {
	const length = 40000
	body := strings.Repeat("0123456789abcde\n", length/16)
	head := "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 40000\r\nConnection: close\r\n\r\n"
	return http1.Reply{
		Name: "records-of-16k", Doc: "The reply has a body of 40000 bytes.", MayFail: true,
		Pieces: []http1.Piece{{Bytes: []byte(head + body)}}, Body: body,
	}
}
