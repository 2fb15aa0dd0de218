package run

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/prepare"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// Header is the bench_config.h that a run would write for the firmware in opts.Firmware, so that the sketch can be compiled by hand and
// then meets the same servers. Of several boards that can run it, opts.Boards names the one that is meant; note tells when the others
// would need another header, because their servers have other ports.
func Header(opts Options) (text []byte, note string, err error) {
	if len(opts.Firmware) != 1 {
		return nil, "", errors.New("name one sketch folder")
	}
	fw, err := config.ReadFirmware(opts.Firmware[0])
	if err != nil {
		return nil, "", err
	}
	bench := config.Simulated(fw.Chips[0])
	if opts.Bench != "" {
		if bench, err = config.ReadBench(opts.Bench); err != nil {
			return nil, "", err
		}
	}
	board, note, err := headerBoard(bench, fw, opts.Boards)
	if err != nil {
		return nil, "", err
	}
	authority, err := pki.New(pki.Kept(opts.cache("pki"), bench.Server.Host))
	if err != nil {
		return nil, "", err
	}
	values, err := prepare.Values(bench, authority)
	if err != nil {
		return nil, "", err
	}
	values.Port = board.ServerPort()
	return values.Header(), note, nil
}

// headerBoard is the board that was asked for, or the first that can run the firmware.
func headerBoard(bench *config.Bench, fw *config.Firmware, asked []string) (config.Board, string, error) {
	var fit []config.Board
	for _, b := range bench.Boards {
		if fw.Runs(b.Chip) && (len(asked) == 0 || slices.Contains(asked, b.Name)) {
			fit = append(fit, b)
		}
	}
	if len(fit) == 0 {
		return config.Board{}, "", fmt.Errorf("%s is written for %s, and no board that is meant has such a chip: the bench %q has %s", fw.Name,
			strings.Join(fw.Chips, ", "), bench.Name, bench.Names())
	}
	var others []string
	for _, b := range fit[1:] {
		if b.ServerPort() != fit[0].ServerPort() {
			others = append(others, b.Name)
		}
	}
	note := ""
	if len(others) > 0 {
		note = fmt.Sprintf("it is for %s, whose server has port %d; %s have other ports: name the board with --board", fit[0].Name, fit[0].ServerPort(),
			strings.Join(others, ", "))
	}
	return fit[0], note, nil
}
