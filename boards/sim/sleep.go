package sim

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// longestSleep bounds a deep sleep, in microseconds: the ESP32's timer has 48 bits and counts 150000 a second.
const longestSleep = 1 << 51

// noteSleep takes what the firmware says as it falls asleep: for how many microseconds of the board's time, 0 for good.
func (m *machine) noteSleep(text string) {
	micros, err := strconv.ParseUint(text, 10, 64)
	if err != nil || micros > longestSleep {
		m.log("%s: the monitor says that the chip sleeps for %q microseconds", m.cfg.Name, text)
		return
	}
	d := time.Duration(micros) * time.Microsecond
	m.sleep = &d
}

// fallAsleep is what is left of a chip in deep sleep: its timer. Resetting it ends the sleep as it ends all else.
func (m *machine) fallAsleep(board time.Duration) {
	m.mode = modeSleeping
	if board > 0 {
		m.after(board, func() { m.boot(resetWake, false) })
	}
}

// fromWithin tells the resets that the chip makes itself while it has power: they leave its RTC memory as it is. The
// bench's own resets do not, on no chip, so that no trial begins with what another one left. (On the ESP32 EN cuts the
// power; on the ESP8266 the reset pin does not, and this is where the simulation forgets more than the chip.)
func fromWithin(kind resetKind) bool {
	switch kind {
	case resetWake, resetRestart, resetException, resetAbort, resetSoftWDT, resetHang:
		return true
	}
	return false
}

// rtcFD is the descriptor under which a firmware finds its RTC memory; BENCH_RTC names it.
const rtcFD = 5

// rtcSize is more than any chip has, in bytes: what a host's program keeps is larger than the chip's.
const rtcSize = 64 << 10

// rtcMemory is the memory that lasts while the chip sleeps. What it means is the firmware's own affair; new, it is zero.
type rtcMemory struct{ file *os.File }

func newRTCMemory() (*rtcMemory, error) {
	fd, err := unix.MemfdCreate("rtc", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("making the RTC memory: %w", err)
	}
	file := os.NewFile(uintptr(fd), "rtc")
	if err := file.Truncate(rtcSize); err != nil {
		file.Close()
		return nil, fmt.Errorf("making the RTC memory: %w", err)
	}
	return &rtcMemory{file: file}, nil
}

func (r *rtcMemory) close() { r.file.Close() }
