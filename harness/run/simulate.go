package run

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/benchtrial/benchtrial/boards/sim"
	"github.com/benchtrial/benchtrial/harness/config"
)

// simulators are the boards that the runner hosts itself.
type simulators []*sim.Sim

// host starts the simulated boards of the bench that nobody else runs, and writes into each entry where it is now. From
// then on they are boards on a network port like any other.
func host(ctx context.Context, opts Options, boards []config.Board) (simulators, error) {
	var all simulators
	for i := range boards {
		if !boards[i].Hosted() {
			continue
		}
		s, err := hostOne(ctx, opts, boards[i])
		if err != nil {
			return nil, errors.Join(fmt.Errorf("starting the simulated board %s: %w", boards[i].Name, err), all.Close())
		}
		all = append(all, s)
		boards[i].Port = "rfc2217://" + s.RFC2217()
		boards[i].FlashPort, boards[i].Control = boards[i].Port, boards[i].Port
		boards[i].SimControl = s.ControlAddr()
	}
	return all, nil
}

func hostOne(ctx context.Context, opts Options, board config.Board) (*sim.Sim, error) {
	dir := opts.cache("sim")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	return sim.Start(ctx, sim.Config{
		Name: board.Name, Chip: board.Chip, MAC: board.MAC, Rate: board.ClockRate,
		IP: board.Address, DNS: board.DNS, NTP: board.NTP, HTTP: board.Server, FlashFile: filepath.Join(dir, board.Name+".flash"),
	})
}

// Close ends the boards. Their flash stays.
func (s simulators) Close() error {
	var errs []error
	for _, one := range s {
		errs = append(errs, one.Close())
	}
	return errors.Join(errs...)
}
