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
type Dir struct {
	Path string // of the run's own folder
	root string
}

// NewDir makes the folder of a run that begins at the given time, and lets the link latest point to it: whoever looks
// while the run goes on finds this run and not the last. Two runs that begin in one second get folders of their own.
func NewDir(root string, at time.Time) (*Dir, error) {
	if err := os.MkdirAll(root, 0o755); err != nil {
		return nil, fmt.Errorf("making the folder of the reports: %w", err)
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
		return dir, dir.point(name)
	}
	return nil, fmt.Errorf("making the folder of the run: %s is taken a thousand times over", filepath.Join(root, stamp))
}

// point switches the link in one step.
func (d *Dir) point(name string) error {
	link := filepath.Join(d.root, LatestLink)
	if info, err := os.Lstat(link); err == nil && info.Mode()&fs.ModeSymlink == 0 {
		return fmt.Errorf("pointing %s to this run: it is no link; move it away", link)
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

// Events creates events.jsonl.
func (d *Dir) Events() (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(d.Path, EventsFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL|os.O_APPEND, 0o644)
	if err != nil {
		return nil, fmt.Errorf("making the record of the run: %w", err)
	}
	return file, nil
}

// Write writes all views of a run into its folder, each in one step. It goes on after an error, so that a page that
// cannot be made does not cost the JUnit file; all errors are returned.
func (d *Dir) Write(r *Run) error {
	errs := []error{
		WriteFile(filepath.Join(d.Path, SummaryFile), func(w io.Writer) error { return WriteSummary(w, r) }),
		WriteFile(filepath.Join(d.Path, JUnitFile), func(w io.Writer) error { return WriteJUnit(w, r) }),
		WriteFile(filepath.Join(d.Path, TableFile), func(w io.Writer) error { return WriteTable(w, r, false) }),
	}
	for _, trial := range r.Trials {
		errs = append(errs, d.writeTrial(trial))
	}
	errs = append(errs, WriteFile(filepath.Join(d.Path, PageFile), func(w io.Writer) error { return WritePage(w, r) }))
	return errors.Join(errs...)
}

func (d *Dir) writeTrial(t *Trial) error {
	path := filepath.Join(d.Path, t.Folder)
	if err := os.MkdirAll(path, 0o755); err != nil {
		return fmt.Errorf("making the folder of a trial: %w", err)
	}
	return errors.Join(
		WriteFile(filepath.Join(path, "console.log"), func(w io.Writer) error {
			_, err := w.Write(t.Console())
			return err
		}),
		WriteFile(filepath.Join(path, "server.log"), func(w io.Writer) error {
			_, err := io.Copy(w, strings.NewReader(t.Wire()))
			return err
		}),
	)
}
