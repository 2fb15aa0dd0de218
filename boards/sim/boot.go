package sim

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/benchtrial/benchtrial/boards/espimage"
	"github.com/benchtrial/benchtrial/boards/sim/loader"
)

// Pauses in board time, about as long as a chip takes from reset to application, and as its ROM's watchdog takes to
// bite (log times of boot loops in esp-idf and arduino-esp32 issues: 0.25 to 0.4 s).
const (
	rebootPause   = 250 * time.Millisecond
	watchdogPause = 300 * time.Millisecond
)

// watchdogDelay is the time of the bench between the start of the RTC watchdog and its reset. On silicon it is 15 ms;
// pyserial over RFC 2217 needs 100 ms to send the next command, and esptool waits 500 ms for the whole.
const watchdogDelay = 250 * time.Millisecond

// boot starts the chip. What ran before ends.
func (m *machine) boot(kind resetKind, download bool) {
	c := m.chip.causes[kind]
	m.halt()
	if !fromWithin(kind) {
		m.abandon()
	}
	m.boots++
	m.last, m.reason = c, c.reason
	m.chipBaud, m.appBaud = m.chip.romBaud, 0
	m.print(m.chip.banner(c, download))
	if download {
		m.enterLoader(m.chip.strapDownload)
		return
	}
	m.straps = m.chip.strapFlash
	m.bootFlash()
}

// enterLoader starts the ROM loader.
func (m *machine) enterLoader(straps uint32) {
	m.mode, m.straps = modeLoader, straps
	m.regs = m.registersFor(straps)
	m.loader = loader.New(m.chip.dialect, m.flash, loaderPort{m}, m.send)
}

// loaderPort is the machine as its loader sees it.
type loaderPort struct{ m *machine }

func (p loaderPort) ReadReg(addr uint32) uint32 { return p.m.regs.read(addr) }
func (p loaderPort) SetBaud(baud int)           { p.m.chipBaud = baud }

// WriteReg writes a register; one of them starts the watchdog, with which esptool resets chips without lines. The
// watchdog resets the whole chip, and the straps are read anew. esptool has one more command to send until then.
func (p loaderPort) WriteReg(addr, value, mask uint32) {
	m := p.m
	if m.chip.watchdog != 0 && addr == m.chip.watchdog && value&mask&(1<<31) != 0 {
		m.afterWall(watchdogDelay, func() { m.boot(resetRTCWDT, m.circuit.io0Low) })
	}
	m.regs.write(addr, value, mask)
}

// Leave is the end of the loader. A reset by software keeps the straps.
func (p loaderPort) Leave(to loader.Exit) {
	m := p.m
	if to == loader.ToReset {
		m.boot(resetSoftware, m.straps == m.chip.strapDownload)
		return
	}
	m.halt()
	m.straps = m.chip.strapFlash
	m.bootFlash()
}

// print sends text on the UART.
func (m *machine) print(text string) { m.send([]byte(text)) }

func (m *machine) send(b []byte) { _, _ = m.out.Write(b) } // a UART never fails

// bootFlash loads what the flash holds, as ROM and second-stage bootloader do.
func (m *machine) bootFlash() {
	m.parse()
	if m.fault != nil {
		m.refuse(m.fault)
		return
	}
	m.print(m.chip.loading(m.parsed.Header, m.parsed.Segments) + m.chip.started(m.parsed.Header))
	m.startApp()
}

// parse reads the image, unless the flash has not changed since it was read last.
func (m *machine) parse() {
	version := m.flash.Version()
	if m.hasParsed && m.parsedAt == version {
		return
	}
	offset := m.image.Offset
	content, err := m.flash.Read(offset, uint32(m.flash.Size())-offset)
	if err == nil {
		m.parsed, err = m.image.Parse(content)
	}
	m.fault = nil
	errors.As(err, &m.fault)
	m.hasParsed, m.parsedAt = true, version
	m.forget()
}

// refuse prints what the chip says of an image that it does not start, and what becomes of it: the ROM waits for the
// watchdog; what the ROM has started restarts the chip, each in its way.
func (m *machine) refuse(f *espimage.Fault) {
	if m.told != f { // once, not at every turn of the boot loop
		m.log("%s: %v", m.cfg.Name, f)
		m.told = f
	}
	m.mode = modeRebooting
	complaint := lines(f.ROM)
	switch {
	case f.Kind == espimage.BadMagic:
		complaint = strings.Repeat(complaint, m.chip.blankLines)
	case f.Kind == espimage.WrongChip && !f.Started: // told from the header alone
	default:
		complaint = m.chip.loading(f.Header, f.Segments) + complaint
	}
	m.print(complaint)
	switch {
	case f.Kind == espimage.NoProgram:
		m.print(m.chip.started(f.Header) +
			line("benchtrial sim: this image was built for a real chip; a simulated board runs images that were built for it"))
		m.mode = modeHalted
	case f.Started:
		m.print(m.chip.started(f.Header) + m.chip.gaveUp(f))
		m.after(rebootPause, func() { m.boot(resetBootloader, false) })
	default:
		m.after(watchdogPause, func() { m.boot(resetROM, false) })
	}
}

// bootloaderGivesUp is what esp-idf's second-stage bootloader prints when the only application is no good (esp-idf
// components/bootloader_support/src/bootloader_utility.c). The times are those of a typical log.
func bootloaderGivesUp(f *espimage.Fault) string {
	var text strings.Builder
	at := 35
	all := append(append([]string(nil), f.Boot...), "boot: Factory app partition is not bootable",
		"boot: No bootable app partitions in the partition table")
	for _, c := range all {
		fmt.Fprintf(&text, "E (%d) %s\r\n", at, c)
		at += 6
	}
	return text.String()
}

// startApp starts the program of the image.
func (m *machine) startApp() {
	if err := m.exec(); err != nil {
		m.log("%s: starting the firmware: %v", m.cfg.Name, err)
		var path *os.PathError // says where on the host, which is not for the console
		if errors.As(err, &path) {
			err = path.Err
		}
		m.print(line("benchtrial sim: the program in the flash cannot be started: %v", err))
		m.crashed(resetHang)
		return
	}
	m.mode = modeApp
}

// exec starts the program on the host and has its end noticed.
func (m *machine) exec() error {
	if m.exe == nil {
		exe, err := newExecutable(m.parsed.Program)
		if err != nil {
			return err
		}
		m.exe, m.parsed.Program = exe, nil // the whole flash's copy hangs on Program
	}
	if m.rtc == nil {
		rtc, err := newRTCMemory()
		if err != nil {
			return err
		}
		m.rtc = rtc
	}
	m.heapLooks, m.heapLow = nil, m.heapGiven()
	life := m.life
	inThisLife := func(do func()) func() {
		return func() {
			if m.life == life {
				do()
			}
		}
	}
	p, err := run{exe: m.exe, rtc: m.rtc, env: m.environment(), output: m.out,
		monitor: func(text string, killed <-chan struct{}) {
			select {
			case m.events <- inThisLife(func() { m.heard(text) }):
			case <-killed:
			}
		},
		log: func(text string) { m.log("%s: %s", m.cfg.Name, text) },
	}.start()
	if err != nil {
		return err
	}
	m.proc = p
	go func() {
		<-p.done
		m.post(inThisLife(func() { m.ended(p) }))
	}()
	return nil
}

// environment is all that the firmware knows of the host.
func (m *machine) environment() []string {
	env := []string{
		"PATH=/usr/bin:/bin", "LANG=C", "TZ=UTC",
		"BENCH_CHIP=" + m.chip.name,
		"BENCH_MAC=" + m.cfg.MAC,
		"BENCH_CLOCK_RATE=" + strconv.FormatFloat(m.rate, 'g', -1, 64),
		"BENCH_STALL_RATE=" + strconv.FormatFloat(max(m.rate, m.stallRate), 'g', -1, 64),
		"BENCH_HEAP=" + strconv.Itoa(m.heapGiven()),
		"BENCH_RESET_REASON=" + strconv.Itoa(m.reason),
		"BENCH_RTC=" + strconv.Itoa(rtcFD),
	}
	if m.air != "" {
		env = append(env, "BENCH_AIR="+m.air)
	}
	if m.cfg.IP != "" {
		env = append(env, "BENCH_IP="+m.cfg.IP)
	}
	if m.cfg.DNS != "" {
		env = append(env, "BENCH_DNS="+m.cfg.DNS)
	}
	if m.cfg.NTP != "" {
		env = append(env, "BENCH_NTP="+m.cfg.NTP)
	}
	if m.cfg.HTTP != "" {
		env = append(env, "BENCH_HTTP="+m.cfg.HTTP)
	}
	return env
}

// heard takes a line of the firmware's monitor.
func (m *machine) heard(text string) {
	l, err := parseMonitor(text)
	switch {
	case err != nil:
		m.log("%s: %v", m.cfg.Name, err)
	case l.verb == "baud":
		m.appBaud, _ = strconv.Atoi(l.kind)
		m.chipBaud = m.appBaud
	case l.verb == "restart":
		m.restart = true
	case l.verb == "sleep":
		m.noteSleep(l.kind)
	case l.verb == "heap":
		m.noteHeap(l.kind)
	case l.verb == "low":
		m.noteLow(l.kind)
	case l.verb == "air":
		m.airHeard()
	case l.verb == "panic" && m.report == nil:
		r := report(l, fmt.Sprintf("%x", m.parsed.Desc.ELF))
		m.report = &r
	case l.verb != "panic":
		m.log("%s: unknown monitor line %q", m.cfg.Name, text)
	}
}

// ended is called when the firmware is gone on its own account.
func (m *machine) ended(p *process) {
	m.proc = nil
	m.airForgotten()
	m.rxDropped += p.drops()
	switch {
	case m.report != nil:
		m.print(m.chip.panicked(*m.report))
		m.crashed(m.report.reset())
	case m.restart:
		m.mode = modeRebooting
		m.after(rebootPause, func() { m.boot(resetRestart, false) })
	case m.sleep != nil:
		m.fallAsleep(*m.sleep)
	default:
		m.print(line("") + line("benchtrial sim: the firmware ended without a word (%s); a chip cannot: reset by watchdog", ending(p.end())))
		m.crashed(resetHang)
	}
}

// crashed reboots the chip after a crash. A firmware that crashes at once crashes again and again, at a chip's pace.
func (m *machine) crashed(kind resetKind) {
	m.crashes++
	m.mode = modeRebooting
	m.after(rebootPause, func() { m.boot(kind, false) })
}

// ending says how a process ended.
func ending(s *os.ProcessState) string {
	if w, ok := s.Sys().(syscall.WaitStatus); ok && w.Signaled() {
		return "killed by signal: " + w.Signal().String()
	}
	return fmt.Sprintf("exit status %d", s.ExitCode())
}
