package run

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// job is the work that cannot be split: the specs that share one trial. They go to one board, in the order of the plan.
type job struct {
	firmware string
	trial    string // scenario and body
	specs    []string
	cost     time.Duration // wall time of the trial, as measured last time
}

// worker is a board that jobs are given to.
type worker struct {
	board string
	holds string // the firmware that the board is believed to hold, "" when unknown
	jobs  []job
	load  time.Duration
}

func (w *worker) take(j job) {
	w.jobs = append(w.jobs, j)
	w.load += j.cost
}

// flashCost is what moving a board to another firmware is taken to cost.
const flashCost = 5 * time.Second

// worthABoard is how much work a firmware has on each of its boards before one more is taken: a lane costs something to
// begin, and what it would save is less than that otherwise.
const worthABoard = 20 * time.Second

// assign gives the jobs of one chip to its boards. A board keeps the firmware that it holds where it can, because
// flashing costs more than most trials; a firmware gets more than one board when there are boards to spare; and the
// jobs of a firmware are split by their recorded durations. The result depends on the input alone.
func assign(jobs []job, boards []*worker) {
	byFirmware := map[string][]job{}
	for _, j := range jobs {
		byFirmware[j.firmware] = append(byFirmware[j.firmware], j)
	}
	names := slices.SortedFunc(maps.Keys(byFirmware), func(a, b string) int {
		return cmp.Or(cmp.Compare(total(byFirmware[b]), total(byFirmware[a])), cmp.Compare(a, b))
	})
	if len(names) == 0 || len(boards) == 0 {
		return
	}
	if len(boards) < len(names) {
		assignWhole(names, byFirmware, boards)
		return
	}
	for name, team := range teams(names, byFirmware, boards) {
		split(byFirmware[name], team)
	}
}

// assignWhole gives each board some firmwares as a whole: every firmware is flashed once.
func assignWhole(names []string, byFirmware map[string][]job, boards []*worker) {
	for _, name := range names {
		best := slices.MinFunc(boards, func(a, b *worker) int {
			return cmp.Compare(a.load+moving(a, name), b.load+moving(b, name))
		})
		for _, j := range byFirmware[name] {
			best.take(j)
		}
		best.load += moving(best, name)
	}
}

func moving(w *worker, firmware string) time.Duration {
	if w.holds == firmware {
		return 0
	}
	return flashCost
}

// teams gives every firmware at least one board, and the boards left over to the firmwares with the most work a board, as
// long as it is worth a board more.
// Who gets how many is decided before who gets which: a board that holds a firmware goes to that firmware's team.
func teams(names []string, byFirmware map[string][]job, boards []*worker) map[string][]*worker {
	size := map[string]int{}
	for _, name := range names {
		size[name] = 1
	}
	for range len(boards) - len(names) {
		busiest := slices.MaxFunc(names, func(a, b string) int {
			return cmp.Compare(total(byFirmware[a])/time.Duration(size[a]), total(byFirmware[b])/time.Duration(size[b]))
		})
		if total(byFirmware[busiest])/time.Duration(size[busiest]) < worthABoard {
			break
		}
		size[busiest]++
	}
	team := map[string][]*worker{}
	var free []*worker
	for _, w := range boards {
		if len(team[w.holds]) < size[w.holds] {
			team[w.holds] = append(team[w.holds], w)
		} else {
			free = append(free, w)
		}
	}
	for _, name := range names {
		for len(team[name]) < size[name] {
			team[name] = append(team[name], free[0])
			free = free[1:]
		}
	}
	return team
}

// split gives the longest jobs first, each to the board with the least to do, and then restores the plan's order.
func split(jobs []job, team []*worker) {
	order := map[string]int{}
	for i, j := range jobs {
		order[j.trial] = i
	}
	longest := slices.SortedStableFunc(slices.Values(jobs), func(a, b job) int { return cmp.Compare(b.cost, a.cost) })
	for _, j := range longest {
		slices.MinFunc(team, func(a, b *worker) int { return cmp.Compare(a.load, b.load) }).take(j)
	}
	for _, w := range team {
		slices.SortFunc(w.jobs, func(a, b job) int { return cmp.Compare(order[a.trial], order[b.trial]) })
	}
}

func total(jobs []job) time.Duration {
	var sum time.Duration
	for _, j := range jobs {
		sum += j.cost
	}
	return sum
}
