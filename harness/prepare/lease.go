package prepare

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/lease"
)

// Lease takes every board, so that no other process has it until free is called. It waits for each no longer than wait, and
// tells progress whom it waits for. The error names the board, and is a lease.BusyError where another process kept it.
func Lease(ctx context.Context, boards []config.Board, wait time.Duration, progress func(string)) (free func(), err error) {
	dir, err := lease.Dir()
	if err != nil {
		return nil, err
	}
	var taken []*lease.Lease
	free = func() {
		for _, l := range taken {
			_ = l.Release() // the kernel frees it when the process ends
		}
	}
	// In one order for all processes, so that two of them never wait for each other.
	ordered := slices.SortedFunc(slices.Values(boards), func(a, b config.Board) int { return cmp.Compare(a.Identity(), b.Identity()) })
	for _, b := range ordered {
		held, err := lease.Acquire(ctx, lease.Request{Dir: dir, Board: b.Identity(), Wait: wait, Progress: progress})
		if err != nil {
			free()
			return nil, fmt.Errorf("board %s: %w", b.Name, err)
		}
		taken = append(taken, held)
	}
	return free, nil
}
