package run

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/prepare"
	"github.com/benchtrial/benchtrial/reports"
)

// Run does what opts asks for and returns the exit code. Every error has been told by then: to the user on opts.Out,
// and to the record of the run.
func Run(ctx context.Context, opts Options) int {
	s, err := begin(opts)
	if err != nil {
		fmt.Fprintln(opts.Out, "benchtrial:", err)
		return exitBench
	}
	ctx, stop := s.catchSignals(ctx)
	err = s.phases(ctx)
	stop()
	return s.end(err)
}

// phases goes from the bench's file to the last lane's end. Its error is of the kind fault.
func (s *session) phases(ctx context.Context) error {
	bench, firmware, err := s.read()
	if err != nil {
		return err
	}
	if err := fits(bench, firmware, len(s.opts.Firmware) > 0); err != nil {
		return err
	}
	if err := s.setUp(ctx, bench); err != nil {
		return err
	}
	free, err := prepare.Lease(ctx, bench.Boards, s.opts.Wait, s.say)
	if err != nil {
		return broken("leasing the boards", err)
	}
	defer free()
	simulated, err := host(ctx, s.opts, bench.Boards)
	if err != nil {
		return broken("simulating the boards", err)
	}
	defer func() { s.note(simulated.Close()) }()
	names, err := serveNames(ctx, bench.Server.Host, bench.Boards)
	if err != nil {
		return broken("serving names", err)
	}
	defer func() { s.note(names.Close()) }()
	times, err := serveTimes(ctx, bench.Boards, firmware)
	if err != nil {
		return broken("telling the time", err)
	}
	defer func() { s.note(times.Close()) }()
	made, err := s.make(ctx, bench, firmware)
	if err != nil {
		return err
	}
	lanes, err := s.plan(ctx, bench, made)
	if err != nil {
		return err
	}
	if err := runLanes(ctx, made.specs, s.lanesDir(), lanes, s.discretion(bench), s.emit); err != nil {
		return broken("running the lanes", err)
	}
	return nil
}

// read reads what people wrote, and records what the run is.
func (s *session) read() (*config.Bench, []*config.Firmware, error) {
	bench, firmware, err := s.configuration()
	if err != nil {
		return nil, nil, err
	}
	s.keepSecret(bench.WiFi.PSK.Reveal())
	info := reports.RunInfo{Bench: bench.Name, BenchFile: s.opts.Bench, Seed: s.opts.Seed, Args: s.opts.Args, Out: s.dir.Path, Firmware: map[string]string{}}
	for _, fw := range firmware {
		info.Firmware[fw.Name] = s.near(fw.Dir)
	}
	info.Articles = articles(firmware)
	info.Host, _ = os.Hostname()
	s.emit(reports.Event{Kind: reports.RunBegan, Source: fromRunner, Data: reports.Pack(info)})
	return bench, firmware, nil
}

// articles are the texts that the firmware comes from, each once, in the order of the firmware.
func articles(firmware []*config.Firmware) []reports.Article {
	var list []reports.Article
	for _, fw := range firmware {
		if fw.Article.Title == "" {
			continue
		}
		at := slices.IndexFunc(list, func(a reports.Article) bool { return a.Title == fw.Article.Title })
		if at < 0 {
			list = append(list, reports.Article{Title: fw.Article.Title, URL: fw.Article.URL})
			at = len(list) - 1
		}
		list[at].Firmware = append(list[at].Firmware, fw.Name)
	}
	return list
}

// near is a path as short as it can be written in the project's folder, where a person repeats a command.
func (s *session) near(path string) string {
	if short, err := filepath.Rel(s.opts.Root, path); err == nil && !strings.HasPrefix(short, "..") {
		return short
	}
	return path
}

// configuration is bench.yaml and every firmware.yaml. All mistakes in them are told at once.
func (s *session) configuration() (*config.Bench, []*config.Firmware, error) {
	folders, err := s.firmwareFolders()
	errs := []error{err}
	var firmware []*config.Firmware
	names := map[string]string{}
	for _, dir := range folders {
		fw, err := config.ReadFirmware(dir)
		errs = append(errs, err)
		if err != nil {
			continue
		}
		if other, ok := names[fw.Name]; ok {
			errs = append(errs, fmt.Errorf("two firmwares are called %q: %s and %s; give one a `name:` of its own", fw.Name, other, fw.Dir))
		}
		names[fw.Name] = fw.Dir
		firmware = append(firmware, fw)
	}
	bench, err := s.readBench(firmware)
	if err := errors.Join(append(errs, err)...); err != nil {
		return nil, nil, usage("reading what is to be tried", err)
	}
	return bench, firmware, nil
}

// readBench reads the bench's file, or makes a simulated bench for these firmwares.
func (s *session) readBench(firmware []*config.Firmware) (*config.Bench, error) {
	bench := config.Simulated(simulatedChips(firmware)...)
	if s.opts.Bench != "" {
		var err error
		if bench, err = config.ReadBench(s.opts.Bench); err != nil {
			return nil, err
		}
	}
	if len(s.opts.Boards) == 0 {
		return bench, nil
	}
	var chosen []config.Board
	for _, name := range s.opts.Boards {
		board, ok := bench.Board(name)
		if !ok {
			return nil, fmt.Errorf("BOARD=%s: the bench %q has no such board; it has %s", name, bench.Name, bench.Names())
		}
		chosen = append(chosen, board)
	}
	bench.Boards = chosen
	return bench, nil
}

// firmwareFolders are the folders that were asked for, or all below boards/firmware.
func (s *session) firmwareFolders() ([]string, error) {
	if len(s.opts.Firmware) > 0 {
		return s.opts.Firmware, nil
	}
	found, err := filepath.Glob(filepath.Join(s.opts.Root, "boards", "firmware", "*", "firmware.yaml"))
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("no firmware in %s: name a sketch folder with FIRMWARE=", filepath.Join(s.opts.Root, "boards", "firmware"))
	}
	folders := make([]string, len(found))
	for i, file := range found {
		folders[i] = filepath.Dir(file)
	}
	return folders, err
}

// lanesDir is where the lanes' files and what they print are kept.
func (s *session) lanesDir() string { return filepath.Join(s.dir.Path, "lanes") }
