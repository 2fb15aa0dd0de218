package specs

import (
	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
)

// failures are the scenarios in which no attempt succeeds, each for another reason.
var failures = []string{"connection-refused", "connection-reset", "handshake-stalled", "untrusted-root"}

// bailOut: a firmware that cannot connect tries as often as it promised, as far apart as it promised, and then stops.
func bailOut(s *subject) {
	retry := s.Firmware.Retry
	if retry.Attempts == 0 {
		return
	}
	for _, name := range failures {
		s.spec(scenario(name), name+": makes exactly the promised attempts", func(r *harness.Result) {
			Expect(r).To(match.BailOutAfter(retry.Attempts))
		})
		s.spec(scenario(name), name+": is silent after the last attempt", func(r *harness.Result) {
			Expect(r).To(match.KeepSilentAfterwards())
		})
		if retry.Spacing > 0 && retry.Attempts > 1 && name != "handshake-stalled" {
			s.spec(scenario(name), name+": spaces its attempts", func(r *harness.Result) {
				Expect(r).To(match.SpaceAttempts(retry.Spacing))
			})
		}
	}
	if retry.Handshake > 0 {
		s.spec(scenario("handshake-stalled"), "handshake-stalled: gives up each attempt in time", func(r *harness.Result) {
			Expect(r).To(match.AbandonHandshakesAfter(retry.Handshake))
		})
	}
}
