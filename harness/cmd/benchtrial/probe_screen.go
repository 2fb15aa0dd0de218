package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/benchtrial/benchtrial/harness/probe"
	"github.com/benchtrial/benchtrial/reports"
)

// probeScreen shows how far a probe is: on a terminal one line that changes, else a line for each scenario.
type probeScreen struct {
	w     io.Writer
	live  bool
	width func() int
}

func newProbeScreen(w io.Writer) *probeScreen {
	return &probeScreen{w: w, live: reports.IsTerminal(w) && os.Getenv("TERM") != "dumb" && os.Getenv("CI") == "", width: reports.WidthOf(w)}
}

const clearLine = "\r\x1b[K"

// say tells a step that takes a while.
func (s *probeScreen) say(text string) {
	if s.live {
		fmt.Fprint(s.w, clearLine)
	}
	fmt.Fprintln(s.w, "  "+text)
}

// step tells of one measurement. What differs stays on the screen.
func (s *probeScreen) step(step probe.Step) {
	if !s.live {
		fmt.Fprintf(s.w, "%3d/%d %s\n", step.Done, step.Of, strings.TrimRight(step.Line.String(), " "))
		return
	}
	fmt.Fprint(s.w, clearLine)
	if step.Line.Status == probe.Differs {
		fmt.Fprintln(s.w, strings.TrimRight(step.Line.String(), " "))
	}
	text := fmt.Sprintf("  %d of %d · %v, about %v left · %s", step.Done, step.Of, step.Took.Round(time.Second), step.Left().Round(time.Second), step.Line.Scenario)
	if runes := []rune(text); len(runes) >= s.width() {
		text = string(runes[:max(0, s.width()-1)])
	}
	fmt.Fprint(s.w, text)
}

func (s *probeScreen) end() {
	if s.live {
		fmt.Fprint(s.w, clearLine)
	}
	fmt.Fprintln(s.w)
}

// signals ends a probe at the first SIGINT, SIGTERM or SIGHUP, and remembers which it was.
type signals struct {
	caught chan os.Signal
	got    chan int // holds the exit code, 0 while none came
	cancel context.CancelFunc
	done   chan struct{}
}

func untilSignal(ctx context.Context) (context.Context, *signals) {
	ctx, cancel := context.WithCancel(ctx)
	s := &signals{caught: make(chan os.Signal, 1), got: make(chan int, 1), cancel: cancel, done: make(chan struct{})}
	s.got <- 0
	signal.Notify(s.caught, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		select {
		case sig := <-s.caught:
			<-s.got
			s.got <- 128 + int(sig.(syscall.Signal))
			cancel()
		case <-s.done:
		}
	}()
	return ctx, s
}

func (s *signals) code() int {
	code := <-s.got
	s.got <- code
	return code
}

func (s *signals) stop() {
	signal.Stop(s.caught)
	close(s.done)
	s.cancel()
}
