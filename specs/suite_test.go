package specs

import (
	"context"
	"os"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
)

// The lane that this process runs, its bench, and the stream that its events go to. Ginkgo builds and runs its tree
// from package level, so this is where they have to live; nothing outside this file sets them.
var (
	lane   *harness.Lane
	bench  *harness.Bench
	events *reports.Log
)

// eventsFile is the descriptor over which the runner reads a lane's events.
const eventsFile = 3

func TestSpecs(t *testing.T) {
	path := os.Getenv(harness.LaneVar)
	if path == "" {
		t.Skipf("the specs need a board and a bench: run `make hil` (%s names no lane)", harness.LaneVar)
	}
	var err error
	if lane, err = harness.ReadLane(path); err != nil {
		t.Fatal(err)
	}
	stream := os.NewFile(eventsFile, "events")
	defer stream.Close()
	events = reports.NewLog(stream)

	gomega.RegisterFailHandler(Fail)
	suite, reporter := GinkgoConfiguration()
	suite.DryRun = lane.Plan
	RunSpecs(t, "benchtrial", suite, reporter)
	if lane.Plan {
		for _, p := range planned {
			_ = events.Write(p) // the runner misses a plan that does not arrive
		}
	}
}

// The specs run in the order in which they are written down, so that trust comes first and one image is flashed once. No
// spec depends on another: each asks for the trials that it needs.
var _ = Describe("firmware", Ordered, ContinueOnFailure, func() {
	for i := range lane.Trials {
		fw := &lane.Trials[i]
		Describe(fw.Firmware.Name, func() {
			for _, topic := range shuffled(topics()) {
				Describe(topic.name, func() { topic.specs(&subject{LaneFirmware: fw, topic: topic.name}) })
			}
		})
	}
})

// topic is a group of specs on one requirement, as one file of this package holds.
type topic struct {
	name  string
	specs func(*subject)
}

func topics() []topic {
	return []topic{
		{"trust", trust},
		{"stack", stack},
		{"bail-out", bailOut},
		{"persistence", persistence},
		{"recovery", recovery},
		{"framing", framing},
		{"service", service},
		{"reply", reply},
		{"records", recordFaults},
		{"names", nameFaults},
		{"time", timeFaults},
		{"wifi", wifiLost},
		{"websocket", webSocket},
		{"mqtt", mqttSession},
		{"fragments", fragments},
		{"connections", connections},
		{"entropy", entropy},
		{"health", health},
		{"console", consoleWords},
		{"secrets", secrets},
	}
}

var _ = BeforeSuite(func(ctx context.Context) {
	var err error
	if bench, err = harness.Open(context.WithoutCancel(ctx), lane, events); err != nil {
		trouble("opening the bench", err)
	}
})

var _ = AfterSuite(func() {
	if bench == nil {
		return
	}
	if err := bench.Close(); err != nil {
		trouble("closing the bench", err)
	}
})
