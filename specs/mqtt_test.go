package specs

import (
	"strings"

	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/servers"
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
	if contract.Payload != "" {
		s.spec(valid, "it publishes its message once", func(r *harness.Result) {
			Expect(r).To(match.PublishOnce(contract.Publishes, contract.Payload))
		})
	}
	if contract.Printed && contract.Subscribe != "" && contract.Payload != "" {
		s.spec(valid, "what it receives is printed", func(r *harness.Result) {
			Expect(r).To(match.Print(contract.Publishes + ": " + contract.Payload))
		})
	}
	for _, sc := range s.chosen(servers.GroupMQTT) {
		s.broker(sc)
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
	case gone[name]:
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

var gone = set("no-pingresp", "broker-gone", "broker-reset", "broker-back")
