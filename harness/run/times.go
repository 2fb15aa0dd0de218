package run

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers/ntp"
)

// timeServers are those that several boards share: they always tell the right time.
type timeServers []*ntp.Server

// serveTimes starts a time server for each address that more than one board uses, when a firmware asks for the time, and
// takes it out of the boards' entries: their lanes then start none.
func serveTimes(ctx context.Context, boards []config.Board, firmware []*config.Firmware) (timeServers, error) {
	if !slices.ContainsFunc(firmware, func(fw *config.Firmware) bool { return fw.Clock.Wait > 0 }) {
		return nil, nil
	}
	sharing := map[string][]int{}
	for i, b := range boards {
		if b.NTP != "" {
			sharing[b.NTP] = append(sharing[b.NTP], i)
		}
	}
	var all timeServers
	for addr, users := range sharing {
		if len(users) < 2 {
			continue
		}
		server, err := ntp.Serve(ctx, ntp.Config{Addr: addr})
		if err != nil {
			return nil, errors.Join(fmt.Errorf("starting the boards' common time server: %w; boards ask port 123, which needs root or CAP_NET_BIND_SERVICE", err), all.Close())
		}
		all = append(all, server)
		for _, i := range users {
			boards[i].NTP = ""
		}
	}
	return all, nil
}

// Close ends them.
func (t timeServers) Close() error {
	var errs []error
	for _, s := range t {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}
