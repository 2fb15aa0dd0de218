package specs

import (
	"slices"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/services"
)

// protocol is what the firmware speaks inside TLS.
func (s *subject) protocol() string {
	if service, ok := services.Lookup(s.Firmware.Service); ok && service.Protocol != "" {
		return service.Protocol
	}
	return servers.ProtocolHTTP
}

// chosen are the scenarios of a group that this firmware can meet on this bench, in the suite of this run.
func (s *subject) chosen(group servers.Group) []servers.Scenario {
	return slices.DeleteFunc(servers.Catalogue(), func(sc servers.Scenario) bool {
		return sc.Group != group || !s.canMeet(sc)
	})
}

func (s *subject) canMeet(sc servers.Scenario) bool {
	switch {
	case sc.Full && !s.full() && !s.bundles(sc):
		return false
	case stateReplies[sc.Name] && s.Firmware.Service != "commit-status" && !s.full():
		return false // to another firmware they are replies like others
	case sc.Group == servers.GroupShared && s.Firmware.Trust != config.TrustPSK:
		return false
	case s.Firmware.Trust == config.TrustPSK && !s.shares(sc):
		return false // it meets certificates, all of which are one to it
	case sc.Protocol != "" && sc.Protocol != s.protocol():
		return false
	case sc.Air.When != servers.NoMoment && !s.canLose(sc):
		return false
	case sc.Names != nil && lane.Board.DNS == "":
		return false // a name server that boards share cannot lie to one of them
	case (slow[sc.Name] || sc.Stalls && sc.Full) && s.Firmware.Retry.Handshake == 0 && s.stack() != profile.ESP8266:
		return false // two minutes an attempt, the default of the ESP32, show nothing new
	case sc.Group == servers.GroupTime && (lane.Board.NTP == "" || s.Firmware.Clock.Wait == 0):
		return false
	}
	return true
}

// slow are the scenarios in which each attempt lasts as long as the firmware's own limit for a handshake, at the ordinary
// clock rate.
var slow = set("handshake-dripping")

// stack is the profile of the TLS stack under the firmware, on this lane's chip.
func (s *subject) stack() string { return s.Firmware.StackOn(lane.Board.Chip) }

// expects is what the firmware promises of a scenario, or its stack is known to do.
func (s *subject) expects(sc servers.Scenario) (profile.Expectation, bool) {
	return harness.Expect(&s.Firmware, lane.Board, sc)
}
