package specs

import (
	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/harness/profile"
)

// The time server's behaviours by what they leave a board's clock at. In those that are in neither list it depends on when
// the stack asks again, and only that the firmware goes on can be said.
var (
	lateTime  = []string{"time-late", "time-corrected"}
	wrongTime = []string{"time-absent", "time-wrong-past", "time-wrong-future", "time-refused", "time-garbage"}
	rightTime = []string{"time-jumps"}
)

// lostFirst is a time that comes late, but within the wait that a firmware has to have to bear one lost packet.
const lostFirst = "time-lost-first"

// timeFaults: a firmware that waits for the time does not wait for ever, and with a wrong clock it trusts nobody whose
// certificate is not valid by it, where its stack looks at dates at all.
func timeFaults(s *subject) {
	wait := s.Firmware.Clock.Wait
	if wait == 0 || lane.Board.NTP == "" {
		return
	}
	if sc := scenario(lostFirst); s.looksAtDates() {
		s.spec(sc, sc.Name+": no server is judged before the time is known", func(r *harness.Result) {
			Expect(r).To(match.AwaitTheTime(wait))
		})
	}
	for _, name := range wrongTime {
		sc := scenario(name)
		if !s.canMeet(sc) {
			continue
		}
		s.spec(sc, name+": the wait for the time ends when promised", func(r *harness.Result) {
			Expect(r).To(match.TryWithin(wait))
		})
		if s.looksAtDates() {
			s.spec(sc, name+": no application byte is sent by a wrong clock", func(r *harness.Result) {
				Expect(r).To(match.RefuseTheServer())
			})
		}
	}
	for _, name := range lateTime {
		if !s.canMeet(scenario(name)) {
			continue
		}
		s.spec(scenario(name), name+": the wait for the time ends when promised", func(r *harness.Result) {
			Expect(r).To(match.TryWithin(wait))
		})
	}
	for _, name := range rightTime {
		if !s.canMeet(scenario(name)) {
			continue
		}
		s.spec(scenario(name), name+": the server is accepted", func(r *harness.Result) {
			Expect(r).To(match.BeAccepted())
		})
	}
}

// looksAtDates tells whether the stack refuses certificates by their dates.
func (s *subject) looksAtDates() bool {
	e, known := s.expects(scenario("expired"))
	return known && e.Outcome == profile.Refuse
}
