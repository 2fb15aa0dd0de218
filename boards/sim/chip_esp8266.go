package sim

import (
	"net"

	"github.com/benchtrial/benchtrial/boards/espimage"
	"github.com/benchtrial/benchtrial/boards/sim/loader"
)

const (
	// heap8266 is what a sketch finds free in setup() on the chip, with Wi-Fi on: 45 to 50 KB. The Arduino platform for
	// the host has the same number (boards/arduino, Chip::kHeap in the ESP8266's chip.cpp). A program for a 64-bit
	// host, whose pointers and TLS contexts are larger than the chip's, has to make up for that itself; Config.Heap
	// gives it more.
	heap8266 = 48 << 10

	// baud8266 is what the ROM makes of 115200: it divides a clock for a 40 MHz crystal, and the crystal has 26 MHz.
	baud8266 = 74880
)

// esp8266 is an ESP8266EX with a 26 MHz crystal. Texts: logs in issues of esp8266/Arduino; registers: esptool
// targets/esp8266.py.
func esp8266() chip {
	return chip{
		name:          "esp8266",
		heap:          heap8266,
		romBaud:       baud8266,
		dialect:       loader.Dialect{StatusBytes: 2, Minimal: true},
		banner:        banner8266,
		loading:       loading8266,
		started:       func(espimage.Header) string { return ebootVersion + line("~ld") },
		gaveUp:        gaveUp8266,
		panicked:      postmortem,
		blankLines:    1,
		causes:        causes8266,
		spi:           spi{base: 0x60000200, usr2: 0x24, w0: 0x40, addrHigh: true},
		registry:      registers8266,
		clkdiv:        0x60000014,
		uartClock:     2 * 26_000_000, // esptool: XTAL_CLK_DIVIDER
		strapFlash:    3,
		strapDownload: 1,
	}
}

// Numbers that the ROM prints as "rst cause". It has no own one for a reset by software, which the SDK makes look like
// the pin's: logs of ESP.restart() and of crashes go on with cause 2.
const (
	romPowerOn  = 1
	romExternal = 2
	romWatchdog = 4
)

// Values of rst_info.reason (ESP8266 NONOS SDK user_interface.h, enum rst_reason).
const (
	reason8266Default     = 0
	reason8266WDT         = 1
	reason8266Exception   = 2
	reason8266SoftWDT     = 3
	reason8266SoftRestart = 4
	reason8266DeepSleep   = 5
	reason8266External    = 6
)

// causes8266 are the reasons for a reset. What the SDK says after abort() was not found in any log; its core restarts
// the chip by software then, and so it is told. From deep sleep the chip wakes itself over a wire from GPIO16 to its reset
// pin ("external reset or wake-up from Deep-sleep": Espressif, ESP8266 Reset Causes and Common Fatal Exception Causes).
var causes8266 = map[resetKind]cause{
	resetPowerOn:    {number: romPowerOn, reason: reason8266Default},
	resetPin:        {number: romExternal, reason: reason8266External},
	resetSoftware:   {number: romExternal, reason: reason8266SoftRestart},
	resetBootloader: {number: romWatchdog, reason: reason8266WDT},
	resetRestart:    {number: romExternal, reason: reason8266SoftRestart},
	resetException:  {number: romExternal, reason: reason8266Exception},
	resetAbort:      {number: romExternal, reason: reason8266SoftRestart},
	resetSoftWDT:    {number: romExternal, reason: reason8266SoftWDT},
	resetHang:       {number: romWatchdog, reason: reason8266WDT},
	resetROM:        {number: romWatchdog, reason: reason8266WDT},
	resetRTCWDT:     {number: romWatchdog, reason: reason8266WDT},
	resetWake:       {number: romExternal, reason: reason8266DeepSleep},
}

// banner8266 has no words for the loader but the mode: 1 is the UART's, 3 the flash's. The second number is that of
// another strap, which means nothing here.
func banner8266(c cause, download bool) string {
	mode := 3
	if download {
		mode = 1
	}
	text := line("") + line(" ets Jan  8 2013,rst cause:%d, boot mode:(%d,6)", c.number, mode) + line("")
	if c.number == romWatchdog {
		text += line("wdt reset")
	}
	return text
}

// The ROM reads the flash in blocks, and says where in a block each part ends.
const (
	block8266   = 16
	headers8266 = 8 // of the image, and of each segment
)

// loading8266 announces the segments. "room" is what is left of the block behind a segment's header, "tail" how much the
// segment takes of its last block; a header that does not fit what is left of a block is told, too ("ho 0"). The rule
// was worked out from logs (see the test) and fits all that were found.
func loading8266(_ espimage.Header, segments []espimage.Segment) string {
	var text string
	left := block8266 + headers8266 // the image's own header and the first segment's fill a block
	for _, s := range segments {
		room := left - headers8266
		if room < 0 {
			if left > 0 {
				text += line("ho 0 tail %d room %d", block8266-left, left)
			}
			room += block8266
		}
		text += line("load 0x%08x, len %d, room %d ", s.Addr, int32(s.Length), room)
		if s.Beyond {
			return text
		}
		tail := 0
		if left = room - s.Length; left < 0 {
			tail = -left % block8266
			left = (block8266 - tail) % block8266
		}
		text += line("tail %d", tail) + line("chksum 0x%02x", s.Sum)
	}
	if len(segments) > 0 {
		text += line("csum 0x%02x", segments[len(segments)-1].Sum)
	}
	return text
}

// ebootVersion is what the Arduino core's loader says first: the version of the core that has made it (here 3.1's, from
// esp8266/Arduino issue 9122). "~ld" then says that it starts the application.
var ebootVersion = line("v0004fc60")

// gaveUp8266: the Arduino core's loader starts what is there. No chip says anything that can be relied on then.
func gaveUp8266(f *espimage.Fault) string {
	return line("benchtrial sim: %s; a chip would run into it and hang: reset by watchdog", f.Detail)
}

// registers8266 is the chip's identity: magic of the ROM and the factory's OTP.
func registers8266(mac net.HardwareAddr, _ uint32) map[uint32]uint32 {
	const otp = 0x3ff00050
	return map[uint32]uint32{
		0x40001000: 0xfff0c101,
		otp:        uint32(mac[5]) << 24,
		otp + 0x4:  uint32(mac[3])<<8 | uint32(mac[4]),
		otp + 0x8:  0, // no ESP8285: no flash in the package
		otp + 0xc:  uint32(mac[0])<<16 | uint32(mac[1])<<8 | uint32(mac[2]),
	}
}
