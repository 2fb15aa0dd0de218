package uart

import (
	"bytes"
	"fmt"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// pty is a pseudo terminal: a good fake port, except that it has no modem lines.
type pty struct {
	*os.File        // the master, where a board would be
	Path     string // the slave, where the port is
}

func openPTY(t testing.TB) *pty {
	t.Helper()
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Fatalf("opening a pty: %v", err)
	}
	master := os.NewFile(uintptr(fd), "/dev/ptmx")
	t.Cleanup(func() { _ = master.Close() })
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Fatalf("unlocking the pty: %v", err)
	}
	return &pty{File: master, Path: fmt.Sprintf("/dev/pts/%d", n)}
}

// expect reads what was written to the port.
func (p *pty) expect(t testing.TB, want string) {
	t.Helper()
	var got bytes.Buffer
	buf := make([]byte, 4096)
	for got.Len() < len(want) {
		n, err := p.Read(buf)
		if err != nil {
			t.Fatalf("reading the board's side: %v", err)
		}
		got.Write(buf[:n])
	}
	if got.String() != want {
		t.Fatalf("the board got %q, want %q", got.String(), want)
	}
}

// speed returns the bit rate that the port was set to.
func (p *pty) speed(t testing.TB) int {
	t.Helper()
	raw, err := p.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var termios *unix.Termios
	if ctlErr := raw.Control(func(fd uintptr) { termios, err = unix.IoctlGetTermios(int(fd), unix.TCGETS2) }); ctlErr != nil || err != nil {
		t.Fatal(ctlErr, err)
	}
	return int(termios.Ospeed)
}
