package sim

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards"
	"github.com/benchtrial/benchtrial/boards/boardtest"
	"github.com/benchtrial/benchtrial/boards/rfc2217"
	tty "github.com/benchtrial/benchtrial/boards/uart"
)

// obedient is a firmware that says when it is ready, and panics when told to.
const obedient = `#!/bin/sh
echo "sketch ready"
while read -r command; do
	case $command in
	panic) echo "$PANIC" >&3; exit 1 ;;
	esac
done
`

// obedientTo is the program for a chip, which panics in the chip's own way.
func obedientTo(chip string) string {
	words := "panic guru reason=LoadProhibited core=1 pc=0x400d1234 excvaddr=0x10 bt=0x400d1234:0x3ffb2000"
	if chip == "esp8266" {
		words = "panic exception cause=28 epc1=0x4020107b excvaddr=0x10 bt=0x4020107b:0x3ffffe10"
	}
	return strings.Replace(obedient, "$PANIC", words, 1)
}

// TestBoardOverRFC2217 is what the built-in bench uses: text and lines over one network port.
func TestBoardOverRFC2217(t *testing.T) {
	conform(t, func(s *Sim) boards.Config {
		return boards.Config{Console: rfc2217.Opener(s.RFC2217(), 115200), FlashPort: "rfc2217://" + s.RFC2217()}
	}, func(ctx context.Context, s *Sim) error {
		link, err := rfc2217.Opener(s.RFC2217(), 115200)(ctx)
		if err != nil {
			return err
		}
		return link.Close()
	})
}

// TestBoardOverTTY has the text on the pty, which has no modem lines; they stay on the network port.
func TestBoardOverTTY(t *testing.T) {
	conform(t, func(s *Sim) boards.Config {
		return boards.Config{Console: tty.Opener(s.PTY(), 115200), Control: rfc2217.Opener(s.RFC2217(), 115200), FlashPort: s.PTY()}
	}, func(ctx context.Context, s *Sim) error {
		link, err := tty.Opener(s.PTY(), 115200)(ctx)
		if err != nil {
			return err
		}
		return link.Close()
	})
}

func conform(t *testing.T, ports func(*Sim) boards.Config, probe func(context.Context, *Sim) error) {
	for _, chip := range []string{"esp32", "esp8266"} {
		t.Run(chip, func(t *testing.T) { conformChip(t, chip, ports, probe) })
	}
}

func conformChip(t *testing.T, chip string, ports func(*Sim) boards.Config, probe func(context.Context, *Sim) error) {
	t.Helper()
	var s *Sim
	boardtest.TestBoard(t, func(t *testing.T) boards.Board {
		var err error
		if s, err = Start(t.Context(), Config{Name: "conforming", Chip: chip, FlashFile: flashed(t, chip, wrapped(t, chip, obedientTo(chip)))}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		cfg := ports(s)
		cfg.Name, cfg.Chip, cfg.Hold = "conforming", chip, 5*time.Millisecond
		b, err := boards.Attach(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}, boardtest.Options{
		Ready: "sketch ready",
		Panic: func(t *testing.T, b boards.Board) {
			if _, err := b.(io.Writer).Write([]byte("panic\n")); err != nil {
				t.Fatal(err)
			}
		},
		Unplug: func(*testing.T, boards.Board) { _ = s.Close() },
		Probe:  func(ctx context.Context, _ string) error { return probe(ctx, s) },
	})
}
