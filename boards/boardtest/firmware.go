package boardtest

import (
	"context"
	"strings"
)

// PanicText is what an ESP32 prints about a LoadProhibited exception (esp-idf components/esp_system/panic.c).
const PanicText = "Guru Meditation Error: Core  1 panic'ed (LoadProhibited). Exception was unhandled.\r\n\r\n" +
	"Core  1 register dump:\r\nPC      : 0x400d1234  PS      : 0x00060330  A0      : 0x800d0802  A1      : 0x3ffb1f50\r\n" +
	"EXCVADDR: 0x00000000  LBEG    : 0x4000c2e0  LEND    : 0x4000c2f6  LCOUNT  : 0xffffffff\r\n\r\n\r\n" +
	"Backtrace: 0x400d1231:0x3ffb1f50 0x400d0802:0x3ffb1f70\r\n\r\n\r\n\r\n\r\nELF file SHA256: 0123456789abcdef\r\n\r\nRebooting...\r\n"

// Says prints these lines after each boot and then nothing more.
func Says(lines ...string) Firmware {
	return func(_ context.Context, u *UART) {
		for _, l := range lines {
			u.Say(l + "\r\n")
		}
	}
}

// Careless claims success whatever happened.
func Careless() Firmware { return Says("Connecting...", "Connected!", "Done!") }

// Slow prints these lines so that each byte comes in a read of its own.
func Slow(lines ...string) Firmware {
	return func(_ context.Context, u *UART) {
		for _, b := range []byte(strings.Join(lines, "\r\n") + "\r\n") {
			u.Say(string(b))
			u.Drain()
		}
	}
}

// HalfLine prints text without an end of line and then nothing more.
func HalfLine(text string) Firmware {
	return func(_ context.Context, u *UART) { u.Say(text) }
}

// Crashes prints these lines, panics, and reboots as the panic handler does; then it goes on in the same way.
func Crashes(lines ...string) Firmware {
	return func(ctx context.Context, u *UART) {
		Says(lines...)(ctx, u)
		u.Say(PanicText)
		u.Reboot(SoftwareReset)
	}
}

// Blank is a chip without firmware: its ROM complains until the watchdog starts it anew, for ever.
func Blank() Firmware {
	return func(_ context.Context, u *UART) {
		u.Say(strings.Repeat("invalid header: 0xffffffff\r\n", 3))
		u.Reboot(WatchdogReset)
	}
}

// Unplugs prints these lines and is pulled out.
func Unplugs(lines ...string) Firmware {
	return func(ctx context.Context, u *UART) {
		Says(lines...)(ctx, u)
		u.Drain()
		u.Unplug()
	}
}

// Obeys prints ready and then does what it is told, one command a line: "panic", "restart", "unplug", "hang" (falls
// silent), and answers anything else with "echo: " and the line.
func Obeys(ready string) Firmware {
	return func(ctx context.Context, u *UART) {
		u.Say(ready + "\r\n")
		for {
			line, ok := u.Line()
			if !ok {
				return
			}
			switch line {
			case "panic":
				u.Say(PanicText)
				u.Reboot(SoftwareReset)
				return
			case "restart":
				u.Reboot(SoftwareReset)
				return
			case "unplug":
				u.Unplug()
				return
			case "hang":
				return
			}
			u.Sayf("echo: %s\r\n", line)
		}
	}
}
