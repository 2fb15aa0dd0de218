package run

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/reports"
)

// Mutants runs every mutant of the sketches in opts.Firmware and says of each whether the specs that must catch it did.
// A mutant that survives is a gap in the specs; the exit code is then 1.
func Mutants(ctx context.Context, opts Options) int {
	work, err := os.MkdirTemp("", "benchtrial-mutants-")
	if err != nil {
		fmt.Fprintln(opts.Out, "benchtrial mutants:", err)
		return exitBench
	}
	defer os.RemoveAll(work)
	mutants, err := breed(opts, work)
	if err != nil {
		fmt.Fprintln(opts.Out, "benchtrial mutants:", err)
		return exitUsage
	}
	opts.Firmware = nil
	for _, m := range mutants {
		opts.Firmware = append(opts.Firmware, m.dir)
	}
	latest := filepath.Join(opts.reports(), reports.LatestLink)
	before, _ := os.Readlink(latest) // there need not be one
	code := Run(ctx, opts)
	whole := code == exitFailed || code == exitPassed
	if after, err := os.Readlink(latest); !whole && (err != nil || after == before || ctx.Err() != nil) {
		return code // it never began, or nobody waits for its end
	}
	events, err := reports.ReadFile(filepath.Join(latest, reports.EventsFile))
	if err != nil {
		fmt.Fprintln(opts.Out, "benchtrial mutants:", err)
		return exitBench
	}
	verdict := convict(opts.Out, reports.Fold(events), mutants, opts.Suite)
	if !whole {
		return code
	}
	return verdict
}

// mutant is one that lives in a folder of its own.
type mutant struct {
	config.Mutant
	firmware string // its name in the run
	dir      string
}

// breed makes a sketch folder of every mutant.
func breed(opts Options, work string) ([]mutant, error) {
	folders := opts.Firmware
	if len(folders) == 0 {
		found, err := filepath.Glob(filepath.Join(opts.Root, "boards", "firmware", "*", config.MutantsFile))
		if err != nil {
			return nil, err
		}
		for _, file := range found {
			folders = append(folders, filepath.Dir(file))
		}
	}
	var all []mutant
	var errs []error
	for _, dir := range folders {
		fw, err := config.ReadFirmware(dir)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		mutants, err := config.ReadMutants(dir)
		errs = append(errs, err)
		for _, m := range mutants {
			made, err := breedOne(fw, m, work)
			errs = append(errs, err)
			all = append(all, made)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no sketch has a %s", config.MutantsFile)
	}
	return all, nil
}

func breedOne(fw *config.Firmware, m config.Mutant, work string) (mutant, error) {
	name := fw.Name + "_" + strings.ReplaceAll(m.Name, "-", "_")
	made := mutant{Mutant: m, firmware: name, dir: filepath.Join(work, name)}
	if err := os.CopyFS(made.dir, os.DirFS(fw.Dir)); err != nil {
		return made, err
	}
	sketch, err := os.ReadFile(fw.Sketch)
	if err != nil {
		return made, err
	}
	text, err := m.Apply(string(sketch))
	if err != nil {
		return made, err
	}
	if err := os.Remove(filepath.Join(made.dir, filepath.Base(fw.Sketch))); err != nil {
		return made, err
	}
	if err := renameKnown(filepath.Join(made.dir, config.KnownFailuresFile), fw.Name, name); err != nil {
		return made, err
	}
	return made, os.WriteFile(filepath.Join(made.dir, made.firmware+".ino"), []byte(text), 0o644)
}

// renameKnown makes the known failures of a sketch those of its mutant: their patterns begin with the sketch's name.
func renameKnown(file, from, to string) error {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the known failures of a mutant: %w", err)
	}
	return os.WriteFile(file, bytes.ReplaceAll(text, []byte(from+" / "), []byte(to+" / ")), 0o644)
}
