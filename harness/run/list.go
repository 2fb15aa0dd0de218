package run

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/benchtrial/benchtrial/harness"
)

// List prints the names of the specs that a run with these options would judge by, and touches no board.
func List(ctx context.Context, opts Options) int {
	s := &session{opts: opts}
	if err := s.list(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "benchtrial list:", err)
		var f *fault
		if errors.As(err, &f) {
			return f.code
		}
		return exitBench
	}
	return exitPassed
}

func (s *session) list(ctx context.Context) error {
	bench, firmware, err := s.configuration()
	if err != nil {
		return err
	}
	if err := fits(bench, firmware, len(s.opts.Firmware) > 0); err != nil {
		return err
	}
	program, err := s.compileSpecs(ctx)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "benchtrial-list-")
	if err != nil {
		return broken("planning", err)
	}
	defer os.RemoveAll(dir)
	seen, printed := map[string]bool{}, 0
	for _, board := range bench.Boards {
		if seen[board.Chip] {
			continue
		}
		seen[board.Chip] = true
		lane := harness.Lane{Board: board, Host: bench.Server.Host, Suite: s.opts.Suite, Seed: s.opts.Seed, Air: airOf(bench)}
		for _, fw := range firmware {
			if fw.Runs(board.Chip) {
				lane.Trials = append(lane.Trials, harness.LaneFirmware{Firmware: *fw})
			}
		}
		specs, err := plan(ctx, program, dir, lane)
		if err != nil {
			return broken("planning", err)
		}
		for _, e := range specs {
			if selects(s.opts.Spec, e.Spec) {
				printed++
				fmt.Fprintf(s.opts.Out, "%-8s %s\n", board.Chip, e.Spec)
			}
		}
	}
	if printed == 0 {
		return usage("planning", fmt.Errorf("no spec is called like %q", s.opts.Spec))
	}
	return nil
}
