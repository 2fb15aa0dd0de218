package specs

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/servers"
)

// connections: firmware that holds one TLS connection and makes others beside it keeps the two apart, and the trouble of one
// is not that of the other.
func connections(s *subject) {
	if !s.Firmware.AtOnce.Promised() {
		return
	}
	valid := scenario(control)
	s.spec(valid, "one connection is held and used while others are made beside it", func(r *harness.Result) {
		Expect(r).To(match.HoldBoth())
	})
	s.spec(valid, "nothing of one connection's requests is sent on another", func(r *harness.Result) {
		Expect(r).To(match.KeepRequestsApart())
	})
	for _, sc := range s.besides() {
		s.spec(sc, sc.Name+": the first connection lives on, and the failure of the other is said", func(r *harness.Result) {
			Expect(r).To(match.KeepTheFirst())
		})
	}
	refused := harness.BesideRefused()
	s.specWhere(refused, refused.Name+": no heap is lost", s.heapMissing, func(ctx SpecContext) {
		Expect(s.meet(ctx, refused, harness.BodyDefault)).To(match.LoseNoHeap())
	})
	lost := harness.HeldLost()
	s.spec(lost, lost.Name+": the first connection is made anew, and others beside it", func(r *harness.Result) {
		Expect(r).To(match.MakeTheFirstAnew())
		Expect(r).To(match.KeepRequestsApart())
	})
	low := harness.LowHeapBeside()
	able := func() (string, bool) { return harness.CanLowerHeap(lane.Board) }
	s.specWhere(low, "low heap beside: the first connection lives on, and the failure of the other is said", able, func(ctx SpecContext) {
		Expect(s.meet(ctx, low, harness.BodyDefault)).To(match.KeepTheFirst())
	})
}

// besides are the servers that turn away the connections beside the first.
func (s *subject) besides() []servers.Scenario {
	all := []servers.Scenario{harness.BesideRefused()}
	if s.full() {
		all = append(all, harness.BesideReset())
		if s.Firmware.Retry.Handshake > 0 {
			all = append(all, harness.BesideStalled())
		}
	}
	return all
}
