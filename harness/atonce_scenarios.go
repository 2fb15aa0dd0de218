package harness

import (
	"fmt"
	"strconv"
	"time"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/http1"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// The scenarios of firmware that holds one connection and makes others beside it (config.AtOnce). The first attempt is the
// connection that it holds.

// BesideRefused is a good server whose later connections show a chain under an unknown root.
func BesideRefused() servers.Scenario {
	return besideThe("untrusted-beside", "The first connection meets a good server, every further one a chain that ends in no root that is trusted.",
		servers.Behaviour{Chain: pki.UntrustedRoot})
}

// BesideReset is a good server that resets later connections.
func BesideReset() servers.Scenario {
	return besideThe("reset-beside", "The first connection meets a good server; every further one is reset as soon as it is made.",
		servers.Behaviour{Network: servers.ResetOnAccept})
}

// stalledWatch is how long, in board time, nothing need happen on the first connection while the handshake of another hangs: two
// of them, at the limit that the ESP8266's core sets.
const stalledWatch = 40 * time.Second

// BesideStalled is a good server that never answers on later connections.
func BesideStalled() servers.Scenario {
	sc := besideThe("stalled-beside", "The first connection meets a good server, every further one a server that never answers.",
		servers.Behaviour{Network: servers.Stall})
	sc.Watch = stalledWatch
	return sc
}

func besideThe(name, doc string, further servers.Behaviour) servers.Scenario {
	return servers.Scenario{Name: name, Doc: doc, Behave: func(attempt int) servers.Behaviour {
		if attempt == 1 {
			return servers.Behaviour{}
		}
		return further
	}}
}

// HeldLost is a good server that ends the first connection after its first reply.
func HeldLost() servers.Scenario {
	return servers.Scenario{
		Name: "held-lost", Doc: "The server ends the first connection after its first reply, and is good on every further one.",
		Behave: func(attempt int) servers.Behaviour {
			if attempt == 1 {
				return servers.Behaviour{Reply: http1.AtOnce()}
			}
			return servers.Behaviour{}
		},
	}
}

// GoodBeside is a good server, and a trial that lasts for n connections of a firmware that makes them again and again.
func GoodBeside(n int) servers.Scenario {
	return servers.Scenario{
		Name: goodStorm + strconv.Itoa(n), Protocol: servers.ProtocolHTTP,
		Doc: fmt.Sprintf("A good server; %d connections are made to it.", n),
	}
}

// LowHeapBeside is a good server, met by a board that has heap enough for one connection and too little for another beside it.
func LowHeapBeside() servers.Scenario {
	return servers.Scenario{Name: lowBeside, Doc: "A good server; the board has heap enough for one TLS connection, and too little for a second one."}
}
