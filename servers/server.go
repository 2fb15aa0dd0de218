package servers

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/benchtrial/benchtrial/servers/pki"
)

// Config says where a server listens and what it is to the firmware.
type Config struct {
	// Addr is ip:port; port 0 takes a free one, and keeps it.
	Addr string

	// Host is the name that its certificates are for; empty means the authority's.
	Host string

	// PKI makes its certificates.
	PKI *pki.Authority

	// Rate is how many seconds pass on the board in one second here; pauses are in board time. Nil means 1.
	Rate func() float64

	// Lose, when set, takes the board's Wi-Fi away as the trial's scenario has it. The server calls it when the moment
	// has come, and does nothing more for that connection until it returns. It must not call Use or Close.
	Lose func(Absence)

	// Observe, when set, is called with each event, in order and one at a time. It may look at the server, but must
	// not call Use or Close.
	Observe func(Event)
}

// Server is one address of the bench. Its methods are safe for concurrent use.
type Server struct {
	cfg  Config
	addr string
	stop func() bool

	using sync.Mutex // held by Use and Close from beginning to end

	observing sync.Mutex // held while events are reported; taken before mu

	mu        sync.Mutex
	service   Service
	agreement Agreement
	identity  pki.Deviation // what is set for the next trial
	shown     pki.Deviation // what honest behaviours show in this one
	trial     *trial
	changed   chan struct{}
	closed    bool
	randoms   map[[32]byte]bool // of clients that make probes: see Service.Probes
}

// ErrClosed is returned for a server that was closed.
var ErrClosed = errors.New("the server is closed")

// Listen opens the address and serves the scenario "valid" until Use. The server is closed when ctx is done.
// An address that somebody else holds is an error that names who, where /proc tells.
func Listen(ctx context.Context, cfg Config) (*Server, error) {
	if cfg.PKI == nil {
		return nil, errors.New("listening: no certificate authority is given")
	}
	if cfg.Host == "" {
		cfg.Host = cfg.PKI.Host()
	}
	l, err := listen(cfg.Addr)
	if err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, addr: l.Addr().String(), changed: make(chan struct{})}
	valid, _ := Lookup("valid")
	s.begin(valid, l)
	s.stop = context.AfterFunc(ctx, func() { s.close() })
	return s, nil
}

// listen opens an address, which Go does with SO_REUSEADDR: connections of an earlier trial do not keep it busy.
func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err == nil {
		return l, nil
	}
	if who := holder(addr); who != "" {
		return nil, fmt.Errorf("listening on %s: it is held by %s; stop that, or give the server another address: %w", addr, who, err)
	}
	return nil, fmt.Errorf("listening on %s: %w", addr, err)
}

// Addr is ip:port, where it listens.
func (s *Server) Addr() string { return s.addr }

// Use ends the trial before, completely, and begins one with a scenario: when it returns, no connection, goroutine or
// event of the earlier trial is left, and Seen is empty. An error tells that the scenario cannot be played: its chain
// cannot be made, or its port cannot be opened.
func (s *Server) Use(sc Scenario) error {
	s.using.Lock()
	defer s.using.Unlock()
	if s.isClosed() {
		return fmt.Errorf("beginning %q: %w", sc.Name, ErrClosed)
	}
	s.current().end()
	s.mu.Lock()
	s.shown = s.identity
	s.mu.Unlock()
	if !sc.Closed {
		// Now, not in the first handshake, which would have to wait for the keys.
		if err := s.prepare(sc.behaviour(1)); err != nil {
			s.begin(Scenario{Name: sc.Name, Closed: true}, nil)
			return fmt.Errorf("beginning %q: %w", sc.Name, err)
		}
	}
	l, err := s.open(sc)
	s.begin(sc, l)
	if err != nil {
		return fmt.Errorf("beginning %q: %w", sc.Name, err)
	}
	return nil
}

// SetIdentity sets which chain an honest server shows, one whose behaviour has the zero Chain, from the next Use on. The
// zero Deviation is leaf and intermediate under the root; pki.Pinned is for firmware that knows a fingerprint.
func (s *Server) SetIdentity(d pki.Deviation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.identity = d
}

// chain is what a behaviour shows.
func (s *Server) chain(b Behaviour) (tls.Certificate, error) {
	d := b.Chain
	if d.Name == "" && d.Change == nil {
		s.mu.Lock()
		d = s.shown
		s.mu.Unlock()
	}
	return s.cfg.PKI.Chain(s.cfg.Host, d)
}

// open gives the scenario its listener: none for a closed one, where nobody else may listen either.
func (s *Server) open(sc Scenario) (net.Listener, error) {
	switch {
	case sc.Vanished:
		return listenBlackhole(s.addr)
	case !sc.Closed:
		return listen(s.addr)
	}
	if who := holder(s.addr); who != "" {
		return nil, fmt.Errorf("%s is to be closed, but it is held by %s; stop that, or give the server another address", s.addr, who)
	}
	return nil, nil
}

// begin starts a trial.
func (s *Server) begin(sc Scenario, l net.Listener) {
	ctx, cancel := context.WithCancel(context.Background())
	t := &trial{server: s, scenario: sc, listener: l, ctx: ctx, cancel: cancel}
	s.update(func(emit func(int, string, string)) {
		s.trial = t
		emit(0, EventScenario, sc.Name+": "+sc.Doc)
	})
	if l != nil {
		t.running.Go(t.accept)
	}
}

func (s *Server) current() *trial {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.trial
}

func (s *Server) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// Seen is a snapshot of this trial's connections, by attempt. It may be taken at any time.
func (s *Server) Seen() []Conn { return s.seen(false) }

// Changed is closed when Seen next changes. Take it before looking at Seen, or a change between the two is missed.
func (s *Server) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// Idle tells that no connection of this trial is open. What was seen of their ends is in a Seen taken after it.
func (s *Server) Idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.trial.sessions {
		if c.conn.End == Open {
			return false
		}
	}
	return true
}

// Close ends the trial and closes the address. What was seen stays readable.
func (s *Server) Close() error {
	s.stop()
	s.close()
	return nil
}

func (s *Server) close() {
	s.using.Lock()
	defer s.using.Unlock()
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.current().end()
}

// wall converts board time to time here; floor is the least that it gives, for limits that a busy machine must not
// reach.
func (s *Server) wall(board, floor time.Duration) time.Duration {
	rate := 1.0
	if s.cfg.Rate != nil {
		rate = s.cfg.Rate()
	}
	if rate <= 0 {
		rate = 1
	}
	return max(floor, time.Duration(float64(board)/rate))
}
