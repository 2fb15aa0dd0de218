package probe

import (
	"slices"
	"strings"

	"github.com/benchtrial/benchtrial/boards/arduino"
	"github.com/benchtrial/benchtrial/harness/config"
)

// sideBySide is how many simulated boards of the built-in bench share a probe: they are all alike, and wait for
// themselves more than for this machine.
const sideBySide = 4

// target is what is probed: the boards with the same firmware. A board of hardware is probed alone; two of them are
// two boards.
type target struct {
	bench  *config.Bench
	boards []config.Board
	fw     *config.Firmware
	stack  string // as firmware.yaml states it for the boards' chip
}

// choose reads what people wrote, and finds the boards.
func choose(opts Options) (*target, error) {
	fw, err := config.ReadFirmware(opts.Firmware)
	if err != nil {
		return nil, &UsageError{err}
	}
	t := &target{fw: fw}
	if opts.Bench == "" {
		err = t.builtIn(opts.Boards, len(opts.Simulator) > 0)
	} else {
		err = t.ofFile(opts.Bench, opts.Boards)
	}
	if err != nil {
		return nil, err
	}
	t.stack = fw.StackOn(t.boards[0].Chip)
	return t, nil
}

// builtIn takes simulated boards of the firmware's first chip, or those that are named.
func (t *target) builtIn(names []string, several bool) error {
	var chips []string
	for _, chip := range t.fw.Chips {
		if arduino.CompilesFor(chip) {
			chips = append(chips, slices.Repeat([]string{chip}, sideBySide)...)
		}
	}
	if len(chips) == 0 {
		return usage("%s is written for %s, and simulated boards can be compiled for esp32 and esp8266 only: name a real board with BENCH=bench.yaml",
			t.fw.Name, strings.Join(t.fw.Chips, ", "))
	}
	t.bench = config.Simulated(chips...)
	switch {
	case len(names) > 0:
		return t.named(names)
	case several:
		t.boards = t.bench.Boards[:sideBySide]
	default:
		t.boards = t.bench.Boards[:1]
	}
	return nil
}

// ofFile takes the first board of a bench.yaml that can run the firmware, or the one that is named.
func (t *target) ofFile(file string, names []string) (err error) {
	if t.bench, err = config.ReadBench(file); err != nil {
		return &UsageError{err}
	}
	if len(names) > 0 {
		return t.named(names)
	}
	for _, b := range t.bench.Boards {
		if t.fw.Runs(b.Chip) {
			t.boards = []config.Board{b}
			return nil
		}
	}
	return usage("%s is written for %s, and no board of the bench %q has such a chip", t.fw.Name, strings.Join(t.fw.Chips, ", "), t.bench.Name)
}

func (t *target) named(names []string) error {
	for _, name := range names {
		b, ok := t.bench.Board(name)
		switch {
		case !ok:
			return usage("BOARD=%s: the bench %q has no such board; it has %s", name, t.bench.Name, t.bench.Names())
		case !t.fw.Runs(b.Chip):
			return usage("BOARD=%s is an %s, and %s is written for %s", name, b.Chip, t.fw.Name, strings.Join(t.fw.Chips, ", "))
		}
		t.boards = append(t.boards, b)
	}
	for _, b := range t.boards[1:] {
		if !b.Hosted() || !t.boards[0].Hosted() || b.Chip != t.boards[0].Chip {
			return usage("BOARD=%s: a probe is of one board; only boards of the built-in simulated bench with the same chip are alike", strings.Join(names, ","))
		}
	}
	return nil
}
