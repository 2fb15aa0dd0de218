// Package flash writes an image to a board with Espressif's esptool, which runs as a child process and is never left behind.
//
// esptool is told to ask the chip for the MD5 of what it holds and to leave alone what is right already. So a skipped write is as sure as
// a verified one: no erased flash, swapped board or other image can be mistaken for the wanted one.
package flash

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Region is one file and where in flash it goes.
type Region struct {
	Offset uint32
	Path   string
}

// Request says what to write, and to which board.
type Request struct {
	Board   string // its name, for errors
	Port    string // what esptool opens: "/dev/ttyUSB0", "rfc2217://127.0.0.1:4000"
	Chip    string // "esp32", "esp32c3", "esp32s3", "esp8266"
	MAC     string // the board that is meant, "24:6f:28:aa:bb:cc"; "": whichever is there
	Regions []Region

	Esptool  string         // path of the program
	Baud     int            // for the transfer; 0: esptool's own, 115200
	Before   string         // how esptool enters the loader (--before); "": by the reset lines
	After    string         // how esptool leaves it (--after); "": by a hard reset
	Timeout  time.Duration  // for the whole; 0: what the slowest link needs, see limit
	Progress func(Progress) // called in order, from one goroutine; nil: nobody
}

// Progress is how far a write is.
type Progress struct {
	Text    string
	Percent float64 // of the whole image, 0 to 100
}

// Outcome is what a write that succeeded did.
type Outcome struct {
	Skipped bool   // the chip held all of it already; nothing was written
	MAC     string // of the chip, lower case; "" if esptool did not print it
	Chip    string // in esptool's words: "ESP32-D0WD-V3 (revision v3.1)"
	Bytes   int64  // of the image
	Written int64  // of them, those that were written
	Took    time.Duration
}

// Write makes the board hold the image and returns after esptool verified it. Every error about the board or its port is an *Error.
func Write(ctx context.Context, req Request) (Outcome, error) {
	out, err := write(ctx, req)
	var failed *Error
	if errors.As(err, &failed) && failed.Kind == NoStub && !failed.Touched && ctx.Err() == nil {
		if req.Progress != nil {
			req.Progress(Progress{Text: "the loader was late; once more"})
		}
		return write(ctx, req)
	}
	return out, err
}

func write(ctx context.Context, req Request) (Outcome, error) {
	began := time.Now()
	sizes, err := req.check()
	if err != nil {
		return Outcome{}, fmt.Errorf("flashing %s: %w", req.Board, err)
	}
	r := newReader(req, sizes)
	limit := req.limit(r.size)
	bounded, cancel := context.WithTimeoutCause(ctx, limit, errLimit)
	defer cancel()
	stop, halt := context.WithCancelCause(bounded)
	defer halt(nil)
	r.halt = halt
	err = run(stop, req, r)
	if err != nil || r.wrongBoard() {
		return Outcome{}, classify(req, r, ctx, stop, err, limit)
	}
	if r.verified+r.skipped != len(req.Regions) {
		// The chip may hold it all, but nothing esptool said proves it.
		return Outcome{}, r.fail(req, Unverified, "esptool ended without an error and without having verified every part", nil)
	}
	return Outcome{
		Skipped: r.skipped == len(req.Regions),
		MAC:     r.mac, Chip: r.chip, Bytes: r.size, Written: r.written, Took: time.Since(began),
	}, nil
}

var errLimit = errors.New("the time limit for flashing is over")

// check refuses what cannot work before a board is touched, and returns the sizes of the regions.
func (r Request) check() (sizes []int64, err error) {
	switch {
	case r.Port == "":
		return nil, errors.New("no port given")
	case len(r.Regions) == 0:
		return nil, errors.New("the image has no parts")
	}
	if _, err := os.Stat(r.Esptool); err != nil {
		return nil, fmt.Errorf("esptool: %w; install it: make setup", err)
	}
	for _, region := range r.Regions {
		info, err := os.Stat(region.Path)
		if err != nil {
			return nil, err
		}
		if info.Size() == 0 {
			return nil, fmt.Errorf("%q is empty", region.Path)
		}
		sizes = append(sizes, info.Size())
	}
	return sizes, nil
}

// limit is the time in which even a bad link is through: esptool's own patience in connecting (7 attempts), and the image uncompressed
// at half of 115200 baud.
func (r Request) limit(size int64) time.Duration {
	if r.Timeout > 0 {
		return r.Timeout
	}
	return 90*time.Second + time.Duration(size)*time.Second/5760
}

// arguments is esptool's command line without its name.
func (r Request) arguments() ([]string, error) {
	args := []string{"--chip", r.Chip, "--port", r.Port}
	if r.Baud > 0 {
		args = append(args, "--baud", strconv.Itoa(r.Baud))
	}
	if r.Before != "" {
		args = append(args, "--before", r.Before)
	}
	if r.After != "" {
		args = append(args, "--after", r.After)
	}
	args = append(args, "write-flash", "--skip-flashed")
	for _, region := range r.Regions {
		path, err := filepath.Abs(region.Path)
		if err != nil {
			return nil, err
		}
		args = append(args, fmt.Sprintf("%#x", region.Offset), path)
	}
	return args, nil
}

// sameMAC compares two spellings of an address.
func sameMAC(a, b string) bool {
	plain := strings.NewReplacer(":", "", "-", "")
	return strings.EqualFold(plain.Replace(a), plain.Replace(b))
}
