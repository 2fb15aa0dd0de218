package specs

import (
	"fmt"
	"math/rand"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
)

// module is what source paths begin with in a binary built with -trimpath.
const module = "github.com/benchtrial/benchtrial/"

// broken is the bench's trouble that ended the spec now running, nil when there is none.
var broken error

// trouble ends a spec that could not be judged because of the bench. It is never the firmware's fault.
func trouble(phase string, err error) {
	GinkgoHelper()
	broken = err
	harness.NewRecorder(events, lane.Board.Name).Emit(reports.Event{
		Kind: reports.BenchTrouble, Text: err.Error(), Data: reports.Pack(reports.BenchError{Phase: phase}),
	})
	AbortSuite("bench trouble, no verdict on the firmware: " + err.Error())
}

var _ = ReportBeforeEach(func(r SpecReport) {
	if broken != nil || lane.Plan {
		return
	}
	spec, _ := find(r)
	emit(reports.Event{Kind: reports.SpecBegan, Spec: spec.Spec, Firmware: spec.Firmware, Scenario: spec.Scenario})
})

var _ = ReportAfterEach(func(r SpecReport) {
	if lane.Plan || broken != nil && r.State == types.SpecStateSkipped {
		return // it was never tried: what is planned and has no result says so by itself
	}
	spec, known := find(r)
	end := reports.SpecEnd{State: state(r, known), Took: reports.InSeconds(r.RunTime)}
	if r.Failed() || r.State == types.SpecStateSkipped {
		end.Message = r.FailureMessage()
		end.File, end.Line = relative(r.FailureLocation().FileName), r.FailureLocation().LineNumber
	}
	switch end.State {
	case reports.KnownFailure:
		end.Reason = known.Reason
	case reports.UnexpectedPass:
		end.Message = fmt.Sprintf("the spec passes, but known_failures.yaml line %d (%q) says that it fails: %s\nremove the entry if the firmware was mended",
			known.Line, known.Spec, known.Reason)
	}
	emit(reports.Event{Kind: reports.SpecEnded, Spec: spec.Spec, Firmware: spec.Firmware, Scenario: spec.Scenario, Data: reports.Pack(end)})
})

func emit(e reports.Event) {
	harness.NewRecorder(events, lane.Board.Name).Emit(e)
}

// state maps Ginkgo's word for how a spec ended to ours.
func state(r SpecReport, known *config.KnownFailure) reports.State {
	switch {
	case broken != nil && r.Failed():
		return reports.Errored
	case r.State == types.SpecStateInterrupted:
		return reports.Interrupted
	case r.State == types.SpecStateSkipped:
		return reports.Unjudged
	case r.Failed() && known != nil:
		return reports.KnownFailure
	case r.Failed():
		return reports.Failed
	case known != nil && !known.Sometimes:
		return reports.UnexpectedPass
	}
	return reports.Passed
}

// find returns the plan's entry of a spec, and the known failure that it is, if it is one.
func find(r SpecReport) (reports.Event, *config.KnownFailure) {
	name := strings.Join(append(r.ContainerHierarchyTexts[1:], r.LeafNodeText), separator)
	at, ok := places[name]
	if !ok {
		return reports.Event{Spec: name}, nil
	}
	p := planned[at]
	for _, t := range lane.Trials {
		if t.Firmware.Name != p.Firmware {
			continue
		}
		if known, ok := t.Firmware.KnownFailure(name); ok {
			return p, &known
		}
	}
	return p, nil
}

const separator = " / "

// plan writes down a spec before anything runs: what is planned and has no result at the end was lost.
func (s *subject) plan(name string, sc servers.Scenario, body harness.Body, at types.CodeLocation) {
	if _, twice := places[name]; !twice {
		places[name] = len(planned)
	}
	planned = append(planned, reports.Event{
		At: time.Now(), Kind: reports.Plan, Source: "lane", Board: lane.Board.Name, Firmware: s.Firmware.Name,
		Scenario: harness.TrialName(sc, body), Spec: name,
		Data: reports.Pack(reports.Planned{
			Topic: s.topic, File: relative(at.FileName), Line: at.LineNumber, Control: sc.Name == control && s.topic == "trust",
			Labels: s.mayBe, Stack: s.profiled(), Weakness: s.weakness(),
		}),
	})
}

// profiled is the stack that the spec is about, "" when it is about a promise of the firmware.
func (s *subject) profiled() string {
	if s.known.Reason == "" {
		return ""
	}
	return s.stack()
}

func (s *subject) weakness() string {
	if !s.known.Weakness {
		return ""
	}
	return s.known.Reason
}

func relative(file string) string { return strings.TrimPrefix(file, module) }

// scenario returns the catalogue's scenario of that name.
func scenario(name string) servers.Scenario {
	GinkgoHelper()
	s, ok := servers.Lookup(name)
	Expect(ok).To(BeTrue(), "no scenario is called %q", name)
	return s
}

// shuffled orders the topics by the lane's seed, so that specs cannot come to depend on their order.
func shuffled(all []topic) []topic {
	if lane.Seed != 0 {
		rand.New(rand.NewSource(lane.Seed)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	}
	return all
}

// distinct returns the numbers without repetition, in their order.
func distinct(numbers ...int) []int {
	var out []int
	seen := map[int]bool{}
	for _, n := range numbers {
		if !seen[n] {
			out = append(out, n)
		}
		seen[n] = true
	}
	return out
}
