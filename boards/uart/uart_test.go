package uart

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/benchtrial/benchtrial/boards"
)

func openPort(t testing.TB, path string) boards.Link {
	t.Helper()
	link, err := Opener(path, 115200)(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = link.Close() })
	return link
}

func TestBytesGoBothWays(t *testing.T) {
	board := openPTY(t)
	link := openPort(t, board.Path)
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	if _, err := board.Write(all); err != nil {
		t.Fatal(err)
	}
	var got []byte
	buf := make([]byte, 100)
	for len(got) < len(all) {
		n, err := link.Read(buf)
		if err != nil || n == 0 {
			t.Fatalf("Read: %d, %v", n, err)
		}
		got = append(got, buf[:n]...)
	}
	if !bytes.Equal(got, all) {
		t.Errorf("read %x", got)
	}
	if _, err := link.Write(all); err != nil {
		t.Fatal(err)
	}
	board.expect(t, string(all))
}

func TestEmptyReadTakesNothing(t *testing.T) {
	board := openPTY(t)
	link := openPort(t, board.Path)
	if _, err := board.WriteString("x"); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 1)
	for _, p := range [][]byte{nil, buf} {
		if n, err := link.Read(p); n != len(p) || err != nil {
			t.Errorf("Read of %d bytes: %d, %v", len(p), n, err)
		}
	}
}

func TestBaud(t *testing.T) {
	board := openPTY(t)
	link := openPort(t, board.Path)
	for _, baud := range []int{115200, 74880, 921600, 12345} {
		if err := link.SetBaud(baud); err != nil {
			t.Errorf("SetBaud(%d): %v", baud, err)
		}
		if got := board.speed(t); got != baud {
			t.Errorf("the port runs at %d, want %d", got, baud)
		}
	}
}

func TestPtyHasNoLines(t *testing.T) {
	link := openPort(t, openPTY(t).Path)
	for _, on := range []bool{false, true} {
		if err := link.SetLines(on, !on); !errors.Is(err, boards.ErrNoLines) {
			t.Errorf("SetLines: %v, want ErrNoLines", err)
		}
	}
}

// TestUnplugged: the master's close is what a vanished adapter looks like.
func TestUnplugged(t *testing.T) {
	board := openPTY(t)
	link := openPort(t, board.Path)
	reading := make(chan error, 1)
	go func() {
		_, err := link.Read(make([]byte, 10))
		reading <- err
	}()
	if err := board.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-reading; !errors.Is(err, boards.ErrGone) || !strings.Contains(err.Error(), board.Path) {
		t.Errorf("the Read that waited: %v, want ErrGone with the port's name", err)
	}
	_, readErr := link.Read(make([]byte, 10))
	_, writeErr := link.Write([]byte("x"))
	for what, err := range map[string]error{"Read": readErr, "Write": writeErr, "SetBaud": link.SetBaud(9600), "SetLines": link.SetLines(true, false)} {
		if !errors.Is(err, boards.ErrGone) {
			t.Errorf("%s: %v, want ErrGone", what, err)
		}
	}
	if err := errors.Join(link.Close(), link.Close()); err != nil {
		t.Errorf("Close: %v", err)
	}
}

func TestCloseEndsARead(t *testing.T) {
	board := openPTY(t)
	stop := make(chan struct{})
	var noise sync.WaitGroup
	noise.Go(func() { // half of the reads are busy when the port is closed under them
		for {
			select {
			case <-stop:
				return
			default:
				if _, err := board.Write([]byte("noise\r\n")); err != nil {
					return
				}
			}
		}
	})
	defer func() { close(stop); _ = board.Close(); noise.Wait() }()
	for range 50 {
		link := openPort(t, board.Path)
		began, ended := make(chan struct{}), make(chan error, 1)
		go func() {
			buf := make([]byte, 64)
			_, err := link.Read(buf)
			close(began)
			for err == nil {
				_, err = link.Read(buf)
			}
			ended <- err
		}()
		<-began
		if err := link.Close(); err != nil {
			t.Fatalf("Close: %v", err)
		}
		if err := <-ended; !errors.Is(err, boards.ErrClosed) {
			t.Fatalf("Read: %v, want ErrClosed", err)
		}
	}
}

func TestAfterCloseNothingIsTouched(t *testing.T) {
	board := openPTY(t)
	link := openPort(t, board.Path)
	if err := link.Close(); err != nil {
		t.Fatal(err)
	}
	// The file gets the descriptor that the port had.
	file, err := os.Create(filepath.Join(t.TempDir(), "innocent"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	_, readErr := link.Read(make([]byte, 1))
	_, writeErr := link.Write([]byte("into another file"))
	for what, err := range map[string]error{"Read": readErr, "Write": writeErr, "SetBaud": link.SetBaud(9600), "SetLines": link.SetLines(false, true)} {
		if !errors.Is(err, boards.ErrClosed) {
			t.Errorf("%s: %v, want ErrClosed", what, err)
		}
	}
	if info, err := file.Stat(); err != nil || info.Size() != 0 {
		t.Errorf("the innocent file has %d bytes", info.Size())
	}
}

// TestWriteThatNobodyTakes: the pty takes some KB, then the Write has to wait; Close ends it.
func TestWriteThatNobodyTakes(t *testing.T) {
	link := openPort(t, openPTY(t).Path)
	writing := make(chan error, 1)
	filled := make(chan struct{})
	go func() {
		if _, err := link.Write(make([]byte, 16)); err != nil {
			t.Error(err)
		}
		close(filled)
		_, err := link.Write(make([]byte, 1<<20))
		writing <- err
	}()
	<-filled
	if err := link.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-writing; !errors.Is(err, boards.ErrClosed) {
		t.Errorf("Write: %v, want ErrClosed", err)
	}
}

func TestWriteHasALimit(t *testing.T) {
	p := openPort(t, openPTY(t).Path).(*port)
	p.writeLimit = time.Millisecond
	n, err := p.Write(make([]byte, 1<<20))
	if !errors.Is(err, os.ErrDeadlineExceeded) || n == 0 || n == 1<<20 {
		t.Errorf("Write: %d, %v; want part of it and a deadline", n, err)
	}
}

func TestBusyNamesTheHolder(t *testing.T) {
	board := openPTY(t)
	openPort(t, board.Path)
	link := filepath.Join(t.TempDir(), "usb-board-a")
	if err := os.Symlink(board.Path, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{board.Path, link} {
		_, err := Opener(path, 115200)(t.Context())
		if !errors.Is(err, boards.ErrBusy) {
			t.Fatalf("second Open of %s: %v, want ErrBusy", path, err)
		}
		for _, part := range []string{path, fmt.Sprintf("pid %d", os.Getpid()), "this process itself", filepath.Base(os.Args[0])} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%q lacks %q", err, part)
			}
		}
	}
}

func TestCloseFreesTheLock(t *testing.T) {
	board := openPTY(t)
	for range 3 {
		if err := openPort(t, board.Path).Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestStaleTextIsNotNews(t *testing.T) {
	board := openPTY(t)
	keep, err := os.OpenFile(board.Path, os.O_RDWR|unix.O_NOCTTY, 0) // as a simulator does, so that text waits
	if err != nil {
		t.Fatal(err)
	}
	defer keep.Close()
	if err := openPort(t, board.Path).Close(); err != nil { // raw mode: the tty passes bytes on at once
		t.Fatal(err)
	}
	if _, err := board.WriteString("rst:0x1 of yesterday\r\n"); err != nil {
		t.Fatal(err)
	}
	link := openPort(t, board.Path)
	if _, err := board.WriteString("new\r\n"); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 100)
	if n, err := link.Read(buf); err != nil || !strings.HasPrefix("new\r\n", string(buf[:n])) {
		t.Errorf("read %q, %v", buf[:n], err)
	}
}

func TestWhatIsNoPort(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "ttyUSB7")
	_, err := Opener(missing, 115200)(t.Context())
	if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), missing) || strings.Count(err.Error(), missing) != 1 {
		t.Errorf("missing port: %v", err)
	}
	if !strings.Contains(err.Error(), "there are: ") && !strings.Contains(err.Error(), "has no serial ports") {
		t.Errorf("%q does not say which ports there are", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, "/dev/null", t.TempDir()} {
		if link, err := Opener(path, 115200)(t.Context()); err == nil {
			_ = link.Close()
			t.Errorf("%s was opened as a port", path)
		}
	}
}

// TestManyOpenFiles: a port works also where its descriptor is higher than select(2) knows.
func TestManyOpenFiles(t *testing.T) {
	const selectLimit = 1024
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil || limit.Cur < selectLimit+100 {
		t.Skipf("this machine allows only %d open files", limit.Cur)
	}
	board := openPTY(t)
	for {
		file, err := os.Open("/dev/null")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if file.Fd() >= selectLimit {
			break
		}
	}
	link := openPort(t, board.Path)
	if _, err := board.WriteString("x"); err != nil {
		t.Fatal(err)
	}
	if n, err := link.Read(make([]byte, 1)); n != 1 || err != nil {
		t.Errorf("Read: %d, %v", n, err)
	}
}
