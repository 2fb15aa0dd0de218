package boards

import (
	"context"
	"errors"
	"io"
)

// Link is one open connection to a board's UART.
//
// Read blocks until there is at least one byte or an error: it never returns (0, nil), which bufio and io.Copy would
// take for a stuck reader. After Close every call returns an error that wraps ErrClosed; when the device vanished
// (USB unplugged, TCP peer gone) the error wraps ErrGone.
//
// One goroutine reads while others write, set lines or close; Close ends a Read that waits.
type Link interface {
	io.ReadWriteCloser

	// SetLines drives both modem lines in one step; true is asserted, which is low on the wire. One step, because the
	// states in between are a reset of their own on the boards' auto-reset circuit. A link without modem lines
	// returns ErrNoLines.
	SetLines(dtr, rts bool) error

	// SetBaud changes the bit rate, in bits per second.
	SetBaud(baud int) error
}

// Opener opens a board's link anew; it is called again after each time the port was lent to a flasher.
type Opener func(ctx context.Context) (Link, error)

// What can be wrong with a board or its port. These are the bench's troubles, never a verdict on firmware.
var (
	ErrNoLines      = errors.New("the port has no modem lines (DTR, RTS)")
	ErrGone         = errors.New("the device is gone")
	ErrClosed       = errors.New("the port is closed")
	ErrBusy         = errors.New("the port is in use")
	ErrSilent       = errors.New("no boot banner after the reset")
	ErrDownloadMode = errors.New("the chip booted into download mode")
)
