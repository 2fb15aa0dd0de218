package sim

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// terminal is the console as a program sees it that opens the pty.
type terminal struct {
	*os.File
	t *testing.T
}

func openTerminal(t *testing.T, path string) terminal {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return terminal{f, t}
}

// expect reads until want has come.
func (f terminal) expect(want string) string {
	f.t.Helper()
	if err := f.SetReadDeadline(time.Now().Add(limit)); err != nil {
		f.t.Fatal(err)
	}
	var got []byte
	buf := make([]byte, 4096)
	for !bytes.Contains(got, []byte(want)) {
		n, err := f.Read(buf)
		got = append(got, buf[:n]...)
		if err != nil {
			f.t.Fatalf("waiting for %q: got %q and %v", want, got, err)
		}
	}
	return string(got)
}

func TestTerminal(t *testing.T) {
	link := filepath.Join(t.TempDir(), "esp32-a")
	b := startFirmware(t, Config{TTYLink: link})
	tty := openTerminal(t, link)
	if _, err := tty.WriteString("from the terminal\n"); err != nil {
		t.Fatal(err)
	}
	if got := tty.expect("heard from the terminal\n"); strings.Contains(got, "\r") {
		t.Errorf("the terminal changes bytes: %q", got)
	}
	b.expect("heard from the terminal\n") // both outlets have it
	b.say("from the client")
	tty.expect("heard from the client\n")
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(link); !os.IsNotExist(err) {
		t.Errorf("the link is left: %v", err)
	}
	if _, err := tty.Read(make([]byte, 1)); err == nil {
		t.Error("the terminal outlives the board")
	}
}

// TestTextForNobodyIsDropped: whoever opens the terminal hears what is said from then on.
func TestTextForNobodyIsDropped(t *testing.T) {
	b := startFirmware(t, Config{})
	for round := range 3 {
		b.say("nobody listens")
		b.expect("heard nobody listens\n")
		b.say("unread")
		tty := openTerminal(t, b.PTY())
		b.expect("heard unread\n")
		b.say("somebody listens")
		if got := tty.expect("heard somebody listens\n"); strings.Contains(got, "nobody") {
			t.Errorf("round %d: the terminal begins with %q", round, got)
		}
		b.say("left in the buffer")
		b.expect("heard left in the buffer\n")
		tty.Close()
	}
	if got := b.status("dropped_pty"); got != "0" {
		t.Errorf("dropped_pty=%s: text for nobody is no overrun", got)
	}
}

// TestTerminalWithoutLinesEntersTheLoader: a host with no modem lines gets into the loader by talking to it, and out of
// it by closing the port.
func TestTerminalWithoutLinesEntersTheLoader(t *testing.T) {
	b := startFirmware(t, Config{})
	sync := append([]byte{0xc0, 0, 8, 36, 0, 0, 0, 0, 0, 7, 7, 0x12, 0x20}, bytes.Repeat([]byte{0x55}, 32)...)
	sync = append(sync, 0xc0)
	if _, err := b.link.Write(sync); err != nil { // a host that has lines must use them
		t.Fatal(err)
	}
	b.say("x")
	b.expect("x\n")
	if mode := b.status("mode"); mode != "app" {
		t.Fatalf("a SYNC over RFC 2217: mode=%s, want app", mode)
	}
	tty := openTerminal(t, b.PTY())
	if _, err := tty.Write(sync); err != nil {
		t.Fatal(err)
	}
	tty.expect("\xc0\x01\x08")
	if mode := b.status("mode"); mode != "download" {
		t.Fatalf("a SYNC from the terminal: mode=%s, want download", mode)
	}
	tty.Close()
	b.expect("rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)")
	b.expect("ready ")
}
