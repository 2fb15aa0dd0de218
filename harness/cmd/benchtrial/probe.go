package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/benchtrial/benchtrial/harness/probe"
	"github.com/benchtrial/benchtrial/reports"
)

// defaultProbed is the firmware that is probed with when none is named: it pins a root, and prints the numbers of its
// errors.
const defaultProbed = "boards/firmware/token_post"

// probeArgs is the command line of `benchtrial probe`.
type probeArgs struct {
	opts    probe.Options
	against string // an earlier probe to compare with
	from    string // an earlier probe to show in place of measuring
	all     bool

	out, complain io.Writer
}

// probeCommand measures the TLS stack of a board, and compares it with what is known of the stack that firmware.yaml
// names, or with an earlier probe.
func probeCommand(ctx context.Context, root string, args []string) int {
	if len(args) == 1 && args[0] == simulateFlag {
		return simulateForProbe(ctx)
	}
	a, code := readProbeArgs(root, args)
	if code >= 0 {
		return code
	}
	var was *probe.Profile
	if a.against != "" {
		var err error // found now, not when the board was measured for an hour
		if was, err = probe.ReadFile(a.against); err != nil {
			return probeFailed(os.Stderr, err, exitUsage)
		}
	}
	if a.from != "" {
		is, err := probe.ReadFile(a.from)
		if err != nil {
			return probeFailed(os.Stderr, err, exitUsage)
		}
		return a.show(is, was)
	}
	ctx, caught := untilSignal(ctx)
	defer caught.stop()
	screen := newProbeScreen(os.Stdout)
	if self, err := os.Executable(); err == nil { // without it one board has to do
		a.opts.Simulator = []string{self, "probe", simulateFlag}
	}
	a.opts.Out, a.opts.Say, a.opts.Step = os.Stderr, screen.say, screen.step
	is, err := probe.Run(ctx, a.opts)
	screen.end()
	return a.finish(is, was, err, caught.code())
}

// simulateFlag makes this program the simulator of a probe: see probe.Simulate.
const simulateFlag = "--simulate-boards"

func simulateForProbe(ctx context.Context) int {
	if err := probe.Simulate(ctx, os.Stdin, os.Stdout); err != nil {
		return probeFailed(os.Stderr, err, probe.ExitBench)
	}
	return 0
}

// finish shows and keeps what was measured, also when the probe ended early.
func (a probeArgs) finish(is, was *probe.Profile, err error, signalled int) int {
	code := 0
	if is != nil {
		code = a.show(is, was)
		path, writeErr := keepProbe(filepath.Join(a.opts.Root, "reports", "out", "probe"), is)
		if writeErr != nil {
			return probeFailed(a.complain, errors.Join(err, writeErr), probe.ExitBench)
		}
		fmt.Fprintf(a.out, "\nproposed profile: %s\n", path)
	}
	switch {
	case signalled > 0:
		fmt.Fprintln(a.complain, "benchtrial probe: interrupted")
		return signalled
	case err != nil:
		return probeFailed(a.complain, err, probe.ExitCode(err))
	}
	return code
}

// show prints a probe, and what it is compared with. The code is that of the comparison that was asked for.
func (a probeArgs) show(is, was *probe.Profile) int {
	_ = probe.WriteText(a.out, is, a.all) // who stops reading need not be told
	differs := is.Differs()
	if was != nil {
		change := probe.Regression(was, is)
		_ = change.WriteText(a.out, was, a.against)
		differs = change.Differs()
	}
	if differs {
		return probe.ExitDiffers
	}
	return probe.ExitAgrees
}

func readProbeArgs(root string, args []string) (probeArgs, int) {
	flags := flag.NewFlagSet("probe", flag.ContinueOnError)
	bench := flags.String("bench", os.Getenv("BENCH"), "the `file` that names the boards; none: the built-in simulated bench (BENCH)")
	firmware := flags.String("firmware", os.Getenv("FIRMWARE"), "sketch `folder`; none: "+defaultProbed+" (FIRMWARE)")
	board := flags.String("board", os.Getenv("BOARD"), "`name` of the board; none: the first that can run the firmware (BOARD)")
	scenarios := flags.String("scenario", os.Getenv("SCENARIO"), "try only scenarios with these `names`, separated by commas, * stands for any text (SCENARIO)")
	wait := flags.String("wait", os.Getenv("WAIT"), "how `long` to wait for a board that another run holds, as in 90s; default 10m (WAIT)")
	against := flags.String("against", os.Getenv("AGAINST"), "compare with an earlier probe, the `file` that it wrote (AGAINST)")
	from := flags.String("from", "", "measure nothing, and show an earlier probe, the `file` that it wrote")
	all := flags.Bool("all", false, "a line for every scenario, also for those that agree")
	if code := parse(flags, args); code >= 0 {
		return probeArgs{}, code
	}
	a := probeArgs{against: *against, from: *from, all: *all, out: os.Stdout, complain: os.Stderr}
	patience, err := patience(*wait)
	if err != nil {
		return a, probeFailed(os.Stderr, err, exitUsage)
	}
	sketches := folders(*firmware)
	if len(sketches) == 0 {
		sketches = []string{filepath.Join(root, filepath.FromSlash(defaultProbed))}
	}
	if len(sketches) > 1 {
		return a, probeFailed(os.Stderr, errors.New("one firmware is probed at a time: FIRMWARE names several folders"), exitUsage)
	}
	a.opts = probe.Options{Root: root, Firmware: sketches[0], Boards: words(*board), Scenarios: words(*scenarios), Wait: patience}
	if *bench != "" {
		a.opts.Bench, _ = filepath.Abs(*bench)
	}
	return a, -1
}

// keepProbe writes a probe as data, and beside it what people read. It returns the path of the data.
func keepProbe(dir string, p *probe.Profile) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("keeping the probed profile: %w", err)
	}
	name := filepath.Join(dir, p.Date.Format("2006-01-02T15-04-05Z")+"-"+p.Firmware+"-"+p.Board)
	base := name
	for n := 2; exists(base + ".json"); n++ { // two probes began in one second
		base = fmt.Sprintf("%s-%d", name, n)
	}
	err := reports.WriteFile(base+".txt", func(w io.Writer) error { return probe.WriteText(w, p, true) })
	return base + ".json", errors.Join(err, reports.WriteFile(base+".json", p.Write))
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// probeFailed tells an error, with the evidence where a good server was not accepted.
func probeFailed(complain io.Writer, err error, code int) int {
	fmt.Fprintln(complain, "benchtrial probe:", err)
	var control *probe.ControlError
	if errors.As(err, &control) {
		for _, line := range append(control.Wire, control.Console...) {
			fmt.Fprintln(complain, "    "+line)
		}
	}
	return code
}
