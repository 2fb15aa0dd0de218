package specs

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
)

// How many connections of a firmware that never gives up a storm has, and how often a board is reset at each stage of a
// handshake: enough to see a leak in an ordinary run, and as many as field reports needed in a full one.
const (
	smokeStorm, fullStorm   = 16, 100
	smokeResets, fullResets = 2, 10
)

// stalling are the scenarios in which a handshake hangs, where the firmware's loop could stand still.
var stalling = []string{"handshake-stalled"}

// health: what a connection took is given back, and the board lives through what the network, its memory and its reset
// button do to it.
func health(s *subject) {
	s.boots()
	s.heap()
	s.lowestHeap()
	s.lowHeap()
	s.resets()
	s.liveness()
	s.clockInRandom()
}

// boots: a board that restarts or crashes when it is refused shows it here, with the causes, and as a loop where it is one.
func (s *subject) boots() {
	for _, name := range []string{"untrusted-root", "connection-reset"} {
		s.spec(scenario(name), name+": the board starts once", func(r *harness.Result) {
			Expect(r).To(match.StartOnce())
		})
	}
}

// heap: the free heap does not sink from one attempt to the next.
func (s *subject) heap() {
	for _, sc := range s.storms() {
		s.specWhere(sc, stormName(sc)+": no heap is lost", s.heapMissing, func(ctx SpecContext) {
			r := s.meet(ctx, sc, harness.BodyDefault)
			if sc.Name == turnedDown {
				Expect(r).To(match.LoseNoHeapEachTime())
				return
			}
			Expect(r).To(match.LoseNoHeap())
		})
	}
}

// lowestHeap: what the firmware promises to keep free stays free while the server is good, also at the worst moment of a
// handshake.
func (s *subject) lowestHeap() {
	promised := s.Firmware.Heap.Lowest
	if promised == 0 {
		return
	}
	able := func() (string, bool) { return harness.LowestWitness(&s.Firmware, lane.Board) }
	good := []servers.Scenario{scenario(control)}
	for _, sc := range s.storms() {
		if !sc.Fails && !sc.Refuse && !sc.Closed && sc.Group == "" {
			good = append(good, sc)
		}
	}
	for _, sc := range good {
		s.specWhere(sc, stormName(sc)+": the promised heap stays free", able, func(ctx SpecContext) {
			Expect(s.meet(ctx, sc, harness.BodyDefault)).To(match.KeepHeapFree(promised))
		})
	}
}

// heapMissing says why nobody can tell of this firmware's heap here.
func (s *subject) heapMissing() (string, bool) {
	return harness.HeapWitness(&s.Firmware, lane.Board)
}

// storms are the trials with attempts enough to compare the heap with itself. A firmware that gives up makes as many as it
// promised; one that connects once a boot, and has success, has nothing to compare.
func (s *subject) storms() []servers.Scenario {
	retry := s.Firmware.Retry
	if !retry.Endless && retry.Attempts < 3 {
		return nil
	}
	storm := s.howMany(smokeStorm, fullStorm)
	var all []servers.Scenario
	if s.Firmware.Trust != config.TrustInsecure {
		all = append(all, scenario("untrusted-root"), harness.MixedFailures(storm))
	}
	if !retry.Endless {
		return append(all, scenario("connection-reset"))
	}
	if good, comesBack := harness.GoodConnections(storm, s.protocol()); comesBack {
		all = append(all, good)
	}
	if s.Firmware.AtOnce.Promised() {
		all = append(all, harness.GoodBeside(storm))
	}
	if s.protocol() == servers.ProtocolHTTP && !s.Firmware.AtOnce.Promised() { // whose heap is another with each connection then
		all = append(all, scenario(turnedDown)) // what an error reply leads through is other lines than a failed connection
	}
	return append(all, harness.Refusals(storm))
}

// turnedDown is a good server that has no success for anybody.
const turnedDown = "reply-status-503"

// stormName is a scenario's name without the number of its connections, so that a spec is called the same in each suite.
func stormName(sc servers.Scenario) string {
	if sc.Name == turnedDown {
		return sc.Name
	}
	return strings.TrimRight(sc.Name, "-0123456789")
}

func (s *subject) howMany(smoke, full int) int {
	if s.full() {
		return full
	}
	return smoke
}

// lowHeap: with too little memory for TLS a firmware fails like for any other reason, and works again after a reset.
func (s *subject) lowHeap() {
	able := func() (string, bool) { return harness.CanLowerHeap(lane.Board) }
	s.specWhere(harness.LowHeap(), "low heap: it says that it cannot connect, and works after a reset", able, func(ctx SpecContext) {
		r := s.meet(ctx, harness.LowHeap(), harness.BodyDefault)
		if r.Handshakes() > 0 {
			Skip("not judged: the heap was small, and large enough for a handshake")
		}
		Expect(r).To(match.BearLowHeap())
		Expect(s.meet(ctx, harness.AfterLowHeap(), harness.BodyDefault)).To(match.BeAccepted())
	})
}

// resets: a reset in the middle of a handshake leaves nothing behind, on either side.
func (s *subject) resets() {
	sc := harness.ResetsInHandshake(s.howMany(smokeResets, fullResets))
	s.spec(sc, "reset in the middle of a handshake: the next boot does its work", func(r *harness.Result) {
		Expect(r).To(match.OutliveResets())
	})
}

// liveness: a loop that promises to go on does, also while a handshake hangs. connect() of the stock libraries blocks the
// loop, so that no firmware can promise less than its limit for a handshake; without a promise the record has the figure.
func (s *subject) liveness() {
	beat := s.Firmware.Heartbeat
	if beat.Says == "" {
		return
	}
	for _, name := range append([]string{control}, stalling...) {
		s.spec(scenario(name), name+": the heartbeat goes on", func(r *harness.Result) {
			Expect(r).To(match.BeatWithin(beat.Within))
		})
	}
}

// clockInRandom: mbedTLS writes the time into the first four bytes of its random, so that a server can read the board's
// clock. This is known of the stack, and no promise of the firmware.
func (s *subject) clockInRandom() {
	stack := s.stack()
	if stack != profile.ESP32v2 && stack != profile.ESP32v3 || s.Firmware.Clock.Wait == 0 || lane.Board.NTP == "" {
		return
	}
	known := *s
	known.known = profile.Expectation{Basis: profile.Known,
		Reason: "mbedTLS puts the time into the first four bytes of the client random.", Source: "mbedTLS ssl_client.c, ssl_cli.c"}
	known.spec(scenario(control), "the client random begins with the time, as "+stack+" is known to do it", func(r *harness.Result) {
		Expect(r).To(match.TellTheTime(stack))
	})
}

// specWhere writes down a requirement that not every bench can judge. Where this one cannot, the spec says so: it is not
// judged, and never passes.
func (s *subject) specWhere(sc servers.Scenario, text string, able func() (string, bool), judge func(SpecContext)) {
	GinkgoHelper()
	name := strings.Join([]string{s.Firmware.Name, s.topic, text}, separator)
	if !lane.Runs(name) {
		return
	}
	optional := *s
	optional.mayBe = []string{reports.Optional}
	optional.plan(name, sc, harness.BodyDefault, types.NewCodeLocation(1))
	It(text, func(ctx SpecContext) {
		if why, ok := able(); !ok {
			Skip("not judged: " + why)
		}
		judge(ctx)
	})
}
