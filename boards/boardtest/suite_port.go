package boardtest

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards"
	"github.com/benchtrial/benchtrial/boards/console"
)

func (s *suite) probe(ctx context.Context, port string) {
	s.Helper()
	if s.opts.Probe == nil {
		return
	}
	if err := s.opts.Probe(ctx, port); err != nil {
		s.Errorf("the port %q should be free: %v", port, err)
	}
}

func (s *suite) flashLends() {
	boot := s.reset()
	lent := false
	err := s.b.Flash(s.ctx, func(ctx context.Context, port string) error {
		lent = true
		s.probe(ctx, port)
		return ctx.Err()
	})
	if err != nil || !lent {
		s.Fatalf("Flash: %v (lent: %v)", err, lent)
	}
	if lost := s.b.Console().Lost(); lost != nil {
		s.Errorf("the console is lost after Flash: %v", lost)
	}
	if next := s.reset(); next.Mark <= boot.Mark {
		s.Errorf("the console began anew at %d: want its stream to go on from %d", next.Mark, boot.Mark)
	}
}

func (s *suite) flashFails() {
	why := errors.New("no stub answered")
	if err := s.b.Flash(s.ctx, func(context.Context, string) error { return why }); !errors.Is(err, why) {
		s.Errorf("Flash: %v, want the flasher's error", err)
	}
	s.reset()
	func() {
		defer func() { _ = recover() }()
		_ = s.b.Flash(s.ctx, func(context.Context, string) error { panic("flasher") })
		s.Error("Flash swallowed the flasher's panic")
	}()
	s.reset()
}

func (s *suite) flashInterrupted() {
	why := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(s.ctx)
	err := s.b.Flash(ctx, func(ctx context.Context, _ string) error {
		cancel(why)
		<-ctx.Done()
		return context.Cause(ctx)
	})
	if !errors.Is(err, why) {
		s.Errorf("Flash: %v, want the interrupt's cause", err)
	}
	s.reset()
}

func (s *suite) closeFrees() {
	s.reset()
	port := ""
	if err := s.b.Flash(s.ctx, func(_ context.Context, p string) error { port = p; return nil }); err != nil {
		s.Fatalf("Flash: %v", err)
	}
	waiting := s.waitInBackground()
	if err := s.b.Close(); err != nil {
		s.Errorf("Close: %v", err)
	}
	s.probe(s.ctx, port)
	if err := <-waiting; !errors.Is(err, boards.ErrClosed) {
		s.Errorf("a Wait during Close: %v, want ErrClosed", err)
	}
	if err := s.b.Close(); err != nil {
		s.Errorf("second Close: %v", err)
	}
	if _, err := s.b.Reset(s.ctx); !errors.Is(err, boards.ErrClosed) {
		s.Errorf("Reset after Close: %v, want ErrClosed", err)
	}
}

func (s *suite) closeEndsFlash() {
	began, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- s.b.Flash(s.ctx, func(ctx context.Context, _ string) error {
			close(began)
			<-ctx.Done()
			return context.Cause(ctx)
		})
	}()
	<-began
	if err := s.b.Close(); err != nil {
		s.Errorf("Close: %v", err)
	}
	if err := <-ended; !errors.Is(err, boards.ErrClosed) {
		s.Errorf("Flash during Close: %v, want ErrClosed", err)
	}
}

func (s *suite) unplugged() {
	s.reset()
	waiting := s.waitInBackground()
	s.opts.Unplug(s.T, s.b)
	err := <-waiting
	var lost *console.LostError
	if !errors.As(err, &lost) || !errors.Is(err, boards.ErrGone) {
		s.Errorf("a Wait while the board is unplugged: %v, want a LostError because of ErrGone", err)
	}
	if _, err := s.b.Reset(s.ctx); !errors.Is(err, boards.ErrGone) {
		s.Errorf("Reset of an unplugged board: %v, want ErrGone", err)
	}
	if err := s.b.Close(); err != nil {
		s.Errorf("Close of an unplugged board: %v", err)
	}
}

// waitInBackground waits for text that never comes.
func (s *suite) waitInBackground() <-chan error {
	ended := make(chan error, 1)
	mark := s.b.Console().Mark()
	go func() {
		_, err := s.b.Console().Wait(s.ctx, mark, console.Text("a line that never comes"))
		ended <- err
	}()
	return ended
}

// noneLeft fails when goroutines of a case are still there. The runtime has no event for the end of a goroutine, so
// this looks again until the limit.
func noneLeft(t *testing.T, name string, before int, limit time.Duration) {
	t.Helper()
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for runtime.NumGoroutine() > before {
		select {
		case <-tick.C:
		case <-deadline.C:
			stacks := make([]byte, 64<<10)
			stacks = stacks[:runtime.Stack(stacks, true)]
			t.Fatalf("%s: %d goroutines are left, %d were there before:\n%s", name, runtime.NumGoroutine(), before, stacks)
		}
	}
}
