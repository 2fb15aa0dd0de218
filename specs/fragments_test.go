package specs

import (
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
)

// Servers that grant the length of records that they are asked for: grants and keeps keep to it, the second one in a longer
// reply, and breaks does not.
const (
	grants = "fragment-length-granted"
	keeps  = "fragment-length-kept"
	breaks = "fragment-length-broken"
)

// fragments: firmware that asks for shorter records asks for them on every connection, makes use of them where the server
// agrees, and neither hangs nor crashes where it agrees and does not keep to it. That it works with a server that knows
// nothing of the matter is the positive control, which is such a one.
func fragments(s *subject) {
	promised := s.Firmware.Fragment
	if promised.Asks == 0 {
		return
	}
	s.spec(scenario(control), fmt.Sprintf("every ClientHello asks for records of %d bytes", promised.Asks), func(r *harness.Result) {
		Expect(r).To(match.AskForRecordsOf(promised.Asks))
	})
	if promised.Probes {
		s.spec(s.second(), "it asks the server first, before each attempt, over a connection of its own", func(r *harness.Result) {
			Expect(r).To(match.ProbeFirst())
		})
	}
	s.spec(scenario(grants), grants+" is accepted", func(r *harness.Result) {
		Expect(r).To(match.BeAccepted())
		Expect(r).To(match.AskForRecordsOf(promised.Asks))
	})
	s.smallBuffers()
	for _, sc := range s.chosen(servers.GroupFragment) {
		s.fragmentFault(sc)
	}
}

// second is a good server that is there for the second attempt only, where the firmware makes one.
func (s *subject) second() servers.Scenario {
	if s.Firmware.Retry.Attempts > 1 {
		return servers.RecoversAt(2)
	}
	return scenario(control)
}

// smallBuffers: what the shorter records are for.
func (s *subject) smallBuffers() {
	able := func() (string, bool) { return harness.CanLowerHeap(lane.Board) }
	if s.stack() == profile.ESP8266 {
		sc := harness.SmallBuffers()
		s.specWhere(sc, grants+": it is accepted with a heap that has no room for records of 16 KB", able, func(ctx SpecContext) {
			Expect(s.meet(ctx, sc, harness.BodyDefault)).To(match.BeAccepted())
		})
	}
}

func (s *subject) fragmentFault(sc servers.Scenario) {
	printed := s.Firmware.Response.Printed
	if printed && sc.Name == keeps {
		s.spec(sc, sc.Name+": the body is printed whole", func(r *harness.Result) {
			Expect(r).To(match.PrintTheReply())
		})
		return
	}
	s.spec(sc, sc.Name+": the firmware comes to an end", func(r *harness.Result) {
		Expect(r).To(match.ComeToAnEnd())
	})
	if words := s.Firmware.Console; printed && words.Succeeded != "" && sc.Name == breaks {
		// Who has room for the longer record all the same may read it.
		s.spec(sc, sc.Name+": no success is claimed without the whole body", func(r *harness.Result) {
			if _, said := r.Said(words.Succeeded); said {
				Expect(r).To(match.PrintTheReply())
			}
			Expect(r).To(match.ComeToAnEnd())
		})
	}
}
