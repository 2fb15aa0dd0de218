package servers

import "time"

// Event is one thing that happened at the server, for a timeline.
type Event struct {
	At   time.Time
	Conn int    // the attempt; 0 when it is about none
	Kind string // one of the constants below
	Text string // for people
}

// Kinds of events, in the order in which a connection has them.
const (
	EventScenario        = "scenario" // a trial began
	EventAccepted        = "accepted"
	EventClientHello     = "client-hello"
	EventHandshakeDone   = "handshake-done"
	EventHandshakeFailed = "handshake-failed"
	EventAlert           = "alert"   // the client sent one
	EventRequest         = "request" // it is complete
	EventExtra           = "extra"   // bytes came after the complete request
	EventReply           = "reply"   // a piece of it was sent
	EventFault           = "fault"   // a step of the behaviour's script struck
	EventClosed          = "closed"
	EventTrouble         = "trouble" // the bench's own: a chain that cannot be made, no more file descriptors
)

// update changes the record under its lock, wakes who waits for a change, and reports events. Reporting is serialised
// apart from the record's lock, so that an observer sees events in order and may look at the record.
func (s *Server) update(change func(emit func(conn int, kind, text string))) {
	s.observing.Lock()
	defer s.observing.Unlock()
	var events []Event
	s.mu.Lock()
	change(func(conn int, kind, text string) {
		events = append(events, Event{At: time.Now(), Conn: conn, Kind: kind, Text: text})
	})
	close(s.changed)
	s.changed = make(chan struct{})
	s.mu.Unlock()
	if s.cfg.Observe == nil {
		return
	}
	for _, e := range events {
		s.cfg.Observe(e)
	}
}
