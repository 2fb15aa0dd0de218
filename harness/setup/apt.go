package setup

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// CannotInstallError says that packages are missing and this user may not install them.
type CannotInstallError struct {
	Packages []string
	Reason   string // why not
	Command  string // what to run instead, by somebody who may
}

func (e *CannotInstallError) Error() string {
	return fmt.Sprintf("setting up: %s missing, and %s; run this, then try again:\n\n    %s\n", strings.Join(e.Packages, ", "), e.Reason, e.Command)
}

// aptCommand is what a person would type to install packages.
func aptCommand(packages []string) string {
	return "sudo apt-get update && sudo apt-get install --no-install-recommends -y " + strings.Join(packages, " ")
}

// aptInstall installs packages, or says who has to. Nothing is done for no packages.
func aptInstall(ctx context.Context, opts Options, packages []string) error {
	if len(packages) == 0 {
		return nil
	}
	refuse := func(reason string) error {
		return &CannotInstallError{Packages: packages, Reason: reason, Command: aptCommand(packages)}
	}
	if _, err := opts.System.LookPath("apt-get"); err != nil {
		return refuse("there is no apt-get here (these are Debian's names: your system's may differ)")
	}
	prefix, ok := privilege(ctx, opts.System)
	if !ok {
		return refuse("this user may not install them (not root, and sudo asks for a password)")
	}
	began := time.Now()
	opts.say("installing by apt-get: %s", strings.Join(packages, " "))
	opts.say("  fetching the lists of packages")
	updateOut, updateErr := apt(ctx, opts, prefix, "update", "-q")
	installOut, err := apt(ctx, opts, prefix, append([]string{"install", "-q", "-y", "--no-install-recommends"}, packages...)...)
	if err == nil {
		opts.say("installed %s in %.1f s", strings.Join(packages, " "), time.Since(began).Seconds())
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("installing %s: %w", strings.Join(packages, " "), context.Cause(ctx))
	}
	report := fmt.Errorf("installing %s: apt-get install: %w; its last words:\n%s", strings.Join(packages, " "), err, lastLines(installOut, 12))
	// A list that could not be fetched is an error only if it was needed: one dead third-party source must not stop what works without it.
	if updateErr != nil || strings.Contains(updateOut, "Failed to fetch") {
		report = fmt.Errorf("%w\nbefore that, apt-get update failed:\n%s\nif this machine is offline, install them where there is a network:\n\n    %s\n",
			report, lastLines(updateOut, 6), aptCommand(packages))
	}
	return report
}

// privilege returns what has to stand before a command so that it runs as root.
func privilege(ctx context.Context, system System) ([]string, bool) {
	if system.Root() {
		return nil, true
	}
	if _, err := system.LookPath("sudo"); err != nil {
		return nil, false
	}
	if system.Run(ctx, io.Discard, nil, "sudo", "-n", "true") != nil {
		return nil, false
	}
	return []string{"sudo", "-n"}, true
}

// apt runs apt-get so that it never asks a question, and returns all that it printed. dpkg's lock is waited for: on a fresh machine an
// automatic upgrade is often under way.
func apt(ctx context.Context, opts Options, prefix []string, args ...string) (string, error) {
	argv := append(append([]string{}, prefix...), "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8", "apt-get",
		"-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=2", "-o", "APT::Color=0")
	var all bytes.Buffer
	err := opts.System.Run(ctx, io.MultiWriter(&all, newSteps(opts, args...)), nil, append(argv, args...)...)
	return all.String(), err
}

// steps lets through those of apt's and pip's lines that tell a waiting person how far it is.
type steps struct {
	opts    Options
	starts  []string // what such a line begins with
	pending []byte
}

// newSteps makes one that shows the set-up of the named packages, but not of the many that they bring along.
func newSteps(opts Options, packages ...string) *steps {
	starts := []string{"Need to get ", "Waiting for cache lock", "Building wheel for ", "Installing collected"}
	for _, name := range packages {
		starts = append(starts, "Setting up "+name+" (", "Setting up "+name+":")
	}
	return &steps{opts: opts, starts: starts}
}

func (s *steps) Write(p []byte) (int, error) {
	s.pending = append(s.pending, p...)
	for {
		advance, line, _ := bufio.ScanLines(s.pending, false)
		if advance == 0 {
			return len(p), nil
		}
		text := strings.TrimSpace(string(line))
		if slices.ContainsFunc(s.starts, func(start string) bool { return strings.HasPrefix(text, start) }) {
			s.opts.say("  %s", text)
		}
		s.pending = s.pending[advance:]
	}
}
