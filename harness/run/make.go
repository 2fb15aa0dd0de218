package run

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/build"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/prepare"
	"github.com/benchtrial/benchtrial/harness/setup"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// setUp installs what this bench needs and the machine lacks.
func (s *session) setUp(ctx context.Context, bench *config.Bench) error {
	needs := []setup.Need{setup.Flash}
	for _, b := range bench.Boards {
		if strings.HasPrefix(b.FQBN, "bench:") {
			needs = append(needs, setup.BuildNative)
			break
		}
	}
	err := setup.Ensure(ctx, setup.Options{Root: s.opts.Root, Out: s.opts.Out}, setup.Tools(needs...)...)
	return broken("setting up", err)
}

// made is what was built: the image of each firmware for each kind of board, and the compiled specs.
type made struct {
	specs  string                                             // path of the compiled specs
	images map[prepare.Target]map[string]harness.LaneFirmware // by firmware name

	// unbuilt are the faults of sketches that do not compile. The other firmwares are tried all the same.
	unbuilt []error
}

// make builds every firmware for every kind of board, and the specs beside it.
func (s *session) make(ctx context.Context, bench *config.Bench, firmware []*config.Firmware) (*made, error) {
	authority, err := pki.New(pki.Kept(s.opts.cache("pki"), bench.Server.Host))
	if err != nil {
		return nil, broken("preparing the certificates", err)
	}
	values, err := prepare.Values(bench, authority)
	if err != nil {
		return nil, broken("preparing what the sketches are told", err)
	}
	s.keepSecret(harness.PrivateKey(values.ClientKey), string(values.PSKKey))
	builder, err := build.New(build.Options{CacheDir: s.opts.cache("build"), Progress: func(line string) {
		s.emit(reports.Event{Kind: reports.BuildProgress, Source: fromRunner, Text: line})
	}})
	if err != nil {
		return nil, broken("preparing the builders", err)
	}
	m := &made{images: map[prepare.Target]map[string]harness.LaneFirmware{}}
	var specsErr error
	var wait sync.WaitGroup
	wait.Go(func() { m.specs, specsErr = s.compileSpecs(ctx) })
	err = s.buildAll(ctx, bench, firmware, builder, values, m)
	wait.Wait()
	if err := errors.Join(err, specsErr); err != nil {
		return m, errors.Join(append(m.unbuilt, err)...)
	}
	if len(m.images) == 0 {
		return m, errors.Join(m.unbuilt...)
	}
	for _, fault := range m.unbuilt {
		s.tell(fault)
	}
	return m, nil
}

// buildAll builds for each kind of board by itself, side by side: what they have in common is little.
func (s *session) buildAll(ctx context.Context, bench *config.Bench, firmware []*config.Firmware, builder *build.Builder, values build.Values, m *made) error {
	var errs []error
	var wait sync.WaitGroup
	var mu sync.Mutex
	for _, board := range bench.Boards {
		t := prepare.TargetOf(board)
		if m.images[t] != nil {
			continue
		}
		m.images[t] = map[string]harness.LaneFirmware{}
		images := m.images[t]
		wait.Go(func() {
			unbuilt, err := s.buildFor(ctx, board.Chip, t, firmware, builder, values, images)
			mu.Lock()
			defer mu.Unlock()
			m.unbuilt = append(m.unbuilt, unbuilt...)
			errs = append(errs, err)
		})
	}
	wait.Wait()
	// A board for which nothing was built has nothing to do.
	maps.DeleteFunc(m.images, func(_ prepare.Target, images map[string]harness.LaneFirmware) bool { return len(images) == 0 })
	return errors.Join(errs...)
}

// buildFor builds the firmware for one kind of board, one after the other: each takes over what was compiled for the one
// before. unbuilt are the sketches that do not compile.
func (s *session) buildFor(ctx context.Context, chip string, t prepare.Target, firmware []*config.Firmware, builder *build.Builder, values build.Values, images map[string]harness.LaneFirmware) (unbuilt []error, err error) {
	var errs []error
	for _, fw := range firmware {
		if !fw.Runs(chip) {
			continue
		}
		image, err := s.buildOne(ctx, builder, fw, t, values)
		var compile *build.CompileError
		switch {
		case errors.As(err, &compile):
			unbuilt = append(unbuilt, err)
		case err != nil:
			errs = append(errs, err)
		default:
			images[fw.Name] = image
		}
	}
	return unbuilt, errors.Join(errs...)
}

func (s *session) buildOne(ctx context.Context, builder *build.Builder, fw *config.Firmware, t prepare.Target, values build.Values) (harness.LaneFirmware, error) {
	s.emit(reports.Event{Kind: reports.BuildBegan, Source: fromRunner, Firmware: fw.Name, Data: reports.Pack(reports.Building{Chip: t.Chip})})
	image, made, err := prepare.Build(ctx, builder, fw, t, values)
	done := reports.Building{Chip: t.Chip, Builder: image.Builder, Hash: image.Hash, Cached: image.Cached, Took: reports.InSeconds(image.Took)}
	var compile *build.CompileError
	if errors.As(err, &compile) {
		err = allErrors(err, compile)
	}
	if err != nil {
		done.Error = err.Error()
	}
	s.emit(reports.Event{Kind: reports.BuildDone, Source: fromRunner, Firmware: fw.Name, Data: reports.Pack(done)})
	switch {
	case compile != nil:
		return harness.LaneFirmware{}, usage(reports.PhaseBuild, err)
	case err != nil:
		return harness.LaneFirmware{}, broken(reports.PhaseBuild, err)
	}
	if image.Warning != "" {
		s.note(errors.New(image.Warning))
	}
	return made, nil
}

// complaints are the errors of gcc in a builder's output: file:line:column: error: words.
var complaints = regexp.MustCompile(`(?m)^[^\s:][^:\n]*:\d+:(?:\d+:)? (?:fatal )?error: .+$`)

// shownErrors is how many errors of one sketch are shown; the log has them all.
const shownErrors = 20

// allErrors adds to a compile error, which tells the first, the other errors of the sketch: they are mended in one go then.
func allErrors(err error, compile *build.CompileError) error {
	all := complaints.FindAllString(compile.Output, -1)
	if len(all) < 2 {
		return err
	}
	further := all[1:]
	text := strings.Join(further[:min(len(further), shownErrors)], "\n")
	if left := len(further) - shownErrors; left > 0 {
		text += fmt.Sprintf("\nand %d more errors", left)
	}
	return fmt.Errorf("%w\nfurther errors:\n%s", err, text)
}

// compileSpecs compiles the suite once, for all lanes. Go's own cache makes the second time cheap.
func (s *session) compileSpecs(ctx context.Context) (string, error) {
	program := s.opts.cache("specs.test")
	if err := os.MkdirAll(filepath.Dir(program), 0o755); err != nil {
		return "", broken("compiling the specs", err)
	}
	cmd := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-buildvcs=false", "-trimpath", "-o", program, "./specs")
	cmd.Dir = s.opts.Root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", broken("compiling the specs", fmt.Errorf("compiling the specs: %w\n%s", err, out))
	}
	return program, nil
}
