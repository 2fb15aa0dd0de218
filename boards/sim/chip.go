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
	dialect loader.Dialect

	banner   func(c cause, download bool) string // what the ROM prints first
	loading  func(h espimage.Header) string      // what it prints before it loads
	load     func(s espimage.Segment) string     // what it prints for a segment
	panicked func(p panicReport) string          // what esp-idf's panic handler prints

	causes   map[resetKind]cause
	spi      spi
	registry func(mac net.HardwareAddr, strap uint32) map[uint32]uint32

	clkdiv   uint32 // register of the UART's clock divider
	xtal     int    // Hz
	watchdog uint32 // register whose bit 31 starts the RTC watchdog; 0: esptool does not use it on this chip

	strapFlash, strapDownload uint32 // the boot strap register's value
}

// resetKind is why a chip was reset, whatever number its ROM gives to that.
type resetKind int

const (
	resetPowerOn  resetKind = iota // power, or EN: the ROM cannot tell them apart
	resetSoftware                  // the second-stage bootloader gave up
	resetCPU                       // esp_restart, and the end of a panic
	resetInterruptWDT
	resetROM // the ROM gave up and its watchdog bit
	resetRTCWDT
)

// cause is a reset as the ROM names it, and as the firmware asks for it.
type cause struct {
	number int    // printed as rst:0x%x
	name   string // printed behind it
	reason int    // esp_reset_reason_t
}

// Values of esp_reset_reason_t (esp-idf components/esp_system/include/esp_system.h).
const (
	reasonPowerOn = 1
	reasonSW      = 3
	reasonPanic   = 4
	reasonIntWDT  = 5
	reasonWDT     = 7
)

// chips are the simulated chips.
func chips() []chip { return []chip{esp32(), esp32c3(), esp32s3()} }

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
