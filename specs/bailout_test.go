package specs

import (
	"slices"

	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/servers"
)

// failures are the scenarios in which no attempt succeeds, each for another reason, that every run tries.
var failures = []string{"connection-refused", "connection-reset", "handshake-stalled", "untrusted-root"}

// failing are the scenarios of this run in which no attempt succeeds.
func (s *subject) failing() []servers.Scenario {
	var all []servers.Scenario
	for _, name := range failures {
		all = append(all, scenario(name))
	}
	for _, group := range []servers.Group{servers.GroupNetwork, servers.GroupHandshake, servers.GroupName} {
		for _, sc := range s.chosen(group) {
			if (sc.Fails || sc.Stalls) && !slices.Contains(failures, sc.Name) {
				all = append(all, sc)
			}
		}
	}
	return all
}

// bailOut: a firmware that cannot connect tries as often as it promised, as far apart as it promised, and then stops.
func bailOut(s *subject) {
	retry := s.Firmware.Retry
	if retry.Attempts == 0 {
		return
	}
	for _, sc := range s.failing() {
		s.spec(sc, sc.Name+": makes exactly the promised attempts", func(r *harness.Result) {
			Expect(r).To(match.BailOutAfter(retry.Attempts))
		})
		if retry.Restarts {
			s.spec(sc, sc.Name+": restarts after the last attempt", func(r *harness.Result) {
				Expect(r).To(match.RestartAfterwards())
			})
		} else {
			s.spec(sc, sc.Name+": is silent after the last attempt", func(r *harness.Result) {
				Expect(r).To(match.KeepSilentAfterwards())
			})
		}
		if retry.Spacing > 0 && retry.Attempts > 1 && slices.Contains(failures, sc.Name) && !sc.Stalls {
			s.spec(sc, sc.Name+": spaces its attempts", func(r *harness.Result) {
				Expect(r).To(match.SpaceAttempts(retry.Spacing))
			})
		}
		if retry.Handshake > 0 && sc.Stalls {
			s.spec(sc, sc.Name+": gives up each attempt in time", func(r *harness.Result) {
				Expect(r).To(match.AbandonHandshakesAfter(retry.Handshake))
			})
		}
	}
}

// persistence: a firmware that promises to try for ever does, and leaves the time that it promised between two attempts.
func persistence(s *subject) {
	retry := s.Firmware.Retry
	if !retry.Endless {
		return
	}
	for _, sc := range s.failing() {
		s.spec(sc, sc.Name+": goes on trying, and sends nothing", func(r *harness.Result) {
			Expect(r).To(match.KeepTrying())
		})
		if retry.Spacing > 0 && slices.Contains(failures, sc.Name) && !sc.Stalls {
			s.spec(sc, sc.Name+": spaces its attempts", func(r *harness.Result) {
				Expect(r).To(match.SpaceAttempts(retry.Spacing))
			})
		}
		if retry.Handshake > 0 && sc.Stalls {
			s.spec(sc, sc.Name+": gives up each attempt in time", func(r *harness.Result) {
				Expect(r).To(match.AbandonHandshakesAfter(retry.Handshake))
			})
		}
	}
}
