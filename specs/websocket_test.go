package specs

import (
	"strings"

	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
)

// webSocket: the firmware opens a WebSocket as RFC 6455 has it, and uses none that was not opened so.
func webSocket(s *subject) {
	if s.protocol() != servers.ProtocolWebSocket {
		return
	}
	contract := s.Firmware.WebSocket
	s.spec(scenario(control), "the request for the upgrade is sound", func(r *harness.Result) {
		Expect(r).To(match.AskForTheUpgrade(contract.Subprotocol))
	})
	s.spec(scenario(control), "its frames are sound and masked", func(r *harness.Result) {
		Expect(r).To(match.SendSoundFrames())
	})
	if contract.Says != "" {
		s.spec(scenario(control), "it says hello "+firstOrOnly(contract), func(r *harness.Result) {
			Expect(r).To(match.SayHello(contract))
		})
	}
	if contract.Says != "" && contract.Printed {
		s.spec(scenario(control), "the echo is printed", func(r *harness.Result) {
			Expect(r).To(match.Print(contract.Says))
		})
	}
	for _, sc := range s.chosen(servers.GroupWebSocket) {
		if contract.Says == "" && !atOnce[strings.TrimPrefix(sc.Name, "websocket-")] {
			continue // it happens in answer to the first message, and none is promised
		}
		s.socket(sc)
		s.saying(sc)
	}
}

func firstOrOnly(contract config.WebSocket) string {
	if contract.NothingElse {
		return "once"
	}
	return "first"
}

// saying: the firmware says what it promised on each socket that is opened, also after a loss, and nothing that a server has
// coaxed it into.
func (s *subject) saying(sc servers.Scenario) {
	contract, name := s.Firmware.WebSocket, strings.TrimPrefix(sc.Name, "websocket-")
	if contract.Says == "" || notOpened[name] {
		return
	}
	if farewells[name] && name != "fin" {
		s.spec(sc, "its hello is said again, meeting "+name, func(r *harness.Result) {
			Expect(r).To(match.SayHello(contract))
		})
	} else if contract.NothingElse {
		s.spec(sc, "nothing but its hello is said, meeting "+name, func(r *harness.Result) {
			Expect(r).To(match.SayNothingBut(contract.Says))
		})
	}
	if spacing := s.Firmware.Retry.AfterLoss; name == "reconnect" && spacing > 0 {
		s.spec(sc, "the promised pause is left after the loss, meeting "+name, func(r *harness.Result) {
			Expect(r).To(match.PauseAfterLosses(spacing))
		})
	}
}

// socket judges by what the scenario is about, which its name begins with.
func (s *subject) socket(sc servers.Scenario) {
	name := strings.TrimPrefix(sc.Name, "websocket-")
	switch {
	case notOpened[name]:
		s.spec(sc, name+": the socket is not taken for open", func(r *harness.Result) {
			Expect(r).To(match.StayClosed())
		})
	case unsoundFrames[name]:
		s.spec(sc, name+": the connection is ended", func(r *harness.Result) {
			Expect(r).To(match.EndTheSocket())
		})
	case name == "fin" && s.stack() != profile.ESP8266 && s.Firmware.WebSocket.Ping == 0:
		// connected() of the ESP32 stays true after a FIN without close_notify (arduino-esp32#1905): without pings of its own
		// no firmware can notice.
		s.spec(sc, name+": the firmware does not crash", func(r *harness.Result) {
			Expect(r).To(match.ComeToAnEnd())
		})
	case farewells[name]:
		s.spec(sc, name+": the loss is noticed, and the firmware connects again", func(r *harness.Result) {
			Expect(r).To(match.ConnectAgain())
		})
	case echoes[name] && s.Firmware.WebSocket.Says != "" && s.Firmware.WebSocket.Printed:
		s.spec(sc, name+": the echo is printed, and the frames stay sound", func(r *harness.Result) {
			Expect(r).To(match.Print(s.Firmware.WebSocket.Says))
			Expect(r).To(match.SendSoundFrames())
		})
	default:
		s.spec(sc, name+": the firmware goes on", func(r *harness.Result) {
			Expect(r).To(match.FinishNormally())
		})
	}
	if strings.HasPrefix(name, "close-1") || name == "close-no-code" {
		s.spec(sc, name+": the Close is answered", func(r *harness.Result) {
			Expect(r).To(match.AnswerCloses())
		})
	}
	if payload, pings := pinged[name]; pings {
		s.spec(sc, name+": the ping is answered", func(r *harness.Result) {
			Expect(r).To(match.AnswerPings(payload))
		})
	}
}

func set(names ...string) map[string]bool {
	out := map[string]bool{}
	for _, name := range names {
		out[name] = true
	}
	return out
}

// What is promised in which scenario of the catalogue.
var (
	notOpened = set("upgrade-200", "upgrade-302", "upgrade-403", "upgrade-503", "upgrade-never", "wrong-accept", "no-accept",
		"no-upgrade-header", "wrong-upgrade-header", "no-connection-header")
	unsoundFrames = set("masked")
	farewells     = set("close-1000", "close-1011", "close-no-code", "close-after-echo", "tcp-closed", "fin", "reset", "reconnect")
	echoes        = set("echo", "binary", "empty", "ping", "ping-empty", "ping-125", "pong-unasked", "fragmented", "length-125", "length-126",
		"length-15k", "header-case", "greets")
	// What does not wait for a message of the firmware.
	atOnce = set("echo", "upgrade-200", "upgrade-302", "upgrade-403", "upgrade-503", "upgrade-never", "wrong-accept", "no-accept",
		"no-upgrade-header", "wrong-upgrade-header", "no-connection-header", "connection-list", "header-case", "unasked-extension",
		"greets", "vanishes")
	pinged = map[string]string{"ping": "bench-ping", "fragmented-ping": "bench-ping"}
)
