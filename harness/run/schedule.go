package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/flash"
	"github.com/benchtrial/benchtrial/harness/prepare"
	"github.com/benchtrial/benchtrial/harness/setup"
	"github.com/benchtrial/benchtrial/reports"
)

// plan names the specs, gives each to a board and writes all of them down: what is planned and has no result at the end
// was lost. The lane with the most to do comes first.
func (s *session) plan(ctx context.Context, bench *config.Bench, m *made) ([]*harness.Lane, error) {
	base := harness.Lane{
		Host: bench.Server.Host, PKI: s.opts.cache("pki"), Esptool: setup.Esptool(s.opts.Root), Ledger: s.opts.cache("ledger"), Suite: s.opts.Suite, Seed: s.opts.Seed,
		Air: airOf(bench),
	}
	if err := os.MkdirAll(s.lanesDir(), 0o755); err != nil {
		return nil, broken("planning", err)
	}
	kinds, err := s.kinds(ctx, bench, m, base)
	if err != nil {
		return nil, err
	}
	var all []*harness.Lane
	load := map[*harness.Lane]time.Duration{}
	for _, k := range kinds {
		workers := s.workers(base.Ledger, k.boards, k.images)
		assign(jobs(k.specs, k.images, s.past), workers)
		for i, w := range workers {
			if lane := laneOf(base, k.boards[i], w, k.images); lane != nil {
				all = append(all, lane)
				load[lane] = w.load
				s.writeDown(k.specs, lane)
			}
		}
	}
	if len(all) == 0 && len(m.unbuilt) == 0 {
		return nil, usage("planning", fmt.Errorf("no spec is called like %q; `make list` prints all names", s.opts.Spec))
	}
	slices.SortStableFunc(all, func(a, b *harness.Lane) int {
		return cmp.Or(cmp.Compare(load[b], load[a]), cmp.Compare(a.Board.Name, b.Board.Name))
	})
	return all, nil
}

// kind are the boards that share images, with what is to be tried on them.
type kind struct {
	boards []config.Board
	images map[string]harness.LaneFirmware
	specs  []reports.Event
}

// kinds names the specs for every kind of board. All mistakes are found before anything is written down as planned.
func (s *session) kinds(ctx context.Context, bench *config.Bench, m *made, base harness.Lane) ([]kind, error) {
	var all []kind
	var mistakes []error
	for t, images := range m.images {
		k := kind{boards: boardsOf(bench.Boards, t), images: images}
		var err error
		if k.specs, err = s.planned(ctx, m.specs, base, k.boards[0], images); err != nil {
			return nil, broken("planning", err)
		}
		stale, err := s.stale(ctx, m.specs, base, k.boards[0], images)
		if err != nil {
			return nil, broken("planning", err)
		}
		mistakes = append(mistakes, stale)
		all = append(all, k)
	}
	return all, usage("reading the known failures", errors.Join(mistakes...))
}

// planned are the selected specs of the images on boards like this one.
func (s *session) planned(ctx context.Context, program string, base harness.Lane, board config.Board, images map[string]harness.LaneFirmware) ([]reports.Event, error) {
	lane := base
	lane.Board = board
	for _, name := range sortedNames(images) {
		lane.Trials = append(lane.Trials, images[name])
	}
	specs, err := plan(ctx, program, s.lanesDir(), lane)
	if err != nil {
		return nil, err
	}
	if len(specs) == 0 {
		return nil, errors.New("the suite has no spec for these firmwares")
	}
	return slices.DeleteFunc(specs, func(e reports.Event) bool { return !selects(s.opts.Spec, e.Spec) }), nil
}

// stale finds entries of known_failures.yaml that are about no spec of any suite: the list would lie. In a run that was
// narrowed they may be about specs that are left out.
func (s *session) stale(ctx context.Context, program string, base harness.Lane, board config.Board, images map[string]harness.LaneFirmware) (mistakes, err error) {
	if s.opts.Spec != "" {
		return nil, nil
	}
	images = maps.Clone(images)
	maps.DeleteFunc(images, func(_ string, fw harness.LaneFirmware) bool { return len(fw.Firmware.KnownFailures) == 0 })
	if len(images) == 0 {
		return nil, nil // to name the whole catalogue for hundreds of mutants takes minutes
	}
	base.Suite = harness.SuiteFull
	specs, err := s.planned(ctx, program, base, board, images)
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, name := range sortedNames(images) {
		fw := images[name].Firmware
		for _, known := range fw.KnownFailures {
			if !slices.ContainsFunc(specs, func(e reports.Event) bool { return e.Firmware == name && known.Matches(e.Spec) }) {
				errs = append(errs, fmt.Errorf("%s:%d: %q is about no spec of %s; `make list` prints their names",
					s.near(filepath.Join(fw.Dir, config.KnownFailuresFile)), known.Line, known.Spec, name))
			}
		}
	}
	return errors.Join(errs...), nil
}

// workers tell of each board which of the firmwares it is believed to hold.
func (s *session) workers(dir string, boards []config.Board, images map[string]harness.LaneFirmware) []*worker {
	ledger := flash.Ledger{Dir: dir}
	workers := make([]*worker, len(boards))
	for i, b := range boards {
		workers[i] = &worker{board: b.Name}
		for name, fw := range images {
			if ledger.Holds(b.Name, fw.Image.Hash) {
				workers[i].holds = name
			}
		}
	}
	return workers
}

// laneOf is the lane of a board that has something to do, nil otherwise.
func laneOf(base harness.Lane, board config.Board, w *worker, images map[string]harness.LaneFirmware) *harness.Lane {
	if len(w.jobs) == 0 {
		return nil
	}
	lane := base
	lane.Board = board
	for _, name := range firmwareOrder(w) {
		lane.Trials = append(lane.Trials, images[name])
	}
	for _, j := range w.jobs {
		lane.Specs = append(lane.Specs, j.specs...)
	}
	return &lane
}

func (s *session) writeDown(specs []reports.Event, lane *harness.Lane) {
	for _, e := range specs {
		if lane.Runs(e.Spec) {
			e.Lane, e.Board = lane.Board.Name, lane.Board.Name
			s.emit(e)
		}
	}
}

func boardsOf(all []config.Board, t prepare.Target) []config.Board {
	var some []config.Board
	for _, b := range all {
		if prepare.TargetOf(b) == t {
			some = append(some, b)
		}
	}
	return some
}

func sortedNames(images map[string]harness.LaneFirmware) []string {
	var names []string
	for name := range images {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
