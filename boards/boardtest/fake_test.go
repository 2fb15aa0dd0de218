package boardtest_test

import (
	"context"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards"
	"github.com/benchtrial/benchtrial/boards/boardtest"
)

// attach makes a fake board with this firmware and attaches it.
func attach(t *testing.T, cfg boardtest.Config) (*boards.Attached, *boardtest.Fake) {
	t.Helper()
	fake := boardtest.New(cfg)
	t.Cleanup(func() { _ = fake.Close() })
	b, err := boards.Attach(t.Context(), boards.Config{Name: "fake-a", Chip: cfg.Chip, Console: fake.Open, FlashPort: "fake:a",
		Hold: 5 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b, fake
}

func tell(t *testing.T, b boards.Board, what string) {
	t.Helper()
	if _, err := b.(*boards.Attached).Write([]byte(what + "\n")); err != nil {
		t.Fatalf("telling the firmware to %s: %v", what, err)
	}
}

func TestFakeIsABoard(t *testing.T) {
	for name, cfg := range map[string]boardtest.Config{
		"good":             {},
		"bytes one by one": {Sip: 1},
		"late port":        {Late: 2},
		"esp8266":          {Chip: "esp8266"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg.Firmware = boardtest.Obeys("sketch ready")
			var fake *boardtest.Fake
			opts := boardtest.Options{Ready: "sketch ready"}
			opts.Unplug = func(t *testing.T, b boards.Board) { tell(t, b, "unplug") }
			if cfg.Chip == "" {
				opts.Panic = func(t *testing.T, b boards.Board) { tell(t, b, "panic") }
			}
			if cfg.Late == 0 {
				opts.Probe = func(ctx context.Context, _ string) error {
					link, err := fake.Open(ctx)
					if err != nil {
						return err
					}
					return link.Close()
				}
			}
			boardtest.TestBoard(t, func(t *testing.T) boards.Board {
				var b boards.Board
				b, fake = attach(t, cfg)
				return b
			}, opts)
		})
	}
}
