package arduino

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Ways to end a sketch, in the words that the simulator turns into the chip's.
func TestPanicsOfTheESP8266(t *testing.T) {
	t.Parallel()
	const bt = ` bt=0x40[0-9a-f]{6}:0x[0-9a-f]{8}(,0x[0-9a-f]{8}:0x[0-9a-f]{8})*$`
	const pc = `pc=0x4020[0-9a-f]{4}`
	cases := map[string]string{
		"load":   `panic guru reason=LoadProhibited core=1 ` + pc + ` excvaddr=0x00000000` + bt,
		"store":  `panic guru reason=StoreProhibited core=1 ` + pc + ` excvaddr=0x00000010` + bt,
		"divide": `panic guru reason=IntegerDivideByZero core=1 ` + pc + ` excvaddr=0x00000000` + bt,
		"abort":  `panic abort ` + pc + bt,
		"oom":    `panic abort pc=0x40[0-9a-f]{6}` + bt,
		"assert": `panic assert text="bool crashCommand\(const String&\) probe8266.ino:\d+ \(zero == 1\)"` + bt,
		// Without a look at the clock, and with one.
		"hang":     `panic softwdt epc1=0x402[0-9a-f]{5}` + bt,
		"busywait": `panic softwdt epc1=0x402[0-9a-f]{5}` + bt,
	}
	elf := compile(t, "probe8266", FQBN8266)
	for command, want := range cases {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			// The input stays open: its end would end a sketch that hangs.
			p := start(t, elf, "BENCH_CLOCK_RATE=20")
			p.tell("echo before\n" + command + "\n")
			monitor := <-p.monitor
			p.monitor <- monitor
			r := p.wait()
			if !regexp.MustCompile("^" + want).MatchString(r.last()) {
				t.Errorf("monitor says\n  %q, want\n  %q", r.last(), want)
			}
			if r.code != 134 || !strings.HasPrefix(r.console, "before\r\n") {
				t.Errorf("exit %d, console %q; want 134 and what was printed before", r.code, r.console)
			}
			if command == "busywait" {
				r.has(t, "3 s are allowed")
			}
		})
	}
}

func TestWatchdogOfTheESP8266SparesWhoYields(t *testing.T) {
	t.Parallel()
	r := run(t, compile(t, "probe8266", FQBN8266), "yielding\nlongdelay\nunwatched\nrestart\n", "BENCH_CLOCK_RATE=50")
	for _, line := range []string{"yielded for 10 s", "delayed for 10 s", "not watched for 6 s"} {
		r.has(t, line)
	}
	if r.code != 75 {
		t.Errorf("exit %d, %q; want a restart", r.code, r.monitor)
	}
}

func TestIdentityOfTheESP8266(t *testing.T) {
	t.Parallel()
	r := run(t, compile(t, "probe8266", FQBN8266), "reason\nidentity\nrestart\n", "BENCH_RESET_REASON=4", "BENCH_MAC=a0:b1:c2:d3:e4:f5")
	r.has(t, "reset reason Software/System restart, info Software/System restart\r\n")
	r.has(t, "A0:B1:C2:D3:E4:F5 d3e4f5 ESP-D3E4F5 3.1.2 3.1.2 80 MHz\n")
	if got := strings.Join(r.monitor, "|"); got != "baud 115200|restart" || r.code != 75 {
		t.Errorf("monitor %q, exit %d; want a rate, a restart, and 75", got, r.code)
	}
}

func TestReasonOfTheESP8266AfterACrash(t *testing.T) {
	t.Parallel()
	r := run(t, compile(t, "probe8266", FQBN8266), "reason\nrestart\n", "BENCH_RESET_REASON=2")
	r.has(t, "reset reason Exception, info Fatal exception:0 flag:2 (Exception) epc1:0x00000000 ")
}

func TestHeapOfTheESP8266(t *testing.T) {
	t.Parallel()
	r := run(t, compile(t, "probe8266", FQBN8266), "heap\nalloc 1001\nalloc 60000\nrestart\n")
	// The sketch's own Strings take a little.
	if free := number(t, `heap (\d+) `, r.console); free > 48<<10 || free < 48<<10-200 {
		t.Errorf("%d bytes are free at first, want nearly 49152", free)
	}
	// 1001 rounded up to 8, and 4 of overhead.
	r.has(t, "block, took 1012")
	r.has(t, "null, took 0")
}

// The simulator hears of the least free heap as soon as the sketch pauses, and an ESP32 knows it, too.
func TestLowestHeapIsTold(t *testing.T) {
	t.Parallel()
	r := run(t, compile(t, "probe8266", FQBN8266), "echo one\nalloc 20000\necho two\nheap\nrestart\n")
	if len(r.lows) == 0 || !slices.IsSortedFunc(r.lows, func(a, b int) int { return b - a }) {
		t.Fatalf("the simulator was told %v, want numbers that only sink", r.lows)
	}
	free := number(t, `heap (\d+) `, r.console)
	if low := r.lows[len(r.lows)-1]; low > free-20000 || low < free-21000 {
		t.Errorf("at the lowest %d bytes were free, and %d after 20000 were given back", low, free)
	}
	r = run(t, compile(t, "probe", FQBN), "alloc 100000\necho two\nheap\nrestart\n")
	if asked := number(t, `lowest (\d+) `, r.console); len(r.lows) == 0 || r.lows[len(r.lows)-1] != asked {
		t.Errorf("the simulator was told %v, the sketch %d", r.lows, asked)
	}
}

// What a connection takes of the heap: about 24 KB on the chip, and a second stack of 6 KB for all clients.
func TestHeapOfAConnectionOfTheESP8266(t *testing.T) {
	t.Parallel()
	b := newBench(t, drainConn)
	meet := []string{trusting(newCA(t, nil, "Bench Root")), "connect " + host + " PORT"}
	r := run8266(t, b, "heap", meet[0], "heap", meet[1], "heap", "stop", "heap", "buffers 512 512", meet[1], "heap")
	free := regexp.MustCompile(`heap (\d+) `).FindAllStringSubmatch(r.console, -1)
	var left []int
	for _, count := range free {
		n, err := strconv.Atoi(count[1])
		if err != nil {
			t.Fatal(err)
		}
		left = append(left, n)
	}
	if len(left) != 5 {
		t.Fatalf("the console has %d counts of the heap: %s", len(left), r.console)
	}
	if took := left[1] - left[2]; took < 20_000 || took > 28_000 {
		t.Errorf("a connection took %d bytes", took)
	}
	if lost := left[1] - left[3]; lost > 200 {
		t.Errorf("after stop() %d bytes are gone", lost)
	}
	if saved := left[4] - left[2]; saved != 16384-512 {
		t.Errorf("small buffers saved %d bytes, want 15872", saved)
	}
}

func TestTooSmallAHeapOfTheESP8266ForTLS(t *testing.T) {
	t.Parallel()
	b := newBench(t, drainConn)
	r := b.runWith(compile(t, "probe8266", FQBN8266), []string{"BENCH_HEAP=20000"}, "insecure", "connect "+host+" PORT")
	r.has(t, "connect 0 error -1000, 0 s, not enough memory")
}
