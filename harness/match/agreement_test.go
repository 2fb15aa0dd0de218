package match_test

import (
	"testing"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/wire"
)

func connected(conns ...servers.Conn) *harness.Result {
	return result(func(r *harness.Result) {
		for i := range conns {
			conns[i].Attempt = i + 1
		}
		r.Conns = conns
	})
}

func TestNameItself(t *testing.T) {
	m := match.NameItself("board")
	named := func(identity string) servers.Conn { return servers.Conn{KeyExchange: true, Identity: identity} }
	judge(t, m, connected(named("board"), named("board")), "")
	judge(t, m, connected(servers.Conn{}, named("board")), "") // the first was reset before it got so far
	judge(t, m, connected(named("board"), named("Board")), `on attempt 2 it says "Board"`)
	judge(t, m, connected(named("")), `on attempt 1 it says ""`) // it spoke to a certificate
	judge(t, m, connected(servers.Conn{}), "it named no identity")
	judge(t, m, connected(), "it named no identity")
}

func TestOfferProtocols(t *testing.T) {
	m := match.OfferProtocols([]string{"x-amzn-mqtt-ca"})
	offers := func(protocols ...string) servers.Conn { return servers.Conn{Hello: &wire.ClientHello{ALPN: protocols}} }
	judge(t, m, connected(offers("x-amzn-mqtt-ca"), servers.Conn{}, offers("x-amzn-mqtt-ca")), "")
	judge(t, m, connected(offers("x-amzn-mqtt-ca"), offers()), "attempt 2 offers none")
	judge(t, m, connected(offers("x-amzn-mqtt-ca", "mqtt")), `attempt 1 offers ["x-amzn-mqtt-ca" "mqtt"]`)
	judge(t, m, connected(offers("mqtt")), `attempt 1 offers ["mqtt"]`)
	judge(t, m, connected(servers.Conn{}), "it sent no ClientHello")
}
