package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/run"
)

func runCommand(ctx context.Context, root string, args []string) int {
	opts, code := runOptions("run", root, args)
	if code >= 0 {
		return code
	}
	return run.Run(ctx, opts)
}

func listCommand(ctx context.Context, root string, args []string) int {
	opts, code := runOptions("list", root, args)
	if code >= 0 {
		return code
	}
	return run.List(ctx, opts)
}

func mutantsCommand(ctx context.Context, root string, args []string) int {
	opts, code := runOptions("mutants", root, args)
	if code >= 0 {
		return code
	}
	return run.Mutants(ctx, opts)
}

// runOptions reads the flags of run and list. Each has an environment variable as its default, because that is how
// `make hil NAME=value` hands them on.
func runOptions(name, root string, args []string) (run.Options, int) {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	bench := flags.String("bench", os.Getenv("BENCH"), "the `file` that names the boards; none: the built-in simulated bench (BENCH)")
	firmware := flags.String("firmware", os.Getenv("FIRMWARE"), "sketch `folders`, separated by commas; none: all of boards/firmware (FIRMWARE)")
	boards := flags.String("board", os.Getenv("BOARD"), "`names` of the boards to use, separated by commas; none: all (BOARD)")
	spec := flags.String("spec", os.Getenv("SPEC"), "run only specs whose name has this `text`, * stands for any (SPEC)")
	suite := flags.String("suite", os.Getenv("SUITE"), "smoke or full: how much of the catalogue is tried; default smoke (SUITE)")
	seed := flags.String("seed", os.Getenv("SEED"), "`number` that shuffles the specs; none: the order as written (SEED)")
	wait := flags.String("wait", os.Getenv("WAIT"), "how `long` to wait for a board that another run holds, as in 90s; default 10m (WAIT)")
	keep := flags.String("keep", os.Getenv("KEEP"), "`how many` runs' reports are left in reports/out; 0: all; default 20 (KEEP)")
	color := flags.String("color", "auto", "auto, always or never")
	if code := parse(flags, args); code >= 0 {
		return run.Options{}, code
	}
	opts := run.Options{Root: root, Spec: *spec, Args: os.Args[1:], Out: os.Stdout, Color: *color, Firmware: folders(*firmware), Boards: words(*boards)}
	var err error
	if opts.Seed, err = number(*seed); err == nil {
		opts.Wait, err = patience(*wait)
	}
	if err == nil {
		opts.Keep, err = howMany(*keep)
	}
	if err == nil {
		if opts.Suite, err = harness.ReadSuite(*suite); err != nil {
			err = fmt.Errorf("SUITE: %w", err)
		}
	}
	if *bench != "" {
		opts.Bench, _ = filepath.Abs(*bench)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "benchtrial %s: %v\n", name, err)
		return opts, exitUsage
	}
	return opts, -1
}

func words(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' })
}

func folders(list string) []string {
	all := words(list)
	for i, dir := range all {
		if abs, err := filepath.Abs(dir); err == nil {
			all[i] = abs
		}
	}
	return all
}

func number(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("SEED=%s: it must be a whole number", text)
	}
	return n, nil
}

// defaultKeep is enough to look back a day, and keeps a disk from filling up.
const defaultKeep = 20

func howMany(text string) (int, error) {
	if text == "" {
		return defaultKeep, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("KEEP=%s: it must be a whole number; 0 keeps all", text)
	}
	return n, nil
}

// defaultWait is how long a run waits for a board by default: about as long as another run needs.
const defaultWait = 10 * time.Minute

func patience(text string) (time.Duration, error) {
	if text == "" {
		return defaultWait, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("WAIT=%s: it must be a duration as in 90s or 10m; 0s does not wait", text)
	}
	return d, nil
}
