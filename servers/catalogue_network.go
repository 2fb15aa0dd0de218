package servers

import (
	"time"

	"github.com/benchtrial/benchtrial/servers/pki"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// networks are the servers that no TLS is spoken with, and the connections that are slow or break.
func networks() []Scenario {
	all := append(unreachable(), portals()...)
	return append(append(all, slowNetworks()...), brokenConnections()...)
}

// unreachable are servers that no handshake begins with.
func unreachable() []Scenario {
	return []Scenario{{
		Name: "connection-refused", Closed: true, Fails: true,
		Doc: "Nobody listens on the server's port.",
	}, {
		Name: "connection-reset", Fails: true, Behave: always(Behaviour{Network: ResetOnAccept}),
		Doc: "The server resets every connection as soon as it is made.",
	}, {
		Name: "connection-closed", Fails: true, Full: true, Behave: always(Behaviour{Network: CloseOnAccept}),
		Doc: "The server ends every connection with FIN as soon as it is made.",
	}, {
		Name: "connection-blackholed", Closed: true, Vanished: true, Silent: true, Fails: true, Full: true,
		Doc: "Nothing answers on the server's address: SYNs get lost.",
	}, {
		Name: "handshake-stalled", Silent: true, Stalls: true, Fails: true, Behave: always(Behaviour{Network: Stall}),
		Doc: "The server takes the ClientHello and never answers.",
	}}
}

// stranger is the chain of a captive portal that speaks TLS.
var stranger = pki.Deviation{
	Name: "captive-portal",
	Doc:  "The chain is for another host, and ends in a root that the firmware does not hold.",
	Change: func(p *pki.Plan) error {
		if err := pki.WrongHost.Change(p); err != nil {
			return err
		}
		return pki.UntrustedRoot.Change(p)
	},
}

// portals are networks that answer in the server's place until somebody logs in.
func portals() []Scenario {
	return []Scenario{
		forged(forbidden("captive-portal",
			"A captive portal answers the ClientHello with a redirect to its own page, in the clear, and FIN.", noTLS,
			instead("a redirect", []byte(redirect)))),
		forbidden("captive-portal-tls",
			"A captive portal speaks TLS, with a certificate for another host that comes from an unknown root.",
			"It is not the server that was asked for.", Behaviour{Chain: stranger}),
		{
			Name: "captive-portal-first", Full: true,
			Doc: "A captive portal redirects the first two connections in the clear; from the third on the server is good.",
			Behave: func(attempt int) Behaviour {
				if attempt <= 2 {
					return instead("a redirect", []byte(redirect))
				}
				return Behaviour{}
			},
		},
	}
}

// slowNetworks are good servers behind a bad line. All times are the board's.
func slowNetworks() []Scenario {
	late := wire.Wait(300 * time.Millisecond)
	return []Scenario{
		meeting("network-slow", "All that the server sends comes with 1000 bytes a second.",
			Behaviour{TLS: upTo12, Wire: wire.Fault{Slice: 100, Pause: 100 * time.Millisecond}}),
		meeting("network-late", "All that the server sends comes 300 ms late.",
			scripted(wire.On(wire.Opening, late), wire.On(wire.ChangeCipher, late),
				wire.OnEach(wire.Data, late), wire.OnEach(wire.EncryptedAlert, late))),
		meeting("network-in-1-byte-segments", "Each byte that the server sends comes in a write of its own.",
			Behaviour{TLS: upTo12, Wire: wire.Fault{Slice: 1}}),
	}
}

// brokenConnections break after the handshake.
func brokenConnections() []Scenario {
	reply := func(name, doc string, acts ...wire.Act) Scenario {
		return broken(meeting(name, doc, scripted(wire.On(wire.Data, acts...))))
	}
	return []Scenario{
		broken(silent(meeting("half-closed",
			"The server ends its direction with FIN after the handshake, and takes what the firmware sends.",
			scripted(wire.On(wire.Finished, wire.End(wire.CutFIN)))))),
		broken(meeting("reset-after-handshake", "The server resets the connection after its Finished.",
			scripted(wire.On(wire.Finished, wire.End(wire.CutReset))))),
		broken(meeting("reset-within-request",
			"The server resets the connection when it has got 40 bytes of what the firmware sends.",
			Behaviour{Takes: 40})),
		reply("reset-before-reply",
			"The server takes the request and resets the connection.", wire.EndAt(wire.CutReset, 0)),
		reply("fin-before-reply",
			"The server takes the request and ends the connection with FIN alone.", wire.EndAt(wire.CutFIN, 0)),
		reply("reset-within-record",
			"The server resets the connection after 100 bytes of the reply's first record.",
			wire.EndAt(wire.CutReset, 100)),
		reply("fin-within-record",
			"The server sends 100 bytes of the reply's first record and FIN.", wire.EndAt(wire.CutFIN, 100)),
		silent(reply("vanishes-before-reply",
			"The server takes the request and is gone without FIN, as if its cable were pulled.",
			wire.EndAt(wire.CutStall, 0))),
		silent(meeting("vanishes-after-reply",
			"The server sends one record of its reply and is gone without FIN, as if its cable were pulled.",
			scripted(wire.On(wire.Data, wire.End(wire.CutStall))))),
	}
}
