package specs

import (
	"strings"

	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/mqtt"
)

// mqttSession: the firmware speaks MQTT 3.1.1 as its contract says, and only with a broker that has accepted it.
func mqttSession(s *subject) {
	if s.protocol() != servers.ProtocolMQTT {
		return
	}
	contract, valid := s.Firmware.MQTT, scenario(control)
	s.spec(valid, "its packets are sound", func(r *harness.Result) {
		Expect(r).To(match.SendSoundPackets())
	})
	s.spec(valid, "it connects as promised", func(r *harness.Result) {
		Expect(r).To(match.ConnectAs(contract))
	})
	if contract.Subscribe != "" {
		s.spec(valid, "it subscribes to "+contract.Subscribe, func(r *harness.Result) {
			Expect(r).To(match.SubscribeTo(contract.Subscribe))
		})
	}
	if contract.Publishes != "" {
		s.spec(valid, "it publishes its message"+onlyOnce(contract.NothingElse), func(r *harness.Result) {
			Expect(r).To(match.Publish(contract))
		})
	}
	if contract.Printed && contract.Payload != "" && mqtt.Matches(contract.Subscribe, contract.Publishes) {
		s.spec(valid, "what it receives is printed", func(r *harness.Result) {
			Expect(r).To(match.PrintReceived(contract.Publishes, contract.Payload))
		})
	}
	for _, sc := range s.chosen(servers.GroupMQTT) {
		s.broker(sc)
		if sc.Name == brokerBack {
			s.afterTheLoss(sc)
		}
	}
}

func onlyOnce(promised bool) string {
	if promised {
		return " once"
	}
	return ""
}

// brokerBack ends the first session, and is good from the second on.
const brokerBack = "mqtt-broker-back"

// afterTheLoss: a session that was lost is made up for by one that is as good.
func (s *subject) afterTheLoss(sc servers.Scenario) {
	contract := s.Firmware.MQTT
	if contract.Subscribe != "" {
		s.spec(sc, "broker-back: it subscribes again", func(r *harness.Result) {
			Expect(r).To(match.SubscribeAgain(contract.Subscribe))
		})
	}
	if contract.Publishes != "" {
		s.spec(sc, "broker-back: it publishes its message again", func(r *harness.Result) {
			Expect(r).To(match.PublishAgain(contract))
		})
	}
	if spacing := s.Firmware.Retry.AfterLoss; spacing > 0 {
		s.spec(sc, "broker-back: it leaves the promised pause after the loss", func(r *harness.Result) {
			Expect(r).To(match.PauseAfterLosses(spacing))
		})
	}
}

// broker judges by what the scenario is about, which its name begins with.
func (s *subject) broker(sc servers.Scenario) {
	name := strings.TrimPrefix(sc.Name, "mqtt-")
	switch {
	case strings.HasPrefix(name, "connack-") || name == "no-connack":
		s.spec(sc, name+": nothing is sent in a session that was not accepted", func(r *harness.Result) {
			Expect(r).To(match.SendNothingButConnect())
		})
	case strings.HasPrefix(name, "client-"):
		s.spec(sc, name+": no MQTT byte is sent, and the failure is reported", func(r *harness.Result) {
			Expect(r).To(match.RefuseTheServer())
		})
	case name == "keep-alive" && s.Firmware.MQTT.KeepAlive > 0:
		s.spec(sc, name+": the line is kept alive by pings", func(r *harness.Result) {
			Expect(r).To(match.PingAtLeast(2))
			Expect(r).To(match.SendSoundPackets())
		})
	case name == "publish-long-then-short" && s.Firmware.MQTT.Printed && s.Firmware.MQTT.Subscribe != "":
		s.spec(sc, name+": what it receives is printed, and no byte more", func(r *harness.Result) {
			Expect(r).To(match.PrintEach(servers.MQTTLongMessage, servers.MQTTShortMessage))
			Expect(r).To(match.SendSoundPackets())
		})
	case gone[name] && s.loses(name):
		s.spec(sc, name+": the loss is noticed, and the firmware connects again", func(r *harness.Result) {
			Expect(r).To(match.ConnectAgain())
		})
	default:
		s.spec(sc, name+": the session stays sound", func(r *harness.Result) {
			Expect(r).To(match.SendSoundPackets())
			Expect(r).To(match.FinishNormally())
		})
	}
}

// loses tells whether the firmware comes to the loss: some brokers are gone only once it has published, or for who pings.
func (s *subject) loses(name string) bool {
	switch name {
	case "no-pingresp":
		return s.Firmware.MQTT.KeepAlive > 0
	case "broker-reset":
		return s.Firmware.MQTT.Publishes != ""
	}
	return true
}

var gone = set("no-pingresp", "broker-gone", "broker-reset", "broker-back")
