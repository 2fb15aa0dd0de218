package probe

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/build"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/prepare"
	"github.com/benchtrial/benchtrial/harness/setup"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// setUp installs what the boards need and the machine lacks.
func (t *target) setUp(ctx context.Context, opts Options) error {
	needs := []setup.Need{setup.Flash}
	if strings.HasPrefix(t.boards[0].FQBN, "bench:") {
		needs = append(needs, setup.BuildNative)
	}
	return setup.Ensure(ctx, setup.Options{Root: opts.Root, Out: opts.Out}, setup.Tools(needs...)...)
}

// host starts those boards that are simulated and that nobody else runs; end ends them.
func (t *target) host(ctx context.Context, opts Options) (end func() error, err error) {
	if !slices.ContainsFunc(t.boards, config.Board.Hosted) {
		return func() error { return nil }, nil
	}
	dir := opts.cache("sim")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	all, err := startSimulators(ctx, opts.Simulator)
	if err != nil {
		return nil, err
	}
	for i := range t.boards {
		if !t.boards[i].Hosted() {
			continue
		}
		if err := all.start(&t.boards[i], dir); err != nil {
			return nil, errors.Join(err, all.Close())
		}
	}
	return all.Close, nil
}

// image is the firmware as built for the boards: they share one, since their servers have the same port.
type image struct {
	harness.LaneFirmware
	builder string
}

// build makes the image.
func (t *target) build(ctx context.Context, opts Options) (image, error) {
	authority, err := pki.New(pki.Kept(opts.cache("pki"), t.bench.Server.Host))
	if err != nil {
		return image{}, fmt.Errorf("preparing the certificates: %w", err)
	}
	builder, err := build.New(build.Options{CacheDir: opts.cache("build"), Progress: opts.Say})
	if err != nil {
		return image{}, err
	}
	values, err := prepare.Values(t.bench, authority)
	if err != nil {
		return image{}, fmt.Errorf("preparing what the sketch is told: %w", err)
	}
	board := t.boards[0]
	made, firmware, err := prepare.Build(ctx, builder, t.fw, prepare.TargetOf(board), values)
	if err != nil {
		return image{}, err
	}
	opts.Say(fmt.Sprintf("built %s for %s with %s in %v", t.fw.Name, board.Chip, made.Builder, made.Took.Round(100*time.Millisecond)))
	return image{LaneFirmware: firmware, builder: made.Builder}, nil
}

// lane is what a board's bench is opened with.
func (t *target) lane(opts Options, board config.Board, made image) *harness.Lane {
	return &harness.Lane{
		Board: board, Host: t.bench.Server.Host, PKI: opts.cache("pki"), Esptool: setup.Esptool(opts.Root),
		Ledger: opts.cache("ledger"), Trials: []harness.LaneFirmware{made.LaneFirmware}, Suite: harness.SuiteFull,
	}
}
