package dns

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"
)

var bench = map[string]netip.Addr{"api.bench.test": netip.MustParseAddr("127.77.1.1")}

// serve opens a name server on a free port that ends with the test.
func serve(t *testing.T, cfg Config) *Server {
	t.Helper()
	cfg.Addr = "127.0.0.1:0"
	s, err := Serve(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// ask sends one question.
func ask(t *testing.T, s *Server, network, name string, kind uint16) *dns.Msg {
	t.Helper()
	q := new(dns.Msg)
	q.SetQuestion(name, kind)
	c := dns.Client{Net: network, Timeout: 20 * time.Second}
	reply, _, err := c.ExchangeContext(t.Context(), q, s.Addr())
	if err != nil {
		t.Fatalf("asking for %s over %s: %v", name, network, err)
	}
	return reply
}

func TestAnswers(t *testing.T) {
	s := serve(t, Config{Records: bench})
	for _, network := range []string{"udp", "tcp"} {
		s.Forget()
		// Some resolvers mix the case of letters on purpose and want it back.
		reply := ask(t, s, network, "Api.Bench.TEST.", dns.TypeA)
		if len(reply.Answer) != 1 || reply.Rcode != dns.RcodeSuccess || !reply.Authoritative {
			t.Fatalf("%s: %v", network, reply)
		}
		a, ok := reply.Answer[0].(*dns.A)
		if !ok || a.A.String() != "127.77.1.1" || a.Hdr.Ttl != 0 || a.Hdr.Name != "Api.Bench.TEST." {
			t.Errorf("%s: %v", network, reply.Answer[0])
		}
		if reply := ask(t, s, network, "api.bench.test.", dns.TypeAAAA); len(reply.Answer) != 0 || reply.Rcode != dns.RcodeSuccess {
			t.Errorf("%s: AAAA: %v", network, reply)
		}
		if reply := ask(t, s, network, "other.test.", dns.TypeA); reply.Rcode != dns.RcodeNameError || len(reply.Answer) != 0 {
			t.Errorf("%s: a name that does not exist: %v", network, reply)
		}
		var lines []string
		for _, q := range s.Seen() {
			lines = append(lines, strings.Join([]string{q.Network, q.Name, q.Type, q.Answer}, " "))
			if addr, err := netip.ParseAddrPort(q.Remote); err != nil || !addr.Addr().IsLoopback() || q.At.IsZero() {
				t.Errorf("%s: asked by %q at %v", network, q.Remote, q.At)
			}
		}
		want := []string{
			network + " api.bench.test A 127.77.1.1", network + " api.bench.test AAAA no address", network + " other.test A NXDOMAIN",
		}
		if !slices.Equal(lines, want) {
			t.Errorf("seen %q, want %q", lines, want)
		}
	}
}

func TestAnswersCanBeChanged(t *testing.T) {
	s := serve(t, Config{Records: bench})
	s.SetRecords(map[string]netip.Addr{"NEW.test.": netip.MustParseAddr("::1")})
	if reply := ask(t, s, "udp", "api.bench.test.", dns.TypeA); reply.Rcode != dns.RcodeNameError {
		t.Errorf("a name that was taken away: %v", reply)
	}
	if reply := ask(t, s, "udp", "new.test.", dns.TypeAAAA); len(reply.Answer) != 1 {
		t.Errorf("a name that was added: %v", reply)
	}
	asked := 0
	s.SetAnswer(func(q Query) Answer {
		asked++
		if asked == 1 {
			return Answer{Code: dns.RcodeServerFailure}
		}
		return Answer{Addresses: []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("127.77.1.1")}}
	})
	if reply := ask(t, s, "udp", "api.bench.test.", dns.TypeA); reply.Rcode != dns.RcodeServerFailure {
		t.Errorf("a failing server: %v", reply)
	}
	if reply := ask(t, s, "udp", "api.bench.test.", dns.TypeA); len(reply.Answer) != 2 {
		t.Errorf("two addresses: %v", reply)
	}
	seen := s.Seen()
	if last := seen[len(seen)-1].Answer; last != "192.0.2.1 127.77.1.1" || seen[2].Answer != "SERVFAIL" {
		t.Errorf("seen %+v", seen)
	}
}

// A dropped question is recorded; its asker gets nothing until the next is answered.
func TestDroppedQuestions(t *testing.T) {
	s := serve(t, Config{})
	first := true
	s.SetAnswer(func(Query) Answer {
		drop := first
		first = false
		return Answer{Drop: drop}
	})
	c, err := net.Dial("udp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(20 * time.Second))
	var ids []uint16
	for range 2 {
		q := new(dns.Msg)
		q.SetQuestion("api.bench.test.", dns.TypeA)
		ids = append(ids, q.Id)
		raw, err := q.Pack()
		if err != nil {
			t.Fatal(err)
		}
		changed := s.Changed()
		if _, err := c.Write(raw); err != nil {
			t.Fatal(err)
		}
		<-changed
	}
	buf := make([]byte, 512)
	n, err := c.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	var reply dns.Msg
	if err := reply.Unpack(buf[:n]); err != nil || reply.Id != ids[1] {
		t.Errorf("the answer is to question %d, want %d: %v", reply.Id, ids[1], err)
	}
	seen := s.Seen()
	if seen[0].Answer != "no answer" || seen[1].Answer != "no address" || seen[0].ID != ids[0] || seen[1].ID != ids[1] {
		t.Errorf("seen %+v", seen)
	}
}

// Who has an answer finds the question in the record, and observers see the same order.
func TestQueriesAreRecordedBeforeTheAnswer(t *testing.T) {
	var mu sync.Mutex
	var observed []Query
	s := serve(t, Config{Records: bench, Observe: func(q Query) {
		mu.Lock()
		defer mu.Unlock()
		observed = append(observed, q)
	}})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			q := new(dns.Msg)
			q.SetQuestion("api.bench.test.", dns.TypeA)
			c := dns.Client{Timeout: 20 * time.Second}
			if _, _, err := c.Exchange(q, s.Addr()); err != nil {
				t.Error(err)
			}
			if len(s.Seen()) == 0 {
				t.Error("an answer came before the record")
			}
		})
	}
	all.Wait()
	mu.Lock()
	defer mu.Unlock()
	if !slices.Equal(observed, s.Seen()) || len(observed) != 8 {
		t.Errorf("observed %d queries in another order than the %d seen", len(observed), len(s.Seen()))
	}
}

func TestMalformedQuestion(t *testing.T) {
	s := serve(t, Config{Records: bench})
	q := new(dns.Msg)
	q.SetQuestion("api.bench.test.", dns.TypeA)
	q.Question = append(q.Question, q.Question[0])
	c := dns.Client{Timeout: 20 * time.Second}
	reply, _, err := c.Exchange(q, s.Addr())
	if err != nil || reply.Rcode != dns.RcodeFormatError {
		t.Errorf("two questions at once: %v, %v", reply, err)
	}
}

func TestPortIsFreeAfterClose(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, err := Serve(ctx, Config{Addr: "127.0.0.1:0", Records: bench})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Serve(ctx, Config{Addr: s.Addr()}); err == nil || !strings.Contains(err.Error(), s.Addr()) {
		t.Errorf("a second server on the same port: %v", err)
	}
	cancel()
	if err := s.Close(); err != nil {
		t.Errorf("closing after the context: %v", err)
	}
	again, err := Serve(t.Context(), Config{Addr: s.Addr(), Records: bench})
	if err != nil {
		t.Fatal(err)
	}
	ask(t, again, "tcp", "api.bench.test.", dns.TypeA)
	if err := again.Close(); err != nil {
		t.Error(err)
	}
	if err := again.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}
