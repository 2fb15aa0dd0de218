package specs

import (
	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
)

// trustGroups are the groups whose scenarios decide whether a server is to be trusted.
var trustGroups = []servers.Group{servers.GroupChain, servers.GroupRenewal, servers.GroupHandshake}

// lateRefusal shows its certificate on the third attempt only.
const lateRefusal = "untrusted-after-reset"

// trust: the firmware talks to the server that it was told to trust, and to no other.
func trust(s *subject) {
	s.spec(scenario(control), "valid is accepted", func(r *harness.Result) {
		Expect(r).To(match.BeAccepted())
	})
	s.each(func(sc servers.Scenario, e profile.Expectation) {
		if e.Basis != profile.Promised {
			return
		}
		if attempts := s.Firmware.Retry.Attempts; sc.Name == lateRefusal && attempts > 0 && attempts < 3 {
			return // it would give up before it meets the certificate
		}
		if e.Outcome == profile.Accept {
			s.spec(sc, sc.Name+" is accepted", func(r *harness.Result) { Expect(r).To(match.BeAccepted()) })
			return
		}
		s.spec(sc, sc.Name+" is refused before any application byte", func(r *harness.Result) {
			Expect(r).To(match.RefuseTheServer())
		})
	})
}

// stack: the TLS stack under the firmware does what its profile says. This is no promise of the firmware: such a spec
// fails when the profile is wrong, and a weakness of the stack is reported as one.
func stack(s *subject) {
	s.each(func(sc servers.Scenario, e profile.Expectation) {
		if e.Basis != profile.Known {
			return
		}
		known := *s
		known.known = e
		if e.Outcome == profile.Accept {
			known.spec(sc, sc.Name+" is accepted, as "+s.stack()+" is known to", func(r *harness.Result) {
				Expect(r).To(match.Bear(s.stack(), e))
			})
			return
		}
		known.spec(sc, sc.Name+" is refused, as "+s.stack()+" is known to", func(r *harness.Result) {
			Expect(r).To(match.Bear(s.stack(), e))
		})
	})
}

// each goes through the scenarios of trust about which something is promised or known.
func (s *subject) each(do func(servers.Scenario, profile.Expectation)) {
	for _, group := range trustGroups {
		for _, sc := range s.chosen(group) {
			if e, ok := s.expects(sc); ok && !sc.Stalls {
				do(sc, e)
			}
		}
	}
}
