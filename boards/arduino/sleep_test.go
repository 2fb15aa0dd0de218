package arduino

import (
	"crypto/md5"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// rtcSize is what the platform wants of the file with the RTC memory, in bytes.
const rtcSize = 64 << 10

// withRTC is a program that finds an empty RTC memory at descriptor 5, as the simulator passes it; it keeps the memory from
// one run to the next.
func withRTC(t *testing.T, elf string) (program, env string) {
	t.Helper()
	dir := t.TempDir()
	memory, program := filepath.Join(dir, "rtc"), filepath.Join(dir, "program")
	if err := os.WriteFile(memory, make([]byte, rtcSize), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(program, fmt.Appendf(nil, "#!/bin/sh\nexec '%s' 5<>'%s'\n", elf, memory), 0o700); err != nil {
		t.Fatal(err)
	}
	return program, "BENCH_RTC=5"
}

// ends runs a sketch and looks at what it says of its end to the simulator.
func ends(t *testing.T, elf, script, end string, env ...string) result {
	t.Helper()
	r := run(t, elf, script, env...)
	if !strings.HasPrefix(r.last(), end) {
		t.Errorf("%q: the last line of the monitor is %q, want %q\n%s%s", script, r.last(), end, r.console, r.notes)
	}
	return r
}

func TestDeepSleep(t *testing.T) {
	t.Parallel()
	elf, rtc := withRTC(t, compile(t, "sleep_probe", FQBN))
	power, woken, restarted, crashed := "BENCH_RESET_REASON=1", "BENCH_RESET_REASON=8", "BENCH_RESET_REASON=3", "BENCH_RESET_REASON=4"

	r := ends(t, elf, "cause\nread\nwrite\nset 1800000000\nsleep 5000000\n", "sleep 5000000", rtc, power)
	r.has(t, "timer 0, none 1, reset 0\nread 100 [] 0\ntimer 0\n")
	r = ends(t, elf, "cause\nread\ntime\nwrite\ndeep 7\n", "sleep 7", rtc, woken)
	r.has(t, "timer 1, none 0, reset 1\nread 101 [noted] 1\nit is 1800000000\n")
	// What has an initial value gets it back from the flash; what has none is left alone.
	r = ends(t, elf, "read\ntime\nwrite\nabort\n", "panic abort ", rtc, restarted)
	r.has(t, "read 100 [] 2\nit is 0\n")
	r = ends(t, elf, "read\ngood\n", "sleep 0", rtc, crashed)
	r.has(t, "read 100 [] 3\noff 0 1 1\n")
	r = ends(t, elf, "read\nsleep 0\n", "sleep 1", rtc, woken)
	r.has(t, "read 100 [] 3\n")
}

func TestDeepSleepOfAnESP8266(t *testing.T) {
	t.Parallel()
	elf, rtc := withRTC(t, compile(t, "sleep_probe", FQBN8266))
	r := ends(t, elf, "cause\nread\nwrite 42\nbeyond\nsleep 5000000\n", "sleep 5000000", rtc)
	r.has(t, "Power On, 0\nread 1 0 0\nwrote 1\nbeyond 0 0 0 1\n")
	r = ends(t, elf, "cause\nread\ninstant 0\n", "sleep 0", rtc, "BENCH_RESET_REASON=5")
	r.has(t, "Deep-Sleep Wake, 1\nread 1 12345678 42\n")
	r = ends(t, elf, "read\nwrite 43\nabort\n", "panic abort ", rtc, "BENCH_RESET_REASON=4")
	r.has(t, "read 1 12345678 42\n")
	ends(t, elf, "read\nrestart\n", "restart", rtc).has(t, "read 1 12345678 43\n")
}

// TestRTCMemoryByHand: without a memory from outside a sketch has one that ends with it, and a bad one is named.
func TestRTCMemoryByHand(t *testing.T) {
	t.Parallel()
	elf := compile(t, "sleep_probe", FQBN8266)
	ends(t, elf, "write 1\nread\nrestart\n", "restart").has(t, "read 1 12345678 1\n")
	ends(t, elf, "read\nrestart\n", "restart").has(t, "read 1 0 0\n")
	if r := run(t, elf, "", "BENCH_RTC=40"); r.code != 78 || !strings.Contains(r.notes, "opening the RTC memory: ") {
		t.Errorf("a descriptor that is not open: code %d, %q", r.code, r.notes)
	}
}

func TestTicker(t *testing.T) {
	t.Parallel()
	for _, fqbn := range []string{FQBN, FQBN8266} {
		// "order" is at 70, 100, 140, 200 and 210 milliseconds.
		r := run(t, compile(t, "sleep_probe", fqbn),
			"once\nattach\nlong\norder\nagain\nwithin\nscheduled\nseen\ngone\nrestart\n", "BENCH_CLOCK_RATE=2")
		for _, want := range []string{
			"active 1\nonce [ba]\nactive 0\n", "attach [xxxxx]\n", "long [lllll]\n", "order [71717]\n", "again [pq]\n", "within [()!]\n",
			"in loop []\nseen [s]\n", "gone []\n",
		} {
			r.has(t, want)
		}
	}
}

// TestTickerWhileTheSketchWaits: the function is called while the sketch looks for bytes again and again, and in the midst of a
// handshake that nobody answers.
func TestTickerWhileTheSketchWaits(t *testing.T) {
	t.Parallel()
	for _, fqbn := range []string{FQBN, FQBN8266} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close() // nobody accepts: the kernel does, and nothing is said
		port := listener.Addr().(*net.TCPAddr).Port
		r := ends(t, compile(t, "sleep_probe", fqbn), fmt.Sprintf("polling %d\nguarded %d\n", port, port), "restart", "BENCH_CLOCK_RATE=5")
		if want := "connected 1\npolled\r\ntaking too long\r\n"; r.console != want {
			t.Errorf("%s: the console says %q, want %q\n%s", fqbn, r.console, want, r.notes)
		}
	}
}

func TestMD5Builder(t *testing.T) {
	t.Parallel()
	sum := func(name, text string) string { return fmt.Sprintf("%s %x\n", name, md5.Sum([]byte(text))) }
	want := []string{"unused " + strings.Repeat("0", 32) + "\n", sum("empty", ""), sum("abc", "abc")}
	for _, n := range []int{55, 56, 64, 1000} {
		want = append(want, sum(fmt.Sprint(n), strings.Repeat("x", n)))
	}
	abc := md5.Sum([]byte("abc"))
	want = append(want, fmt.Sprintf("hex %02x %02x %x\n", abc[0], abc[15], abc),
		"stream 1\n", sum("abc", "abc"), "short 0\n", sum("def", "def"))
	for _, fqbn := range []string{FQBN, FQBN8266} {
		r := run(t, compile(t, "sleep_probe", fqbn), "md5\nrestart\n")
		if r.console != strings.Join(want, "") {
			t.Errorf("%s: got\n%s\nwant\n%s", fqbn, r.console, strings.Join(want, ""))
		}
	}
}
