package sim

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// wakes are how chips boot at the end of a deep sleep, and how after a reset by the bench.
var wakes = map[string]struct{ wake, wakeReason, reset string }{
	"esp32":   {"rst:0x5 (DEEPSLEEP_RESET),boot:0x13", "reason=8", "rst:0x1 (POWERON_RESET)"},
	"esp32s3": {"rst:0x5 (DSLEEP),boot:0x8", "reason=8", "rst:0x1 (POWERON)"},
	"esp8266": {"rst cause:2, boot mode:(3,6)", "reason=5", "rst cause:2, boot mode:(3,6)"},
}

func TestDeepSleepEndsInItsOwnBoot(t *testing.T) {
	for chip, want := range wakes {
		b := startFirmware(t, Config{Chip: chip, Rate: 50})
		began := time.Now()
		b.say("sleep 5000000")
		b.expect(want.wake)
		if took := time.Since(began); took < 5*time.Second/50 {
			t.Errorf("%s: five seconds of a board at rate 50 took %v", chip, took)
		}
		b.expect("ready ")
		if text := b.expect("\n"); !strings.Contains(text, want.wakeReason) {
			t.Errorf("%s: the firmware starts with %q, want %s", chip, text, want.wakeReason)
		}
		if got := b.status("crashes"); got != "0" {
			t.Errorf("%s: crashes=%s", chip, got)
		}
	}
}

// TestResetEndsADeepSleep: a chip that sleeps for good, or for an hour, is silent, and boots as usual when it is reset.
func TestResetEndsADeepSleep(t *testing.T) {
	for _, command := range []string{"sleep 0", "sleep 3600000000"} {
		b := startFirmware(t, Config{Rate: 50})
		boots := b.status("boots")
		b.expect("\n")
		b.say(command)
		b.awaitStatus("mode", "sleeping")
		b.say("hello")
		if got := b.status("boots"); got != boots {
			t.Errorf("%s: boots=%s, want %s", command, got, boots)
		}
		b.reset()
		if text := b.expect("ready "); !strings.Contains(text, "rst:0x1 (POWERON_RESET)") || strings.Contains(text, "heard") {
			t.Errorf("%s: the console says %q", command, text)
		}
		b.expect("reason=1\n")
		b.say(command)
		b.awaitStatus("mode", "sleeping")
		b.tell("power off")
		b.tell("power on")
		b.expect("reason=1\n")
	}
}

// TestResetForgetsTheTimer: the timer of a sleep that was cut short does not reset the chip later.
func TestResetForgetsTheTimer(t *testing.T) {
	b := startFirmware(t, Config{Rate: 1000})
	b.say("sleep 100000000") // a tenth of a second of the bench
	b.awaitStatus("mode", "sleeping")
	b.reset()
	b.expect("ready ")
	boots := b.status("boots")
	b.say("sleep 200000000")
	b.expect("rst:0x5 ")
	b.expect("ready ")
	before, _ := strconv.Atoi(boots)
	if got, want := b.status("boots"), strconv.Itoa(before+1); got != want {
		t.Errorf("boots=%s, want %s", got, want)
	}
}

func TestSleepThatMakesNoSense(t *testing.T) {
	var log lockedBuffer
	b := startFirmware(t, Config{Rate: 50, Log: &log})
	for _, command := range []string{"sleep", "sleep -1", "sleep 99999999999999999"} {
		b.say(command)
		b.expect("the firmware ended without a word")
		b.expect("ready ")
	}
	if n := strings.Count(log.String(), "the monitor says that the chip sleeps for"); n != 3 {
		t.Errorf("the log has %d complaints: %s", n, log.String())
	}
}

// TestRTCMemoryLasts over the resets that the chip makes itself, and over no other.
func TestRTCMemoryLasts(t *testing.T) {
	b := startFirmware(t, Config{Rate: 50})
	recall := func(after, want string) {
		t.Helper()
		b.expect("ready ")
		b.say("recall")
		b.expect("kept=")
		if got := b.expect("."); got != want+"." {
			t.Errorf("after %s: kept %q, want %q", after, got, want)
		}
	}
	b.say("remember")
	b.expect("remembered")
	for _, command := range []string{"sleep 1000", "restart", "guru", "exit"} {
		b.say(command)
		recall(command, "word")
	}
	b.reset()
	recall("a reset by EN", "0000")
	b.say("remember")
	b.expect("remembered")
	b.tell("power off")
	b.tell("power on")
	recall("a loss of power", "0000")
}
