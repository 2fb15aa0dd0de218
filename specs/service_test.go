package specs

import (
	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/servers"
)

// edge is a good server behind a strict edge, as large sites have one.
const edge = "behind-edge"

// fronts are the good servers that the firmware is meant for: the service itself, and the edge before it.
func (s *subject) fronts() []string {
	if s.Firmware.Edge {
		return []string{control, edge}
	}
	return []string{control}
}

// service: the request is one that the service it is meant for answers with success, and the firmware says so.
func service(s *subject) {
	if s.Firmware.Service == "" || s.protocol() != servers.ProtocolHTTP {
		return
	}
	s.spec(scenario(control), "the "+s.Firmware.Service+" service grants the request", func(r *harness.Result) {
		Expect(r).To(match.BeServed())
	})
	if s.Firmware.Console.Succeeded != "" {
		s.spec(scenario(control), "the success is reported", func(r *harness.Result) {
			Expect(r).To(match.ReportSuccess())
		})
	}
	for _, name := range s.fronts() {
		if s.Firmware.Console.Succeeded == "" {
			break
		}
		s.spec(scenario(name), name+": no success is claimed that was not granted", func(r *harness.Result) {
			Expect(r).To(match.ClaimOnlyWhatWasGranted())
		})
	}
	if !s.Firmware.Edge {
		return
	}
	s.spec(scenario(edge), "behind an edge the request is granted as well", func(r *harness.Result) {
		Expect(r).To(match.BeServed())
	})
}
