package uart

import (
	"errors"
	"fmt"
	"io"
	"os"

	"go.bug.st/serial"
	"golang.org/x/sys/unix"

	"github.com/benchtrial/benchtrial/boards"
)

// fail words what went wrong with an open port and says whether it was closed by us or is gone.
func (p *port) fail(doing string, err error) error {
	switch {
	case p.closed.Load():
		err = boards.ErrClosed
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = fmt.Errorf("it took no bytes for %v: %w", p.writeLimit, os.ErrDeadlineExceeded)
	case isGone(err):
		err = fmt.Errorf("%w (%w)", boards.ErrGone, bare(err))
	default:
		err = bare(err)
	}
	return fmt.Errorf("%s port %s: %w", doing, p.path, err)
}

// isGone reports whether err is one of the ways in which a vanished device shows. Which one it is depends on the call
// and the driver: a hung-up tty reads as its end or gives EIO, a removed USB adapter ENODEV or ENXIO.
func isGone(err error) bool {
	for _, errno := range []unix.Errno{unix.EIO, unix.ENXIO, unix.ENODEV, unix.EBADF} {
		if errors.Is(err, errno) {
			return true
		}
	}
	return errors.Is(err, io.EOF) || errors.Is(err, os.ErrClosed)
}

// explain turns what the library's Open said into what it means.
func (p *port) explain(err error) error {
	var lib *serial.PortError
	if !errors.As(err, &lib) {
		return bare(err)
	}
	switch lib.Code() {
	case serial.PortBusy:
		return busy(p.path)
	case serial.InvalidSpeed:
		return fmt.Errorf("the port does not know this bit rate: %w", err)
	}
	return err
}

// bare takes the path and the name of the call off an error: ours name the port already.
func bare(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// busy says that the port is in use, and by whom.
func busy(path string) error {
	return fmt.Errorf("%w by %s", boards.ErrBusy, holders(path))
}
