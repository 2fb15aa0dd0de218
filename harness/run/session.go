package run

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/benchtrial/benchtrial/reports"
)

// session is one run: its folder, its stream of events, and what people see of it meanwhile.
type session struct {
	opts     Options
	dir      *reports.Dir
	file     *os.File
	log      *reports.Log
	terminal *reports.Terminal
	stopTick func()

	mu        sync.Mutex
	run       *reports.Run      // folded from the events so far
	secrets   []string          // what must not be recorded
	redact    *reports.Redactor // keeps them out of the record
	published bool              // the link latest points to this run
	past      *durations        // what trials cost, to split the next plan by
}

func begin(opts Options) (*session, error) {
	dir, err := reports.NewDir(opts.reports(), time.Now())
	if err != nil {
		return nil, err
	}
	file, err := dir.Events()
	if err != nil {
		return nil, err
	}
	view, err := terminalOptions(opts)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	s := &session{opts: opts, dir: dir, file: file, log: reports.NewLog(file), run: reports.NewRun(), redact: reports.NewRedactor(),
		past: readDurations(opts.cache("durations.json"))}
	s.terminal = reports.NewTerminal(opts.Out, view)
	s.stopTick = s.tick()
	return s, nil
}

func terminalOptions(opts Options) (reports.TerminalOptions, error) {
	colour, err := reports.Colour(reports.ColourMode(opts.Color), os.Getenv, opts.Out)
	live := reports.IsTerminal(opts.Out) && os.Getenv("TERM") != "dumb" && os.Getenv("CI") == ""
	return reports.TerminalOptions{Live: live, Colour: colour, Width: reports.WidthOf(opts.Out)}, err
}

// tick keeps the times on the screen up to date until the function returned is called.
func (s *session) tick() func() {
	ticker := time.NewTicker(200 * time.Millisecond)
	quit, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case now := <-ticker.C:
				_ = s.terminal.Tick(now) // a terminal that went away is no reason to stop a run
			case <-quit:
				return
			}
		}
	}()
	return func() {
		ticker.Stop()
		close(quit)
		<-ended
	}
}

// emit writes an event to the record and shows it.
func (s *session) emit(e reports.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.At.IsZero() {
		e.At = time.Now()
	}
	for _, safe := range s.redact.Pass(e) {
		_ = s.log.Write(safe) // kept by the log; end looks at it
		s.run.Apply(safe)
		_ = s.terminal.Handle(safe)
	}
	if e.Kind == reports.Plan && !s.published {
		s.published = true
		_ = s.dir.Publish() // for who looks on; end tries again and says why it cannot
	}
	if e.Kind == reports.TrialEnded {
		var end reports.TrialEnd
		if e.Unpack(&end) == nil {
			s.past.note(e.Firmware, e.Scenario, end.Wall.Duration())
		}
	}
}

// keepSecret keeps the texts out of everything that is recorded from now on.
func (s *session) keepSecret(secrets ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.secrets = append(s.secrets, secrets...)
	s.redact = reports.NewRedactor(s.secrets...)
}

// say tells people something that is no event of the record.
func (s *session) say(text string) {
	s.emit(reports.Event{Kind: reports.Step, Source: fromRunner, Text: text})
}

// note records trouble that is no reason to stop.
func (s *session) note(err error) {
	if err != nil {
		s.say("warning: " + err.Error())
	}
}

// catchSignals ends ctx at the first SIGINT, SIGTERM or SIGHUP (a terminal that was closed). The lanes have process groups of their own and are told by
// their own supervisors, so that each can end its trial, close its port and write its last events.
func (s *session) catchSignals(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	done := make(chan struct{})
	go func() {
		select {
		case sig := <-caught:
			name := map[os.Signal]string{syscall.SIGINT: "SIGINT", syscall.SIGTERM: "SIGTERM", syscall.SIGHUP: "SIGHUP"}[sig]
			s.emit(reports.Event{Kind: reports.SignalCaught, Source: fromRunner, Text: name})
			cancel(fmt.Errorf("stopped by %s", name))
		case <-done:
		}
	}()
	return ctx, func() {
		close(done)
		signal.Stop(caught)
		cancel(nil)
	}
}

// end writes the reports and returns the exit code.
func (s *session) end(err error) int {
	s.stopTick()
	s.tell(err)
	s.run.Settle()
	code := s.run.Exit()
	s.emit(reports.Event{Kind: reports.RunEnded, Source: fromRunner, Data: reports.Pack(reports.RunEnd{Exit: code})})
	// While its record is open this run is in progress, and so not among those that may go.
	_, pruneErr := reports.Prune(s.opts.reports(), s.opts.Keep)
	// Also of a run that tried nothing: who reads `latest` after it must not find what an earlier one said. Another run in
	// this folder that is still going takes the link back at its own end.
	writeErr := errors.Join(s.dir.Publish(), s.log.Err(), s.file.Close(), s.dir.Write(s.run), s.past.write())
	_ = s.terminal.Finish(s.run, s.dir.Path)
	if pruneErr != nil {
		fmt.Fprintln(s.opts.Out, "benchtrial: warning:", pruneErr)
	}
	if writeErr != nil {
		fmt.Fprintln(s.opts.Out, "benchtrial: the reports are not whole:", writeErr)
		if code == exitPassed || code == exitFailed {
			return exitBench
		}
	}
	return code
}

// tell records why the phases ended early: each fault by itself. After a signal they are only its consequence.
func (s *session) tell(err error) {
	if err == nil || s.run.Signal != "" {
		return
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			s.tell(one)
		}
		return
	}
	trouble := reports.BenchError{Phase: "run", Code: exitBench}
	var f *fault
	if errors.As(err, &f) {
		trouble = reports.BenchError{Phase: f.phase, Code: f.code}
	}
	s.emit(reports.Event{Kind: reports.BenchTrouble, Source: fromRunner, Text: err.Error(), Data: reports.Pack(trouble)})
}
