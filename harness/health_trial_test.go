package harness_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/benchtrial/benchtrial/boards/boardtest"
	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
)

// stream is a record that can be read while the board still speaks.
type stream struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *stream) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

func (s *stream) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// meet lets a firmware with that contract meet a scenario.
func meet(t *testing.T, fw config.Firmware, sc servers.Scenario, firmware func(*harness.TestBench) boardtest.Firmware) (*harness.Result, *stream, error) {
	t.Helper()
	var events stream
	fake := boardtest.New(boardtest.Config{})
	t.Cleanup(func() { _ = fake.Close() })
	b := harness.NewTestBench(t, fake.Open, reports.NewLog(&events))
	fake.Load(firmware(b))
	r, err := b.Try(t.Context(), &harness.LaneFirmware{Firmware: fw}, sc, harness.BodyDefault)
	return r, &events, err
}

func TestResetsInHandshake(t *testing.T) {
	for name, test := range map[string]struct {
		firmware func(*harness.TestBench) boardtest.Firmware
		want     string
	}{
		"sound": {faulty(nil), ""},
		"sends without TLS first": {func(b *harness.TestBench) boardtest.Firmware {
			s := sound(b, nil)
			return func(ctx context.Context, u *boardtest.UART) {
				if plain, err := net.Dial("tcp", b.Server); err == nil {
					io.WriteString(plain, "hello, it is me\r\n")
					plain.Close()
				}
				s.run(ctx, u)
			}
		}, "had left it before the handshake was done"},
		"crashes": {does(boardtest.Crashes("hello")), "it had crashed"},
	} {
		t.Run(name, func(t *testing.T) {
			r, events, err := meet(t, promises, harness.ResetsInHandshake(2), test.firmware)
			if err != nil {
				t.Fatal(err)
			}
			if len(r.Interrupted) != 4 {
				t.Fatalf("%d boots were ended by a reset, want 4", len(r.Interrupted))
			}
			m := match.OutliveResets()
			ok, _ := m.Match(r)
			if message := m.FailureMessage(r); ok != (test.want == "") || !strings.Contains(message, test.want) {
				t.Errorf("passed: %v, wanted %q:\n%s", ok, test.want, message)
			}
			// A busy bench may have tried it more than once.
			if n := strings.Count(events.String(), "the board is reset after"); n == 0 || n%4 != 0 {
				t.Errorf("the record has %d resets, want 4 for each try", n)
			}
		})
	}
}

// A board that starts again and again is watched until that is plain, and the verdict gives number and causes.
func TestBootLoopIsNamed(t *testing.T) {
	for name, test := range map[string]struct {
		firmware boardtest.Firmware
		says     []string
	}{
		"restarts": {func(_ context.Context, u *boardtest.UART) { u.Say("hello\r\n"); u.Reboot(boardtest.SoftwareReset) },
			[]string{"boot loop: it started", " times within", "x SW_CPU_RESET"}},
		"crashes": {boardtest.Crashes("hello"), []string{"boot loop", "x SW_CPU_RESET; the first crash: LoadProhibited"}},
	} {
		t.Run(name, func(t *testing.T) {
			r, _, err := meet(t, promises, scenarioOf(t, "valid"), does(test.firmware))
			if err != nil {
				t.Fatal(err)
			}
			if r.Verdict != reports.Crashed || slices.ContainsFunc(test.says, func(s string) bool { return !strings.Contains(r.Reason, s) }) {
				t.Errorf("judged %s: %s; wanted a boot loop that is told as %q", r.Verdict, r.Reason, test.says)
			}
		})
	}
}

func scenarioOf(t *testing.T, name string) servers.Scenario {
	t.Helper()
	sc, ok := servers.Lookup(name)
	if !ok {
		t.Fatalf("no scenario %q", name)
	}
	return sc
}

// In a storm a firmware that gives up makes as many attempts as it promised, and each meets another failure.
func TestMixedFailures(t *testing.T) {
	fw := promises
	fw.Retry.Attempts = 4
	r, _, err := meet(t, fw, harness.MixedFailures(16), faulty(func(s *sketch) { s.attempts = 4 }))
	if err != nil {
		t.Fatal(err)
	}
	var met []string
	for _, c := range r.Conns {
		met = append(met, c.Chain+"/"+c.Network.String())
	}
	want := []string{"untrusted-root/serve", "wrong.host/serve", "/serve", "/reset on accept"}
	if r.Verdict != reports.Refused || !slices.Equal(met, want) {
		t.Errorf("judged %s (%s), its attempts met %q, want %q", r.Verdict, r.Reason, met, want)
	}
}

// What the firmware prints of its heap is evidence, also where no simulator tells.
func TestPrintedHeap(t *testing.T) {
	fw := promises
	fw.Console.Heap = "heap {n}"
	r, _, err := meet(t, fw, scenarioOf(t, "valid"), func(b *harness.TestBench) boardtest.Firmware {
		s := sound(b, nil)
		return func(ctx context.Context, u *boardtest.UART) {
			u.Say("heap 1234\r\nheap unknown\r\n[77] heap 99 bytes\r\n")
			s.run(ctx, u)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Heap) != 1 || r.Heap[0].Exact || !slices.Equal(r.Heap[0].Free, []int{1234, 99}) {
		t.Errorf("the witnesses saw %+v, want 1234 and 99 bytes on the console", r.Heap)
	}
}

// The heap of a board that is no simulated one cannot be lowered, and that is the bench's trouble, no verdict.
func TestLowHeapNeedsASimulatedBoard(t *testing.T) {
	r, _, err := meet(t, promises, harness.LowHeap(), faulty(nil))
	if err == nil || r != nil || !strings.Contains(err.Error(), "lowering the heap") {
		t.Errorf("result %v, error %v; wanted an error", r, err)
	}
}
