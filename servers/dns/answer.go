package dns

import (
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// handle answers one message.
func (s *Server) handle(w dns.ResponseWriter, in *dns.Msg) {
	if len(in.Question) != 1 {
		reply := new(dns.Msg)
		reply.SetRcode(in, dns.RcodeFormatError)
		_ = w.WriteMsg(reply) // the asker is gone, then
		return
	}
	question := in.Question[0]
	q := Query{
		At:      time.Now(),
		Name:    canonical(question.Name),
		Type:    dns.TypeToString[question.Qtype],
		Remote:  w.RemoteAddr().String(),
		ID:      in.Id,
		Network: w.LocalAddr().Network(),
	}
	answer := s.note(&q, question.Qtype)
	if !answer.Drop {
		_ = w.WriteMsg(message(in, question, answer))
	}
}

// note finds the answer and records the query, before anything is sent: who has the answer can see the record.
func (s *Server) note(q *Query, kind uint16) Answer {
	s.observing.Lock()
	defer s.observing.Unlock()
	s.mu.Lock()
	answer := s.choose(q)
	q.Answer = answer.describe(kind)
	s.seen = append(s.seen, *q)
	close(s.changed)
	s.changed = make(chan struct{})
	s.mu.Unlock()
	if s.observe != nil {
		s.observe(*q)
	}
	return answer
}

// choose decides what to answer; s.mu is held.
func (s *Server) choose(q *Query) Answer {
	if q.Time = IsTimeServer(q.Name); q.Time && s.time.IsValid() {
		return Answer{Addresses: []netip.Addr{s.time}}
	}
	answer := s.answer(*q)
	if s.play == nil || len(answer.Addresses) == 0 {
		return answer
	}
	if q.Type == "A" {
		s.asked++
	}
	return placed(s.play(max(s.asked, 1)), answer.Addresses[0])
}

// message is an answer as a DNS message.
func message(in *dns.Msg, question dns.Question, answer Answer) *dns.Msg {
	m := new(dns.Msg)
	m.SetRcode(in, answer.Code)
	m.Authoritative = true
	for _, addr := range answer.fitting(question.Qtype) {
		// The name as it was asked: resolvers compare it, and some mix its letters' case on purpose.
		head := dns.RR_Header{Name: question.Name, Rrtype: question.Qtype, Class: dns.ClassINET, Ttl: 0}
		if question.Qtype == dns.TypeA {
			m.Answer = append(m.Answer, &dns.A{Hdr: head, A: addr.AsSlice()})
		} else {
			m.Answer = append(m.Answer, &dns.AAAA{Hdr: head, AAAA: addr.AsSlice()})
		}
	}
	return m
}

// fitting are the addresses of the family that was asked for.
func (a Answer) fitting(kind uint16) []netip.Addr {
	var out []netip.Addr
	for _, addr := range a.Addresses {
		if kind == dns.TypeA && addr.Is4() || kind == dns.TypeAAAA && addr.Is6() {
			out = append(out, addr)
		}
	}
	return out
}

// describe is the answer for a report.
func (a Answer) describe(kind uint16) string {
	if a.Drop {
		return "no answer"
	}
	if a.Code != dns.RcodeSuccess {
		return dns.RcodeToString[a.Code]
	}
	var addrs []string
	for _, addr := range a.fitting(kind) {
		addrs = append(addrs, addr.String())
	}
	if len(addrs) == 0 {
		return "no address"
	}
	return strings.Join(addrs, " ")
}
