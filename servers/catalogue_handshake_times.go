package servers

import (
	"fmt"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/servers/wire"
)

// shapes are good handshakes that come in unusual portions, or slowly.
func shapes() []Scenario {
	shape := func(name, doc string, f wire.Fault) Scenario {
		return meeting(name, doc, Behaviour{Wire: f, TLS: upTo12})
	}
	dripping := silent(shape("handshake-dripping",
		"The server's bytes come one a second: a handshake would take 20 minutes.",
		wire.Fault{Slice: 1, Pause: time.Second}))
	dripping.Drips = true
	return []Scenario{
		dripping,
		shape("handshake-in-400-byte-records",
			"The server's handshake messages come in records of at most 400 bytes.", wire.Fault{Fragment: 400}),
		shape("handshake-in-1-byte-records",
			"Each byte of the server's handshake messages comes in a record of its own.", wire.Fault{Fragment: 1}),
		shape("handshake-in-one-record",
			"All messages of the server's first flight come in one record.", wire.Fault{Coalesce: true}),
		shape("handshake-in-pieces", "The server's bytes come in TCP segments of at most 64 bytes, 20 ms apart.",
			wire.Fault{Slice: 64, Pause: 20 * time.Millisecond}),
		shape("handshake-slow", "The server waits for 3 s before its ServerHello.",
			wire.Fault{Script: wire.Script{wire.On(wire.Opening, wire.Wait(3*time.Second))}}),
		shape("handshake-takes-6s", "The server waits for 6 s before its ServerHello.",
			wire.Fault{Script: wire.Script{wire.On(wire.Opening, wire.Wait(6*time.Second))}}),
	}
}

// position is a place after which, or within which, a server can end.
type position struct {
	place wire.Place
	name  string
}

// flight are the messages of a server of TLS 1.2, in their order.
var flight = [...]position{
	{wire.ServerHello, "server-hello"}, {wire.Certificate, "certificate"}, {wire.ServerKeyExchange, "key-exchange"},
	{wire.ServerHelloDone, "server-hello-done"}, {wire.ChangeCipher, "change-cipher-spec"},
}

// endAfter is a server that ends after a message. One that falls silent goes on as if it had not.
func endAfter(p position, how wire.Cut) Behaviour { return spoiled(wire.On(p.place, wire.End(how))) }

// stalls are servers that fall silent within the handshake.
func stalls() []Scenario {
	var all []Scenario
	stall := func(name, doc string, b Behaviour) {
		sc := failing(silent(meeting(name, doc, b)))
		sc.Stalls = true
		all = append(all, sc)
	}
	for _, p := range flight {
		stall("stall-after-"+p.name, "The server falls silent after its "+p.place.String()+".", endAfter(p, wire.CutStall))
	}
	stall("stall-within-certificate", "The server falls silent after 100 bytes of its Certificate.",
		scripted(wire.On(wire.Certificate, wire.EndAt(wire.CutStall, 100))))
	stall("stall-within-record-header", "The server falls silent after 3 bytes of its first record.",
		scripted(wire.On(wire.ServerHello, wire.EndAt(wire.CutStall, 3))))
	return all
}

// cuts are servers that end the connection within the handshake.
func cuts() []Scenario {
	var all []Scenario
	for _, how := range []struct {
		cut     wire.Cut
		name    string
		network Network
	}{{wire.CutFIN, "FIN", CloseAfterHello}, {wire.CutReset, "RST", ResetAfterHello}} {
		prefix := strings.ToLower(how.name)
		add := func(name, doc string, b Behaviour) {
			all = append(all, failing(meeting(prefix+"-"+name, fmt.Sprintf(doc, how.name), b)))
		}
		add("after-client-hello", "The server answers the ClientHello with %s.", Behaviour{Network: how.network})
		for _, p := range flight {
			add("after-"+p.name, "The server sends its "+p.place.String()+" and then %s.", endAfter(p, how.cut))
		}
		add("within-certificate", "The server sends 100 bytes of its Certificate and then %s.",
			scripted(wire.On(wire.Certificate, wire.EndAt(how.cut, 100))))
		add("within-finished", "The server sends 20 bytes of its Finished and then %s.",
			spoiled(wire.On(wire.Finished, wire.EndAt(how.cut, 20))))
	}
	return all
}
