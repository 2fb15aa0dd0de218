// Benchtrial puts ESP32 and ESP8266 firmware on trial: it builds and flashes it, lets it meet good and bad TLS servers,
// and judges what it did.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

// command is one word of the command line.
type command struct {
	name, does string
	run        func(ctx context.Context, root string, args []string) int
}

func commands() []command {
	return []command{
		{"run", "build, flash, try and judge: what `make hil` does", runCommand},
		{"list", "print the plan: every spec of every firmware", listCommand},
		{"mutants", "try sketches with faults put in on purpose: every one must be caught", mutantsCommand},
		{"sim", "start one simulated board for esptool, a terminal program or a bench.yaml", simCommand},
		{"control", "say something to a simulated board: reset, download, erase, power off, state", controlCommand},
		{"report", "make the reports of a run again from its record", reportCommand},
		{"scenarios", "list the server behaviours that firmware meets, or explain one: certificates, reasons, what stacks do", scenariosCommand},
		{"serve", "play one scenario for any client, and show each connection as it happens", serveCommand},
		{"pin", "say which certificate of a server to pin, and why, and write it as a header or a bundle", pinCommand},
		{"header", "write bench_config.h for a sketch that is compiled by hand, in any IDE", headerCommand},
		{"setup", "install what is missing", setupCommand},
		{"doctor", "look at the bench and say what is wrong and how to mend it", doctorCommand},
		{"recover", "end what a killed run left behind, and say which board is held by whom", recoverCommand},
		{"bench", "measure latency, throughput and the time of the suite", benchCommand},
		{"probe", "measure what the TLS stack of a board really does, and compare it with what is known of it", probeCommand},
	}
}

// anywhere are the commands that need nothing of the project's folder.
var anywhere = map[string]bool{"pin": true, "control": true}

// exitUsage is the exit code of a command line that cannot be understood.
const exitUsage = 2

func main() {
	// Somebody who stops reading (`make hil | head`) must not end a run before its reports are written.
	signal.Ignore(syscall.SIGPIPE)
	os.Exit(dispatch(context.Background(), os.Args[1:]))
}

func dispatch(ctx context.Context, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(os.Stdout)
		return 0
	}
	for _, c := range commands() {
		if c.name == args[0] {
			root, err := projectRoot()
			if err != nil && !anywhere[c.name] {
				fmt.Fprintln(os.Stderr, "benchtrial:", err)
				return exitUsage
			}
			return c.run(ctx, root, args[1:])
		}
	}
	fmt.Fprintf(os.Stderr, "benchtrial: there is no command %q\n\n", args[0])
	usage(os.Stderr)
	return exitUsage
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "usage: benchtrial COMMAND [flags]    (benchtrial COMMAND -h explains the flags)")
	fmt.Fprintln(w)
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-9s %s\n", c.name, c.does)
	}
}

// projectRoot is the folder that holds the specs: the working folder or one above it.
func projectRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "specs", "suite_test.go")); err == nil {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("%s is not inside the project: run it from the folder that was cloned", dir)
		}
	}
}

// parseMixed reads flags that stand before, between and after other words, which it returns. The code is that to end with,
// or -1 to go on.
func parseMixed(flags *flag.FlagSet, args []string) (rest []string, code int) {
	for left := args; ; {
		switch err := flags.Parse(left); {
		case errors.Is(err, flag.ErrHelp):
			return nil, 0
		case err != nil:
			return nil, exitUsage
		}
		if flags.NArg() == 0 {
			return rest, -1
		}
		rest, left = append(rest, flags.Arg(0)), flags.Args()[1:]
	}
}

// parse reads the flags of a command. It returns the exit code to end with, or -1 to go on.
func parse(flags *flag.FlagSet, args []string) int {
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return exitUsage
	case flags.NArg() > 0:
		fmt.Fprintf(os.Stderr, "benchtrial %s: unexpected %q: it takes flags only\n", flags.Name(), flags.Arg(0))
		return exitUsage
	}
	return -1
}
