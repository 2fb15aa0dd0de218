package run

import (
	"fmt"
	"testing"
	"time"
)

func jobsOf(firmware string, costs ...int) []job {
	var all []job
	for i, c := range costs {
		all = append(all, job{firmware: firmware, trial: fmt.Sprintf("%s-%d", firmware, i), cost: time.Duration(c) * time.Second})
	}
	return all
}

func given(workers []*worker) map[string]int {
	n := map[string]int{}
	for _, w := range workers {
		for _, j := range w.jobs {
			n[j.trial]++
		}
	}
	return n
}

func TestAssignGivesEveryJobToOneBoard(t *testing.T) {
	for boards := 1; boards <= 5; boards++ {
		for firmwares := 1; firmwares <= 4; firmwares++ {
			var all []job
			for f := range firmwares {
				all = append(all, jobsOf(fmt.Sprint("fw", f), 3, 1, 4, 1, 5)...)
			}
			var workers []*worker
			for b := range boards {
				workers = append(workers, &worker{board: fmt.Sprint("b", b)})
			}
			assign(all, workers)
			seen := given(workers)
			for _, j := range all {
				if seen[j.trial] != 1 {
					t.Errorf("%d boards, %d firmwares: %s was given %d times", boards, firmwares, j.trial, seen[j.trial])
				}
			}
		}
	}
}

func TestAssignLeavesABoardItsFirmware(t *testing.T) {
	workers := []*worker{{board: "a", holds: "two"}, {board: "b", holds: "one"}}
	assign(append(jobsOf("one", 9, 9), jobsOf("two", 1)...), workers)
	for _, w := range workers {
		for _, j := range w.jobs {
			if j.firmware != w.holds {
				t.Errorf("board %s holds %s and was given %s", w.board, w.holds, j.firmware)
			}
		}
	}
}

func TestAssignSplitsByDuration(t *testing.T) {
	workers := []*worker{{board: "a"}, {board: "b"}}
	assign(jobsOf("one", 3, 24, 3, 3, 3, 12), workers)
	if a, b := workers[0].load, workers[1].load; a != 24*time.Second || b != 24*time.Second {
		t.Errorf("loads are %v and %v, wanted 24s each", a, b)
	}
}

func TestAssignKeepsThePlansOrderOnABoard(t *testing.T) {
	workers := []*worker{{board: "a"}}
	assign(jobsOf("one", 1, 8, 1, 4), workers)
	for i, j := range workers[0].jobs {
		if want := fmt.Sprintf("one-%d", i); j.trial != want {
			t.Errorf("job %d is %s, wanted %s", i, j.trial, want)
		}
	}
}

func TestAssignGivesSpareBoardsToTheMostWork(t *testing.T) {
	workers := []*worker{{board: "a"}, {board: "b"}, {board: "c"}}
	assign(append(jobsOf("short", 1, 1), jobsOf("long", 19, 19)...), workers)
	boards := map[string]int{}
	for _, w := range workers {
		if len(w.jobs) > 0 {
			boards[w.jobs[0].firmware]++
		}
	}
	if boards["long"] != 2 || boards["short"] != 1 {
		t.Errorf("boards by firmware: %v, wanted 2 for long and 1 for short", boards)
	}
}

func TestAssignLeavesBoardsIdleThatWouldNotPay(t *testing.T) {
	workers := []*worker{{board: "a"}, {board: "b"}}
	assign(jobsOf("one", 4, 4, 4), workers)
	if a, b := len(workers[0].jobs), len(workers[1].jobs); a != 3 || b != 0 {
		t.Errorf("12 s of work went to both boards: %d and %d jobs", a, b)
	}
}

func TestSelects(t *testing.T) {
	const spec = "token_post / trust / wrong.host is refused before any application byte"
	for pattern, want := range map[string]bool{
		"": true, "wrong.host": true, "trust": true, "* / trust / *": true, "token_post*": true,
		"bail-out": false, "trust*": false, "*framing*": false,
	} {
		if got := selects(pattern, spec); got != want {
			t.Errorf("selects(%q) = %v, wanted %v", pattern, got, want)
		}
	}
}
