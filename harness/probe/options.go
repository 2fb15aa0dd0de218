package probe

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/benchtrial/benchtrial/harness/build"
	"github.com/benchtrial/benchtrial/harness/lease"
)

// Options is what a probe is asked to do.
type Options struct {
	Root      string   // the project's folder
	Cache     string   // where a probe keeps what the next one can use, "" for .cache in Root
	Bench     string   // path of bench.yaml, "" for the built-in simulated bench
	Firmware  string   // a sketch folder
	Boards    []string // names; none: the first board that can run the firmware, or simulated ones that share the work
	Scenarios []string // patterns of the scenarios to try, * stands for any text; none: all that are known of a stack
	Wait      time.Duration

	// Simulator is the command of a process that calls Simulate with its standard input and output. Without one,
	// simulated boards run in this process, and one at a time.
	Simulator []string

	Out  io.Writer    // told what has to be installed
	Say  func(string) // told what is done now: building, flashing, waiting for a board
	Step func(Step)   // told of each measurement, one after the other
}

// cache is a place below Cache. All of it may be deleted at any time.
func (o Options) cache(parts ...string) string {
	dir := o.Cache
	if dir == "" {
		dir = filepath.Join(o.Root, ".cache")
	}
	return filepath.Join(append([]string{dir}, parts...)...)
}

// Step is one measurement of a probe that goes on.
type Step struct {
	Done, Of int
	Line     Line
	Took     time.Duration // wall time since the first measurement began
}

// Left is how much longer the probe takes, wall time, if it goes on as it did.
func (s Step) Left() time.Duration {
	if s.Done == 0 {
		return 0
	}
	return s.Took / time.Duration(s.Done) * time.Duration(s.Of-s.Done)
}

// UsageError is a mistake in what was asked for.
type UsageError struct{ err error }

// Error is the mistake, with what to do about it.
func (e *UsageError) Error() string { return e.err.Error() }

// Unwrap is the mistake.
func (e *UsageError) Unwrap() error { return e.err }

func usage(format string, args ...any) error { return &UsageError{fmt.Errorf(format, args...)} }

// ControlError tells that the firmware does not get through to a good server on this board, so that nothing can be
// measured.
type ControlError struct {
	Board   string
	Reason  string   // the verdict's sentence
	Console []string // the last lines
	Wire    []string
}

// Error is the reason in a line.
func (e *ControlError) Error() string {
	return fmt.Sprintf("the positive control failed on %s, so that nothing can be measured on it: %s", e.Board, e.Reason)
}

// The exit codes of a probe; ExitCode says which.
const (
	ExitAgrees     = 0  // all that was measured agrees
	ExitDiffers    = 1  // something does not
	ExitUsage      = 2  // a mistake in what was asked for, or a sketch that does not compile
	ExitIncomplete = 3  // nothing could be measured, because the positive control failed
	ExitBench      = 4  // the bench is broken
	ExitBusy       = 75 // a board is in use by another run
)

// ExitCode is the exit code for an error of Run.
func ExitCode(err error) int {
	var mistake *UsageError
	var compile *build.CompileError
	var control *ControlError
	var busy *lease.BusyError
	switch {
	case err == nil:
		return ExitAgrees
	case errors.As(err, &mistake), errors.As(err, &compile):
		return ExitUsage
	case errors.As(err, &control):
		return ExitIncomplete
	case errors.As(err, &busy):
		return ExitBusy
	}
	return ExitBench
}
