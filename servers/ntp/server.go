package ntp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// Query is one question and what was answered.
type Query struct {
	At     time.Time
	Remote string // ip:port
	Answer string // the time that was told, or "no answer", "garbage", "kiss-o'-death RATE"; why a packet was no question
}

// Config says where to listen and what time it is.
type Config struct {
	// Addr is ip:port for UDP; port 0 takes a free one. Boards ask port 123.
	Addr string

	// Now is the bench's time; nil means time.Now.
	Now func() time.Time

	// Observe, when set, is called with each query, before it is answered. Calls come one at a time.
	Observe func(Query)
}

// Server answers until it is closed. It is safe for concurrent use.
type Server struct {
	cfg  Config
	conn net.PacketConn
	stop func() bool
	done chan struct{} // closed when nothing is read any more

	mu        sync.Mutex
	behaviour Behaviour
	asked     int // questions since Use
	seen      []Query
	changed   chan struct{}
}

// Serve starts an honest time server; it runs until Close, or until ctx is done.
func Serve(ctx context.Context, cfg Config) (*Server, error) {
	var lc net.ListenConfig
	conn, err := lc.ListenPacket(ctx, "udp", cfg.Addr)
	if err != nil {
		return nil, fmt.Errorf("listening for NTP on %s: %w", cfg.Addr, err)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	s := &Server{cfg: cfg, conn: conn, done: make(chan struct{}), changed: make(chan struct{})}
	go s.run()
	s.stop = context.AfterFunc(ctx, func() { conn.Close() })
	return s, nil
}

// Addr is ip:port, where it listens.
func (s *Server) Addr() string { return s.conn.LocalAddr().String() }

// Use changes how the server answers from the next question on, counts questions anew and empties the record.
func (s *Server) Use(b Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behaviour, s.asked, s.seen = b, 0, nil
}

// Seen is what was asked since Use, in order.
func (s *Server) Seen() []Query {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Query(nil), s.seen...)
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
	err := s.conn.Close()
	<-s.done
	if errors.Is(err, net.ErrClosed) {
		return nil // the context was done
	}
	return err
}

// run answers until the socket is closed.
func (s *Server) run() {
	defer close(s.done)
	buf := make([]byte, 2048)
	for {
		n, remote, err := s.conn.ReadFrom(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue // of one datagram: an earlier answer did not reach its asker, for one
		}
		if reply := s.handle(buf[:n], remote); reply != nil {
			_, _ = s.conn.WriteTo(reply, remote) // the asker may be gone
		}
	}
}

// handle records one question, before anybody has its answer.
func (s *Server) handle(b []byte, remote net.Addr) (reply []byte) {
	q := Query{At: time.Now(), Remote: remote.String()}
	question, err := parse(b)
	s.mu.Lock()
	if err != nil {
		q.Answer = err.Error()
	} else {
		s.asked++
		reply, q.Answer = s.behaviour.answer(question, s.asked, s.cfg.Now())
	}
	s.seen = append(s.seen, q)
	close(s.changed)
	s.changed = make(chan struct{})
	s.mu.Unlock()
	if s.cfg.Observe != nil {
		s.cfg.Observe(q)
	}
	return reply
}
