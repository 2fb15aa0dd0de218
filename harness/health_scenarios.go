package harness

import (
	"crypto/tls"
	"fmt"
	"strconv"
	"strings"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/mqtt"
	"github.com/benchtrial/benchtrial/servers/pki"
	"github.com/benchtrial/benchtrial/servers/wire"
	"github.com/benchtrial/benchtrial/servers/ws"
)

// The storms: many connections in one trial, so that what each of them costs adds up. The number of connections stands
// behind the name; a firmware that gives up makes as many of them as it promised.
const (
	mixedStorm   = "mixed-failures-"
	refusedStorm = "refusals-"
	goodStorm    = "good-connections-"
)

// The trials in which the bench does something to the board, beside what its server does.
const (
	lowHeapName  = "low-heap"
	lowBeside    = "low-heap-beside"
	smallBuffers = "fragment-length-granted-low-heap"
	afterLowHeap = "after-low-heap"
	resetsName   = "resets-in-handshake-"
)

// failureKinds fail in turn, each in another place of the stack: a chain that ends in no root that is trusted, a leaf for
// another host, a record that somebody changed, a connection that is reset before it began. They are the four of which
// field reports say that they cost memory (arduino-esp32#3808, #5480; esp8266/Arduino#6709).
var failureKinds = [...]servers.Behaviour{
	{Chain: pki.UntrustedRoot},
	{Chain: pki.WrongHost},
	{Wire: wire.Fault{Script: wire.Script{wire.On(wire.Finished, wire.Flip(-1))}}, TLS: upToTLS12, Unfinished: true},
	{Network: servers.ResetOnAccept},
}

func upToTLS12(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 }

// MixedFailures is a server whose connections fail in turn for an unknown root, a wrong host, a changed record and a reset;
// n is how many connections of a firmware that never gives up are looked at.
func MixedFailures(n int) servers.Scenario {
	return servers.Scenario{
		Name: mixedStorm + strconv.Itoa(n), Fails: true,
		Doc:    "No connection succeeds: in turn the root is unknown, the host is wrong, a record was changed, the connection is reset.",
		Behave: func(attempt int) servers.Behaviour { return failureKinds[(attempt-1)%len(failureKinds)] },
	}
}

// Refusals is a server that resets n connections as soon as they are made: a storm of attempts that get nowhere.
func Refusals(n int) servers.Scenario {
	return servers.Scenario{
		Name: refusedStorm + strconv.Itoa(n), Fails: true,
		Doc:    fmt.Sprintf("The server resets %d connections, one after the other, as soon as they are made.", n),
		Behave: func(int) servers.Behaviour { return servers.Behaviour{Network: servers.ResetOnAccept} },
	}
}

// GoodConnections is a good server that goes away after the first words of each connection, so that the client connects
// again and again. It is false for protocols in which nothing makes a client come back.
func GoodConnections(n int, protocol string) (servers.Scenario, bool) {
	b := servers.Behaviour{}
	switch protocol {
	case servers.ProtocolWebSocket:
		b.Talk = servers.WebSocket(ws.Script{Leave: true})
	case servers.ProtocolMQTT:
		b.Talk = servers.MQTT(mqtt.Script{LeaveAfter: mqtt.Publish})
	default:
		return servers.Scenario{}, false
	}
	return servers.Scenario{
		Name: goodStorm + strconv.Itoa(n), Protocol: protocol,
		Doc:    fmt.Sprintf("A good server that goes away after the first words, on each of %d connections.", n),
		Behave: func(int) servers.Behaviour { return b },
	}, true
}

// stormLength is how many connections of a firmware that never gives up the scenario is about; false where it is no storm.
func stormLength(sc servers.Scenario) (int, bool) {
	for _, prefix := range []string{mixedStorm, refusedStorm, goodStorm} {
		if number, found := strings.CutPrefix(sc.Name, prefix); found {
			n, err := strconv.Atoi(number)
			return n, err == nil
		}
	}
	return 0, false
}

// Kinds is how many different things a scenario's connections meet in turn: as many must have passed before the heap can
// be compared with itself.
func Kinds(sc servers.Scenario) int {
	if strings.HasPrefix(sc.Name, mixedStorm) {
		return len(failureKinds)
	}
	return 1
}

// LowHeap is a good server, met by a board that has too little heap for a TLS handshake. Only a simulated board's heap can
// be set: see CanLowerHeap.
func LowHeap() servers.Scenario {
	return servers.Scenario{Name: lowHeapName, Fails: true, Doc: "A good server; the board has too little heap left for a TLS handshake."}
}

// SmallBuffers is a server that keeps to the short records that it is asked for, met by a board that has heap enough for
// those, and too little for records of 16 KB.
func SmallBuffers() servers.Scenario {
	sc, _ := servers.Lookup("fragment-length-granted")
	sc.Name, sc.Full = smallBuffers, false
	sc.Doc += " The board has heap enough for such records, and too little for those of 16 KB."
	return sc
}

// AfterLowHeap is the good server that the same board meets after a reset, with all of its heap.
func AfterLowHeap() servers.Scenario {
	return servers.Scenario{Name: afterLowHeap, Doc: "A good server, after a boot with too little heap; the board has all of it again."}
}

// ResetsInHandshake is a good server, before which the board is reset 2n times while a handshake is under way.
func ResetsInHandshake(n int) servers.Scenario {
	return servers.Scenario{
		Name: resetsName + strconv.Itoa(n),
		Doc: fmt.Sprintf("The board is reset %d times after its ClientHello and %d times after the ServerHello, before the server answers; "+
			"then it is let alone, with a good server.", n, n),
	}
}
