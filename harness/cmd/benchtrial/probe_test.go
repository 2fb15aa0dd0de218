package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/harness/probe"
)

// earlier is a probe that differs from its stated stack in two scenarios.
var earlier = filepath.Join("..", "..", "probe", "testdata", "profile.json")

func TestProbeArgs(t *testing.T) {
	for _, name := range []string{"BENCH", "FIRMWARE", "BOARD", "SCENARIO", "WAIT", "AGAINST"} {
		t.Setenv(name, "")
	}
	a, code := readProbeArgs("/root", nil)
	if code != -1 || a.opts.Firmware != filepath.FromSlash("/root/"+defaultProbed) || a.opts.Wait != defaultWait || a.opts.Bench != "" {
		t.Errorf("%+v, %d", a, code)
	}
	t.Setenv("FIRMWARE", "/sketches/mine")
	a, code = readProbeArgs("/root", []string{"-board", "one", "-scenario", "tls-*,expired", "-wait", "0s", "-all", "-bench", "/b.yaml"})
	if code != -1 || a.opts.Firmware != "/sketches/mine" || strings.Join(a.opts.Boards, "+") != "one" || strings.Join(a.opts.Scenarios, "+") != "tls-*+expired" ||
		a.opts.Wait != 0 || !a.all || a.opts.Bench != "/b.yaml" {
		t.Errorf("%+v, %d", a, code)
	}
	for _, args := range [][]string{{"-wait", "long"}, {"-firmware", "a,b"}, {"extra"}, {"-no-such"}} {
		if _, code := readProbeArgs("/root", args); code != exitUsage {
			t.Errorf("%q: exit code %d", args, code)
		}
	}
}

// A file that cannot be read is told before a board is touched.
func TestProbeReadsBeforeItMeasures(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none.json")
	for _, args := range [][]string{{"-against", none}, {"-from", none}, {"-from", earlier, "-against", "probe_test.go"}} {
		if code := probeCommand(t.Context(), t.TempDir(), args); code != exitUsage {
			t.Errorf("%q: exit code %d", args, code)
		}
	}
}

func TestProbeShows(t *testing.T) {
	is, err := probe.ReadFile(earlier)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if code := (probeArgs{out: &out}).show(is, nil); code != probe.ExitDiffers || !strings.Contains(out.String(), "✗ p224") {
		t.Errorf("exit code %d:\n%s", code, out.String())
	}
	out.Reset()
	a := probeArgs{against: "old.json", out: &out}
	if code := a.show(is, is); code != probe.ExitAgrees || !strings.Contains(out.String(), "compared with old.json") {
		t.Errorf("against itself: exit code %d:\n%s", code, out.String())
	}
	was, _ := probe.ReadFile(earlier)
	was.Entries[1].Outcome = probe.Crashed
	if code := a.show(is, was); code != probe.ExitDiffers {
		t.Errorf("against another: exit code %d", code)
	}
}

// What was measured is kept also when the probe ended early, and no probe takes the place of another.
func TestProbeIsKept(t *testing.T) {
	is, err := probe.ReadFile(earlier)
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	var out bytes.Buffer
	a := probeArgs{opts: probe.Options{Root: root}, out: &out, complain: &out}
	for _, c := range []struct {
		err       error
		signalled int
		want      int
	}{
		{nil, 0, probe.ExitDiffers}, {errors.New("the port is gone"), 0, probe.ExitBench}, {errors.New("canceled"), 130, 130},
	} {
		if code := a.finish(is, nil, c.err, c.signalled); code != c.want {
			t.Errorf("%v, signal %d: exit code %d", c.err, c.signalled, code)
		}
	}
	found, _ := filepath.Glob(filepath.Join(root, "reports", "out", "probe", "*"))
	var names []string
	for _, path := range found {
		names = append(names, filepath.Base(path))
	}
	const base = "2026-11-22T06-30-00Z-sketch-board-1"
	if got := strings.Join(names, " "); got != base+"-2.json "+base+"-2.txt "+base+"-3.json "+base+"-3.txt "+base+".json "+base+".txt" {
		t.Errorf("kept %s", got)
	}
	for _, path := range found {
		if strings.HasSuffix(path, ".json") {
			if _, err := probe.ReadFile(path); err != nil {
				t.Error(err)
			}
		}
	}
	if code := a.finish(nil, nil, &probe.ControlError{Board: "b", Reason: "refused"}, 0); code != probe.ExitIncomplete {
		t.Errorf("a failed control: exit code %d", code)
	}
}

func TestProbeScreen(t *testing.T) {
	agrees := probe.Step{Done: 1, Of: 4, Line: probe.Line{Scenario: "expired", Status: probe.Agrees}, Took: 2 * time.Second}
	differs := probe.Step{Done: 2, Of: 4, Line: probe.Line{Scenario: "p224", Status: probe.Differs}, Took: 3 * time.Second}
	var out bytes.Buffer
	s := &probeScreen{w: &out}
	s.step(agrees)
	s.step(differs)
	if lines := strings.Split(out.String(), "\n"); len(lines) != 3 || !strings.HasPrefix(lines[0], "  1/4 ✓ expired") || !strings.HasPrefix(lines[1], "  2/4 ✗ p224") {
		t.Errorf("%q", out.String())
	}
	out.Reset()
	s = &probeScreen{w: &out, live: true, width: func() int { return 40 }}
	s.step(agrees)
	if got := out.String(); got != clearLine+"  1 of 4 · 2s, about 6s left · expired" {
		t.Errorf("%q", got)
	}
	out.Reset()
	s.step(differs)
	if got := out.String(); !strings.HasPrefix(got, clearLine+"✗ p224") || !strings.HasSuffix(got, "\n  2 of 4 · 3s, about 3s left · p224") {
		t.Errorf("%q", got)
	}
	out.Reset()
	s.width = func() int { return 10 }
	s.step(agrees)
	if got := strings.TrimPrefix(out.String(), clearLine); len([]rune(got)) != 9 {
		t.Errorf("on 10 columns %q", got)
	}
}

func TestSignalEndsAProbe(t *testing.T) {
	ctx, caught := untilSignal(t.Context())
	defer caught.stop()
	if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-ctx.Done()
	if code := caught.code(); code != 143 {
		t.Errorf("exit code %d", code)
	}
}
