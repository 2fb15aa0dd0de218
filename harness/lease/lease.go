// Package lease sees to it that only one process of this machine works with a board at a time.
//
// A lease is a flock(2) lock on a file per board, in a folder that all users of the machine share. The kernel frees it when its holder
// dies, however it dies. What stands in the file says who holds the board; it is only for people, and after the holder's death it is
// stale: whether a board is free is asked of the lock alone.
package lease

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/harness/lease/flock"
)

// Holder is who has a board.
type Holder struct {
	Board string    `json:"board"`
	PID   int       `json:"pid"`
	User  string    `json:"user"`
	Job   string    `json:"job,omitempty"` // address of the CI job, or the command line
	Since time.Time `json:"since"`
}

func (h Holder) String() string {
	if h.PID == 0 {
		return "somebody who left no name"
	}
	text := fmt.Sprintf("process %d of %s since %s", h.PID, h.User, h.Since.Local().Format("15:04:05"))
	if h.Job != "" {
		text += " (" + h.Job + ")"
	}
	return text
}

// BusyError says that somebody else has the board, and still had it when the time to wait was over.
type BusyError struct {
	Board  string
	Holder Holder
	Waited time.Duration
}

func (e *BusyError) Error() string {
	text := fmt.Sprintf("leasing %s: it is in use by %v", e.Board, e.Holder)
	if e.Waited > 0 {
		text += fmt.Sprintf(", also after %v", e.Waited.Round(time.Second))
	}
	return text + "; wait for it to end, or give more time to wait"
}

// Request says which board to lease.
type Request struct {
	Dir      string        // of the lock files, see Dir
	Board    string        // the board's identity: what stays the same when it is plugged in elsewhere
	Wait     time.Duration // how long to wait for it; 0: not at all
	Job      string        // "": found in the environment of the usual CI systems
	Progress func(string)  // told whom is waited for, again and again while it waits; nil: nobody
	Remind   time.Duration // how long after one word to Progress the next comes; 0: a minute
}

// Lease is a leased board.
type Lease struct{ lock *flock.Lock }

// Release gives the board back.
func (l *Lease) Release() error {
	// The name goes first: a reader who finds it gone and the lock held takes it for "no name", which is true for that moment.
	err := l.lock.File().Truncate(0)
	return errors.Join(err, l.lock.Unlock())
}

// Acquire leases a board. A board that somebody else has is a *BusyError.
func Acquire(ctx context.Context, req Request) (*Lease, error) {
	path := filepath.Join(req.Dir, fileName(req.Board))
	deadline, cancel := context.WithTimeoutCause(ctx, max(req.Wait, glance), errWaited)
	defer cancel()
	line := waitingLine{req: req, path: path, quit: make(chan struct{})}
	lock, err := flock.Wait(deadline, path, flock.Exclusive, 0o666, line.begin)
	line.end()
	switch {
	case errors.Is(err, errWaited):
		return nil, &BusyError{Board: req.Board, Holder: readHolder(path), Waited: req.Wait}
	case err != nil:
		return nil, fmt.Errorf("leasing %s: %w", req.Board, err)
	}
	if err := writeHolder(lock.File(), self(req)); err != nil {
		return nil, errors.Join(fmt.Errorf("leasing %s: %w", req.Board, err), lock.Unlock())
	}
	return &Lease{lock}, nil
}

// glance is how long a board that looks busy is tried at least: Holders takes each lock for a moment to see whether it is free.
const glance = 100 * time.Millisecond

var errWaited = errors.New("the time to wait is over")

// self describes this process.
func self(req Request) Holder {
	name := fmt.Sprintf("user %d", os.Getuid())
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	job := req.Job
	if job == "" {
		job = jobOf(os.Getenv)
	}
	return Holder{Board: req.Board, PID: os.Getpid(), User: name, Job: job, Since: time.Now().UTC().Truncate(time.Second)}
}

// jobOf finds the address of the CI job in the variables that GitHub, GitLab, Jenkins and Buildkite set.
func jobOf(env func(string) string) string {
	if id := env("GITHUB_RUN_ID"); id != "" {
		return env("GITHUB_SERVER_URL") + "/" + env("GITHUB_REPOSITORY") + "/actions/runs/" + id
	}
	for _, name := range []string{"CI_JOB_URL", "BUILD_URL", "BUILDKITE_BUILD_URL"} {
		if url := env(name); url != "" {
			return url
		}
	}
	return ""
}

// writeHolder replaces what stands in a lock file. A reader may see it half written; it then shows no name.
func writeHolder(file *os.File, holder Holder) error {
	text, err := json.Marshal(holder)
	if err != nil {
		return err
	}
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err = file.WriteAt(append(text, '\n'), 0)
	return err
}

// readHolder reads what stands in a lock file; a zero Holder if that is nothing sensible.
func readHolder(path string) Holder {
	file, err := os.Open(path)
	if err != nil {
		return Holder{}
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, 64<<10)) // anybody may write to the file
	var holder Holder
	if err != nil || json.Unmarshal(text, &holder) != nil {
		return Holder{}
	}
	return holder
}

var unsafe = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// fileName makes a file name of an identity. A short hash keeps apart what reads alike once the slashes are gone.
func fileName(board string) string {
	sum := sha256.Sum256([]byte(board))
	plain := strings.Trim(unsafe.ReplaceAllString(board, "-"), "-.")
	if len(plain) > 60 {
		plain = plain[len(plain)-60:]
	}
	return plain + "-" + hex.EncodeToString(sum[:4]) + suffix
}

const suffix = ".lock"
