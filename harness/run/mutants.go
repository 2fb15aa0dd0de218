package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/benchtrial/benchtrial/harness"
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
	if code := Run(ctx, opts); code != exitFailed && code != exitPassed {
		return code
	}
	events, err := reports.ReadFile(filepath.Join(opts.reports(), reports.LatestLink, reports.EventsFile))
	if err != nil {
		fmt.Fprintln(opts.Out, "benchtrial mutants:", err)
		return exitBench
	}
	return convict(opts.Out, reports.Fold(events), mutants, opts.Suite)
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
	return made, os.WriteFile(filepath.Join(made.dir, made.firmware+".ino"), []byte(text), 0o644)
}

// convict says of each mutant which specs failed it, and which that must have did not. A spec of the full suite alone says
// nothing in a smaller one.
func convict(out io.Writer, run *reports.Run, mutants []mutant, suite harness.Suite) int {
	survivors := 0
	fmt.Fprintf(out, "\n%d mutants\n", len(mutants))
	for _, m := range mutants {
		failed, escaped, untried := m.trial(run)
		if suite == harness.SuiteFull {
			escaped = append(escaped, untried...)
		}
		switch {
		case len(escaped) == 0 && len(failed) == 0:
			fmt.Fprintf(out, "· %-32s not tried in the %s suite: %s\n", m.firmware, suite, m.Fault)
			continue
		case len(escaped) == 0:
			fmt.Fprintf(out, "✓ %-32s caught by %d specs: %s\n", m.firmware, len(failed), m.Fault)
			continue
		}
		survivors++
		fmt.Fprintf(out, "✗ %-32s NOT caught by %s: %s\n", m.firmware, strings.Join(escaped, "; "), m.Fault)
	}
	if survivors > 0 {
		fmt.Fprintf(out, "%d of %d mutants are not caught as they must be\n", survivors, len(mutants))
		return exitFailed
	}
	return exitPassed
}

// trial returns the specs that failed, the patterns that no failed spec matches, and those that no spec of the run matches.
func (m mutant) trial(run *reports.Run) (failed, escaped, untried []string) {
	var all []string
	for _, s := range run.Specs {
		if s.Firmware != m.firmware {
			continue
		}
		name := strings.TrimPrefix(s.Name, m.firmware+" / ")
		all = append(all, name)
		if s.State() == reports.Failed {
			failed = append(failed, name)
		}
	}
	for _, pattern := range m.CaughtBy {
		matches := func(name string) bool { return selects(pattern, name) }
		switch {
		case slices.ContainsFunc(failed, matches):
		case slices.ContainsFunc(all, matches):
			escaped = append(escaped, fmt.Sprintf("%q", pattern))
		default:
			untried = append(untried, fmt.Sprintf("%q", pattern))
		}
	}
	return failed, escaped, untried
}
