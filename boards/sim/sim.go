package sim

import (
	"context"
	"fmt"
	"net"
	"sync"

	"github.com/benchtrial/benchtrial/boards/rfc2217"
	"github.com/benchtrial/benchtrial/boards/sim/nor"
)

// Sim is a simulated board with power on. It is safe for concurrent use.
type Sim struct {
	cfg     Config
	flash   *nor.Flash
	machine *machine

	tty       *pty
	ttyOutlet *outlet
	serial    net.Listener
	control   *controlServer

	stop   context.CancelFunc
	served sync.WaitGroup
	once   sync.Once
	closed error

	mu        sync.Mutex
	client    *outlet // of the RFC 2217 client that is there
	lostDrops uint64  // of those that were
}

// Start powers a simulated board up. It runs until ctx ends or Close is called; Close must be called in either case.
// Errors wrap nor.ErrInUse when another board has the flash file.
func Start(ctx context.Context, cfg Config) (*Sim, error) {
	cfg, err := cfg.complete()
	if err != nil {
		return nil, fmt.Errorf("starting the simulated board %q: %w", cfg.Name, err)
	}
	s := &Sim{cfg: cfg}
	if err := s.open(); err != nil {
		s.release()
		return nil, fmt.Errorf("starting the simulated board %q: %w", cfg.Name, err)
	}
	s.run(ctx)
	return s, nil
}

// open takes what the board needs of the host.
func (s *Sim) open() (err error) {
	if s.flash, err = nor.Open(s.cfg.FlashFile, flashSize); err != nil {
		return err
	}
	if s.tty, err = openPTY(s.cfg.TTYLink); err != nil {
		return err
	}
	if s.serial, err = net.Listen("tcp", s.cfg.Listen); err != nil {
		return fmt.Errorf("opening the RFC 2217 port: %w", err)
	}
	control, err := net.Listen("tcp", s.cfg.Control)
	if err != nil {
		return fmt.Errorf("opening the control port: %w", err)
	}
	s.machine = newMachine(s.cfg, s.flash, s.tty.baud)
	s.control = serveControl(control, s.command)
	return nil
}

// run starts the board's goroutines and switches it on.
func (s *Sim) run(ctx context.Context) {
	ctx, s.stop = context.WithCancel(ctx)
	m := s.machine
	s.ttyOutlet = newOutlet(s.tty, s.tty.heard)
	m.uart.attach(s.ttyOutlet)
	go m.live()
	m.post(func() { m.setPower(true) })
	s.served.Go(func() {
		if err := rfc2217.Serve(ctx, s.serial, port{s}); err != nil {
			m.log("%s: %v", s.cfg.Name, err)
		}
	})
	s.served.Go(func() {
		s.tty.read(func(b []byte) { m.post(func() { m.receive(b, false) }) }, func() { m.post(m.hostLeft) })
	})
	context.AfterFunc(ctx, func() { s.Close() })
}

// Close switches the board off and gives everything back: the firmware is gone, the ports are free, the flash file is
// complete when it returns.
func (s *Sim) Close() error {
	s.once.Do(func() {
		s.stop()
		s.release()
	})
	return s.closed
}

// release gives back what open took, however far it came.
func (s *Sim) release() {
	if s.control != nil {
		s.control.close()
	}
	if s.machine != nil && s.stop != nil {
		s.machine.shutdown()
	}
	if s.tty != nil {
		s.tty.close()
	}
	if s.serial != nil {
		s.serial.Close()
	}
	s.served.Wait()
	if s.ttyOutlet != nil {
		s.ttyOutlet.close()
	}
	if s.flash != nil {
		s.closed = s.flash.Close()
	}
}

// Name is the board's name.
func (s *Sim) Name() string { return s.cfg.Name }

// MAC is the board's address, as esptool read-mac prints it.
func (s *Sim) MAC() string { return s.cfg.MAC }

// RFC2217 is the address of the serial port, "host:port"; behind "rfc2217://" it is what esptool takes.
func (s *Sim) RFC2217() string { return s.serial.Addr().String() }

// PTY is the path of the console as a terminal device. It has no modem lines.
func (s *Sim) PTY() string { return s.tty.path }

// ControlAddr is the address of the control port, for Control and SetRate.
func (s *Sim) ControlAddr() string { return s.control.listener.Addr().String() }

// setClient takes note of the client's outlet, or of its end.
func (s *Sim) setClient(o *outlet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.client != nil {
		s.lostDrops += s.client.drops()
	}
	s.client = o
}

// clientDrops counts the bytes that RFC 2217 clients did not take in time.
func (s *Sim) clientDrops() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.client == nil {
		return s.lostDrops
	}
	return s.lostDrops + s.client.drops()
}
