// Package boards says what a board is, and makes one of anything that has a UART.
//
// A Board is its console, a reset that is believed only when the ROM's banner was seen after it, and a port that can be
// lent to a flasher. What differs between a USB adapter, a network port and a simulator is the Link, a byte stream with
// two modem lines; Attach turns any Link into a Board. The packages below this one open links: uart on a local port,
// rfc2217 on a network port; boardtest has a board made of Go and the suite that all kinds pass.
package boards

import (
	"context"

	"github.com/benchtrial/benchtrial/boards/console"
)

// Board is a device under test on the bench. Its errors are the bench's own trouble; what the firmware did is read
// from the console.
type Board interface {
	// Name is the board's name in bench.yaml.
	Name() string

	// Console is the only reader of the board's port. It lives as long as the board, across resets and flashing.
	Console() *console.Console

	// Reset pulses EN with IO0 high and returns the boot that was seen after the pulse. It returns ErrSilent when no
	// ROM banner came and ErrDownloadMode when the chip came up in its ROM loader.
	Reset(ctx context.Context) (console.Boot, error)

	// Flash lends the port to a flasher: the console is detached, with is called with the port as esptool names it,
	// and the console is attached again whatever with returned.
	Flash(ctx context.Context, with func(ctx context.Context, port string) error) error

	// Close gives the port back.
	Close() error
}

// Clocked is a board whose clock can be made to run at another rate than the wall's, as simulated boards can.
type Clocked interface {
	// SetRate sets how many seconds pass on the board in one second of the bench, from the next reset on.
	SetRate(ctx context.Context, rate float64) error
}
