package run

import (
	"cmp"
	"maps"
	"slices"

	"github.com/benchtrial/benchtrial/boards/arduino"
	"github.com/benchtrial/benchtrial/harness/config"
)

// The built-in bench has a board for each firmware and chip, so that a second run finds every image where it was. Not all
// of them run at the same time: see sideBySide.
const (
	leastBoards = 2
	mostBoards  = 28
)

// simulatedChips are the chips of the built-in bench: a board for each firmware and chip, and some to spare. The first of two firmwares gets the first board
// of its chip, so that a run of one of them finds its image there too.
func simulatedChips(firmware []*config.Firmware) []string {
	var wanted []string
	for _, fw := range firmware {
		for _, chip := range fw.Chips {
			if arduino.CompilesFor(chip) {
				wanted = append(wanted, chip)
			}
		}
	}
	if len(wanted) == 0 {
		wanted = []string{"esp32"}
	}
	wanted = append(wanted, spare(wanted)...)
	slices.SortStableFunc(wanted, cmp.Compare[string])
	for len(wanted) < leastBoards {
		wanted = append(wanted, wanted[0])
	}
	return thinned(wanted)
}

// spare are more boards of each chip that many firmwares want, one for every two of them: the work of the busiest ones
// is split then.
func spare(wanted []string) []string {
	const many = 2
	count := map[string]int{}
	for _, chip := range wanted {
		count[chip]++
	}
	var more []string
	for _, chip := range slices.Sorted(maps.Keys(count)) {
		more = append(more, slices.Repeat([]string{chip}, count[chip]/many)...)
	}
	return more
}

// thinned keeps at most mostBoards of a sorted list, of each chip its share and at least one.
func thinned(wanted []string) []string {
	if len(wanted) <= mostBoards {
		return wanted
	}
	count := map[string]int{}
	for _, chip := range wanted {
		count[chip]++
	}
	var kept []string
	for _, chip := range slices.Compact(slices.Clone(wanted)) {
		kept = append(kept, slices.Repeat([]string{chip}, max(1, count[chip]*mostBoards/len(wanted)))...)
	}
	return kept
}
