package sim

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards/sim/nor"
)

func TestFirmwareIsToldWhatItNeeds(t *testing.T) {
	b := startFirmware(t, Config{Rate: 20, Heap: 123456, IP: "127.77.1.2", DNS: "127.77.1.1:14453", NTP: "127.77.1.1:14123"})
	b.reset()
	b.expect("ready ")
	want := fmt.Sprintf("chip=esp32 rate=20 heap=123456 mac=%s ip=127.77.1.2 dns=127.77.1.1:14453 ntp=127.77.1.1:14123 reason=1\n", b.MAC())
	if got := b.expect("\n"); got != want {
		t.Errorf("the firmware says %q, want %q", got, want)
	}
	b.awaitStatus("serial_begin", "74880")
	b.say("hello")
	b.expect("heard hello\n")
}

// TestEnds makes the firmware end in each way, and looks at what the chip says and why it boots again.
func TestEnds(t *testing.T) {
	b := startFirmware(t, Config{Rate: 50})
	for _, c := range []struct{ command, says, cause, reason string }{
		{"guru", "Core  1 panic'ed (LoadProhibited)", "rst:0xc (SW_CPU_RESET)", "reason=4"},
		{"restart", "", "rst:0xc (SW_CPU_RESET)", "reason=3"},
		{"exit", "the firmware ended without a word (exit status 3)", "rst:0x8 (TG1WDT_SYS_RESET)", "reason=5"},
		{"kill", "the firmware ended without a word (killed by signal: killed)", "rst:0x8 (TG1WDT_SYS_RESET)", "reason=5"},
	} {
		b.say(c.command)
		if text := b.expect(c.cause); !strings.Contains(text, c.says) {
			t.Errorf("%s: the console says %q, want it to say %q", c.command, text, c.says)
		}
		b.expect("ready ")
		if text := b.expect("\n"); !strings.Contains(text, c.reason) {
			t.Errorf("%s: the firmware starts with %q, want %s", c.command, text, c.reason)
		}
	}
	if got := b.status("crashes"); got != "3" {
		t.Errorf("crashes=%s, want 3: a restart is none", got)
	}
}

// TestEndsOfAnESP8266 is the same for the chip whose ROM cannot tell its own resets from the pin's, and whose SDK can.
func TestEndsOfAnESP8266(t *testing.T) {
	b := startFirmware(t, Config{Chip: "esp8266", Rate: 50})
	for _, c := range []struct{ command, says, cause, reason string }{
		{"panic exception cause=28 epc1=0x40201234 excvaddr=0x10 bt=0x40201234:0x3ffffe10", "Exception (28):\r\nepc1=0x40201234 ", "rst cause:2, boot mode:(3,6)", "reason=2"},
		{"guru", "Exception (28):\r\nepc1=0x400d1234 ", "rst cause:2, boot mode:(3,6)", "reason=2"},
		{"panic softwdt pc=0x40201234", "Soft WDT reset\r\n\r\nException (4):", "rst cause:2, boot mode:(3,6)", "reason=3"},
		{"panic abort pc=0x40201234", "Abort called", "rst cause:2, boot mode:(3,6)", "reason=4"},
		{"restart", "", "rst cause:2, boot mode:(3,6)", "reason=4"},
		{"exit", "the firmware ended without a word (exit status 3)", "rst cause:4, boot mode:(3,6)\r\n\r\nwdt reset\r\n", "reason=1"},
	} {
		b.say(c.command)
		if text := b.expect(c.cause); !strings.Contains(text, c.says) {
			t.Errorf("%s: the console says %q, want it to say %q", c.command, text, c.says)
		}
		b.expect("ready ")
		if text := b.expect("\n"); !strings.Contains(text, c.reason) {
			t.Errorf("%s: the firmware starts with %q, want %s", c.command, text, c.reason)
		}
	}
	b.tell("power off")
	b.tell("power on")
	b.expect("rst cause:1, boot mode:(3,6)")
	if text := b.expect("reason=0\n"); !strings.Contains(text, "heap=49152 ") {
		t.Errorf("the firmware starts with %q, want the chip's heap", text)
	}
}

// TestRatesOfAnESP8266: its ROM has a rate of its own, and the firmware sets another one. The host follows, or not.
func TestRatesOfAnESP8266(t *testing.T) {
	quiet := "#!/bin/sh\nread -r rate\necho \"baud $rate\" >&3\nread -r more\n"
	b := start(t, Config{Chip: "esp8266", FlashFile: flashed(t, "esp8266", wrapped(t, "esp8266", quiet))})
	b.open()
	b.restart()
	b.expect("~ld\r\n")
	for key, want := range map[string]string{"chip_baud": "74880", "rom_baud": "74880", "serial_begin": "0", "host_baud": "115200"} {
		if got := b.status(key); got != want {
			t.Errorf("before Serial.begin: %s=%s, want %s", key, got, want)
		}
	}
	b.say("9600")
	b.awaitStatus("serial_begin", "9600")
	if err := b.link.SetBaud(9600); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"chip_baud": "9600", "rom_baud": "74880", "host_baud": "9600"} {
		if got := b.status(key); got != want {
			t.Errorf("after Serial.begin: %s=%s, want %s", key, got, want)
		}
	}
	b.reset()
	b.expect("~ld\r\n")
	if got := b.status("chip_baud"); got != "74880" {
		t.Errorf("after a reset: chip_baud=%s", got)
	}
}

// TestCrashLoop: a firmware that crashes at once is started again and again, at the pace of a chip.
func TestCrashLoop(t *testing.T) {
	path := flashed(t, "esp32", wrapped(t, "esp32", "#!/bin/sh\necho hi\nexit 1\n"))
	b := start(t, Config{FlashFile: path, Rate: 1000})
	b.open()
	began := time.Now()
	const turns = 10
	for range turns {
		b.expect("hi\n")
		b.expect("without a word (exit status 1)")
	}
	if took := time.Since(began); took < (turns-2)*minPause {
		t.Errorf("%d turns took %v: the loop spins", turns, took)
	}
}

func TestResetKillsAllOfTheFirmware(t *testing.T) {
	b := startFirmware(t, Config{})
	b.say("child")
	b.expect("child ")
	child := b.expect("\n")
	if !alive(t, child) {
		t.Fatalf("the child %s does not run", child)
	}
	b.lines(false, true)
	b.awaitStatus("mode", "reset")
	awaitDeath(t, child)
	b.lines(false, false)
	b.expect("rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)")
	b.expect("ready ")
}

func TestBothLinesDoNothing(t *testing.T) {
	b := startFirmware(t, Config{})
	boots := b.status("boots")
	b.lines(true, true)
	b.lines(false, false)
	b.lines(true, true)
	b.say("still there")
	b.expect("heard still there")
	b.link.Close() // both lines go off
	b.open()
	b.say("and now")
	b.expect("heard and now")
	if got := b.status("boots"); got != boots {
		t.Errorf("boots=%s, want %s", got, boots)
	}
}

func TestLinesEnterTheLoader(t *testing.T) {
	b := startFirmware(t, Config{})
	b.lines(false, true)
	b.lines(true, false)
	b.lines(false, false)
	b.expect("boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))\r\nwaiting for download\r\n")
	if mode := b.status("mode"); mode != "download" {
		t.Errorf("mode=%s", mode)
	}
	b.reset()
	b.expect("ready ")
}

func TestControlPort(t *testing.T) {
	b := startFirmware(t, Config{})
	b.tell("download")
	b.expect("waiting for download")
	b.tell("reset")
	b.expect("rst:0x1 (POWERON_RESET)")
	b.expect("rate=1 ")
	if err := SetRate(t.Context(), b.ControlAddr(), 7.5); err != nil {
		t.Fatal(err)
	}
	b.tell("reset")
	b.expect("rate=7.5 ")
	b.tell("power off")
	if mode := b.status("mode"); mode != "off" {
		t.Errorf("without power: mode=%s", mode)
	}
	if _, err := Control(t.Context(), b.ControlAddr(), "reset"); err == nil || !strings.Contains(err.Error(), "the board has no power") {
		t.Errorf("resetting without power: got error %v", err)
	}
	b.tell("power on")
	b.expect("ready ")
	b.tell("erase")
	b.say("the firmware runs on")
	b.expect("heard the firmware runs on")
	b.tell("reset")
	b.expect("invalid header: 0xffffffff")
	b.expect("rst:0x10 (RTCWDT_RTC_RESET)")
	for _, bad := range []string{"", "rate", "rate -1", "rate NaN", "rate 0", "rate 1e9", "power", "fly"} {
		if text, err := Control(t.Context(), b.ControlAddr(), bad); err == nil {
			t.Errorf("%q was answered with %q, want an error", bad, text)
		}
	}
}

func TestFlashPersistsAndIsLocked(t *testing.T) {
	path := flashed(t, "esp32", wrapped(t, "esp32", firmware))
	b := start(t, Config{FlashFile: path})
	if _, err := Start(t.Context(), Config{Name: "other", Chip: "esp32", FlashFile: path}); !errors.Is(err, nor.ErrInUse) {
		t.Errorf("a second board on one flash: got error %v, want ErrInUse", err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	again := start(t, Config{FlashFile: path})
	again.open()
	again.restart()
	again.expect("ready ")
}

// TestStalledReader: a client that does not read loses bytes; the firmware, the pty and the control port go on.
func TestStalledReader(t *testing.T) {
	loud := "#!/bin/sh\nread -r go\nhead -c 12000000 /dev/zero | tr '\\0' x\necho done\nread -r more\n"
	b := start(t, Config{FlashFile: flashed(t, "esp32", wrapped(t, "esp32", loud))})
	conn, err := net.Dial("tcp", b.RFC2217())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	buf := make([]byte, 1)
	if _, err := io.ReadFull(conn, buf); err != nil { // the greeting: the session is attached
		t.Fatal(err)
	}
	b.awaitStatus("mode", "app")
	if _, err := conn.Write([]byte("go\n")); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(limit); b.status("dropped_rfc2217") == "0"; {
		if time.Now().After(end) {
			t.Fatal("nothing was dropped")
		}
	}
	b.tell("power off")
}

// TestDeafFirmware: bytes for a firmware that does not read are lost, and nobody waits for it.
func TestDeafFirmware(t *testing.T) {
	b := start(t, Config{FlashFile: flashed(t, "esp32", wrapped(t, "esp32", "#!/bin/sh\necho deaf\nsleep 1000\n"))})
	b.open()
	b.restart()
	b.expect("deaf")
	if _, err := b.link.Write(bytes.Repeat([]byte("y"), 1<<20)); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(limit); b.status("dropped_rx") == "0"; {
		if time.Now().After(end) {
			t.Fatal("nothing was dropped")
		}
	}
}

func TestStderrAndNotesGoToTheLog(t *testing.T) {
	var log lockedBuffer
	b := startFirmware(t, Config{Log: &log})
	b.tell("erase")
	b.tell("reset")
	b.expect("rst:0x10 ")
	b.Close()
	for _, want := range []string{"test-board: a word to the bench\n", "nothing was flashed here"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log is %q, want it to have %q", log.String(), want)
		}
	}
}

// lockedBuffer is a buffer for several goroutines.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestConfigIsChecked(t *testing.T) {
	good := Config{Name: "a", Chip: "esp32"}
	for name, change := range map[string]func(*Config){
		"no name":               func(c *Config) { c.Name = "" },
		"an unknown chip":       func(c *Config) { c.Chip = "esp42" },
		"a bad MAC":             func(c *Config) { c.MAC = "24:0a" },
		"a bad rate":            func(c *Config) { c.Rate = -1 },
		"a bad address":         func(c *Config) { c.IP = "here" },
		"a bad name server":     func(c *Config) { c.DNS = "127.0.0.1" },
		"a bad time server":     func(c *Config) { c.NTP = "pool.ntp.org:123" },
		"a bad listen address":  func(c *Config) { c.Listen = "nowhere" },
		"a bad control address": func(c *Config) { c.Control = "nowhere" },
		"a bad flash file":      func(c *Config) { c.FlashFile = "/no/such/folder/flash" },
		"a bad link":            func(c *Config) { c.TTYLink = "/no/such/folder/tty" },
	} {
		cfg := good
		change(&cfg)
		if s, err := Start(t.Context(), cfg); err == nil {
			s.Close()
			t.Errorf("%s was taken", name)
		}
	}
	for name, want := range map[string]string{"esp32-a": "24:0a:c4:8c:5e:30", "test-board": "24:0a:c4:31:64:47"} {
		if got := deriveMAC(name); got != want {
			t.Errorf("the MAC of %s is %s, want %s: it is how a board is known again", name, got, want)
		}
	}
}

// TestNothingIsLeft starts boards, uses them and closes them: no process, descriptor or goroutine may remain.
func TestNothingIsLeft(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	image := wrapped(t, "esp32", firmware)
	use := func() (child string) {
		b := start(t, Config{FlashFile: flashed(t, "esp32", image), TTYLink: filepath.Join(t.TempDir(), "tty")})
		b.open()
		b.restart()
		b.expect("ready ")
		b.say("child")
		b.expect("child ")
		child = b.expect("\n")
		began := time.Now()
		if err := b.Close(); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("Close took %v", took)
		}
		b.link.Close()
		return child
	}
	use() // what the runtime opens once stays
	files, goroutines := descriptors(t), runtime.NumGoroutine()
	for range 3 {
		awaitDeath(t, use())
	}
	for end := time.Now().Add(limit); runtime.NumGoroutine() > goroutines; runtime.Gosched() {
		if time.Now().After(end) {
			buf := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, want %d:\n%s", runtime.NumGoroutine(), goroutines, buf[:runtime.Stack(buf, true)])
		}
	}
	if got := descriptors(t); got > files {
		t.Errorf("%d descriptors are open, want %d", got, files)
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

func descriptors(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}
