package harness

import (
	"context"
	"fmt"
	"slices"

	"github.com/benchtrial/benchtrial/boards/sim"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers"
)

// HeapSeries is what one witness saw of the board's free heap, in bytes, once for each attempt to connect and always at the
// same place of it, in order.
type HeapSeries struct {
	Witness string // for people: "the simulated board", "the console"
	Exact   bool   // nothing but the firmware takes part in it; on silicon Wi-Fi and lwIP do, too
	Given   int    // what was free when the firmware started, 0 where the witness does not know
	Lowest  int    // the least that was free since, at any time, 0 where the witness does not know
	Free    []int
}

// What a simulated board is given beyond what its firmware was seen to need up to its first connection: TLS then has too
// little for a handshake. An ESP32's needs twice 16 KB for records (mbedTLS), an ESP8266's 16 KB and 512 bytes for records,
// or less where the sketch says so, and 6 KB for a second stack beside several of state (BearSSL).
const (
	lowHeapESP32   = 24 << 10
	lowHeapESP8266 = 8 << 10

	// An ESP8266 can make a connection with this whose records have 512 bytes at the most, and none whose records may have
	// 16 KB: see boards/arduino, WiFiClientSecure, for what each takes.
	smallHeap = 16 << 10
)

// HeapWitness says who can tell of a firmware's heap on a board, and otherwise what is missing.
func HeapWitness(fw *config.Firmware, board config.Board) (missing string, ok bool) {
	switch {
	case fw.Console.Heap != "":
		return "", true
	case fw.Retry.Restarts: // a simulated board tells of the boot that it is in
		return fmt.Sprintf("%s prints no heap (console.heap in its contract), and restarts before a simulated board could be asked for it", fw.Name), false
	case board.SimControl != "":
		return "", true
	}
	return fmt.Sprintf("%s prints no heap (console.heap in its contract), and %s is not simulated: nobody sees its heap", fw.Name, board.Name), false
}

// CanLowerHeap says whether a board's heap can be made smaller, and otherwise why not.
func CanLowerHeap(board config.Board) (why string, ok bool) {
	if board.SimControl != "" {
		return "", true
	}
	return fmt.Sprintf("the heap of %s cannot be set: only a simulated board's can", board.Name), false
}

// setHeap gives the board's next boot the heap that the trial wants: too little for TLS, or all that the chip has.
func (b *Bench) setHeap(ctx context.Context, t *trial) error {
	bytes := 0
	if lowered(t.scenario) {
		var err error
		if bytes, err = b.tooLittle(t); err != nil {
			return err
		}
	}
	if bytes == b.heap {
		return nil
	}
	if _, ok := CanLowerHeap(b.lane.Board); !ok {
		return fmt.Errorf("setting the heap of %s: only a simulated board's can be set", b.board.Name())
	}
	if err := sim.SetHeap(ctx, b.lane.Board.SimControl, bytes); err != nil {
		return fmt.Errorf("setting the heap of %s: %w", b.board.Name(), err)
	}
	b.heap = bytes
	return nil
}

// stormRate is the clock rate of a simulated board in a storm, board seconds per wall second: what counts there is how many
// connections there are, and no time is judged.
const stormRate = 60

// hurry has a simulated board's clock run faster in a storm, and as ever in any other trial, from its next boot on.
func (b *Bench) hurry(ctx context.Context, t *trial) error {
	addr, rate := b.lane.Board.SimControl, b.lane.Board.ClockRate
	if addr == "" {
		return nil
	}
	if t.storm() {
		rate = max(rate, stormRate)
	}
	t.rate, t.stalled = rate, max(rate, t.stalled)
	if rate == b.rate {
		return nil
	}
	if err := sim.SetRate(ctx, addr, rate); err != nil {
		return fmt.Errorf("setting the clock of %s: %w", b.board.Name(), err)
	}
	b.rate = rate
	return nil
}

// storm tells whether the trial is one of many connections.
func (t *trial) storm() bool {
	_, ok := stormLength(t.scenario)
	return ok
}

// tooLittle is the heap with which the firmware comes as far as its first connection, and TLS no further. What the
// firmware needs itself is known from the positive control.
func (b *Bench) tooLittle(t *trial) (bytes int, err error) {
	valid, met := b.done[t.fw.Name+" "+control]
	if !met {
		return 0, fmt.Errorf("lowering the heap of %s: %s has not met %s yet, which shows what it needs", b.board.Name(), t.fw.Name, control)
	}
	for _, s := range valid.Heap {
		if s.Given > 0 && len(s.Free) > 0 {
			return min(s.Given, s.Given-b.before(t, s)+b.margin(t.scenario)), nil
		}
	}
	return 0, fmt.Errorf("lowering the heap of %s: its simulator said nothing of the heap when %s met %s", b.board.Name(), t.fw.Name, control)
}

// before is what was free before the connection that the trial's heap is to be too small for: where firmware makes connections
// beside one that it holds, before the first of them all, or with that one open.
func (b *Bench) before(t *trial, seen HeapSeries) int {
	if t.fw.AtOnce.Promised() && t.scenario.Name != lowBeside {
		return seen.Free[0]
	}
	return slices.Min(seen.Free)
}

// margin is what a trial's heap has beyond what the firmware needs before it connects.
func (b *Bench) margin(sc servers.Scenario) int {
	switch {
	case sc.Name == smallBuffers:
		return smallHeap
	case b.lane.Board.Chip == "esp8266":
		return lowHeapESP8266
	}
	return lowHeapESP32
}

// lowered tells whether a trial's board is to have less heap than its chip has.
func lowered(sc servers.Scenario) bool {
	return sc.Name == lowHeapName || sc.Name == lowBeside || sc.Name == smallBuffers
}

// heapSeen collects what the witnesses saw of the heap since the trial's reset.
func (b *Bench) heapSeen(ctx context.Context, e Evidence) ([]HeapSeries, error) {
	var all []HeapSeries
	if addr := b.lane.Board.SimControl; addr != "" {
		heap, err := sim.ReadHeap(ctx, addr)
		if err != nil {
			return nil, fmt.Errorf("asking %s for its heap: %w", b.board.Name(), err)
		}
		if len(heap.Free) > 0 || !e.Firmware.Retry.Restarts {
			all = append(all, HeapSeries{Witness: "the simulated board", Exact: true, Given: heap.Given, Lowest: heap.Lowest, Free: heap.Free})
		}
	}
	if e.Firmware.Console.Heap != "" {
		all = append(all, HeapSeries{Witness: "the console", Free: e.printedHeap(), Lowest: e.printedLowest()})
	}
	return all, nil
}

// printedHeap are the numbers that the firmware printed of its heap, in order.
func (e Evidence) printedHeap() []int {
	var free []int
	for _, line := range e.Lines {
		if n, ok := e.Firmware.Console.FreeHeap(line.Text); ok {
			free = append(free, n)
		}
	}
	return free
}

// printedLowest is the least of the numbers that the firmware printed of its heap at the lowest, 0 when it printed none.
func (e Evidence) printedLowest() int {
	lowest := 0
	for _, line := range e.Lines {
		if n, ok := e.Firmware.Console.LowestHeap(line.Text); ok && (lowest == 0 || n < lowest) {
			lowest = n
		}
	}
	return lowest
}

// LowestHeap is the least number of bytes that a witness saw free at any time of the trial, and who that was; false where
// none can tell.
func (e Evidence) LowestHeap() (series HeapSeries, ok bool) {
	for _, s := range e.Heap {
		if s.Lowest > 0 && (!ok || s.Lowest < series.Lowest) {
			series, ok = s, true
		}
	}
	return series, ok
}

// LowestWitness says who can tell how low a firmware's heap was on a board, and otherwise what is missing. (The ESP8266's core
// has no such number; the ESP32's is ESP.getMinFreeHeap().)
func LowestWitness(fw *config.Firmware, board config.Board) (missing string, ok bool) {
	if board.SimControl != "" || fw.Console.Lowest != "" {
		return "", true
	}
	return fmt.Sprintf("%s does not print its least free heap (console.lowest in its contract), and %s is not simulated: nobody sees it", fw.Name, board.Name), false
}

// enough is how many attempts of a firmware that tries for ever are looked at in the trial.
func (t *trial) enough() int {
	if n, ok := stormLength(t.scenario); ok {
		return n
	}
	sc := t.scenario
	if about := sc.Group == servers.GroupChain || sc.Group == servers.GroupHandshake; sc.Full && about && !sc.Fails && !sc.Stalls {
		return enoughLooks
	}
	return enoughAttempts
}
