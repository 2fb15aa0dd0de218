package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"

	"golang.org/x/sys/unix"

	"github.com/benchtrial/benchtrial/boards/uart"
	"github.com/benchtrial/benchtrial/harness/lease"
	"github.com/benchtrial/benchtrial/harness/setup"
)

// doctorCommand looks at what a run needs. It opens no port and resets no board.
func doctorCommand(_ context.Context, root string, args []string) int {
	if code := parse(flag.NewFlagSet("doctor", flag.ContinueOnError), args); code >= 0 {
		return code
	}
	bad := doctorTools(root) + doctorPorts() + doctorLeases()
	if bad > 0 {
		fmt.Printf("\nto mend: %d\n", bad)
		return 4
	}
	fmt.Println("\nthe bench is well")
	return 0
}

// check prints one line and returns 1 when it is bad.
func check(good bool, what, words, mend string) int {
	if good {
		fmt.Printf("✓ %-18s %s\n", what, words)
		return 0
	}
	fmt.Printf("✗ %-18s %s\n  %-18s mend it with: %s\n", what, words, "", mend)
	return 1
}

func doctorTools(root string) int {
	bad := 0
	for _, s := range setup.Check(setup.Options{Root: root}, setup.Tools(setup.BuildNative, setup.Flash, setup.Race)...) {
		words := s.Found
		if !s.OK() {
			words = s.Missing
		}
		bad += check(s.OK(), s.Tool.Name, words, s.Mend)
	}
	return bad
}

func doctorPorts() int {
	ports, err := uart.Ports()
	if err != nil {
		return check(false, "serial ports", err.Error(), "look at /dev and /sys")
	}
	if !slices.ContainsFunc(ports, func(p uart.Port) bool { return p.USB != "" }) {
		return check(true, "serial ports", "none: only simulated boards and boards on the network can be used", "")
	}
	bad := 0
	for _, p := range ports {
		if p.USB == "" {
			continue // a port of the machine itself; boards come on USB
		}
		usable := unix.Access(p.Path, unix.R_OK|unix.W_OK) == nil
		words := p.String()
		if !usable {
			words += ": no permission"
		}
		bad += check(usable, "serial port", words, "sudo usermod -aG dialout "+os.Getenv("USER")+", then log in again")
	}
	return bad
}

func doctorLeases() int {
	dir, err := lease.Dir()
	if err != nil {
		return check(false, "board locks", err.Error(), "sudo mkdir -m 1777 /run/lock/benchtrial")
	}
	holders, err := lease.Holders(dir)
	if err != nil {
		return check(false, "board locks", err.Error(), "ls -l "+dir)
	}
	for _, h := range holders {
		fmt.Printf("! %-18s %s is held by %v\n", "board", h.Board, h)
	}
	return check(true, "board locks", dir, "")
}
