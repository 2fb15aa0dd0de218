package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	"golang.org/x/sys/unix"

	"github.com/benchtrial/benchtrial/boards/uart"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/lease"
	"github.com/benchtrial/benchtrial/harness/setup"
)

// doctorCommand looks at what a run needs. It opens no serial port and resets no board.
func doctorCommand(ctx context.Context, root string, args []string) int {
	flags := flag.NewFlagSet("doctor", flag.ContinueOnError)
	file := flags.String("bench", os.Getenv("BENCH"), "the `file` that names the boards; none: only what every bench needs (BENCH)")
	if code := parse(flags, args); code >= 0 {
		return code
	}
	d := &doctor{out: os.Stdout}
	bench, err := d.bench(*file)
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchtrial doctor:", err)
		return exitUsage
	}
	d.tools(root, bench)
	d.leases()
	if bench == nil {
		d.ports()
	} else {
		d.boards(ctx, bench)
		d.servers(ctx, bench)
	}
	if d.bad > 0 {
		fmt.Fprintf(d.out, "\nto mend: %d\n", d.bad)
		return exitUnreachable
	}
	fmt.Fprintln(d.out, "\nthe bench is well")
	return 0
}

// doctor prints one line for each thing that it looked at, and counts what is to be mended.
type doctor struct {
	out io.Writer
	bad int
}

// check prints one line, and for what is not good a second one with what mends it.
func (d *doctor) check(good bool, what, words, mend string) {
	if good {
		fmt.Fprintf(d.out, "✓ %-18s %s\n", what, words)
		return
	}
	d.bad++
	fmt.Fprintf(d.out, "✗ %-18s %s\n  %-18s mend it with: %s\n", what, words, "", mend)
}

// mind prints what is worth knowing and no fault.
func (d *doctor) mind(what, words string) { fmt.Fprintf(d.out, "! %-18s %s\n", what, words) }

// bench reads bench.yaml; nil when none is named.
func (d *doctor) bench(file string) (*config.Bench, error) {
	if file == "" {
		return nil, nil
	}
	bench, err := config.ReadBench(file)
	if err == nil {
		d.check(true, "bench.yaml", fmt.Sprintf("%s: %q, %d boards", file, bench.Name, len(bench.Boards)), "")
	}
	return bench, err
}

// tools looks for the programs that builds and flashing need.
func (d *doctor) tools(root string, bench *config.Bench) {
	needs := []setup.Need{setup.Flash}
	if bench == nil || slices.ContainsFunc(bench.Boards, forSimulator) {
		needs = append(needs, setup.BuildNative)
	}
	if bench == nil {
		needs = append(needs, setup.Race) // for the tests of the project
	}
	for _, s := range setup.Check(setup.Options{Root: root}, setup.Tools(needs...)...) {
		words := s.Found
		if !s.OK() {
			words = s.Missing
		}
		d.check(s.OK(), s.Tool.Name, words, s.Mend)
	}
	if bench != nil {
		d.builders(bench)
	}
}

// ports lists the serial ports of the machine.
func (d *doctor) ports() {
	ports, err := uart.Ports()
	if err != nil {
		d.check(false, "serial ports", err.Error(), "look at /dev and /sys")
		return
	}
	if !slices.ContainsFunc(ports, func(p uart.Port) bool { return p.USB != "" }) {
		d.check(true, "serial ports", "none: only simulated boards and boards on the network can be used", "")
		return
	}
	for _, p := range ports {
		if p.USB == "" {
			continue // a port of the machine itself; boards come on USB
		}
		if unix.Access(p.Path, unix.R_OK|unix.W_OK) != nil {
			d.check(false, "serial port", p.String()+": no permission", joinDialout())
			continue
		}
		d.check(true, "serial port", p.String(), "")
	}
}

func joinDialout() string {
	return "sudo usermod -aG dialout " + os.Getenv("USER") + ", then log in again"
}

// leases looks at the folder of locks, and says who has which board.
func (d *doctor) leases() {
	dir, err := lease.Dir()
	if err != nil {
		d.check(false, "board locks", err.Error(), "sudo mkdir -m 1777 /run/lock/benchtrial")
		return
	}
	holders, err := lease.Holders(dir)
	if err != nil {
		d.check(false, "board locks", err.Error(), "ls -l "+dir)
		return
	}
	for _, h := range holders {
		d.mind("board", fmt.Sprintf("%s is held by %v", h.Board, h))
	}
	d.check(true, "board locks", dir, "")
}
