// Package uart opens boards on local serial ports.
//
// It is the only importer of go.bug.st/serial, and stands between that library and the boards because of what v1.8.0
// does on Linux (numbers are those of github.com/bugst/go-serial): after Close a Write may go to another file that got
// the same descriptor (#223) and a Read may take from it, a Write that nobody takes is never ended (#150), Read panics
// with descriptors of 1024 and more (#128), takes an empty buffer for the port's end (#189) and gives (0, nil), and the
// two modem lines can only be set one after the other.
//
// So the library opens the port and sets its mode; bytes, modem lines and the lock go through a second descriptor of
// the same port, which Go's poller guards: it ends what waits at Close, knows deadlines, and has no limit of 1024.
package uart

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"go.bug.st/serial"
	"golang.org/x/sys/unix"

	"github.com/benchtrial/benchtrial/boards"
)

// writeLimit is how long one Write may take: the kernel's buffer of 4 KB leaves in 4.3 s at 9600 baud.
const writeLimit = 10 * time.Second

// Opener opens the serial port at path, which may be a link such as those in /dev/serial/by-id, with baud bits per
// second, 8 data bits, no parity, one stop bit and no flow control.
//
// The port is locked against other programs that ask for the lock (flock, as pyserial's exclusive=True does). A port
// that is held gives an error that wraps boards.ErrBusy and names the holder; a path that does not exist one that wraps
// os.ErrNotExist and names the ports there are.
//
// Linux raises DTR and RTS while it opens a port, and no program can prevent it. Both rise together, which the
// auto-reset circuit of the boards ignores. Closing leaves them as they are: HUPCL is cleared.
func Opener(path string, baud int) boards.Opener {
	return func(context.Context) (boards.Link, error) {
		p, err := open(path, baud)
		if err != nil {
			return nil, fmt.Errorf("opening port %s: %w", path, err)
		}
		return p, nil
	}
}

// library is what is used of serial.Port.
type library interface {
	SetMode(mode *serial.Mode) error
	ResetInputBuffer() error
	Close() error
}

// port is an open serial port.
type port struct {
	path   string
	own    *os.File // the second descriptor: lock, lines, bytes
	closed atomic.Bool

	mode sync.Mutex // the library does not look whether its descriptor is still the port's
	lib  library

	writeLimit time.Duration
}

func open(path string, baud int) (*port, error) {
	own, err := openOwn(path)
	if err != nil {
		return nil, err
	}
	p := &port{path: path, own: own, writeLimit: writeLimit}
	if err := p.prepare(); err != nil {
		return nil, errors.Join(err, own.Close())
	}
	lib, err := serial.Open(path, modeOf(baud))
	if err != nil {
		return nil, errors.Join(p.explain(err), own.Close())
	}
	p.lib = lib
	// What was printed before anybody listened would pass for news.
	if err := lib.ResetInputBuffer(); err != nil {
		return nil, errors.Join(p.explain(err), p.Close())
	}
	return p, nil
}

// openOwn opens the second descriptor. It is the first to be opened, since the library bars further opens.
func openOwn(path string) (*os.File, error) {
	own, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	switch {
	case err == nil:
		return own, nil
	case errors.Is(err, os.ErrNotExist):
		return nil, noSuchPort()
	case errors.Is(err, os.ErrPermission):
		return nil, fmt.Errorf("%w: add the user to the group that owns it, usually dialout", unix.EACCES)
	case errors.Is(err, unix.EBUSY):
		return nil, busy(path)
	}
	return nil, bare(err)
}

// prepare locks the port and keeps it from moving its lines.
func (p *port) prepare() error {
	return p.control(func(fd int) error {
		if _, err := unix.IoctlGetTermios(fd, unix.TCGETS); err != nil {
			return fmt.Errorf("it is no serial port: %w", err)
		}
		if err := unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB); err != nil {
			return busy(p.path)
		}
		return keepLinesOnClose(fd)
	})
}

// keepLinesOnClose clears HUPCL, with which closing the port drops DTR and RTS: some adapters reset the board on that
// (espressif/esptool#1157).
func keepLinesOnClose(fd int) error {
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return err
	}
	t.Cflag &^= unix.HUPCL
	return unix.IoctlSetTermios(fd, unix.TCSETS, t)
}

// modeOf never has InitialStatusBits: a pty has none, and refuses to be opened with them.
func modeOf(baud int) *serial.Mode {
	return &serial.Mode{BaudRate: baud, DataBits: 8, Parity: serial.NoParity, StopBits: serial.OneStopBit}
}

// control runs f on the second descriptor while it is certainly open.
func (p *port) control(f func(fd int) error) error {
	raw, err := p.own.SyscallConn()
	if err != nil {
		return err
	}
	var inner error
	if err := raw.Control(func(fd uintptr) { inner = f(int(fd)) }); err != nil {
		return err
	}
	return inner
}

// Read waits for bytes. Only one goroutine may read.
func (p *port) Read(b []byte) (int, error) {
	n, err := p.own.Read(b)
	if err != nil {
		return n, p.fail("reading", err)
	}
	return n, nil
}

// Write sends bytes and fails when the port does not take them within writeLimit.
func (p *port) Write(b []byte) (int, error) {
	if err := p.own.SetWriteDeadline(time.Now().Add(p.writeLimit)); err != nil {
		return 0, p.fail("writing to", err)
	}
	n, err := p.own.Write(b)
	if err != nil {
		return n, p.fail("writing to", err)
	}
	return n, nil
}

// SetLines drives DTR and RTS with one ioctl.
func (p *port) SetLines(dtr, rts bool) error {
	err := p.control(func(fd int) error {
		lines, err := unix.IoctlGetInt(fd, unix.TIOCMGET)
		if err != nil {
			return err
		}
		lines = withLine(withLine(lines, unix.TIOCM_DTR, dtr), unix.TIOCM_RTS, rts)
		return unix.IoctlSetPointerInt(fd, unix.TIOCMSET, lines)
	})
	if errors.Is(err, unix.ENOTTY) || errors.Is(err, unix.EINVAL) {
		err = boards.ErrNoLines
	}
	if err != nil {
		return p.fail("setting DTR and RTS of", err)
	}
	return nil
}

func withLine(lines, line int, on bool) int {
	if on {
		return lines | line
	}
	return lines &^ line
}

// SetBaud changes the bit rate; any rate goes, also 74880.
func (p *port) SetBaud(baud int) error {
	p.mode.Lock()
	defer p.mode.Unlock()
	if p.closed.Load() {
		return p.fail("setting the bit rate of", boards.ErrClosed)
	}
	if err := p.lib.SetMode(modeOf(baud)); err != nil {
		return p.fail("setting the bit rate of", err)
	}
	return nil
}

// Close gives the port back. Closing again does nothing.
func (p *port) Close() error {
	if p.closed.Swap(true) {
		return nil
	}
	p.mode.Lock()
	defer p.mode.Unlock()
	err := p.lib.Close()
	if err = errors.Join(err, p.own.Close()); err != nil {
		return fmt.Errorf("closing port %s: %w", p.path, bare(err))
	}
	return nil
}
