package run

import (
	"errors"

	"github.com/benchtrial/benchtrial/harness/lease"
)

// The exit codes of a run, besides those that the gate makes of the results.
const (
	exitPassed     = 0
	exitFailed     = 1
	exitUsage      = 2
	exitIncomplete = 3
	exitBench      = 4
	exitBusy       = 75
)

// fault is an error with the phase that it ended and the exit code that says whose it is.
type fault struct {
	phase string
	code  int
	err   error
}

func (f *fault) Error() string { return f.err.Error() }
func (f *fault) Unwrap() error { return f.err }

// usage is a fault in what the user gave: options, bench.yaml, firmware.yaml, a sketch that does not compile.
func usage(phase string, err error) error { return fail(phase, exitUsage, err) }

// broken is a fault of the bench: a tool, a port, a board, an address.
func broken(phase string, err error) error {
	var busy *lease.BusyError
	if errors.As(err, &busy) {
		return fail(phase, exitBusy, err)
	}
	return fail(phase, exitBench, err)
}

func fail(phase string, code int, err error) error {
	if err == nil {
		return nil
	}
	return &fault{phase: phase, code: code, err: err}
}
