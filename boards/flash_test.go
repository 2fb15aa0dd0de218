package boards_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards"
	"github.com/benchtrial/benchtrial/boards/boardtest"
	"github.com/benchtrial/benchtrial/boards/console"
)

func TestFlashRunsTheNewFirmware(t *testing.T) {
	b, f := attach(t, boardtest.Config{Firmware: boardtest.Says("version 1"), Late: 3}, nil)
	err := b.Flash(t.Context(), func(_ context.Context, port string) error {
		if port != "/dev/ttyFAKE0" || f.InUse() {
			t.Errorf("port %q, in use: %v", port, f.InUse())
		}
		if _, err := b.Write([]byte("x")); err == nil {
			t.Error("the board could be written to while its port was lent")
		}
		f.Load(boardtest.Says("version 2"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	boot, err := b.Reset(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Console().Wait(t.Context(), boot.Mark, console.Text("version 2")); err != nil {
		t.Error(err)
	}
}

func TestFlashKeepsTheFlashersError(t *testing.T) {
	b, _ := attach(t, boardtest.Config{}, nil)
	why := errors.New("esptool: exit status 2")
	err := b.Flash(t.Context(), func(context.Context, string) error { return why })
	if !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
	wantIn(t, err, `flashing "esp32-a" (port /dev/ttyFAKE0)`, "exit status 2")
}

func TestPortThatDoesNotComeBack(t *testing.T) {
	b, f := attach(t, boardtest.Config{Late: 1 << 30}, func(_ *boardtest.Fake, cfg *boards.Config) {
		cfg.ReopenLimit = 20 * time.Millisecond
	})
	waiting := make(chan error, 1)
	go func() {
		_, err := b.Console().Wait(t.Context(), 0, console.Text("never"))
		waiting <- err
	}()
	why := errors.New("the flasher failed too")
	err := b.Flash(t.Context(), func(context.Context, string) error { return why })
	if !errors.Is(err, boards.ErrGone) || !errors.Is(err, why) {
		t.Errorf("got %v, want both errors", err)
	}
	wantIn(t, err, "did not come back in 20ms", "attaching after flashing")
	var lost *console.LostError
	if err := <-waiting; !errors.As(err, &lost) {
		t.Errorf("who waits is told: %v", err)
	}
	if _, err := b.Write([]byte("x")); !errors.Is(err, boards.ErrGone) {
		t.Errorf("Write: %v, want ErrGone", err)
	}
	if err := b.Close(); err != nil || f.InUse() {
		t.Errorf("Close: %v", err)
	}
}

func TestResetWaitsForTheFlasher(t *testing.T) {
	b, _ := attach(t, boardtest.Config{}, nil)
	err := b.Flash(t.Context(), func(context.Context, string) error {
		why := errors.New("no patience")
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(why)
		if _, err := b.Reset(ctx); !errors.Is(err, why) {
			t.Errorf("Reset while the port is lent: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Reset(t.Context()); err != nil {
		t.Error(err)
	}
}
