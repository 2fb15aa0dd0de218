package specs

import (
	"context"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
)

// subject is a firmware in the topic that judges it.
type subject struct {
	*harness.LaneFirmware
	topic string
	known profile.Expectation // what a spec of the topic stack holds the profile to; zero otherwise
	mayBe []string            // labels of the spec that is written down
}

// full tells whether the firmware is tried against the whole catalogue.
func (s *subject) full() bool {
	return lane.Suite == harness.SuiteFull && s.Firmware.Suite != config.SuiteSmoke
}

// control is the scenario that every board must pass before any refusal of its counts: the positive control.
const control = "valid"

// planned are the specs of this lane, in the order in which they were written down.
var planned []reports.Event

// places are where planned has the spec of a name.
var places = map[string]int{}

// spec writes down one requirement on what the firmware does when it meets the scenario. Specs that look at the same
// scenario share one trial.
func (s *subject) spec(sc servers.Scenario, text string, judge func(*harness.Result)) {
	GinkgoHelper()
	s.specWithBody(sc, harness.BodyDefault, text, judge)
}

func (s *subject) specWithBody(sc servers.Scenario, body harness.Body, text string, judge func(*harness.Result)) {
	GinkgoHelper()
	name := strings.Join([]string{s.Firmware.Name, s.topic, text}, separator)
	if !lane.Runs(name) {
		return
	}
	s.plan(name, sc, body, types.NewCodeLocation(1))
	It(text, func(ctx SpecContext) {
		judge(s.meet(ctx, sc, body))
	})
}

// meet lets the firmware meet the scenario. Without a passed positive control there is nothing to judge.
func (s *subject) meet(ctx context.Context, sc servers.Scenario, body harness.Body) *harness.Result {
	GinkgoHelper()
	if sc.Name != control || s.topic != "trust" {
		r := s.try(ctx, scenario(control), harness.BodyDefault)
		if r.Verdict != reports.Accepted {
			Skip("not judged: the positive control failed: " + r.Reason)
		}
	}
	return s.try(ctx, sc, body)
}

func (s *subject) try(ctx context.Context, sc servers.Scenario, body harness.Body) *harness.Result {
	GinkgoHelper()
	if why := lane.NoAir(); why != "" && sc.Air.When != servers.NoMoment {
		Skip("not judged: " + why)
	}
	r, err := bench.Try(ctx, s.LaneFirmware, sc, body)
	if err != nil {
		if ctx.Err() != nil {
			Fail("interrupted: " + err.Error())
		}
		trouble("meeting "+sc.Name, err)
	}
	return r
}
