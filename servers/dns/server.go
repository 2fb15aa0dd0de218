package dns

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/miekg/dns"
)

// Query is one question and what was answered.
type Query struct {
	At      time.Time
	Name    string // in small letters, without the final dot
	Type    string // "A", "AAAA"…
	Remote  string // ip:port
	ID      uint16 // of the message; a question that is asked again for want of an answer keeps it
	Network string // "udp" or "tcp"
	Time    bool   // the name is a time server's: see IsTimeServer
	Answer  string // the addresses, or "no address", "NXDOMAIN", "SERVFAIL", "no answer"
}

// Answer is what a name server says to one question. The zero value says that the name has no address.
type Answer struct {
	Addresses []netip.Addr // those of the question's family are sent
	Code      int          // the DNS response code: 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED
	Drop      bool         // nothing is sent
}

// Config says where to listen and what to answer.
type Config struct {
	// Addr is ip:port, for UDP and TCP; port 0 takes a free one.
	Addr string

	// Records are the bench's names. All others do not exist.
	Records map[string]netip.Addr

	// Time, when valid, is the address that every time server's name has, in place of the real one's: boards ask for
	// public ones.
	Time netip.Addr

	// Observe, when set, is called with each query, before it is answered.
	Observe func(Query)
}

// Server answers until it is closed. It is safe for concurrent use.
type Server struct {
	addr    string
	observe func(Query)
	time    netip.Addr
	servers []*dns.Server
	running sync.WaitGroup
	stop    func() bool

	observing sync.Mutex // keeps the calls of observe in the order of the record

	mu      sync.Mutex
	answer  func(Query) Answer
	play    func(n int) Answer // nil when nothing is played
	asked   int                // questions that play was asked
	seen    []Query
	changed chan struct{}
	closed  bool
}

// Serve starts a name server; it runs until Close, or until ctx is done.
func Serve(ctx context.Context, cfg Config) (*Server, error) {
	packets, stream, err := listen(ctx, cfg.Addr)
	if err != nil {
		return nil, fmt.Errorf("listening for DNS on %s: %w", cfg.Addr, err)
	}
	s := &Server{addr: packets.LocalAddr().String(), observe: cfg.Observe, time: cfg.Time, changed: make(chan struct{})}
	s.SetRecords(cfg.Records)
	started := make(chan struct{}, 2)
	for _, d := range []*dns.Server{{PacketConn: packets}, {Listener: stream}} {
		d.Handler = dns.HandlerFunc(s.handle)
		d.NotifyStartedFunc = func() { started <- struct{}{} }
		s.servers = append(s.servers, d)
		s.running.Go(func() {
			// It ends with an error only when its socket is closed.
			_ = d.ActivateAndServe()
		})
	}
	// Shutting down a server that has not started is an error, so see both of them start.
	<-started
	<-started
	s.stop = context.AfterFunc(ctx, func() { s.shutdown() })
	return s, nil
}

// listen opens one port for both protocols. With port 0 the port that UDP got can be taken for TCP; another is tried then.
func listen(ctx context.Context, addr string) (net.PacketConn, net.Listener, error) {
	var lc net.ListenConfig
	for try := 0; ; try++ {
		packets, err := lc.ListenPacket(ctx, "udp", addr)
		if err != nil {
			return nil, nil, err
		}
		stream, err := lc.Listen(ctx, "tcp", packets.LocalAddr().String())
		if err == nil {
			return packets, stream, nil
		}
		packets.Close()
		if try == 10 || !strings.HasSuffix(addr, ":0") {
			return nil, nil, err
		}
	}
}

// Addr is ip:port, where it listens.
func (s *Server) Addr() string { return s.addr }

// SetRecords replaces the bench's names from the next question on. Names are taken without regard to case.
func (s *Server) SetRecords(records map[string]netip.Addr) {
	known := map[string]netip.Addr{}
	for name, addr := range records {
		known[canonical(name)] = addr
	}
	s.SetAnswer(func(q Query) Answer {
		addr, ok := known[q.Name]
		if !ok {
			return Answer{Code: dns.RcodeNameError}
		}
		return Answer{Addresses: []netip.Addr{addr}}
	})
}

// SetAnswer replaces what the server says from the next question on: for names that fail, that change from one question to the
// next, or that have several addresses. The function is called from one goroutine at a time; Query.Answer is empty.
func (s *Server) SetAnswer(answer func(Query) Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = answer
}

// Play plays a script over the bench's names from the next question on: the n-th question for the address (A) of a name
// that has one, counted from 1, gets script(n), in which Own and Dead stand for addresses. Every packet counts, so that a
// script can lose a question and answer its repetition. Questions of other types get the same, without addresses of other
// families, and do not count. Nil ends the play.
func (s *Server) Play(script func(n int) Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.play, s.asked = script, 0
}

// Seen is what was asked until now, in order.
func (s *Server) Seen() []Query {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Query(nil), s.seen...)
}

// Forget empties the record.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = nil
}

// Changed is closed at the next query. Take it before looking at Seen, or a query between the two is missed.
func (s *Server) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// Close stops the server and waits until no query is being answered.
func (s *Server) Close() error {
	s.stop()
	err := s.shutdown()
	s.running.Wait()
	return err
}

// shutdown closes the sockets, once.
func (s *Server) shutdown() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	s.mu.Unlock()
	var errs []error
	for _, d := range s.servers {
		errs = append(errs, d.Shutdown())
	}
	return errors.Join(errs...)
}

// canonical is how names are compared.
func canonical(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }
