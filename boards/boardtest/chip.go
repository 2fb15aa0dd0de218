package boardtest

import (
	"bytes"
	"context"
	"fmt"
)

// romBanner is what the ROM of a chip prints for a reset cause.
func romBanner(chip string, cause int, download bool) string {
	if chip == "esp8266" {
		mode := 3
		if download {
			mode = 1
		}
		return fmt.Sprintf("\r\n ets Jan  8 2013,rst cause:%d, boot mode:(%d,6)\r\n\r\n", cause, mode)
	}
	mode := "0x13 (SPI_FAST_FLASH_BOOT)"
	if download {
		mode = "0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))"
	}
	text := fmt.Sprintf("ets Jul 29 2019 12:21:46\r\n\r\nrst:0x%x (%s),boot:%s\r\n", cause, causes[cause], mode)
	if download {
		text += "waiting for download\r\n"
	}
	return text
}

// causes are the names that the ESP32's ROM prints.
var causes = map[int]string{
	PowerOn: "POWERON_RESET", SoftwareReset: "SW_CPU_RESET", WatchdogReset: "RTCWDT_RTC_RESET", BrownoutReset: "RTCWDT_BROWN_OUT_RESET",
}

// Reset causes of the ESP32, for UART.Reboot.
const (
	PowerOn       = 0x1
	SoftwareReset = 0xc
	BrownoutReset = 0xf
	WatchdogReset = 0x10
)

// program is what one start of the chip leads to.
type program struct {
	fw       Firmware
	download bool
}

// start counts a start of the chip and returns what will run. The lock is held.
func (f *Fake) start() program {
	f.resets++
	p := program{fw: f.cfg.Firmware, download: f.cfg.Download != 0}
	if f.cfg.Download > 0 {
		f.cfg.Download--
	}
	return p
}

// run is the chip from one release of EN to the next time it goes low.
func (f *Fake) run(ctx context.Context, p program, stopped chan<- struct{}) {
	defer close(stopped)
	stop := context.AfterFunc(ctx, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.changed() // wakes what waits for the port
	})
	defer stop()
	cause := PowerOn
	if f.cfg.Chip == "esp8266" {
		cause = 2
	}
	for {
		u := &UART{board: f, ctx: ctx}
		if !f.cfg.Mute {
			u.Say(romBanner(f.cfg.Chip, cause, p.download))
		}
		if p.fw != nil && !p.download {
			p.fw(ctx, u)
		}
		if u.reboot == 0 || ctx.Err() != nil {
			return
		}
		cause = u.reboot
		f.mu.Lock()
		p = f.start()
		f.mu.Unlock()
	}
}

// UART is the board's side of its serial port.
type UART struct {
	board  *Fake
	ctx    context.Context // ends with the program's run
	reboot int
}

// outLimit is how much may wait to be read before the program is held up, so that a looping board fills no memory.
const outLimit = 64 << 10

// Say prints text. With nobody listening it is lost, as on a wire.
func (u *UART) Say(text string) {
	u.when(func(l *link) bool {
		if l != nil && len(l.out) > outLimit {
			return false
		}
		if l != nil {
			l.out = append(l.out, text...)
		}
		return true
	})
}

// Sayf prints formatted text.
func (u *UART) Sayf(format string, args ...any) { u.Say(fmt.Sprintf(format, args...)) }

// Drain waits until somebody listens and has read all that was said.
func (u *UART) Drain() {
	u.when(func(l *link) bool { return l != nil && len(l.out) == 0 })
}

// Line waits for a line that was written to the board and returns it without its end; ok is false when the run ended.
func (u *UART) Line() (line string, ok bool) {
	u.when(func(l *link) bool {
		if l == nil {
			return false
		}
		text, rest, found := bytes.Cut(l.in, []byte("\n"))
		if found {
			line, ok = string(bytes.TrimSuffix(text, []byte("\r"))), true
			l.in = rest
		}
		return found
	})
	return line, ok
}

// Reboot makes the chip start anew with this reset cause once the firmware returns and its words were read.
func (u *UART) Reboot(cause int) {
	u.Drain()
	u.reboot = cause
}

// Unplug pulls the board out from inside: the firmware should return after it.
func (u *UART) Unplug() {
	f := u.board
	f.mu.Lock()
	defer f.mu.Unlock()
	f.unplug = true
	if f.link != nil {
		f.link.gone = true
		f.link = nil
	}
	f.changed()
}

// when calls try at each change of the port, under the board's lock, until it returns true or the run ends.
func (u *UART) when(try func(*link) bool) {
	f := u.board
	f.mu.Lock()
	defer f.mu.Unlock()
	for u.ctx.Err() == nil {
		if try(f.link) {
			f.changed()
			return
		}
		idle := f.idle
		f.mu.Unlock()
		<-idle
		f.mu.Lock()
	}
}
