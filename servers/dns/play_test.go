package dns

import (
	"net/netip"
	"testing"

	"github.com/miekg/dns"
)

// told is the answer to one question, in words.
func told(t *testing.T, s *Server, name string, kind uint16) string {
	t.Helper()
	ask(t, s, "udp", name, kind)
	seen := s.Seen()
	return seen[len(seen)-1].Answer
}

func TestPlay(t *testing.T) {
	s := serve(t, Config{Records: bench})
	s.Play(func(n int) Answer {
		switch n {
		case 1:
			return Answer{Code: dns.RcodeNameError}
		case 2:
			return Answer{Addresses: []netip.Addr{Dead, Own}}
		}
		return Answer{Addresses: []netip.Addr{Own}}
	})
	for i, q := range []struct {
		name string
		kind uint16
		want string
	}{
		{"api.bench.test.", dns.TypeAAAA, "NXDOMAIN"}, // does not count
		{"other.test.", dns.TypeA, "NXDOMAIN"},        // not of the bench
		{"api.bench.test.", dns.TypeA, "NXDOMAIN"},
		{"api.bench.test.", dns.TypeA, "127.255.255.253 127.77.1.1"},
		{"api.bench.test.", dns.TypeAAAA, "no address"},
		{"API.bench.test.", dns.TypeA, "127.77.1.1"},
		{"api.bench.test.", dns.TypeA, "127.77.1.1"},
	} {
		if got := told(t, s, q.name, q.kind); got != q.want {
			t.Errorf("question %d, for %s: %s, want %s", i+1, q.name, got, q.want)
		}
	}
	s.Play(func(int) Answer { return Answer{Addresses: []netip.Addr{Dead}} })
	if got := told(t, s, "api.bench.test.", dns.TypeA); got != "127.255.255.253" {
		t.Errorf("the second play begins with %s", got)
	}
	s.Play(nil)
	if got := told(t, s, "api.bench.test.", dns.TypeA); got != "127.77.1.1" {
		t.Errorf("after the play: %s", got)
	}
}

// On a bench that boards reach over a network the dead address is one of nobody.
func TestDeadAddress(t *testing.T) {
	own := netip.MustParseAddr("192.168.7.1")
	got := placed(Answer{Addresses: []netip.Addr{Dead, Own}}, own)
	if len(got.Addresses) != 2 || got.Addresses[0].String() != "192.0.2.1" || got.Addresses[1] != own {
		t.Errorf("placed %v", got.Addresses)
	}
}

func TestTimeServers(t *testing.T) {
	s := serve(t, Config{Records: bench, Time: netip.MustParseAddr("127.77.1.9")})
	s.Play(func(int) Answer { return Answer{Code: dns.RcodeServerFailure} })
	for _, name := range []string{"pool.ntp.org.", "2.Europe.pool.NTP.org.", "time.nist.gov."} {
		if got := told(t, s, name, dns.TypeA); got != "127.77.1.9" {
			t.Errorf("%s: %s", name, got)
		}
	}
	told(t, s, "xpool.ntp.org.test.", dns.TypeA)
	told(t, s, "api.bench.test.", dns.TypeA)
	var forTime int
	for _, q := range s.Seen() {
		if q.Time {
			forTime++
		}
	}
	if forTime != 3 {
		t.Errorf("%d questions for time servers, want 3", forTime)
	}
	without := serve(t, Config{Records: bench})
	if got := told(t, without, "pool.ntp.org.", dns.TypeA); got != "NXDOMAIN" || !without.Seen()[0].Time {
		t.Errorf("without a time server: %s", got)
	}
}
