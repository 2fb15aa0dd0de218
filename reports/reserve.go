package reports

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// reservedFile holds blocks of the disk for summary.json while the run goes on, and has no bytes of its own that anybody
// should read. A run that fills the disk can then still say how it ended, which is what scripts ask it.
const (
	reservedFile  = "." + SummaryFile + ".reserved"
	reservedBytes = 64 << 10
)

// reserve takes the blocks. Where the file system cannot take them without writing, zeros are written.
func (d *Dir) reserve() (err error) {
	path := filepath.Join(d.Path, reservedFile)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("keeping room for %s: %w", SummaryFile, err)
	}
	defer func() {
		if err = errors.Join(err, file.Close()); err != nil {
			os.Remove(path)
			err = fmt.Errorf("keeping room for %s in %s: %w", SummaryFile, d.Path, err)
		}
	}()
	err = unix.Fallocate(int(file.Fd()), 0, 0, reservedBytes)
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.ENOSYS) {
		_, err = file.Write(make([]byte, reservedBytes))
	}
	return err
}

// writeSummary writes summary.json in one step, into the reserved blocks when no others are left. What is longer than
// they are goes in without its list of trials, the one part that grows with the length of a run that went well.
func (d *Dir) writeSummary(r *Run) error {
	path := filepath.Join(d.Path, SummaryFile)
	err := WriteFile(path, r.Summary().write)
	if err == nil || !full(err) {
		d.unreserve()
		return err
	}
	short := r.Summary()
	short.Trials = nil
	for _, s := range []Summary{r.Summary(), short} {
		var text bytes.Buffer
		if s.write(&text) == nil && d.useReserved(text.Bytes()) == nil {
			return nil
		}
	}
	return err
}

// useReserved writes into the reserved file where it has its blocks, and gives it the name of the summary.
func (d *Dir) useReserved(text []byte) error {
	path := filepath.Join(d.Path, reservedFile)
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err == nil {
		err = file.Truncate(int64(len(text)))
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return os.Rename(path, filepath.Join(d.Path, SummaryFile))
}

// unreserve gives the blocks back; without them nothing is lost but the room.
func (d *Dir) unreserve() { os.Remove(filepath.Join(d.Path, reservedFile)) }
