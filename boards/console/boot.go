package console

import "time"

// Boot is one start of the chip, as its ROM announced it.
type Boot struct {
	At         time.Time
	Mark       Mark       // where its banner begins
	Chip       string     // esp32, esp32s3, esp8266...: by the banner, else what Options.Chip says
	ROM        string     // the ROM's name as printed: "ets Jul 29 2019 12:21:46", "ESP-ROM:esp32s3-20210327"
	Build      string     // the ROM's build date, where it prints one
	Cause      int        // the reset cause's number, which differs from chip to chip
	CauseName  string     // its name as printed; for esp8266, which prints none, our words
	Class      ResetClass // what the number means on this chip
	Mode       int        // the boot mode: the strapping pins, or esp8266's first number
	ModeName   string     // its name as printed; for esp8266 our words
	Download   bool       // the ROM waits for a flasher: the firmware was not started
	SavedPC    string     // where the CPU was when a watchdog struck, as printed
	Loads      int        // image segments loaded by the ROM
	Entry      string     // where the ROM jumped to, as printed
	Bootloader string     // version of ESP-IDF's second-stage bootloader
}

// Asked reports whether the reset can come from the bench: power, the EN pin or the USB port. Any other one the chip
// did by itself, and one that nobody asked for is news to whoever watches the board.
func (b Boot) Asked() bool {
	return b.Class == ResetPowerOn || b.Class == ResetExternal || b.Class == ResetUSB
}

// ResetClass says in one word why the chip started.
type ResetClass string

// The classes of reset. The zero value means that the number is not known for this chip.
const (
	ResetUnknown   ResetClass = ""
	ResetPowerOn   ResetClass = "power-on" // also the EN pin on all but esp8266
	ResetExternal  ResetClass = "external" // the reset pin of esp8266
	ResetSoftware  ResetClass = "software" // restart(), and what follows a panic
	ResetDeepSleep ResetClass = "deep-sleep"
	ResetWatchdog  ResetClass = "watchdog"
	ResetBrownout  ResetClass = "brownout"
	ResetUSB       ResetClass = "usb" // USB-Serial/JTAG
	ResetGlitch    ResetClass = "glitch"
)

// resetClasses holds the numbers that mean the same on the ESP32 and all later chips
// (esp-idf components/esp_rom/*/include/*/rom/rtc.h, soc/reset_reasons.h). The names in these headers are not the ones
// the ROMs print, so the number decides.
var resetClasses = map[int]ResetClass{
	0x1: ResetPowerOn, 0x3: ResetSoftware, 0x4: ResetWatchdog, 0x5: ResetDeepSleep, 0x7: ResetWatchdog, 0x8: ResetWatchdog, 0x9: ResetWatchdog,
	0xb: ResetWatchdog, 0xc: ResetSoftware, 0xd: ResetWatchdog, 0xf: ResetBrownout, 0x10: ResetWatchdog,
}

// resetClassesLater adds what the chips after the ESP32 have.
var resetClassesLater = map[int]ResetClass{0x11: ResetWatchdog, 0x12: ResetWatchdog, 0x13: ResetGlitch, 0x15: ResetUSB, 0x16: ResetUSB}

// resets8266 holds what the ROM of the ESP8266 prints as "rst cause", which has no name there.
var resets8266 = map[int]struct {
	name  string
	class ResetClass
}{
	1: {"power on", ResetPowerOn}, 2: {"external reset", ResetExternal}, 3: {"software reset", ResetSoftware},
	4: {"hardware watchdog", ResetWatchdog},
}

// classifyReset tells what reset cause n means on chip.
func classifyReset(chip string, n int) ResetClass {
	if chip == "esp8266" {
		return resets8266[n].class
	}
	if class, ok := resetClasses[n]; ok {
		return class
	}
	switch {
	case chip == "esp32":
		return ResetUnknown
	case n == 0x17 && (chip == "esp32s2" || chip == "esp32s3" || chip == "esp32c3"):
		return ResetGlitch
	case n == 0x17:
		return ResetUSB
	}
	return resetClassesLater[n]
}
