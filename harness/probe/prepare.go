package probe

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/boards/arduino"
	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/build"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/lease"
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

// lease takes the boards, in the order that all runs take them in, so that no other process has them until free is
// called.
func (t *target) lease(ctx context.Context, opts Options) (free func(), err error) {
	dir, err := lease.Dir()
	if err != nil {
		return nil, err
	}
	var taken []*lease.Lease
	free = func() {
		for _, l := range taken {
			_ = l.Release() // the kernel frees it when the process ends
		}
	}
	for _, b := range slices.SortedFunc(slices.Values(t.boards), func(a, b config.Board) int { return cmp.Compare(identity(a), identity(b)) }) {
		held, err := lease.Acquire(ctx, lease.Request{Dir: dir, Board: identity(b), Wait: opts.Wait, Progress: opts.Say})
		if err != nil {
			free()
			return nil, fmt.Errorf("board %s: %w", b.Name, err)
		}
		taken = append(taken, held)
	}
	return free, nil
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
	authority, err := pki.New(pki.Options{Dir: opts.cache("pki"), Host: t.bench.Server.Host})
	if err != nil {
		return image{}, fmt.Errorf("preparing the certificates: %w", err)
	}
	builder, err := build.New(build.Options{CacheDir: opts.cache("build"), Progress: opts.Say})
	if err != nil {
		return image{}, err
	}
	board := t.boards[0]
	made, err := builder.Build(ctx, build.Request{
		SketchDir: t.fw.Dir, Name: t.fw.Name, Chip: board.Chip, FQBN: fqbn(board.FQBN, t.fw.Stack), Libraries: t.fw.Libraries,
		Builder: cmp.Or(board.Builder, t.fw.Builder), Values: t.values(authority, board),
	})
	if err != nil {
		return image{}, err
	}
	opts.Say(fmt.Sprintf("built %s for %s with %s in %v", t.fw.Name, board.Chip, made.Builder, made.Took.Round(100*time.Millisecond)))
	out := image{builder: made.Builder}
	out.Firmware, out.Image = *t.fw, harness.LaneImage{Hash: made.Hash, ELF: made.ELF}
	for _, r := range made.Regions {
		out.Image.Regions = append(out.Image.Regions, harness.LaneRegion{Offset: r.Offset, Path: r.Path})
	}
	return out, nil
}

// values is what the sketch is told.
func (t *target) values(authority *pki.Authority, board config.Board) build.Values {
	v := build.Values{
		Host: t.bench.Server.Host, SSID: t.bench.WiFi.SSID, Password: t.bench.WiFi.PSK.Reveal(),
		Anchor: authority.AnchorPEM(), Intermediate: authority.IntermediatePEM(), Fingerprint: authority.Fingerprint(),
	}
	v.ClientCert, v.ClientKey = authority.ClientPEM()
	_, port, _ := net.SplitHostPort(board.Server)
	v.Port, _ = strconv.Atoi(port) // checked when bench.yaml was read
	return v
}

// fqbn chooses between the generations of the simulated core by what the firmware says it is written for.
func fqbn(board, stack string) string {
	if board == arduino.FQBN && strings.HasPrefix(stack, "arduino-esp32-2.") {
		return arduino.FQBN2
	}
	return board
}

// lane is what a board's bench is opened with.
func (t *target) lane(opts Options, board config.Board, made image) *harness.Lane {
	return &harness.Lane{
		Board: board, Host: t.bench.Server.Host, PKI: opts.cache("pki"), Esptool: setup.Esptool(opts.Root),
		Ledger: opts.cache("ledger"), Trials: []harness.LaneFirmware{made.LaneFirmware}, Suite: harness.SuiteFull,
	}
}
