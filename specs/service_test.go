package specs

import (
	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/servers"
)

// edge is a good server behind a strict edge, as large sites have one.
const edge = "behind-edge"

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
	if !s.Firmware.Edge {
		return
	}
	s.spec(scenario(edge), "behind an edge the request is granted as well", func(r *harness.Result) {
		Expect(r).To(match.BeServed())
	})
}
