package run

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/benchtrial/benchtrial/boards/arduino"
	"github.com/benchtrial/benchtrial/harness/config"
)

// fits finds what cannot come together before anybody is kept waiting: a board that no firmware of the run is written for,
// a firmware that was asked for by name and that no board can run, a simulated board that nothing can be compiled for.
func fits(bench *config.Bench, firmware []*config.Firmware, named bool) error {
	var errs []error
	for _, b := range bench.Boards {
		if !slices.ContainsFunc(firmware, func(fw *config.Firmware) bool { return fw.Runs(b.Chip) }) {
			errs = append(errs, fmt.Errorf("board %s is an %s, and no firmware of this run is written for that chip: see `chips:` in firmware.yaml", b.Name, b.Chip))
		}
		if strings.HasPrefix(b.FQBN, "bench:") && !slices.Contains(arduino.FQBNs(), b.FQBN) && slices.ContainsFunc(firmware, sketchFor(b.Chip)) {
			errs = append(errs, fmt.Errorf("board %s: sketches for simulated boards can be compiled for %s, not for %s; give it a ready image, or use a real board",
				b.Name, strings.Join(arduino.FQBNs(), " and "), b.FQBN))
		}
	}
	for _, fw := range firmware {
		if named && !slices.ContainsFunc(bench.Boards, func(b config.Board) bool { return fw.Runs(b.Chip) }) {
			errs = append(errs, fmt.Errorf("%s is written for %s, and the bench %q has no such board: it has %s", fw.Name, strings.Join(fw.Chips, ", "), bench.Name, chipsOf(bench)))
		}
	}
	return usage("choosing the firmware", errors.Join(errs...))
}

// sketchFor tells firmware for the chip that has to be compiled first.
func sketchFor(chip string) func(*config.Firmware) bool {
	return func(fw *config.Firmware) bool { return fw.Runs(chip) && fw.Sketch != "" }
}

func chipsOf(bench *config.Bench) string {
	var chips []string
	for _, b := range bench.Boards {
		if !slices.Contains(chips, b.Chip) {
			chips = append(chips, b.Chip)
		}
	}
	return strings.Join(chips, ", ")
}
