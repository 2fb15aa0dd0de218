package sim

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"
)

// errClosed is the answer of a board that is no more.
var errClosed = errors.New("the simulated board is closed")

// controlServer answers the control port: one command a line, one line of answer, which begins with "ok" or "error:".
type controlServer struct {
	listener net.Listener
	do       func(command string) (string, error)

	mu    sync.Mutex
	conns map[net.Conn]bool
	wait  sync.WaitGroup
}

// maxCommand bounds a command line.
const maxCommand = 4096

// serveControl answers on l until close.
func serveControl(l net.Listener, do func(string) (string, error)) *controlServer {
	s := &controlServer{listener: l, do: do, conns: map[net.Conn]bool{}}
	s.wait.Go(s.accept)
	return s
}

func (s *controlServer) accept() {
	for {
		conn, err := s.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		s.mu.Lock()
		s.conns[conn] = true
		s.mu.Unlock()
		s.wait.Go(func() { s.answer(conn) })
	}
}

// answer serves one connection.
func (s *controlServer) answer(conn net.Conn) {
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.conns, conn)
		conn.Close()
	}()
	lines := bufio.NewScanner(conn)
	lines.Buffer(nil, maxCommand)
	for lines.Scan() {
		text, err := s.do(strings.TrimSpace(lines.Text()))
		reply := strings.TrimSpace("ok " + text)
		if err != nil {
			reply = "error: " + err.Error()
		}
		if _, err := io.WriteString(conn, reply+"\n"); err != nil {
			return
		}
	}
}

func (s *controlServer) close() {
	s.listener.Close()
	s.mu.Lock()
	for c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	s.wait.Wait()
}

// command carries out one command of the control port.
func (s *Sim) command(text string) (string, error) {
	verb, arg, _ := strings.Cut(text, " ")
	m := s.machine
	switch text {
	case "power on", "power off":
		return m.call(func() (string, error) { m.setPower(arg == "on"); return "", nil })
	case "reset", "download":
		return m.call(func() (string, error) { return "", m.pulse(verb == "download") })
	case "erase":
		return "", s.flash.Erase(0, flashSize)
	case "state":
		return m.call(func() (string, error) { return s.state(), nil })
	}
	if verb == "heap" {
		return m.call(func() (string, error) { return m.heapCommand(arg) })
	}
	if verb == "rate" || verb == "stall" {
		rate, err := strconv.ParseFloat(arg, 64)
		if err != nil || !(rate >= minRate && rate <= maxRate) {
			return "", fmt.Errorf("%q is no clock rate between %v and %v", arg, minRate, float64(maxRate))
		}
		return m.call(func() (string, error) { m.setRate(verb, rate); return "", nil })
	}
	if verb == "air" {
		state, err := parseAir(arg)
		if err != nil {
			return "", err
		}
		return "", m.setAir(state)
	}
	return "", fmt.Errorf("unknown command %q; there are: rate N, stall N, heap, heap N, air on, air off [SECONDS [RATE]], power on, power off, reset, download, erase, state", text)
}

// setRate sets the clock of the next boots, or how fast it runs while a TLS handshake waits for its peer.
func (m *machine) setRate(verb string, rate float64) {
	if verb == "stall" {
		m.stallRate = rate
		return
	}
	m.rate = rate
}

// pulse resets the chip as the buttons on a board do.
func (m *machine) pulse(download bool) error {
	if !m.power {
		return errors.New("the board has no power")
	}
	m.boot(resetPin, download || m.circuit.io0Low)
	return nil
}

// state is one line about everything, as key=value.
func (s *Sim) state() string {
	m := s.machine
	stub := m.loader != nil && m.loader.Stub()
	received := m.rxDropped
	if m.proc != nil {
		received += m.proc.drops()
	}
	return fmt.Sprintf("name=%s chip=%s mac=%s mode=%s stub=%t boots=%d crashes=%d cause=0x%x rate=%v"+
		" host_baud=%d chip_baud=%d rom_baud=%d serial_begin=%d pty_baud=%d dropped_rfc2217=%d dropped_pty=%d dropped_rx=%d"+
		" rfc2217=%s pty=%s",
		strconv.Quote(m.cfg.Name), m.chip.name, m.cfg.MAC, m.mode, stub, m.boots, m.crashes, m.last.number, m.rate,
		m.hostBaud, m.chipBaud, m.chip.romBaud, m.appBaud, s.tty.baud(), s.clientDrops(), s.ttyOutlet.drops(), received,
		s.RFC2217(), s.PTY())
}

// Control sends one command to the control port of a simulated board and returns what it answered behind "ok". The
// commands are: rate N, stall N, heap, heap N, air on, air off [SECONDS [RATE]], power on, power off, reset, download, erase, state.
func Control(ctx context.Context, addr, command string) (string, error) {
	text, err := control(ctx, addr, command)
	if err != nil {
		return "", fmt.Errorf("telling the simulated board at %s to %q: %w", addr, command, err)
	}
	return text, nil
}

// controlLimit is how long a board may take to answer; a reset takes milliseconds.
const controlLimit = 10 * time.Second

func control(ctx context.Context, addr, command string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, controlLimit)
	defer cancel()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if _, err := io.WriteString(conn, command+"\n"); err != nil {
		return "", err
	}
	reply, err := bufio.NewReader(conn).ReadString('\n')
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil {
		return "", err
	}
	reply = strings.TrimSpace(reply)
	if text, ok := strings.CutPrefix(reply, "ok"); ok {
		return strings.TrimSpace(text), nil
	}
	return "", errors.New(strings.TrimPrefix(reply, "error: "))
}

// SetRate sets how many seconds pass on a simulated board in one second of the bench, from its next boot on.
func SetRate(ctx context.Context, addr string, rate float64) error {
	_, err := Control(ctx, addr, "rate "+strconv.FormatFloat(rate, 'g', -1, 64))
	return err
}

// MaxRate is the fastest clock that a simulated board can have.
const MaxRate = maxRate

// SetStallRate sets the same for the time in which a TLS handshake of the board waits for its peer. A bench that is not
// going to answer a handshake can so let the firmware's time-out pass quickly without anything else being late.
func SetStallRate(ctx context.Context, addr string, rate float64) error {
	_, err := Control(ctx, addr, "stall "+strconv.FormatFloat(rate, 'g', -1, 64))
	return err
}
