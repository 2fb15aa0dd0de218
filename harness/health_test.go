package harness

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/wire"
)

func TestStormLength(t *testing.T) {
	good, _ := GoodConnections(12, servers.ProtocolMQTT)
	for sc, want := range map[string]int{MixedFailures(16).Name: 16, Refusals(100).Name: 100, good.Name: 12, "valid": enoughAttempts, "refusals-x": enoughAttempts} {
		tr := &trial{scenario: servers.Scenario{Name: sc}}
		if got := tr.enough(); got != want {
			t.Errorf("%s: %d attempts are enough, want %d", sc, got, want)
		}
	}
	if _, ok := GoodConnections(12, servers.ProtocolHTTP); ok {
		t.Error("an HTTP server that goes away makes no client come back")
	}
	if n := (&trial{scenario: ResetsInHandshake(3)}).interruptions(); n != 3 {
		t.Errorf("%d resets a stage, want 3", n)
	}
	if n := (&trial{scenario: MixedFailures(16)}).interruptions(); n != 0 {
		t.Errorf("a storm has %d resets", n)
	}
	if Kinds(MixedFailures(16)) != len(failureKinds) || Kinds(Refusals(16)) != 1 {
		t.Error("the kinds of failure are miscounted")
	}
}

func TestHeapWitness(t *testing.T) {
	silent, speaking := &config.Firmware{Name: "sketch"}, &config.Firmware{Name: "sketch", Console: config.Console{Heap: "heap {n}"}}
	chip, simulated := config.Board{Name: "desk"}, config.Board{Name: "sim", SimControl: "127.0.0.1:1"}
	for _, c := range []struct {
		fw    *config.Firmware
		board config.Board
		want  bool
	}{{silent, chip, false}, {silent, simulated, true}, {speaking, chip, true}} {
		why, ok := HeapWitness(c.fw, c.board)
		if ok != c.want || ok != (why == "") || !ok && !strings.Contains(why, "prints no heap") {
			t.Errorf("%q on %s: %t, %q", c.fw.Console.Heap, c.board.Name, ok, why)
		}
	}
	if why, ok := CanLowerHeap(chip); ok || !strings.Contains(why, "desk") {
		t.Errorf("the heap of a chip can be lowered: %q", why)
	}
}

func TestTooLittle(t *testing.T) {
	fw := &config.Firmware{Name: "sketch"}
	b := &Bench{lane: &Lane{Board: config.Board{Chip: "esp32"}}, done: map[string]*Result{}}
	valid := &Result{}
	b.done["sketch valid"] = valid
	for _, c := range []struct {
		given int
		free  []int
		want  int
	}{{300000, []int{280000}, 20000 + lowHeapESP32}, {300000, []int{280000, 270000}, 30000 + lowHeapESP32}, {40000, []int{10000}, 40000}} {
		valid.Heap = []HeapSeries{{Free: []int{1}}, {Exact: true, Given: c.given, Free: c.free}}
		if got, err := b.tooLittle(&trial{fw: fw}); err != nil || got != c.want {
			t.Errorf("%d given, %v free: %d, %v, want %d", c.given, c.free, got, err, c.want)
		}
	}
}

// A firmware that makes connections beside one that it holds is short of memory for all of them, or for the others only.
func TestTooLittleForWhat(t *testing.T) {
	single, double := &config.Firmware{Name: "sketch"}, &config.Firmware{Name: "sketch", AtOnce: config.AtOnce{Held: "GET / HTTP/1.1"}}
	b := &Bench{lane: &Lane{Board: config.Board{Chip: "esp8266"}}, done: map[string]*Result{}}
	valid := &Result{}
	b.done["sketch valid"] = valid
	valid.Heap = []HeapSeries{{Exact: true, Given: 49152, Free: []int{45152, 30152, 30152}}}
	for _, c := range []struct {
		fw   *config.Firmware
		sc   servers.Scenario
		want int
	}{
		{single, LowHeap(), 19000 + lowHeapESP8266}, {double, LowHeap(), 4000 + lowHeapESP8266},
		{double, LowHeapBeside(), 19000 + lowHeapESP8266}, {single, SmallBuffers(), 19000 + smallHeap},
	} {
		if got, err := b.tooLittle(&trial{fw: c.fw, scenario: c.sc}); err != nil || got != c.want || !lowered(c.sc) {
			t.Errorf("%s, several at once %t: %d, %v, want %d", c.sc.Name, c.fw.AtOnce.Promised(), got, err, c.want)
		}
	}
	if lowered(AfterLowHeap()) || lowered(GoodBeside(3)) {
		t.Error("a good trial's heap is lowered")
	}
}

func TestLowestHeap(t *testing.T) {
	e := Evidence{Firmware: &config.Firmware{Console: config.Console{Lowest: "low {n}"}}}
	if _, ok := e.LowestHeap(); ok || e.printedLowest() != 0 {
		t.Error("a heap that nobody saw has a lowest")
	}
	for _, text := range []string{"low 300", "low 200 now", "high 1", "low 250"} {
		e.Lines = append(e.Lines, console.Line{Text: text})
	}
	if got := e.printedLowest(); got != 200 {
		t.Errorf("%d bytes were printed as the lowest, want 200", got)
	}
	e.Heap = []HeapSeries{{Witness: "a", Lowest: 300}, {Witness: "b"}, {Witness: "c", Lowest: 200}}
	if s, ok := e.LowestHeap(); !ok || s.Witness != "c" || s.Lowest != 200 {
		t.Errorf("the lowest is %+v", s)
	}
	silent, speaking := &config.Firmware{Name: "sketch"}, &config.Firmware{Name: "sketch", Console: config.Console{Lowest: "low {n}"}}
	chip, simulated := config.Board{Name: "desk"}, config.Board{Name: "sim", SimControl: "127.0.0.1:1"}
	for _, c := range []struct {
		fw    *config.Firmware
		board config.Board
		want  bool
	}{{silent, chip, false}, {silent, simulated, true}, {speaking, chip, true}} {
		if why, ok := LowestWitness(c.fw, c.board); ok != c.want || ok != (why == "") {
			t.Errorf("%q on %s: %t, %q", c.fw.Console.Lowest, c.board.Name, ok, why)
		}
	}
}

func TestBootLoop(t *testing.T) {
	e := Evidence{Rate: 20}
	for i, cause := range []string{"POWERON_RESET", "SW_CPU_RESET", "TG1WDT_SYS_RESET", "SW_CPU_RESET"} {
		e.Boots = append(e.Boots, console.Boot{CauseName: cause, At: time.Unix(0, int64(i)*int64(100*time.Millisecond))})
	}
	want := "the board restarted by itself in a boot loop: it started 4 times within 6s (board time), after 2 x SW_CPU_RESET, 1 x TG1WDT_SYS_RESET"
	if got := e.bootLoop(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	e.Boots = e.Boots[:2]
	if got := e.bootLoop(); got != "" {
		t.Errorf("one restart is called a loop: %q", got)
	}
}

func TestPausesInBoardTime(t *testing.T) {
	at := func(ms int) time.Time { return time.UnixMilli(int64(ms)) }
	e := Evidence{Firmware: &config.Firmware{Heartbeat: config.Heartbeat{Says: "alive"}}, Rate: 20, Stalled: 1000, Ended: at(120)}
	if len(e.Pauses()) > 0 {
		t.Error("a board that says nothing has a pause between its heartbeats")
	}
	for _, ms := range []int{10, 20, 110} {
		e.Lines = append(e.Lines, console.Line{At: at(ms), Text: "alive"})
	}
	if pauses := e.Pauses(); !slices.Equal(pauses, []time.Duration{200 * time.Millisecond, 200 * time.Millisecond, 1800 * time.Millisecond}) {
		t.Errorf("the pauses are %v, want the longest to be 1.8s", pauses)
	}
	// From 60 to 70 ms of the 90 a handshake hung, from the last word on its connection on.
	e.Conns = []servers.Conn{{Opened: at(50), Closed: at(70), Hello: &wire.ClientHello{}, Segments: []wire.Segment{{At: at(60)}}}}
	if pauses := e.Pauses(); pauses[2] != 1600*time.Millisecond+10*time.Second {
		t.Errorf("the longest pause is %v, want 11.6s", pauses[2])
	}
	if hang, ok := e.LongestHang(); !ok || hang < 10*time.Second {
		t.Errorf("the handshake hung for %v, want 10s at the least", hang)
	}
}
