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

// trustGroups are the groups whose scenarios decide whether a server is to be trusted.
var trustGroups = []servers.Group{servers.GroupChain, servers.GroupRenewal, servers.GroupHandshake, servers.GroupShared}

// lateRefusal shows its certificate on the third attempt only.
const lateRefusal = "untrusted-after-reset"

// agreedAfterwards changes the handshake on the way and mends its end, which a client's own signature over it forbids.
const agreedAfterwards = "extension-unknown-agreed"

// attemptsFor is how many attempts a firmware has to make to see what some scenarios are about.
var attemptsFor = map[string]int{lateRefusal: 3, "wrong.host-first": 2, "captive-portal-first": 3}

// reaches tells whether the firmware tries often enough.
func (s *subject) reaches(sc servers.Scenario) bool {
	attempts := s.Firmware.Retry.Attempts
	return attempts == 0 || attempts >= attemptsFor[sc.Name]
}

// trust: the firmware talks to the server that it was told to trust, and to no other. Which renewals its pin survives is
// part of what a pin is.
func trust(s *subject) {
	s.spec(scenario(control), "valid is accepted", func(r *harness.Result) {
		Expect(r).To(match.BeAccepted())
	})
	s.identity()
	s.protocols()
	s.each(func(sc servers.Scenario, e profile.Expectation) {
		if e.Basis != profile.Promised && sc.Group != servers.GroupRenewal {
			return
		}
		if e.Outcome == profile.Accept {
			s.spec(sc, sc.Name+" is accepted", func(r *harness.Result) { Expect(r).To(match.BeAccepted()) })
			return
		}
		if s.outlived(sc) {
			s.shortLived(sc)
			return
		}
		s.spec(sc, sc.Name+" is refused before any application byte", func(r *harness.Result) {
			Expect(r).To(match.RefuseTheServer())
		})
	})
	s.distrust()
}

// distrust: what went wrong before is no reason to trust anybody.
func (s *subject) distrust() {
	retry := s.Firmware.Retry
	if e, known := s.expects(scenario("untrusted-root")); !known || e.Outcome != profile.Refuse {
		return
	}
	for _, d := range harness.Distrusts() {
		switch {
		case retry.Attempts > 0 && retry.Attempts < d.Attempts:
		case d.Names != nil && (lane.Board.DNS == "" || retry.Attempts > 0 && s.Firmware.Console.GaveUp == ""):
			// an attempt that found no name is seen by what the firmware says only
		case d.Clock && (lane.Board.NTP == "" || s.Firmware.Clock.Wait == 0):
		default:
			s.spec(d.Scenario, d.Name+" is refused before any application byte", func(r *harness.Result) {
				Expect(r).To(match.RefuseTheServer())
			})
		}
	}
}

// outlived tells whether the scenario is an honest renewal that the firmware's pin does not survive, and the root's would.
func (s *subject) outlived(sc servers.Scenario) bool {
	if sc.Group != servers.GroupRenewal || s.Firmware.Pin != config.PinIntermediate {
		return false
	}
	root, known := profile.Expect(s.stack(), config.TrustCA, sc)
	return known && root.Outcome == profile.Accept
}

// shortLived: that a pinned intermediate ends with its renewal is known of the pin, and no broken promise of the firmware. It
// is listed among the weaknesses.
func (s *subject) shortLived(sc servers.Scenario) {
	weak := *s
	weak.known = profile.Expectation{
		Outcome: profile.Refuse, Basis: profile.Known, Weakness: true,
		Reason: "`pin: intermediate` does not survive this renewal: the board will never connect again; a pinned root does survive it",
	}
	weak.spec(sc, sc.Name+" is refused: the pinned intermediate does not outlive it", func(r *harness.Result) {
		Expect(r).To(match.RefuseTheServer())
	})
}

// stack: the TLS stack under the firmware does what its profile says. This is no promise of the firmware: such a spec
// fails when the profile is wrong, and a weakness of the stack is reported as one.
func stack(s *subject) {
	if _, known := profile.Library(s.stack()); known {
		s.spec(scenario(control), "the ClientHello is that of "+s.stack(), func(r *harness.Result) {
			Expect(r).To(match.GreetAs(s.stack()))
		})
	}
	s.each(func(sc servers.Scenario, e profile.Expectation) {
		if e.Basis != profile.Known || sc.Group == servers.GroupRenewal {
			return
		}
		if s.protocol() == servers.ProtocolMQTT && (strings.HasPrefix(sc.Name, "client-cert-") || sc.Name == agreedAfterwards) {
			return // profiles are of firmware without a certificate of its own
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
			if e, ok := s.expects(sc); ok && !sc.Stalls && s.reaches(sc) && !s.byProtocol(sc) {
				do(sc, e)
			}
		}
	}
}
