package build

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/benchtrial/benchtrial/harness/lease/flock"
)

// workFolder returns the folder in which a source is built for a board, the same one each time, and locks it.
func (b *Builder) workFolder(ctx context.Context, req Request, builder string) (string, func() error, error) {
	id := hashOf(fmt.Appendf(nil, "%q", []string{req.SketchDir, req.Chip, req.FQBN, builder}))[:12]
	dir := filepath.Join(b.cache, "work", req.Name+"-"+id)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", nil, err
	}
	lock, err := flock.Wait(ctx, filepath.Join(dir, "lock"), flock.Exclusive, 0o600, func() {
		b.progress(fmt.Sprintf("%s: another process is building in %s; waiting", req.Name, dir))
	})
	if err != nil {
		return "", nil, err
	}
	return dir, lock.Unlock, nil
}

// unfinishedName marks a work folder in which a builder was killed. What it was writing then is newer than its source, so that builders
// would take half an object for a good one.
const unfinishedName = "unfinished"

// whole runs the tool and sees to it that nothing of a killed run is built upon.
func (s sketches) whole(ctx context.Context, j job) error {
	mark := filepath.Join(filepath.Dir(j.build), unfinishedName)
	if exists(mark) {
		if err := os.RemoveAll(j.build); err != nil {
			return err
		}
		if err := os.MkdirAll(j.build, 0o700); err != nil {
			return err
		}
	}
	if err := os.WriteFile(mark, nil, 0o600); err != nil {
		return err
	}
	err := s.tool.compile(ctx, j)
	if ctx.Err() != nil {
		return err
	}
	return errors.Join(err, os.Remove(mark))
}

// freshen makes the build folder and removes those that another version of compiler or platform worked in: builders go by times, and
// would take their objects for new.
func freshen(build string) error {
	old, err := filepath.Glob(filepath.Join(filepath.Dir(build), "out-*"))
	if err != nil {
		return err
	}
	for _, dir := range old {
		if dir == build {
			continue
		}
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	return os.MkdirAll(build, 0o700)
}

// failure turns a builder's exit into an error: the sketch's fault if a compiler complained, the bench's own if not.
// log is what the builder said.
func (b *Builder) failure(err error, req Request, log, work string) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return err
	}
	path := filepath.Join(work, "failed.log")
	if writeErr := os.WriteFile(path, []byte(log), 0o600); writeErr != nil {
		path = ""
	}
	e := diagnose(log, req.SketchDir)
	if e != nil && strings.HasPrefix(e.File, filepath.Join(b.cache, "platform")) && noHeader.MatchString(e.Message) {
		return fmt.Errorf("%s: %s; the simulated board's own libraries lack it: make setup (whole output: %s)", e.File, e.Message, path)
	}
	if e != nil {
		e.Name, e.Chip, e.Log = req.Name, req.Chip, path
		return e
	}
	return fmt.Errorf("%w; it said:\n%s\nwhole output: %s", err, lastLines(log, 12), path)
}
