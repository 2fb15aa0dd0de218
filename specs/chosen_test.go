package specs

import (
	"slices"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/pki"
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
	case sc.Full && lane.Suite != harness.SuiteFull:
		return false
	case sc.Protocol != "" && sc.Protocol != s.protocol():
		return false
	case sc.Names != nil && lane.Board.DNS == "":
		return false // a name server that boards share cannot lie to one of them
	case sc.Group == servers.GroupTime && (lane.Board.NTP == "" || s.Firmware.Clock.Wait == 0):
		return false
	}
	return true
}

// needsRoot are the scenarios that are something else for firmware that pins the intermediate: without the intermediate the
// chain is whole, and the leaf that is no anchor stands in the bench's list of roots only.
var needsRoot = set(pki.IncompleteChain.Name, pki.LeafAsAnchor.Name)

// stack is the profile of the TLS stack under the firmware, on this lane's chip.
func (s *subject) stack() string { return s.Firmware.StackOn(lane.Board.Chip) }

// expects is what the firmware promises of a scenario, or its stack is known to do.
func (s *subject) expects(sc servers.Scenario) (profile.Expectation, bool) {
	if s.Firmware.Pin == config.PinIntermediate && needsRoot[sc.Name] {
		return profile.Expectation{}, false
	}
	return profile.Expect(s.stack(), s.Firmware.Trust, sc)
}
