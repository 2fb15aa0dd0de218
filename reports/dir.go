package reports

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// The names within the folder of a run.
const (
	EventsFile  = "events.jsonl"
	JUnitFile   = "junit.xml"
	SummaryFile = "summary.json"
	TableFile   = "table.txt"
	PageFile    = "index.html"
	LatestLink  = "latest"
)

// Dir is the folder of one run:
//
//	out/2026-11-21T23-36-05Z/   events.jsonl junit.xml summary.json table.txt index.html
//	    sim-esp32-1/token_post/wrong.host/   console.log server.log
//	out/latest -> 2026-11-21T23-36-05Z
//
// The link latest is moved by Publish, not by NewDir: a run that is stopped by a mistake before it plans anything leaves
// latest at the last run that has something to show.
type Dir struct {
	Path string // of the run's own folder
	root string
}

// NewDir makes the folder of a run that begins at the given time, and keeps room in it for summary.json, so that a run that
// fills the disk can still say how it ended. Two runs that begin in one second get folders of their own. What would keep
// Publish from moving the link is an error already here, before the run has cost anything.
func NewDir(root string, at time.Time) (*Dir, error) {
	if err := os.MkdirAll(root, 0o755); err != nil {
		return nil, fmt.Errorf("making the folder of the reports: %w", err)
	}
	if err := isLink(filepath.Join(root, LatestLink)); err != nil {
		return nil, err
	}
	stamp := at.UTC().Format("2006-01-02T15-04-05Z")
	for n := 1; n < 1000; n++ {
		name := stamp
		if n > 1 {
			name = fmt.Sprintf("%s-%d", stamp, n)
		}
		err := os.Mkdir(filepath.Join(root, name), 0o755)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("making the folder of the run: %w", err)
		}
		dir := &Dir{Path: filepath.Join(root, name), root: root}
		if err := dir.reserve(); err != nil {
			os.Remove(dir.Path)
			return nil, err
		}
		return dir, nil
	}
	return nil, fmt.Errorf("making the folder of the run: %s is taken a thousand times over", filepath.Join(root, stamp))
}

// Publish lets the link latest point to this run, in one step. Call it when the first spec is planned: whoever looks while
// the run goes on then finds this run and not the last. Calling it again does nothing new.
func (d *Dir) Publish() error {
	link, name := filepath.Join(d.root, LatestLink), filepath.Base(d.Path)
	if err := isLink(link); err != nil {
		return err
	}
	tmp := filepath.Join(d.root, fmt.Sprintf(".%s.%s", LatestLink, name))
	if err := os.Symlink(name, tmp); err != nil {
		return fmt.Errorf("pointing %s to this run: %w", link, err)
	}
	if err := os.Rename(tmp, link); err != nil {
		os.Remove(tmp)
		return fmt.Errorf("pointing %s to this run: %w", link, err)
	}
	return nil
}

// isLink returns an error when something that is no link stands in the link's place.
func isLink(path string) error {
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink == 0 {
		return fmt.Errorf("pointing %s to this run: it is no link; move it away", path)
	}
	return nil
}

// Events creates events.jsonl. The run counts as being in progress until the file is closed, also by the end of the process.
func (d *Dir) Events() (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(d.Path, EventsFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL|os.O_APPEND, 0o644)
	if err != nil {
		return nil, fmt.Errorf("making the record of the run: %w", err)
	}
	if err := claim(file); err != nil && !errors.Is(err, unix.EOPNOTSUPP) && !errors.Is(err, unix.ENOLCK) {
		// Where the file system has no locks, Prune cannot tell, and goes by the number of runs alone.
		return nil, errors.Join(fmt.Errorf("claiming the record of the run: %w", err), file.Close())
	}
	return file, nil
}

// Write writes all views of a run into its folder, each in one step: first summary.json, which has room kept for it, then
// the JUnit file, then the rest. It goes on after an error, so that a page that cannot be made does not cost the files
// after it. The error joins an *UnwrittenError for each cause. Call it before Terminal.Finish, which names the files that
// are there.
func (d *Dir) Write(r *Run) error {
	failed := &unwritten{dir: d.Path}
	failed.add(d.writeSummary(r), filepath.Join(d.Path, SummaryFile))
	d.write(failed, JUnitFile, func(w io.Writer) error { return WriteJUnit(w, r) })
	d.write(failed, TableFile, func(w io.Writer) error { return WriteTable(w, r, false) })
	d.write(failed, PageFile, func(w io.Writer) error { return WritePage(w, r) })
	for _, trial := range r.Trials {
		d.writeTrial(failed, trial)
	}
	return failed.err()
}

func (d *Dir) write(failed *unwritten, name string, view func(io.Writer) error) {
	path := filepath.Join(d.Path, name)
	failed.add(WriteFile(path, view), path)
}

func (d *Dir) writeTrial(failed *unwritten, t *Trial) {
	console, server := filepath.Join(t.Folder, "console.log"), filepath.Join(t.Folder, "server.log")
	if err := os.MkdirAll(filepath.Join(d.Path, t.Folder), 0o755); err != nil {
		failed.add(err, filepath.Join(d.Path, console), filepath.Join(d.Path, server))
		return
	}
	d.write(failed, console, func(w io.Writer) error {
		_, err := w.Write(t.Console())
		return err
	})
	d.write(failed, server, func(w io.Writer) error {
		_, err := io.Copy(w, strings.NewReader(t.Wire()))
		return err
	})
}
