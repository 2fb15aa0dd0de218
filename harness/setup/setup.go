// Package setup brings what benchtrial needs onto the machine: Debian packages, and esptool in a virtual environment of the project.
//
// It looks first, at files only, so that where everything is there it costs no network and next to no time. What is missing it installs
// where it may (root, or sudo without a password) and says what and why; where it may not, its error holds the exact command to run.
package setup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/benchtrial/benchtrial/harness/lease/flock"
)

// Options says where and how to set up.
type Options struct {
	Root   string    // the project's folder; esptool goes into its .tools
	Out    io.Writer // told what is installed and why, line by line; nil: nobody
	System System    // the machine; nil: this one
}

func (o Options) filled() Options {
	if o.Out == nil {
		o.Out = io.Discard
	}
	if o.System == nil {
		o.System = Machine{}
	}
	return o
}

func (o Options) say(format string, args ...any) {
	fmt.Fprintf(o.Out, "setup: "+format+"\n", args...)
}

// Status is what Check found out about one tool.
type Status struct {
	Tool    Tool
	Found   string // where it is; "" if it is missing
	Missing string // what is not as it must be; "" if it is all there
	Mend    string // the command that mends it; "" if it is all there
}

// OK says whether the tool can be used.
func (s Status) OK() bool { return s.Missing == "" }

// Check looks for each tool and changes nothing. It reads files only: it starts no program and asks no network.
func Check(opts Options, tools ...Tool) []Status {
	opts = opts.filled()
	all := make([]Status, 0, len(tools))
	for _, tool := range tools {
		found, missing := tool.look(opts)
		status := Status{Tool: tool, Found: found, Missing: missing}
		if missing != "" {
			status.Found, status.Mend = "", aptCommand(tool.Packages)
		}
		if missing != "" && tool.virtual {
			status.Mend = "make setup"
		}
		all = append(all, status)
	}
	return all
}

// Ensure installs those of the tools that are missing. After a nil error all of them can be used. Two processes that set up one project
// at the same time take turns.
func Ensure(ctx context.Context, opts Options, tools ...Tool) error {
	opts = opts.filled()
	if len(missing(opts, tools)) == 0 {
		return nil
	}
	folder := filepath.Join(opts.Root, toolsFolder)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("setting up: %w", err)
	}
	lock, err := flock.Wait(ctx, filepath.Join(folder, "lock"), flock.Exclusive, 0o666, func() {
		opts.say("another process is setting up this project; waiting for it")
	})
	if err != nil {
		return fmt.Errorf("setting up: %w", err)
	}
	defer lock.Unlock()
	return install(ctx, opts, missing(opts, tools))
}

func missing(opts Options, tools []Tool) []Status {
	var out []Status
	for _, status := range Check(opts, tools...) {
		if !status.OK() {
			out = append(out, status)
		}
	}
	return out
}

// install brings what is in wanted: packages of all of them in one go, then the virtual environment.
func install(ctx context.Context, opts Options, wanted []Status) error {
	packages := newList()
	var virtual *Tool
	for _, status := range wanted {
		tool := status.Tool
		opts.say("%s: %s. It %s.", tool.Name, status.Missing, tool.Why)
		switch {
		case !tool.virtual:
			packages.add(tool.Packages...)
		default:
			virtual = &tool
			packages.add(venvPackages(ctx, opts)...)
		}
	}
	if err := aptInstall(ctx, opts, packages.items); err != nil {
		return err
	}
	if virtual != nil {
		if err := makeVenv(ctx, opts); err != nil {
			return err
		}
	}
	return verify(opts, wanted)
}

// verify looks again: a package that went in without an error may still not hold what was expected of it.
func verify(opts Options, wanted []Status) error {
	var errs []error
	for _, was := range wanted {
		if _, missing := was.Tool.look(opts); missing != "" {
			errs = append(errs, fmt.Errorf("setting up %s: %s, also after it was installed without an error", was.Tool.Name, missing))
		}
	}
	return errors.Join(errs...)
}

// list is a list without doubles, in the order of adding.
type list struct {
	items []string
	seen  map[string]bool
}

func newList() *list { return &list{seen: map[string]bool{}} }

func (l *list) add(items ...string) {
	for _, item := range items {
		if !l.seen[item] {
			l.seen[item] = true
			l.items = append(l.items, item)
		}
	}
}

// lastLines keeps the end of a program's output: what it said last is usually why it failed.
func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) > n {
		lines = lines[len(lines)-n:]
	}
	return "  " + strings.Join(lines, "\n  ")
}
