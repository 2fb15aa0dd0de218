package harness

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/boards"
	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/boards/rfc2217"
	"github.com/benchtrial/benchtrial/boards/sim"
	"github.com/benchtrial/benchtrial/boards/uart"
	"github.com/benchtrial/benchtrial/harness/config"
)

// How long EN is held low. A capacitor on a real board needs its time; a simulated one has none.
const (
	holdHardware  = 100 * time.Millisecond
	holdSimulated = 2 * time.Millisecond
)

// OpenBoard attaches the board of a bench.yaml entry. tap gets every piece of its console as it is read.
func OpenBoard(ctx context.Context, board config.Board, tap func(console.Chunk)) (*boards.Attached, error) {
	consoleLink, err := opener(board.Port, board.Baud)
	if err != nil {
		return nil, fmt.Errorf("board %s: port: %w", board.Name, err)
	}
	cfg := boards.Config{
		Name: board.Name, Chip: board.Chip, Console: consoleLink, FlashPort: board.FlashPort,
		Baud: board.Baud, Hold: holdHardware, Tap: tap,
	}
	if board.Control != "" && board.Control != board.Port {
		if cfg.Control, err = opener(board.Control, board.Baud); err != nil {
			return nil, fmt.Errorf("board %s: control: %w", board.Name, err)
		}
	}
	if board.Simulated {
		cfg.Hold = holdSimulated
	}
	if addr := board.SimControl; addr != "" {
		cfg.SetRate = func(ctx context.Context, rate float64) error { return sim.SetStallRate(ctx, addr, rate) }
	}
	return boards.Attach(ctx, cfg)
}

// opener is the one place that knows which kinds of port there are.
func opener(port string, baud int) (boards.Opener, error) {
	if addr, ok := strings.CutPrefix(port, "rfc2217://"); ok {
		return rfc2217.Opener(addr, baud), nil
	}
	if strings.HasPrefix(port, "/") {
		return uart.Opener(port, baud), nil
	}
	return nil, fmt.Errorf("%q is neither a path nor rfc2217://host:port", port)
}
