package servers

import (
	"crypto/tls"

	"github.com/benchtrial/benchtrial/servers/wire"
)

// handshakes are the servers that go wrong within the handshake, or are right in an unusual way.
func handshakes() []Scenario {
	var all []Scenario
	for _, topic := range [][]Scenario{
		versions(), suites(), curves(), applicationProtocols(), clientCertificates(), serverNames(), tickets(),
		alerts(), foreignProtocols(), brokenRecords(), serverHellos(), agreements(), messageOrders(),
		keyExchanges(), finishes(), shapes(), stalls(), cuts(),
		rareSuites(), rareCurves(), points(), montgomeryPoints(), signatures(), fields(), agreedHellos(), flights(),
		ownFinishes(), resumptions(), ownTickets(),
	} {
		all = append(all, topic...)
	}
	return all
}

// meeting is a scenario of the full suite in which every attempt meets the same.
func meeting(name, doc string, b Behaviour) Scenario {
	return Scenario{Name: name, Doc: doc, Full: true, Behave: always(b)}
}

// forbidden is a meeting that a sound firmware ends before it sends any application byte.
func forbidden(name, doc, reason string, b Behaviour) Scenario {
	sc := meeting(name, doc, b)
	sc.Refuse, sc.Reason = true, reason
	return sc
}

// smoke puts a scenario into the ordinary run.
func smoke(sc Scenario) Scenario {
	sc.Full = false
	return sc
}

// failing is a scenario in which no attempt can succeed.
func failing(sc Scenario) Scenario {
	sc.Fails = true
	return sc
}

// scripted is a server of TLS 1.2 at the most, whose records a script changes: in TLS 1.3 the messages that scripts are
// about are encrypted.
func scripted(steps ...wire.Step) Behaviour {
	return Behaviour{Wire: wire.Fault{Script: steps}, TLS: upTo12}
}

// spoiled is a scripted server that spoils its own last messages.
func spoiled(steps ...wire.Step) Behaviour {
	b := scripted(steps...)
	b.Unfinished = true
	return b
}

// sealed is a scripted server whose encrypted records the script can open: it takes AES-GCM alone, which every stack on
// trial offers.
func sealed(steps ...wire.Step) Behaviour {
	b := scripted(steps...)
	b.TLS = func(c *tls.Config) {
		upTo12(c)
		c.MinVersion = tls.VersionTLS12
		c.CipherSuites = []uint16{
			tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		}
	}
	return b
}

func upTo12(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 }
