package match

import (
	"fmt"
	"slices"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
)

// What a heap may lose, in bytes. Over a few attempts that is what the article's field reports leave for one-time
// allocations; a trend counts from less on, and where nothing else takes part in the heap, from the first byte on.
const (
	heapTolerance = 1024
	trendFloor    = 256
)

// warmUp is how many connections a long series is given before it is looked at: stacks, libraries and name caches keep
// what they need only once.
const warmUp = 20

// LoseNoHeap wants the free heap not to sink from one attempt to connect to the next, in the eyes of every witness that
// there is. The first attempts, in which things are allocated once and for all, are left out.
func LoseNoHeap() types.GomegaMatcher {
	return promise("give back all the memory that an attempt took", func(r *harness.Result) string {
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		if len(r.Heap) == 0 {
			return "nobody saw its heap"
		}
		for _, s := range r.Heap {
			if len(s.Free) == 0 && s.Witness == printed(r) {
				return fmt.Sprintf("it never printed %q, which its contract promises", r.Firmware.Console.Heap)
			}
			if fault := sinking(s, harness.Kinds(r.Scenario)); fault != "" {
				return fault
			}
		}
		return ""
	})
}

// LoseNoHeapEachTime is for trials of few connections, in which other things use the heap as well: it counts as lost only what
// every attempt takes, without any that has more than the one before.
func LoseNoHeapEachTime() types.GomegaMatcher {
	return promise("give back all the memory that an attempt took", func(r *harness.Result) string {
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		for _, s := range r.Heap {
			if fault := sinking(s, harness.Kinds(r.Scenario)); len(s.Free) > 3 && fault != "" && sinksEachTime(s.Free[1:]) {
				return fault
			}
		}
		return ""
	})
}

func sinksEachTime(free []int) bool {
	for i := 1; i < len(free); i++ {
		if free[i] >= free[i-1] {
			return false
		}
	}
	return true
}

// printed is the witness of what the firmware prints.
func printed(r *harness.Result) string {
	for _, s := range r.Heap {
		if !s.Exact {
			return s.Witness
		}
	}
	return ""
}

// sinking says how a heap sinks, "" when it does not or when there are too few numbers to say so. It compares the middle
// values of the first, second and last third of what follows the warm-up: where the last third lies
// below the first for good, it is a leak if each is lower than the one before, or if more is gone than things allocated
// once explain.
func sinking(s harness.HeapSeries, kinds int) string {
	skip := 1
	if len(s.Free) > kinds+3 {
		skip = max(kinds, min(warmUp, len(s.Free)/5))
	}
	if len(s.Free) < skip+2 {
		return fmt.Sprintf("%s saw its heap %s only: too seldom to compare", s.Witness, times(len(s.Free)))
	}
	rest := s.Free[skip:]
	third := max(1, len(rest)/3)
	first, second, last := rest[:third], rest[third:len(rest)-third], rest[len(rest)-third:]
	if upper(last) >= lower(first) {
		return ""
	}
	lost := median(first) - median(last)
	trend := len(second) > 0 && median(first) > median(second) && median(second) > median(last)
	floor := trendFloor
	if s.Exact {
		floor = 0
	}
	if lost <= heapTolerance && !(trend && lost > floor) {
		return ""
	}
	return fmt.Sprintf("its free heap sank from %d to %d bytes over %d attempts, %d bytes each (so %s saw it: %s)",
		median(first), median(last), len(rest), perAttempt(rest), s.Witness, shown(s.Free))
}

// perAttempt is what an attempt cost on average.
func perAttempt(free []int) int { return (free[0] - free[len(free)-1]) / max(1, len(free)-1) }

// shown are some of the numbers.
func shown(free []int) string {
	const ends = 4
	if len(free) <= 2*ends+1 {
		return fmt.Sprint(free)
	}
	return fmt.Sprintf("%v … %v", free[:ends], free[len(free)-ends:])
}

func median(numbers []int) int { return ranked(numbers, 2) }

// lower and upper are the quartiles of many numbers, which a few that stray do not move, and the ends of few.
func lower(numbers []int) int { return ranked(numbers, 4) }

func upper(numbers []int) int {
	negative := slices.Clone(numbers)
	for i := range negative {
		negative[i] = -negative[i]
	}
	return -lower(negative)
}

// ranked is the number below which one in share of them lie; of fewer than few numbers only their middle can be told from
// their ends.
func ranked(numbers []int, share int) int {
	const few = 8
	sorted := slices.Sorted(slices.Values(numbers))
	if share > 2 && len(sorted) < few {
		return sorted[0]
	}
	return sorted[(len(sorted)-1)/share]
}

// KeepHeapFree wants so many bytes of heap to stay free at any time, in the eyes of every witness that can tell.
func KeepHeapFree(bytes int) types.GomegaMatcher {
	return promise(fmt.Sprintf("keep %d bytes of its heap free", bytes), func(r *harness.Result) string {
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		low, seen := r.LowestHeap()
		switch promised := r.Firmware.Console.Lowest; {
		case promised != "" && !printsLowest(r):
			return fmt.Sprintf("it never printed %q, which its contract promises", promised)
		case !seen:
			return "nobody saw its heap"
		case low.Lowest < bytes:
			return fmt.Sprintf("only %d bytes were free at the lowest%s, so %s saw it", low.Lowest, ofGiven(low), low.Witness)
		}
		return ""
	})
}

func printsLowest(r *harness.Result) bool {
	return slices.ContainsFunc(r.Heap, func(s harness.HeapSeries) bool { return !s.Exact && s.Lowest > 0 })
}

func ofGiven(s harness.HeapSeries) string {
	if s.Given == 0 {
		return ""
	}
	return fmt.Sprintf(" of the %d that it started with", s.Given)
}
