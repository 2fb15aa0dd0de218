package sim

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards"
	"github.com/benchtrial/benchtrial/boards/espimage"
	"github.com/benchtrial/benchtrial/boards/rfc2217"
	"github.com/benchtrial/benchtrial/boards/sim/nor"
)

// limit ends a test that waits for something that does not come. No test waits for it to pass.
const limit = 20 * time.Second

// firmware is a program for the tests that keeps the contract: it says what it was given, and does what it is told.
const firmware = `#!/bin/sh
echo "ready chip=$BENCH_CHIP rate=$BENCH_CLOCK_RATE heap=$BENCH_HEAP mac=$BENCH_MAC ip=$BENCH_IP dns=$BENCH_DNS ntp=$BENCH_NTP reason=$BENCH_RESET_REASON"
echo "baud 74880" >&3
echo "a word to the bench" >&2
while read -r command; do
	case $command in
	guru) echo "panic guru reason=LoadProhibited core=1 pc=0x400d1234 excvaddr=0x10 bt=0x400d1234:0x3ffb2000" >&3; exit 1 ;;
	panic*) echo "$command" >&3; exit 1 ;;
	restart) echo restart >&3; exit 75 ;;
	sleep*) echo "$command" >&3; exit 0 ;;
	remember) printf word >/proc/self/fd/$BENCH_RTC; echo remembered ;;
	recall) echo "kept=$(head -c 4 /proc/self/fd/$BENCH_RTC | tr '\0' 0)." ;;
	exit) exit 3 ;;
	kill) kill -9 $$ ;;
	child) sleep 1000 & echo "child $!" ;;
	*) echo "heard $command" ;;
	esac
done
echo "end of input"
`

// wrapped is an image with a program.
func wrapped(t testing.TB, chip, program string) []byte {
	t.Helper()
	image, err := espimage.Wrap(chip, espimage.Descriptor{Project: "test", Version: "1"}, []byte(program))
	if err != nil {
		t.Fatal(err)
	}
	return image
}

// flashed is a flash file with an image in it.
func flashed(t *testing.T, chip string, image []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "flash")
	f, err := nor.Open(path, flashSize)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, _ := espimage.Lookup(chip)
	if err := f.Program(c.Offset, image); err != nil {
		t.Fatal(err)
	}
	return path
}

// board is a simulated board with somebody at its console.
type board struct {
	*Sim
	t    *testing.T
	link boards.Link

	mu   sync.Mutex
	text []byte
	more chan struct{}
}

// start starts a board; its console is at the RFC 2217 port.
func start(t *testing.T, cfg Config) *board {
	t.Helper()
	if cfg.Name == "" {
		cfg.Name = "test-board"
	}
	if cfg.Chip == "" {
		cfg.Chip = "esp32"
	}
	s, err := Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	b := &board{Sim: s, t: t, more: make(chan struct{}, 1)}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return b
}

// startFirmware starts a board that holds the test firmware, and resets it once its console is open.
func startFirmware(t *testing.T, cfg Config) *board {
	t.Helper()
	if cfg.Chip == "" {
		cfg.Chip = "esp32"
	}
	cfg.FlashFile = flashed(t, cfg.Chip, wrapped(t, cfg.Chip, firmware))
	b := start(t, cfg)
	b.open()
	b.restart()
	b.expect("ready ")
	return b
}

// open opens the console.
func (b *board) open() {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), limit)
	defer cancel()
	link, err := rfc2217.Opener(b.RFC2217(), 115200)(ctx)
	if err != nil {
		b.t.Fatal(err)
	}
	b.link = link
	done := make(chan struct{})
	b.t.Cleanup(func() { link.Close(); <-done })
	go func() {
		defer close(done)
		buf := make([]byte, 4096)
		for {
			n, err := link.Read(buf)
			b.mu.Lock()
			b.text = append(b.text, buf[:n]...)
			b.mu.Unlock()
			select {
			case b.more <- struct{}{}:
			default:
			}
			if err != nil {
				return
			}
		}
	}()
}

// lines drives the modem lines.
func (b *board) lines(dtr, rts bool) {
	b.t.Helper()
	if err := b.link.SetLines(dtr, rts); err != nil {
		b.t.Fatal(err)
	}
}

// reset pulses EN with IO0 high.
func (b *board) reset() {
	b.t.Helper()
	b.lines(false, true)
	b.lines(false, false)
}

// restart resets the chip, and takes everything from the console that came before. What tells before from after is the
// loader's text, which no boot from flash has.
func (b *board) restart() {
	b.t.Helper()
	b.tell("download")
	b.expect(downloadText(b.machine.chip))
	b.reset()
}

// downloadText is the end of what a chip says when it comes up in its loader.
func downloadText(c chip) string {
	text := c.banner(c.causes[resetPin], true)
	return text[len(text)-20:]
}

// say sends a line to the firmware.
func (b *board) say(text string) {
	b.t.Helper()
	if _, err := b.link.Write([]byte(text + "\n")); err != nil {
		b.t.Fatal(err)
	}
}

// expect waits for text, takes the console up to it, and returns that.
func (b *board) expect(want string) string {
	b.t.Helper()
	end := time.After(limit)
	for {
		b.mu.Lock()
		text := b.text
		if at := bytes.Index(text, []byte(want)); at >= 0 {
			b.text = text[at+len(want):]
			b.mu.Unlock()
			return string(text[:at+len(want)])
		}
		b.mu.Unlock()
		select {
		case <-b.more:
		case <-end:
			b.t.Fatalf("waiting for %q: the console says %q", want, text)
		}
	}
}

// tell sends a command to the control port.
func (b *board) tell(command string) string {
	b.t.Helper()
	text, err := Control(b.t.Context(), b.ControlAddr(), command)
	if err != nil {
		b.t.Fatal(err)
	}
	return text
}

// status reads one value of the board's state.
func (b *board) status(key string) string {
	b.t.Helper()
	for _, field := range strings.Fields(b.tell("state")) {
		if k, v, _ := strings.Cut(field, "="); k == key {
			return v
		}
	}
	b.t.Fatalf("the state has no %q", key)
	return ""
}

// awaitStatus waits until a value of the state is what it should be.
func (b *board) awaitStatus(key, want string) {
	b.t.Helper()
	for end := time.Now().Add(limit); b.status(key) != want; {
		if time.Now().After(end) {
			b.t.Fatalf("%s is %s, want %s", key, b.status(key), want)
		}
	}
}

// awaitDeath waits until a process that was killed has gone; the kernel takes its time.
func awaitDeath(t *testing.T, pid string) {
	t.Helper()
	for end := time.Now().Add(limit); alive(t, pid); runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("the process %s is left", pid)
		}
	}
}

// alive reports whether a process runs. A zombie does not.
func alive(t *testing.T, pid string) bool {
	t.Helper()
	stat, err := os.ReadFile("/proc/" + strings.TrimSpace(pid) + "/stat")
	return err == nil && !strings.Contains(string(stat), ") Z ")
}
