package sim

import (
	"fmt"
	"net"
	"strings"

	"github.com/benchtrial/benchtrial/boards/espimage"
	"github.com/benchtrial/benchtrial/boards/sim/loader"
)

// chip is what differs between the simulated chips. All of it is data and pure functions.
type chip struct {
	name    string
	heap    int // bytes free at the start of setup()
	romBaud int // bits per second of all that the ROM prints, and of the firmware until it sets another rate
	dialect loader.Dialect

	// What the chip prints, in the order of a boot.
	banner   func(c cause, download bool) string                  // the ROM, first of all
	loading  func(h espimage.Header, s []espimage.Segment) string // the ROM, of an image that it loads
	started  func(h espimage.Header) string                       // between the ROM's last word and the firmware's first
	gaveUp   func(f *espimage.Fault) string                       // then, when there is no firmware to start
	panicked func(p panicReport) string                           // the panic handler

	blankLines int // how often the ROM complains of a blank flash before its watchdog resets it

	causes   map[resetKind]cause
	spi      spi
	registry func(mac net.HardwareAddr, strap uint32) map[uint32]uint32

	clkdiv    uint32 // register of the UART's clock divider
	uartClock int    // what the UART's bit rate is divided from, in Hz
	watchdog  uint32 // register whose bit 31 starts the RTC watchdog; 0: esptool does not use it on this chip

	strapFlash, strapDownload uint32 // the boot strap register's value
}

// resetKind is why a chip was reset, whatever number its ROM gives to that.
type resetKind int

const (
	resetPowerOn    resetKind = iota
	resetPin                  // EN; most ROMs cannot tell it from power
	resetSoftware             // the loader was told to
	resetBootloader           // what the ROM had started found no firmware
	resetRestart              // ESP.restart()
	resetException            // the end of a panic for an exception of the CPU
	resetAbort                // the end of any other panic
	resetSoftWDT              // the end of a panic for a watchdog of the firmware's own
	resetHang                 // the firmware hung, and nothing but a watchdog of the hardware was left
	resetROM                  // the ROM gave up and its watchdog bit
	resetRTCWDT               // a host started the RTC watchdog
	resetWake                 // the time of a deep sleep was over
	resetKinds
)

// cause is a reset as the ROM names it, and as the firmware asks for it.
type cause struct {
	number int    // printed as rst:0x%x, or "rst cause:%d"
	name   string // printed behind it, where the ROM prints names
	reason int    // BENCH_RESET_REASON: esp_reset_reason_t, on the ESP8266 rst_info.reason
}

// Values of esp_reset_reason_t (esp-idf components/esp_system/include/esp_system.h).
const (
	reasonPowerOn   = 1
	reasonSW        = 3
	reasonPanic     = 4
	reasonIntWDT    = 5
	reasonTaskWDT   = 6
	reasonWDT       = 7
	reasonDeepSleep = 8
)

// espCauses are the causes of an ESP32 or a newer chip, from the names that its ROM has for them.
func espCauses(powerOn, software, cpu, interruptWDT, rom, rtcWDT, wake cause) map[resetKind]cause {
	because := func(c cause, reason int) cause { c.reason = reason; return c }
	return map[resetKind]cause{
		resetPowerOn:    because(powerOn, reasonPowerOn),
		resetPin:        because(powerOn, reasonPowerOn),
		resetSoftware:   because(software, reasonSW),
		resetBootloader: because(software, reasonSW),
		resetRestart:    because(cpu, reasonSW),
		resetException:  because(cpu, reasonPanic),
		resetAbort:      because(cpu, reasonPanic),
		resetSoftWDT:    because(cpu, reasonTaskWDT),
		resetHang:       because(interruptWDT, reasonIntWDT),
		resetROM:        because(rom, reasonWDT),
		resetRTCWDT:     because(rtcWDT, reasonWDT),
		resetWake:       because(wake, reasonDeepSleep),
	}
}

// espBlankLines is how often the ROMs of the ESP32 and of newer chips complain of a blank flash.
const espBlankLines = 8

// espBaud is the rate of their ROMs.
const espBaud = 115200

// entry is what they print when they start what they have loaded.
func entry(h espimage.Header) string { return line("entry 0x%08x", h.Entry) }

// announced prints a line for each segment that the ROM loads.
func announced(segments []espimage.Segment, format string) string {
	var text string
	for _, s := range segments {
		if !s.Flash && !s.Beyond {
			text += line(format, s.Addr, s.Length)
		}
	}
	return text
}

// chips are the simulated chips.
func chips() []chip { return []chip{esp32(), esp32c3(), esp32s3(), esp8266()} }

func lookup(name string) (chip, bool) {
	for _, c := range chips() {
		if c.name == name {
			return c, true
		}
	}
	return chip{}, false
}

func chipNames() string {
	var names []string
	for _, c := range chips() {
		names = append(names, c.name)
	}
	return strings.Join(names, ", ")
}

// line ends a line as ROM and panic handler do.
func line(format string, args ...any) string { return fmt.Sprintf(format, args...) + "\r\n" }

// lines ends each line.
func lines(all []string) string {
	var text string
	for _, l := range all {
		text += line("%s", l)
	}
	return text
}
