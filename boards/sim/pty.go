package sim

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// pty is the console as a terminal device, for programs that want a path and not a URL. It has no modem lines.
//
// Nobody of ours holds the slave side open: only so does the kernel tell whether anybody listens. Text that is printed
// while nobody does is dropped, as on a cable that leads nowhere; without that the next listener would first get up to
// 20 KB from before its time.
type pty struct {
	master *os.File
	path   string
	link   string
	watch  *os.File // tells when the slave is opened

	own sync.Mutex // held while we have the slave open ourselves, which must not count as a listener
}

// openPTY opens a pty in raw mode, and makes link a symbolic link to it unless it is empty.
func openPTY(link string) (*pty, error) {
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("opening a pty: %w", err)
	}
	p := &pty{master: os.NewFile(uintptr(fd), "/dev/ptmx")}
	if err := p.setUp(fd, link); err != nil {
		p.close()
		return nil, fmt.Errorf("opening a pty: %w", err)
	}
	return p, nil
}

func (p *pty) setUp(fd int, link string) error {
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		return err
	}
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		return err
	}
	p.path = fmt.Sprintf("/dev/pts/%d", number)
	if err := setRaw(fd); err != nil {
		return err
	}
	if p.watch, err = watchOpens(p.path); err != nil {
		return err
	}
	if err := p.silence(); err != nil { // the first open and close: from here on "closed" is told as a hang-up
		return err
	}
	if link == "" {
		return nil
	}
	if err := os.Symlink(p.path, link+".new"); err != nil {
		return err
	}
	if err := os.Rename(link+".new", link); err != nil {
		os.Remove(link + ".new")
		return err
	}
	p.link = link
	return nil
}

// setRaw makes the line a UART: eight bits, nothing translated, nothing echoed.
func setRaw(fd int) error {
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return err
	}
	t.Iflag, t.Oflag, t.Lflag = unix.IGNBRK, 0, 0
	t.Cflag = unix.CS8 | unix.CREAD | unix.CLOCAL | unix.B115200
	t.Cc[unix.VMIN], t.Cc[unix.VTIME] = 1, 0
	return unix.IoctlSetTermios(fd, unix.TCSETS, t)
}

// watchOpens returns a file that can be read whenever path was opened.
func watchOpens(path string) (*os.File, error) {
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		return nil, err
	}
	if _, err := unix.InotifyAddWatch(fd, path, unix.IN_OPEN); err != nil {
		unix.Close(fd)
		return nil, err
	}
	return os.NewFile(uintptr(fd), "inotify"), nil
}

// heard reports whether anybody has the slave open.
func (p *pty) heard() bool {
	p.own.Lock()
	defer p.own.Unlock()
	hung := true
	p.control(func(fd int) {
		fds := []unix.PollFd{{Fd: int32(fd)}}
		_, err := unix.Poll(fds, 0)
		hung = err == nil && fds[0].Revents&unix.POLLHUP != 0
	})
	return !hung
}

// control runs do with the master's descriptor, which cannot be closed meanwhile.
func (p *pty) control(do func(fd int)) {
	raw, err := p.master.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) { do(int(fd)) }) // only fails when the file is closed
}

// silence throws away what waits for a reader.
func (p *pty) silence() error {
	p.own.Lock()
	defer p.own.Unlock()
	// A child that is forked now would have the slave open until it execs, and count as a listener until then.
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fd, err := unix.Open(p.path, unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	return unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCIOFLUSH)
}

// ptySlice is how long a write waits for a reader before it looks whether there still is one.
const ptySlice = 50 * time.Millisecond

// Write sends to whoever listens. It blocks while a reader is slow, and drops where there is none.
func (p *pty) Write(b []byte) (int, error) {
	total := len(b)
	for len(b) > 0 && p.heard() {
		if err := p.master.SetWriteDeadline(time.Now().Add(ptySlice)); err != nil {
			return 0, err
		}
		n, err := p.master.Write(b)
		b = b[n:]
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) && !errors.Is(err, unix.EIO) {
			return total - len(b), err
		}
	}
	return total, nil
}

// read hands on what hosts send, until close; left is called when the last one has closed the slave.
func (p *pty) read(received func([]byte), left func()) {
	buf := make([]byte, 16<<10)
	silent := false // nobody was there since the last silence
	for {
		n, err := p.master.Read(buf)
		if n > 0 {
			received(append([]byte(nil), buf[:n]...))
		}
		if err == nil {
			silent = false
			continue
		}
		if !errors.Is(err, unix.EIO) {
			return // closed
		}
		if !silent {
			left()
			if p.silence() != nil {
				return
			}
			silent = true
		}
		if !p.awaitOpen() {
			return
		}
		silent = silent && !p.heard()
	}
}

// openCheck is how often the wait for an open looks for itself: the kernel says each time, but a board that is deaf
// for good because of one lost notice would be a bad joke.
const openCheck = 500 * time.Millisecond

// awaitOpen waits until somebody has the slave open, and reports false once the pty is closed.
func (p *pty) awaitOpen() bool {
	buf := make([]byte, 4096)
	for !p.heard() {
		if err := p.watch.SetReadDeadline(time.Now().Add(openCheck)); err != nil {
			return false
		}
		_, err := p.watch.Read(buf)
		switch {
		case err == nil:
			return true // somebody was here, and may have gone again after saying something
		case !errors.Is(err, os.ErrDeadlineExceeded):
			return false
		}
	}
	return true
}

// baud is the bit rate that hosts have set, or 0 where that cannot be told.
func (p *pty) baud() int {
	rate := 0
	p.control(func(fd int) {
		if t, err := unix.IoctlGetTermios(fd, unix.TCGETS2); err == nil {
			rate = int(t.Ospeed)
		}
	})
	return rate
}

// close takes the device away: whoever has it open sees it go.
func (p *pty) close() {
	if p.link != "" {
		if target, err := os.Readlink(p.link); err == nil && target == p.path {
			os.Remove(p.link)
		}
	}
	p.master.Close()
	if p.watch != nil {
		p.watch.Close()
	}
}
