package harness

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
)

func TestWhoCanSwitchTheWiFi(t *testing.T) {
	for name, c := range map[string]struct {
		lane Lane
		why  string // part of it; "" where it can
	}{
		"hosted":               {Lane{Board: config.Board{Simulated: true}}, ""},
		"a simulator apart":    {Lane{Board: config.Board{Simulated: true, Port: "/dev/pts/7", SimControl: "127.0.0.1:1"}}, ""},
		"one without a line":   {Lane{Board: config.Board{Simulated: true, Port: "/dev/pts/7"}}, "sim_control"},
		"hardware":             {Lane{Board: config.Board{Port: "/dev/ttyUSB0"}}, "wifi.off and wifi.on"},
		"hardware, commanded":  {Lane{Board: config.Board{Port: "/dev/ttyUSB0"}, Air: Air{Off: "x", On: "y"}}, ""},
		"hardware that shares": {Lane{Air: Air{Off: "x", On: "y", Why: "2 boards share it"}}, "2 boards share it"},
	} {
		if why := c.lane.NoAir(); (why == "") != (c.why == "") || !strings.Contains(why, c.why) {
			t.Errorf("%s: %q, want %q", name, why, c.why)
		}
		if got := newAirSwitch(&c.lane) != nil; got != (c.why == "") {
			t.Errorf("%s: there is a switch: %v", name, got)
		}
	}
}

// commanded is an access point whose commands write down what they do.
func commanded(t *testing.T, off, on string) (*commandedAir, func() string) {
	t.Helper()
	diary := filepath.Join(t.TempDir(), "diary")
	c := &commandedAir{air: Air{Off: off + "; echo off >> " + diary, On: on + "; echo on >> " + diary, Where: "bench.yaml:3"}}
	return c, func() string {
		text, _ := os.ReadFile(diary) // nothing was written yet
		return strings.Join(strings.Fields(string(text)), " ")
	}
}

func TestCommandsSwitchTheWiFi(t *testing.T) {
	c, diary := commanded(t, "true", "true")
	if err := errors.Join(c.off(t.Context(), 0, 1), c.on(t.Context())); err != nil {
		t.Fatal(err)
	}
	// What was to come back by itself does so, or is given back before, once.
	if err := errors.Join(c.off(t.Context(), time.Hour, 1), c.on(t.Context()), c.settle()); err != nil {
		t.Fatal(err)
	}
	if got := diary(); got != "off on off on" {
		t.Errorf("the commands ran as %q", got)
	}
	if err := c.off(t.Context(), time.Nanosecond, 1); err != nil {
		t.Fatal(err)
	}
	for limit := time.Now().Add(20 * time.Second); !strings.HasSuffix(diary(), "off on off on off on"); {
		if time.Now().After(limit) {
			t.Fatalf("it did not come back by itself: %q", diary())
		}
	}
	if err := c.settle(); err != nil {
		t.Fatal(err)
	}
}

func TestACommandThatFailsIsNamed(t *testing.T) {
	c, _ := commanded(t, "echo no such radio >&2; exit 3", "exit 4")
	err := c.off(t.Context(), 0, 1)
	for _, want := range []string{"bench.yaml:3: wifi.off: running the command: exit status 3", "no such radio"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to say %q", err, want)
		}
	}
	if err := c.on(t.Context()); err == nil || !strings.Contains(err.Error(), "wifi.on: running the command: exit status 4") {
		t.Errorf("got %v", err)
	}
}

// diaryAir is a switch that only takes down what it is told.
type diaryAir struct {
	told []string
	err  error
}

func (d *diaryAir) off(_ context.Context, back time.Duration, rate float64) error {
	d.told = append(d.told, "off "+back.String())
	return d.err
}

func (d *diaryAir) on(context.Context) error {
	d.told = append(d.told, "on")
	return d.err
}

func TestTheWiFiIsThereForEachTrialThatDoesNotLoseIt(t *testing.T) {
	air := &diaryAir{}
	w := weather{air: air}
	late := servers.Absence{When: servers.BeforeConnecting, Back: 5 * time.Second}
	for _, a := range []servers.Absence{{}, late, {}, {}, {When: servers.InReply}} {
		if err := w.begin(t.Context(), a, 100); err != nil {
			t.Fatal(err)
		}
	}
	w.lose(servers.Absence{When: servers.InReply})
	if err := errors.Join(w.end(), w.close(), w.close()); err != nil {
		t.Fatal(err)
	}
	if want := []string{"off 5s", "on", "off 0s", "on"}; !slices.Equal(air.told, want) {
		t.Errorf("the access point was told %q, want %q", air.told, want)
	}
}

func TestAWiFiThatCannotBeLostIsTroubleOfTheBench(t *testing.T) {
	w := weather{air: &diaryAir{err: errors.New("no power")}}
	if err := w.begin(t.Context(), servers.Absence{}, 1); err != nil {
		t.Errorf("a trial that needs no switch: %v", err)
	}
	w.lose(servers.Absence{When: servers.AfterHello})
	if err := w.end(); err == nil || !strings.Contains(err.Error(), "taking the Wi-Fi away: no power") {
		t.Errorf("got %v", err)
	}
	if err := w.begin(t.Context(), servers.Absence{}, 1); err == nil || !strings.Contains(err.Error(), "giving the Wi-Fi back: no power") {
		t.Errorf("what was taken away and cannot be given back: got %v", err)
	}
	none := weather{}
	if err := none.begin(t.Context(), servers.Absence{When: servers.BeforeConnecting}, 1); err == nil || !strings.Contains(err.Error(), "cannot switch it") {
		t.Errorf("got %v", err)
	}
}

func TestWithoutWiFiNoAttemptIsNoHang(t *testing.T) {
	never := servers.Scenario{Name: "wifi-never", Air: servers.Absence{When: servers.BeforeConnecting}}
	for name, c := range map[string]struct {
		end   End
		lines []string
		want  reports.Verdict
	}{
		"gave up":                {EndGaveUp, []string{"*** Can't connect. ***", "Giving up."}, reports.NotJudged},
		"waits":                  {EndWithoutWiFi, nil, reports.NotJudged},
		"hangs":                  {EndStuck, nil, reports.Hung},
		"claims to be connected": {EndGaveUp, []string{"Connected!"}, reports.Inconsistent},
	} {
		e := seen(c.end, c.lines)
		e.Scenario = never
		if got := Judge(e); got.Verdict != c.want {
			t.Errorf("%s: %s (%s), want %s", name, got.Verdict, got.Reason, c.want)
		}
	}
	e := seen(EndQuiet, nil)
	e.Scenario = servers.Scenario{Name: "wifi-late", Air: servers.Absence{When: servers.BeforeConnecting, Back: time.Second}}
	if got := Judge(e); got.Verdict != reports.Hung {
		t.Errorf("a board that never tries although its Wi-Fi came is %s", got.Verdict)
	}
}

func TestAwayRate(t *testing.T) {
	simulated := &Bench{lane: &Lane{Board: config.Board{Simulated: true, ClockRate: 20}}}
	real := &Bench{lane: &Lane{Board: config.Board{ClockRate: 1}}}
	slow := &config.Firmware{Retry: config.Retry{Handshake: 2 * time.Minute}}
	if got := simulated.awayRate(contract); got != lateStallRate {
		t.Errorf("a simulated board's clock runs at %v", got)
	}
	if got := simulated.awayRate(slow); got != 400 {
		t.Errorf("with a handshake of two minutes it runs at %v", got)
	}
	if got := real.awayRate(slow); got != 1 {
		t.Errorf("a real one's runs at %v", got)
	}
}
