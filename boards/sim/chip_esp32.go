package sim

import (
	"fmt"
	"net"

	"github.com/benchtrial/benchtrial/boards/espimage"
	"github.com/benchtrial/benchtrial/boards/sim/loader"
)

// esp32 is an ESP32-D0WD-V3, revision 3.1, with a 40 MHz crystal. Texts: esp-idf issue logs of rev 3 silicon and
// esptool's docs (boot-mode-selection); registers: esptool targets/esp32.py.
func esp32() chip {
	return chip{
		name:    "esp32",
		heap:    300 << 10,
		romBaud: espBaud,
		dialect: loader.Dialect{StatusBytes: 4},
		banner: func(c cause, download bool) string {
			boot := line("boot:0x13 (SPI_FAST_FLASH_BOOT)")
			if download {
				boot = line("boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))") + line("waiting for download")
			}
			return line("ets Jul 29 2019 12:21:46") + line("") + fmt.Sprintf("rst:0x%x (%s),%s", c.number, c.name, boot)
		},
		loading: func(h espimage.Header, s []espimage.Segment) string {
			return line("configsip: 0, SPIWP:0xee") +
				line("clk_drv:0x00,q_drv:0x00,d_drv:0x00,cs0_drv:0x00,hd_drv:0x00,wp_drv:0x00") +
				line("mode:%s, clock div:%d", h.Mode, h.Div) +
				announced(s, "load:0x%08x,len:%d")
		},
		started:    entry,
		gaveUp:     bootloaderGivesUp,
		panicked:   xtensaPanic,
		blankLines: espBlankLines,
		causes: espCauses(
			cause{number: 0x1, name: "POWERON_RESET"},
			cause{number: 0x3, name: "SW_RESET"},
			cause{number: 0xc, name: "SW_CPU_RESET"},
			cause{number: 0x8, name: "TG1WDT_SYS_RESET"},
			cause{number: 0x10, name: "RTCWDT_RTC_RESET"},
			cause{number: 0x10, name: "RTCWDT_RTC_RESET"},
			cause{number: 0x5, name: "DEEPSLEEP_RESET"},
		),
		spi:           spi{base: 0x3ff42000, usr2: 0x24, w0: 0x80, addrHigh: true},
		registry:      esp32Registers,
		clkdiv:        0x3ff40014,
		uartClock:     40_000_000,
		strapFlash:    0x13,
		strapDownload: 0x03,
	}
}

// esp32Registers is the chip's identity: magic, eFuses, calibration of the 8 MHz clock.
func esp32Registers(mac net.HardwareAddr, strap uint32) map[uint32]uint32 {
	const efuse = 0x3ff5a000
	low := uint32(mac[2])<<24 | uint32(mac[3])<<16 | uint32(mac[4])<<8 | uint32(mac[5])
	high := uint32(mac[0])<<8 | uint32(mac[1])
	const ck8m, cali = 50, 2048 // such that cali*ck8m*15625/40 is the crystal's 40 MHz exactly
	return map[uint32]uint32{
		0x40001000:   0x00f01d83, // magic of the ROM
		efuse:        0,          // no flash encryption
		efuse + 0x04: low,
		efuse + 0x08: high | uint32(crc8(mac))<<16,
		efuse + 0x0c: 1<<15 | 1<<13 | 1<<9, // revision bit 0, rated at 240 MHz, package D0WD
		efuse + 0x10: 0x10<<8 | ck8m,       // ADC reference
		efuse + 0x14: 1<<24 | 1<<20,        // minor revision 1, revision bit 1
		efuse + 0x18: 0,                    // coding scheme none, no secure boot
		0x3ff6607c:   1<<31 | 0x16042000,   // revision bit 2, in the APB controller's date
		0x3ff44038:   strap,                // straps; bit 5 clear: flash at 3.3 V
		0x3ff5f06c:   cali << 7,            // RTC calibration
	}
}

// crc8 is the checksum of a MAC in the ESP32's eFuses: Dallas/Maxim, x^8+x^5+x^4+1 (espefuse, esp32 mac field).
func crc8(b []byte) byte {
	var crc byte
	for _, c := range b {
		crc ^= c
		for range 8 {
			if crc&1 != 0 {
				crc = crc>>1 ^ 0x8c
			} else {
				crc >>= 1
			}
		}
	}
	return crc
}
