package reports

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// UnwrittenError says which files of a run could not be written for one cause. A full disk fails fifty files at once, and
// that is one thing to say.
type UnwrittenError struct {
	Dir   string   // the folder of the run
	Cause error    // without the names of files
	Files []string // within Dir, in the order in which they were tried
}

// Error names the first three files.
func (u *UnwrittenError) Error() string {
	names := strings.Join(u.Files[:min(3, len(u.Files))], ", ")
	if len(u.Files) > 3 {
		names += ", ..."
	}
	return fmt.Sprintf("%v under %s: %s not written (%s)", u.Cause, u.Dir, plural(len(u.Files), "file"), names)
}

// Unwrap returns the cause.
func (u *UnwrittenError) Unwrap() error { return u.Cause }

// unwritten gathers the files that failed by what failed them.
type unwritten struct {
	dir    string
	causes []*UnwrittenError
}

func (u *unwritten) add(err error, paths ...string) {
	if err == nil {
		return
	}
	cause := causeOf(err)
	var same *UnwrittenError
	for _, known := range u.causes {
		if known.Cause.Error() == cause.Error() {
			same = known
		}
	}
	if same == nil {
		same = &UnwrittenError{Dir: u.dir, Cause: cause}
		u.causes = append(u.causes, same)
	}
	for _, path := range paths {
		if name, err := filepath.Rel(u.dir, path); err == nil {
			path = name
		}
		same.Files = append(same.Files, path)
	}
}

// err is nil when every file was written.
func (u *unwritten) err() error {
	var all []error
	for _, one := range u.causes {
		all = append(all, one)
	}
	return errors.Join(all...)
}

// causeOf takes the names of files off an error, so that one cause reads the same for all of them.
func causeOf(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// full tells whether there is no room left where a file was to be written, on the disk or for this user.
func full(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }
