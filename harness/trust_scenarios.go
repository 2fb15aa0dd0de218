package harness

import (
	"net/netip"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/dns"
	"github.com/benchtrial/benchtrial/servers/ntp"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// Distrust is a server that nobody may trust, met by a firmware that something else went wrong for before: that is where
// sketches call setInsecure(), to see whether it helps, and forget it.
type Distrust struct {
	servers.Scenario
	Attempts int  // how often the firmware has to try to come to the server
	Clock    bool // it is about firmware that asks for the time
}

// Distrusts lists them. That the connection was reset before is in the catalogue.
func Distrusts() []Distrust {
	unknown := servers.Behaviour{Chain: pki.UntrustedRoot}
	own := dns.Answer{Addresses: []netip.Addr{dns.Own}}
	refuse := func(name, doc string) servers.Scenario {
		return servers.Scenario{Name: name, Doc: doc, Refuse: true, Behave: func(int) servers.Behaviour { return unknown }}
	}
	stalled := refuse("untrusted-after-stall", "The server never answers the first connection, and from the second on its certificate comes from an unknown root.")
	stalled.Behave = func(attempt int) servers.Behaviour {
		if attempt == 1 {
			return servers.Behaviour{Network: servers.Stall}
		}
		return unknown
	}
	unnamed := refuse("untrusted-after-no-name", "The name server fails at the first question (SERVFAIL), and the server's certificate comes from an unknown root.")
	unnamed.Names = func(n int) dns.Answer {
		if n == 1 {
			return dns.Answer{Code: serverFailure}
		}
		return own
	}
	timeless := refuse("untrusted-without-time", "The time server never answers, and the server's certificate comes from an unknown root.")
	timeless.Time = ntp.Behaviour{Silent: true}
	return []Distrust{{stalled, 2, false}, {unnamed, 2, false}, {timeless, 1, true}}
}

// serverFailure is SERVFAIL (RFC 1035, 4.1.1).
const serverFailure = 2
