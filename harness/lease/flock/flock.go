// Package flock takes flock(2) locks under a context.
//
// The kernel frees such a lock when the last descriptor of the file is closed, so also when its holder is killed: there is nothing to
// clean up, and no stale lock to break. A lock is tied to the open file, not to the process: two locks in one process exclude each
// other as two processes do.
package flock

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// Mode says who else may hold the lock at the same time.
type Mode int

const (
	Exclusive Mode = unix.LOCK_EX // nobody else
	Shared    Mode = unix.LOCK_SH // any number of others that hold it shared
)

// ErrHeld is wrapped in what Try answers when somebody else has the lock.
var ErrHeld = errors.New("somebody else holds the lock")

// again is how long after a refused attempt the next is made. flock(2) cannot wait under a deadline, and a thread that is blocked in it
// cannot be called back, so waiting is asking again.
const again = 25 * time.Millisecond

// Lock is one held lock.
type Lock struct{ file *os.File }

// File is the locked file, open for reading and writing; what stands in it is the caller's affair.
func (l *Lock) File() *os.File { return l.file }

// Unlock gives the lock back. The file stays: to remove it would let a third one lock a new file of that name while a second still
// waits for the old one.
func (l *Lock) Unlock() error { return l.file.Close() }

// Try takes the lock on path, which is made with perm if it is not there, or answers at once with an error that wraps ErrHeld.
func Try(path string, mode Mode, perm os.FileMode) (*Lock, error) {
	file, err := open(path, perm)
	if err != nil {
		return nil, fmt.Errorf("opening lock file: %w", err)
	}
	if err := lock(file, mode); err != nil {
		file.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			err = ErrHeld
		}
		return nil, fmt.Errorf("locking %q: %w", path, err)
	}
	return &Lock{file}, nil
}

// open opens path for locking. O_CREATE is left away where the file is there already: Linux refuses it on another user's file in a
// sticky folder that all may write to (sysctl fs.protected_regular).
func open(path string, perm os.FileMode) (*os.File, error) {
	for {
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		if !errors.Is(err, os.ErrNotExist) {
			return file, err
		}
		file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, perm)
		if errors.Is(err, os.ErrExist) {
			continue // made by another between the two calls
		}
		if err == nil {
			err = file.Chmod(perm) // the umask must not lock other users out
		}
		return file, err
	}
}

func lock(file *os.File, mode Mode) error {
	for {
		err := unix.Flock(int(file.Fd()), int(mode)|unix.LOCK_NB)
		if !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// Wait takes the lock on path as Try does, but waits for it until ctx ends; waiting, which may be nil, is called once, before the first
// wait. After ctx's end the error wraps both ErrHeld and the context's cause.
func Wait(ctx context.Context, path string, mode Mode, perm os.FileMode, waiting func()) (*Lock, error) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for first := true; ; first = false {
		held, err := Try(path, mode, perm)
		if err == nil || !errors.Is(err, ErrHeld) {
			return held, err
		}
		if first && waiting != nil {
			waiting()
		}
		timer.Reset(again)
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("%w (%w)", err, context.Cause(ctx))
		case <-timer.C:
		}
	}
}
