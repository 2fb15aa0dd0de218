package sim

import (
	"encoding/binary"
	"net"

	"github.com/benchtrial/benchtrial/boards/espimage"
	"github.com/benchtrial/benchtrial/boards/sim/loader"
)

// newer is what the ESP32-C3 and the ESP32-S3 have in common. Names of resets: what their ROM prints, which is not what
// the headers say. The saved PC is that of a chip that waits in its ROM, from a log of each (esp-idf issues 7734,
// 10692).
func newer(rom, build, savedPC, bootFlash, bootDownload string) chip {
	return chip{
		romBaud: espBaud,
		banner: func(c cause, download bool) string {
			text := line("ESP-ROM:%s", rom) + line("Build:%s", build)
			boot := bootFlash
			if download {
				boot = bootDownload
			}
			text += line("rst:0x%x (%s),boot:%s", c.number, c.name, boot)
			if c.number != 0x1 {
				text += line("Saved PC:%s", savedPC)
			}
			if download {
				text += line("waiting for download")
			}
			return text
		},
		loading: func(h espimage.Header, s []espimage.Segment) string {
			return line("SPIWP:0xee") + line("mode:%s, clock div:%d", h.Mode, h.Div) + announced(s, "load:0x%08x,len:0x%x")
		},
		started:    entry,
		gaveUp:     bootloaderGivesUp,
		blankLines: espBlankLines,
		causes: espCauses(
			cause{number: 0x1, name: "POWERON"},
			cause{number: 0x3, name: "RTC_SW_SYS_RST"},
			cause{number: 0xc, name: "RTC_SW_CPU_RST"},
			cause{number: 0x8, name: "TG1WDT_SYS_RST"},
			cause{number: 0x7, name: "TG0WDT_SYS_RST"},
			cause{number: 0x10, name: "RTCWDT_RTC_RST"},
			cause{number: 0x5, name: "DSLEEP"},
		),
		spi:       spi{base: 0x60002000, usr2: 0x20, w0: 0x58},
		clkdiv:    0x60000014,
		uartClock: 40_000_000,
	}
}

// esp32c3 is an ESP32-C3 (QFN32), revision 0.4, without flash in its package.
func esp32c3() chip {
	c := newer("esp32c3-api1-20210207", "Feb  7 2021", "0x4004c0dc",
		"0xc (SPI_FAST_FLASH_BOOT)", "0x5 (DOWNLOAD(USB/UART0/1))")
	c.name, c.heap = "esp32c3", 300<<10
	c.dialect = loader.Dialect{StatusBytes: 4, SecurityInfo: securityInfo(5, 4)}
	c.panicked = riscvPanic
	c.watchdog = 0x60008090
	c.strapFlash, c.strapDownload = 0xc, 0x5
	c.registry = func(mac net.HardwareAddr, strap uint32) map[uint32]uint32 {
		return newerRegisters(0x60008800, 4, mac, strap)
	}
	return c
}

// esp32s3 is an ESP32-S3 (QFN56), revision 0.2, without flash or PSRAM in its package.
func esp32s3() chip {
	c := newer("esp32s3-20210327", "Mar 27 2021", "0x40043ac8",
		"0x8 (SPI_FAST_FLASH_BOOT)", "0x0 (DOWNLOAD(USB/UART0))")
	c.name, c.heap = "esp32s3", 320<<10
	c.dialect = loader.Dialect{StatusBytes: 4, SecurityInfo: securityInfo(9, 2)}
	c.panicked = xtensaPanic
	c.watchdog = 0x60008098
	c.strapFlash, c.strapDownload = 0x8, 0x0
	c.registry = func(mac net.HardwareAddr, strap uint32) map[uint32]uint32 {
		return newerRegisters(0x60007000, 2, mac, strap)
	}
	return c
}

// newerRegisters is a chip's identity in its eFuses; minor is its revision 0.x. What is not listed reads as zero, which
// stands for "not burnt".
func newerRegisters(efuse, minor uint32, mac net.HardwareAddr, strap uint32) map[uint32]uint32 {
	return map[uint32]uint32{
		efuse + 0x44: binary.BigEndian.Uint32(mac[2:]),
		efuse + 0x48: uint32(mac[0])<<8 | uint32(mac[1]),
		efuse + 0x50: minor << 18,
		0x60004038:   strap,
	}
}

// securityInfo is the answer to GET_SECURITY_INFO of a chip with nothing secured: flags, flash encryption count, seven
// key purposes, chip id, API version.
func securityInfo(chipID, api uint32) []byte {
	b := make([]byte, 12, 20)
	b = binary.LittleEndian.AppendUint32(b, chipID)
	return binary.LittleEndian.AppendUint32(b, api)
}
