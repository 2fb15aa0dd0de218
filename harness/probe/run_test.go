package probe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/harness/build"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/lease"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
)

// options are those of a probe of token_post on a simulated board of its own, at an address of its own. The cache is
// kept between test runs, as users keep theirs.
func options(t *testing.T, scenarios ...string) Options {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(lease.DirEnv, t.TempDir())
	bench := filepath.Join(t.TempDir(), "bench.yaml")
	side := fmt.Sprintf("127.79.%d.", os.Getpid()%250+1)
	text := fmt.Sprintf("name: test\nboards:\n  - {name: probed, chip: esp32, simulated: true, address: %s2, server: %s1, dns: \"%s1:14453\", ntp: \"%s1:14123\"}\n",
		side, side, side, side)
	if err := os.WriteFile(bench, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Options{
		Root: root, Cache: filepath.Join(root, ".cache", "test"), Bench: bench, Firmware: filepath.Join(root, "boards", "firmware", "token_post"),
		Scenarios: scenarios, Out: os.Stderr, Say: func(string) {}, Step: func(Step) {},
	}
}

// A whole probe: the sketch is compiled, flashed by the real esptool, and meets servers. It needs what `make setup`
// installs.
func TestProbeOfASimulatedBoard(t *testing.T) {
	opts := options(t, "untrusted-root", "expired", "tls-v1-1", "garbage-certificate", "bit-flipped-record", "empty-chain")
	var steps []Step
	opts.Step = func(s Step) { steps = append(steps, s) }
	p, err := Run(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]struct {
		status Status
		words  string
	}{
		Control:               {Agrees, "accepted"},
		"untrusted-root":      {Agrees, "refused -9984 unknown_ca(48)"},
		"expired":             {Agrees, "accepted"},
		"empty-chain":         {Simulated, "refused -31232 decode_error(50)"},
		"garbage-certificate": {Agrees, "refused -8576 bad_certificate(42)"},
		"tls-v1-1":            {Agrees, "refused -28288 protocol_version(70)"},
		"bit-flipped-record":  {Agrees, "accepted -29056 bad_record_mac(20)"},
	}
	lines := Compare(p, profile.ESP32v3)
	for _, l := range lines {
		if w := want[l.Scenario]; l.Status != w.status || l.Measured == nil || l.Measured.words() != w.words {
			t.Errorf("%s: %s, want %+v", l.Scenario, l, w)
		}
	}
	if len(lines) != len(want) || len(steps) != len(want)-1 || steps[len(steps)-1].Done != len(want)-1 || steps[0].Of != len(want)-1 {
		t.Errorf("%d lines, %d steps", len(lines), len(steps))
	}
	if !p.Complete || !p.Sim || p.Board != "probed" || p.Chip != "esp32" || p.Stack != profile.ESP32v3 || p.Fits[0].Stack != profile.ESP32v3 || p.Image == "" {
		t.Errorf("%+v", p)
	}
	if p.Hello == nil || p.Hello.Library != "mbedTLS 3" || p.Randoms.Repeated != 0 || p.Randoms.Clock != ClockUptime || p.Randoms.Seen < 12 {
		t.Errorf("%+v, %+v", p.Hello, p.Randoms)
	}
}

// What ends a probe early is told apart, and what was measured until then is kept.
func TestInterruptedProbe(t *testing.T) {
	opts := options(t, "untrusted-root", "expired", "tls-v1-1")
	ctx, cancel := context.WithCancel(t.Context())
	opts.Step = func(Step) { cancel() }
	p, err := Run(ctx, opts)
	if !errors.Is(err, context.Canceled) || ExitCode(err) != ExitBench {
		t.Errorf("%v, exit code %d", err, ExitCode(err))
	}
	if p == nil || p.Complete || len(p.Entries) != 2 || len(p.Skipped) != 2 || p.Skipped[0].Why != whyInterrupted {
		t.Errorf("%+v", p)
	}
}

func TestMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Options)
		want   string
	}{
		"no such firmware": {func(o *Options) { o.Firmware = filepath.Join(o.Root, "nowhere") }, "there is no such folder"},
		"no such board":    {func(o *Options) { o.Boards = []string{"other"} }, "BOARD=other: the bench \"test\" has no such board; it has probed"},
		"no such bench":    {func(o *Options) { o.Bench = filepath.Join(o.Root, "no.yaml") }, "no.yaml"},
		"no such scenario": {func(o *Options) { o.Scenarios = []string{"recovers-*"} }, "no scenario that is known of a stack matches [\"recovers-*\"]"},
		"a foreign chip":   {func(o *Options) { o.Firmware = filepath.Join(o.Root, "boards", "firmware", "build_status") }, "no board of the bench"},
		"the foreign, named": {func(o *Options) {
			o.Firmware = filepath.Join(o.Root, "boards", "firmware", "build_status")
			o.Boards = []string{"probed"}
		}, "is an esp32"},
		"a chain by fingerprint": {func(o *Options) {
			o.Bench, o.Firmware, o.Scenarios = "", filepath.Join(o.Root, "boards", "firmware", "build_status"), []string{"expired"}
		}, "nothing that was asked for can be measured with build_status (trust: fingerprint): expired: it shows what the stack makes of a chain"},
		"boards of two kinds": {func(o *Options) {
			o.Bench, o.Firmware, o.Boards = "", filepath.Join(o.Root, "boards", "firmware", "wss_echo"), []string{"sim-esp32-1", "sim-esp8266-1"}
		}, "a probe is of one board"},
	} {
		opts := options(t)
		c.change(&opts)
		p, err := Run(t.Context(), opts)
		if err == nil || !strings.Contains(err.Error(), c.want) || ExitCode(err) != ExitUsage || p != nil {
			t.Errorf("%s: %v (exit code %d)", name, err, ExitCode(err))
		}
	}
}

// Of the built-in bench the boards of the firmware's first chip share a probe, where they have a process of their own.
func TestBuiltInBoards(t *testing.T) {
	opts := options(t)
	opts.Bench, opts.Firmware = "", filepath.Join(opts.Root, "boards", "firmware", "wss_echo")
	for several, want := range map[bool]int{true: sideBySide, false: 1} {
		opts.Simulator = nil
		if several {
			opts.Simulator = []string{"benchtrial"}
		}
		got, err := choose(opts)
		if err != nil || len(got.boards) != want || got.boards[0].Name != "sim-esp32-1" || got.stack != profile.ESP32v3 {
			t.Errorf("%+v, %v", got, err)
		}
	}
	opts.Boards = []string{"sim-esp8266-2"}
	if got, err := choose(opts); err != nil || len(got.boards) != 1 || got.stack != profile.ESP8266 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestBusyBoard(t *testing.T) {
	opts := options(t, "expired")
	held, err := lease.Acquire(t.Context(), lease.Request{Dir: os.Getenv(lease.DirEnv), Board: "probed"})
	if err != nil {
		t.Fatal(err)
	}
	defer held.Release()
	if _, err := Run(t.Context(), opts); ExitCode(err) != ExitBusy {
		t.Errorf("%v: exit code %d", err, ExitCode(err))
	}
}

func TestExitCode(t *testing.T) {
	for want, err := range map[int]error{
		ExitAgrees: nil, ExitUsage: fmt.Errorf("building: %w", &build.CompileError{}), ExitIncomplete: &ControlError{Board: "b", Reason: "refused"},
		ExitBench: errors.New("the port is gone"),
	} {
		if got := ExitCode(err); got != want {
			t.Errorf("%v: %d, want %d", err, got, want)
		}
	}
}

// Boards that cannot be started are told by name, and the others end with the one who asked for them.
func TestSimulate(t *testing.T) {
	var out bytes.Buffer
	ask := `{"Name": "one", "Chip": "esp32", "Rate": 20, "IP": "127.79.251.2"}` + "\n" + `{"Name": "two", "Chip": "z80"}` + "\n"
	if err := Simulate(t.Context(), strings.NewReader(ask), &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], `"Error":""`) || !strings.Contains(lines[1], `simulated board \"two\"`) {
		t.Errorf("%q", lines)
	}
	if err := Simulate(t.Context(), strings.NewReader("stop"), &out); err == nil {
		t.Error("anything is taken for a board")
	}
}

func TestSimulatorThatCannotBeStarted(t *testing.T) {
	opts := options(t, "expired")
	opts.Simulator = []string{filepath.Join(t.TempDir(), "none")}
	if _, err := Run(t.Context(), opts); err == nil || ExitCode(err) != ExitBench || !strings.Contains(err.Error(), "starting the simulated boards") {
		t.Errorf("%v", err)
	}
	opts.Simulator = []string{"true"}
	if _, err := Run(t.Context(), opts); err == nil || !strings.Contains(err.Error(), "starting the simulated board probed") {
		t.Errorf("%v", err)
	}
}

// The second measurement counts, and says what the first was if that was another.
func TestSecondMeasurement(t *testing.T) {
	p := &prober{profile: asKnown(profile.ESP32v3, config.TrustCA)}
	p.profile.set(t, "expired", func(e *Entry) { e.Outcome, e.Reason = Hung, "stuck" })
	p.profile.set(t, "p224", func(e *Entry) { e.Outcome, e.Code, e.Alert = Accepted, 0, 0 })
	p.replace(Entry{Scenario: "expired", Group: servers.GroupChain, Outcome: Accepted})
	p.replace(Entry{Scenario: "p224", Group: servers.GroupChain, Outcome: Accepted})
	if l := lineOf(t, p.profile, "expired"); l.Status != Agrees || l.Measured.First != "hung: stuck" {
		t.Errorf("%s, %+v", l.Status, l.Measured)
	}
	if l := lineOf(t, p.profile, "p224"); l.Status != Differs || l.Measured.First != "" {
		t.Errorf("%s, %+v", l.Status, l.Measured)
	}
	var b bytes.Buffer
	if err := WriteText(&b, p.profile, false); err != nil || !strings.Contains(b.String(), "\n! expired was hung: stuck\n") {
		t.Errorf("%v:\n%s", err, b.String())
	}
}

// A probe of firmware that states another stack than it runs on: what differs is measured again, and differs again.
func TestProbeOfAMisstatedStack(t *testing.T) {
	opts := options(t, "tls-v1-0", "untrusted-root")
	tgt, err := choose(opts)
	if err != nil {
		t.Fatal(err)
	}
	again := false
	opts.Say = func(text string) { again = again || strings.HasPrefix(text, "measuring again") }
	tgt.stack = profile.ESP32v2
	p, err := tgt.probe(t.Context(), opts)
	if err != nil || !again || !p.Differs() || p.Fits[0].Stack != profile.ESP32v3 {
		t.Fatalf("%v, again: %t, %+v", err, again, p)
	}
	if l := lineOf(t, p, "tls-v1-0"); l.Status != Differs || l.Measured.First != "" {
		t.Errorf("%s, %+v", l.Status, l.Measured)
	}
	if l := lineOf(t, p, "untrusted-root"); l.Status != Agrees {
		t.Errorf("%s, %+v", l.Status, l.Measured)
	}
}
