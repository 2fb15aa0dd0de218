package run

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/reports"
)

// How long naming the specs may take, wall clock: it runs nothing, but a busy machine is slow at that too.
const (
	planLimit     = time.Minute
	planLimitEach = 10 * time.Second // more for each firmware
)

// plan asks the compiled specs what they would run of the firmwares on a board of that kind, without touching a board.
func plan(ctx context.Context, program, dir string, lane harness.Lane) ([]reports.Event, error) {
	lane.Plan = true
	file := path.Join(dir, "plan-"+lane.Board.Chip+".json")
	if err := lane.Write(file); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	p, err := startProcess(program, laneArgs(), []string{harness.LaneVar + "=" + file}, &out)
	if err != nil {
		return nil, err
	}
	limit := context.AfterFunc(ctx, p.stop)
	defer limit()
	allowed := planLimit + time.Duration(len(lane.Trials))*planLimitEach
	var late atomic.Bool
	timer := time.AfterFunc(allowed, func() {
		late.Store(true)
		p.stop()
	})
	defer timer.Stop()
	var specs []reports.Event
	err = p.each(func(e reports.Event) {
		if e.Kind == reports.Plan {
			specs = append(specs, e)
		}
	})
	<-p.ended
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case late.Load():
		return nil, fmt.Errorf("naming the specs of %d firmwares took longer than %v: this machine is too busy", len(lane.Trials), allowed)
	case err == nil && p.err != nil:
		err = fmt.Errorf("naming the specs: %w\n%s", p.err, out.String())
	}
	return specs, err
}

// selects tells whether the pattern names the spec. A pattern without * is looked for anywhere in the name.
func selects(pattern, spec string) bool {
	if pattern == "" {
		return true
	}
	if !strings.Contains(pattern, "*") {
		return strings.Contains(spec, pattern)
	}
	return config.KnownFailure{Spec: pattern}.Matches(spec)
}

// jobs groups the selected specs by the trial that they share. What a trial took last time is taken for what it costs.
func jobs(specs []reports.Event, images map[string]harness.LaneFirmware, past *durations) []job {
	var all []job
	type trial struct{ firmware, name string }
	places := map[trial]int{}
	for _, e := range specs {
		at, seen := places[trial{e.Firmware, e.Scenario}]
		if !seen {
			cost, known := past.cost(e.Firmware, e.Scenario)
			if fw := images[e.Firmware].Firmware; !known {
				cost = guess(&fw, e.Scenario)
			}
			at = len(all)
			places[trial{e.Firmware, e.Scenario}] = at
			all = append(all, job{firmware: e.Firmware, trial: e.Scenario, cost: cost})
		}
		all[at].specs = append(all[at].specs, e.Spec)
	}
	return all
}

// firmwareOrder is the order of first use, with the firmware that the board holds first.
func firmwareOrder(w *worker) []string {
	var names []string
	for _, j := range w.jobs {
		if !slices.Contains(names, j.firmware) {
			names = append(names, j.firmware)
		}
	}
	slices.SortStableFunc(names, func(a, b string) int {
		switch w.holds {
		case a:
			return -1
		case b:
			return 1
		}
		return 0
	})
	return names
}
