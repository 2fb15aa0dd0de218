package sim

import (
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/benchtrial/benchtrial/boards/espimage"
	"github.com/benchtrial/benchtrial/boards/sim/loader"
	"github.com/benchtrial/benchtrial/boards/sim/nor"
)

// mode is what the chip is doing.
type mode string

const (
	modeOff       mode = "off"       // no power
	modeReset     mode = "reset"     // EN is held low
	modeLoader    mode = "download"  // the ROM loader, or the stub
	modeApp       mode = "app"       // the firmware runs
	modeRebooting mode = "rebooting" // between a crash and the next boot
	modeSleeping  mode = "sleeping"  // deep sleep: nothing runs but, perhaps, the timer
	modeHalted    mode = "halted"    // the image is not for the simulation
)

// machine is the chip with its flash. One goroutine owns it all; others post what is to be done.
type machine struct {
	cfg     Config
	chip    chip
	image   espimage.Chip
	flash   *nor.Flash
	uart    *uart
	out     io.Writer  // where the chip's words go: uart
	ttyBaud func() int // bit rate of hosts without modem lines
	log     func(format string, args ...any)
	events  chan func()
	closed  chan struct{} // no more events are taken
	done    chan struct{} // the goroutine has ended

	// Below: only the goroutine's.
	power     bool
	circuit   circuit
	mode      mode
	straps    uint32
	regs      *registers
	loader    *loader.Loader
	fromSync  bool // a host without modem lines talks to the loader
	scanner   loader.Decoder
	proc      *process
	life      int // counts resets: what was begun in an earlier life does not count any more
	timer     *time.Timer
	rate      float64
	stallRate float64 // the same while a TLS handshake waits for its peer; not below rate
	heap      int     // bytes that the next boots have, where they are not to have all
	heapLooks []int   // bytes that were free at each attempt to connect since the boot
	heapLow   int     // the least bytes that were free since the boot
	air       string  // of this boot and the next ones, as parseAir gives it; "" is on
	unheard   airWaiters
	reason    int // of this boot, as the firmware asks for it
	boots     int
	crashes   int
	last      cause
	hostBaud  int
	chipBaud  int
	appBaud   int
	exe       *executable
	parsed    espimage.Image
	fault     *espimage.Fault
	told      *espimage.Fault // the last one that went to the log
	parsedAt  uint64
	hasParsed bool
	rxDropped uint64
	report    *panicReport // what the firmware said about its end
	restart   bool
	sleep     *time.Duration // what the firmware said of its deep sleep, in the board's time; 0 is for good
	rtc       *rtcMemory
}

func newMachine(cfg Config, flash *nor.Flash, ttyBaud func() int) *machine {
	c, _ := lookup(cfg.Chip)
	image, _ := espimage.Lookup(cfg.Chip)
	u := newUART()
	return &machine{cfg: cfg, chip: c, image: image, flash: flash, uart: u, out: u, ttyBaud: ttyBaud, log: logger(cfg.Log),
		events: make(chan func(), 256), closed: make(chan struct{}), done: make(chan struct{}),
		mode: modeOff, rate: cfg.Rate, hostBaud: c.romBaud, chipBaud: c.romBaud}
}

// logger writes whole lines, from any goroutine.
func logger(w io.Writer) func(format string, args ...any) {
	var mu sync.Mutex
	return func(format string, args ...any) {
		if w == nil {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(w, format+"\n", args...)
	}
}

// live runs the machine until shutdown.
func (m *machine) live() {
	defer close(m.done)
	for {
		select {
		case do := <-m.events:
			do()
		case <-m.closed:
			m.halt()
			m.forget()
			m.abandon()
			return
		}
	}
}

// forget gives back what was prepared to start the image.
func (m *machine) forget() {
	if m.exe != nil {
		m.exe.close()
		m.exe = nil
	}
}

// abandon gives back what a chip keeps for as long as it has power.
func (m *machine) abandon() {
	if m.rtc != nil {
		m.rtc.close()
		m.rtc = nil
	}
}

// shutdown ends the machine and waits for it.
func (m *machine) shutdown() {
	close(m.closed)
	<-m.done
}

// post has do done by the machine's goroutine, soon and in order.
func (m *machine) post(do func()) {
	select {
	case m.events <- do:
	case <-m.closed:
	}
}

// call has do done and waits for its answer.
func (m *machine) call(do func() (string, error)) (text string, err error) {
	answered := make(chan struct{})
	m.post(func() {
		text, err = do()
		close(answered)
	})
	select {
	case <-answered:
		return text, err
	case <-m.done:
		return "", errClosed
	}
}

// after has do done once that much board time has passed, unless the chip is reset before.
func (m *machine) after(board time.Duration, do func()) {
	m.afterWall(max(time.Duration(float64(board)/m.rate), minPause), do)
}

// afterWall has do done after that much time of the bench, unless the chip is reset before.
func (m *machine) afterWall(d time.Duration, do func()) {
	life := m.life
	m.timer = time.AfterFunc(d, func() {
		m.post(func() {
			if m.life == life {
				do()
			}
		})
	})
}

// minPause bounds how often a board that cannot start tries again, however fast its clock runs.
const minPause = 10 * time.Millisecond

// lines is called when the modem lines of the client change.
func (m *machine) lines(dtr, rts bool) {
	before := m.circuit
	m.circuit = before.set(dtr, rts)
	if !m.power || m.circuit.enLow == before.enLow {
		return
	}
	if m.circuit.enLow {
		m.halt()
		m.mode = modeReset
		return
	}
	m.boot(resetPin, m.circuit.io0Low)
}

// halt stops whatever runs. The next thing is a reset, or the end.
func (m *machine) halt() {
	m.life++
	if m.timer != nil {
		m.timer.Stop()
	}
	if m.loader != nil {
		m.loader.Close()
		m.loader = nil
	}
	m.fromSync = false
	if m.proc != nil {
		m.proc.kill()
		m.rxDropped += m.proc.drops()
		m.proc = nil
	}
	m.report, m.restart, m.sleep = nil, false, nil
	m.airForgotten()
}

// setPower switches the board's supply.
func (m *machine) setPower(on bool) {
	if on == m.power {
		return
	}
	m.power = on
	switch {
	case !on:
		m.halt()
		m.mode = modeOff
	case m.circuit.enLow:
		m.mode = modeReset
	default:
		m.boot(resetPowerOn, m.circuit.io0Low)
	}
}

// receive takes bytes that a host sent. Hosts without modem lines may ask for the loader by talking to it.
func (m *machine) receive(b []byte, hasLines bool) {
	if !hasLines && m.mode != modeLoader && m.power && m.mode != modeReset && m.asksForLoader(b) {
		return
	}
	switch m.mode {
	case modeLoader:
		l := m.loader
		l.Feed(b)
		if l.TakeSync() && m.loader == l {
			m.fromSync = m.fromSync || !hasLines
			m.chipBaud = m.peerBaud() // the ROM takes it from the bits
		}
	case modeApp:
		m.proc.send(b)
	}
}

// asksForLoader looks for a SYNC frame, and enters the loader when it finds one.
func (m *machine) asksForLoader(b []byte) bool {
	found := false
	m.scanner.Feed(b, func(frame []byte) { found = found || loader.IsSync(frame) })
	if !found {
		return false
	}
	m.halt()
	m.enterLoader(m.chip.strapDownload)
	m.receive(b, false)
	return true
}

// hostLeft is called when the last host without modem lines has closed the port. esptool believes that it has reset
// the board then, and says so; where it got into the loader without lines, it gets out of it without lines too.
func (m *machine) hostLeft() {
	m.scanner.Reset()
	if m.fromSync {
		m.boot(resetPin, false)
	}
}

// clockDivider is the UART's divider, as the ROM has found it from the host's bit rate. esptool works out the crystal
// from it.
func (m *machine) clockDivider() uint32 { return uint32(m.chip.uartClock / max(m.peerBaud(), 1)) }

// peerBaud is the bit rate of the host that the loader talks to.
func (m *machine) peerBaud() int {
	if m.fromSync {
		return m.ttyBaud()
	}
	return m.hostBaud
}

// registersFor prepares what host tools read.
func (m *machine) registersFor(straps uint32) *registers {
	mac, _ := net.ParseMAC(m.cfg.MAC) // checked at the start
	return &registers{
		fixed:   m.chip.registry(mac, straps),
		written: map[uint32]uint32{},
		spi:     m.chip.spi,
		dynamic: map[uint32]func() uint32{
			m.chip.clkdiv: m.clockDivider,
		},
	}
}
