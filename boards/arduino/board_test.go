package arduino

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// number returns the n-th number that the pattern finds in text.
func number(t *testing.T, pattern, text string) int {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("%q is not in %q", pattern, text)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestClockRunsAtItsRate(t *testing.T) {
	t.Parallel()
	r := run(t, compile(t, "probe", FQBN), "delay 2000\nrestart\n", "BENCH_CLOCK_RATE=100")
	board, wall := number(t, `board (\d+) us`, r.console), number(t, `wall (\d+) us`, r.console)
	if board < 2_000_000 {
		t.Errorf("delay(2000) was over after %d us of board time", board)
	}
	if wall >= board {
		t.Errorf("at rate 100, %d us of board time took %d us of the wall's", board, wall)
	}
}

// Between two looks at the clock 20 ms of wall time count at most: at rate 20, 400 ms of board time, however long it took.
func TestClockCountsShortGapsOnly(t *testing.T) {
	t.Parallel()
	r := run(t, compile(t, "probe", FQBN), "busy 60\nrestart\n", "BENCH_CLOCK_RATE=20")
	if board := number(t, `board (\d+) us`, r.console); board != 400_000 {
		t.Errorf("60 ms without a look at the clock counted %d us of board time, want 400000", board)
	}
}

func TestCalendarStartsIn1970(t *testing.T) {
	t.Parallel()
	r := run(t, compile(t, "probe", FQBN), "time\nrestart\n")
	if seconds := number(t, `since 1970: (\d+) s`, r.console); seconds > 60 {
		t.Errorf("a board without NTP believes it is %d s after 1970", seconds)
	}
}

func TestLogFormat(t *testing.T) {
	t.Parallel()
	r := run(t, compile(t, "probe", FQBN), "log\nrestart\n")
	if !regexp.MustCompile(`(?m)^\[ *\d+\]\[E\]\[clock\.ino:\d+\] clockCommand\(\): number 7\r$`).MatchString(r.console) {
		t.Errorf("the error line is not in the core's format: %q", r.console)
	}
	if strings.Contains(r.console, "not at this level") {
		t.Error("a warning was logged at level 1")
	}
}

func TestHeapIsCountedAndCapped(t *testing.T) {
	t.Parallel()
	r := run(t, compile(t, "probe", FQBN), strings.Join([]string{
		"free", "alloc 1001", "alloc 113792", "alloc 113793", "aligned", "grow 65536", "grow 200000", "restart", "",
	}, "\n"))
	// The sketch's own Strings take a little.
	if free := number(t, `free (\d+) of 296960`, r.console); free > 296_960 || free < 296_800 {
		t.Errorf("%d bytes are free at first, want nearly 296960", free)
	}
	// 1001 rounded up to 4, and 16 of overhead.
	r.has(t, "block, took 1020, returned 1020")
	r.has(t, "block, took 113808")
	r.has(t, "null, took 0, returned 0")
	r.has(t, "result 0, remainder 0")
	r.has(t, "length 65536")
	if got := number(t, `(?s)length 65536.*length (\d+)`, r.console); got < 100_000 || got > 113_792 {
		t.Errorf("a String grew to %d bytes, want it to end below the largest block", got)
	}
}

func TestHeapOfAnotherSize(t *testing.T) {
	t.Parallel()
	r := run(t, compile(t, "probe", FQBN), "free\nalloc 20000\nrestart\n", "BENCH_HEAP=20000")
	r.has(t, " of 20000")
	r.has(t, "null, took 0")
}

func TestPanics(t *testing.T) {
	t.Parallel()
	const bt = `bt=0x40[0-9a-f]{6}:0x3ff[0-9a-f]{5}(,0x[0-9a-f]{8}:0x[0-9a-f]{8})*$`
	const pc = `pc=0x400d[0-9a-f]{4} `
	cases := map[string]string{
		"load":       `panic guru reason=LoadProhibited core=1 ` + pc + `excvaddr=0x00000000 ` + bt,
		"store":      `panic guru reason=StoreProhibited core=1 ` + pc + `excvaddr=0x00000010 ` + bt,
		"call":       `panic guru reason=InstrFetchProhibited core=1 pc=0x00000000 excvaddr=0x00000000 bt=`,
		"divide":     `panic guru reason=IntegerDivideByZero core=1 ` + pc + `excvaddr=0x00000000 ` + bt,
		"illegal":    `panic guru reason=IllegalInstruction core=1 ` + pc + `excvaddr=0x00000000 ` + bt,
		"abort":      `panic abort ` + pc + bt,
		"throw":      `panic abort pc=0x40[0-9a-f]{6} ` + bt,
		"assert":     `panic assert text="bool crashCommand\(const String&\) crash.ino:\d+ \(zero == 1\)" ` + bt,
		"recurse":    `panic stack-overflow task=loopTask ` + bt,
		"smash":      `panic stack-smash ` + bt,
		"tail":       `panic heap text="CORRUPT HEAP: Bad tail at 0x[0-9a-f]{8}. Expected 0xbaad5678 got 0xbaad5679" ` + bt,
		"head":       `panic heap text="CORRUPT HEAP: Bad head at 0x[0-9a-f]{8}. Expected 0xabba1234 got 0x79ba1234" ` + bt,
		"twice":      `panic heap text="CORRUPT HEAP: Bad head at 0x[0-9a-f]{8}. Expected 0xabba1234 got 0x[0-9a-f]{8}" ` + bt,
		"new 999999": `panic abort pc=0x40[0-9a-f]{6} ` + bt,
	}
	elf := compile(t, "probe", FQBN)
	for command, want := range cases {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			r := run(t, elf, "echo before\n"+command+"\n")
			if !regexp.MustCompile("^" + want).MatchString(r.last()) {
				t.Errorf("monitor says\n  %q, want\n  %q", r.last(), want)
			}
			if r.code != 134 || !strings.HasPrefix(r.console, "before\r\n") {
				t.Errorf("exit %d, console %q; want 134 and what was printed before", r.code, r.console)
			}
		})
	}
}

func TestRestartAndIdentity(t *testing.T) {
	t.Parallel()
	elf := compile(t, "probe", FQBN)
	r := run(t, elf, "reason\nmac\nversion\nsilent\nrestart\n", "BENCH_RESET_REASON=4", "BENCH_MAC=a0:b1:c2:d3:e4:f5")
	r.has(t, "reset reason 4\n")
	r.has(t, "A0:B1:C2:D3:E4:F5 f5e4d3c2b1a0")
	r.has(t, "3.2.0 v5.4.1")
	if strings.Contains(r.console, "nobody") {
		t.Error("a UART that was ended still printed")
	}
	if got := strings.Join(r.monitor, "|"); got != "baud 115200|baud 74880|restart" || r.code != 75 {
		t.Errorf("monitor %q, exit %d; want two rates, a restart, and 75", got, r.code)
	}
}

func TestOlderCoreSaysSo(t *testing.T) {
	t.Parallel()
	run(t, compile(t, "probe", FQBN2), "version\nrestart\n").has(t, "2.0.9 v4.4.4")
}

func TestEndOfInputEndsTheProgram(t *testing.T) {
	t.Parallel()
	r := run(t, compile(t, "probe", FQBN), "echo last words\n")
	r.has(t, "last words")
	if r.code != 0 {
		t.Errorf("exit %d, want 0", r.code)
	}
}

// A sketch that hangs does not look at its input: the program ends all the same, after a second.
func TestEndOfInputEndsAHangingSketch(t *testing.T) {
	t.Parallel()
	if r := run(t, compile(t, "probe", FQBN), "hang\n"); r.code != 0 {
		t.Errorf("exit %d, want 0", r.code)
	}
}

func TestBadEnvironmentIsNamed(t *testing.T) {
	t.Parallel()
	elf := compile(t, "probe", FQBN)
	for _, setting := range []string{"BENCH_CLOCK_RATE=fast", "BENCH_HEAP=-1", "BENCH_MAC=1:2", "BENCH_IP=host", "BENCH_DNS=127.0.0.1:x", "BENCH_DNS=host:53", "BENCH_NTP=host", "BENCH_NTP=127.0.0.1:0", "BENCH_HTTP=host"} {
		r := run(t, elf, "", setting)
		name, value, _ := strings.Cut(setting, "=")
		want := fmt.Sprintf("reading %s: %q is not ", name, value)
		if r.code != 78 || !strings.HasPrefix(r.notes, want) {
			t.Errorf("%s: exit %d, %q; want 78 and %q", setting, r.code, r.notes, want)
		}
	}
}
