package servers_test

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	sntp "github.com/beevik/ntp"
	"github.com/miekg/dns"

	"github.com/benchtrial/benchtrial/servers"
	benchdns "github.com/benchtrial/benchtrial/servers/dns"
	"github.com/benchtrial/benchtrial/servers/ntp"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// answers are what the first three questions of a trial get, as the name server has recorded them.
var answers = map[string]string{
	"name-unknown":            "NXDOMAIN, NXDOMAIN, NXDOMAIN",
	"name-server-fails":       "SERVFAIL, SERVFAIL, SERVFAIL",
	"name-server-refuses":     "REFUSED, REFUSED, REFUSED",
	"name-without-address":    "no address, no address, no address",
	"name-server-silent":      "no answer, no answer, no answer",
	"name-elsewhere":          "127.255.255.253, 127.255.255.253, 127.255.255.253",
	"name-dead-then-good":     "127.255.255.253, 127.77.1.1, 127.77.1.1",
	"name-good-then-dead":     "127.77.1.1, 127.255.255.253, 127.255.255.253",
	"name-with-two-addresses": "127.255.255.253 127.77.1.1, 127.255.255.253 127.77.1.1, 127.255.255.253 127.77.1.1",
	"name-lost-first":         "no answer, 127.77.1.1, 127.77.1.1",
	"name-fails-first":        "SERVFAIL, 127.77.1.1, 127.77.1.1",
}

func TestNames(t *testing.T) {
	s, err := benchdns.Serve(t.Context(), benchdns.Config{
		Addr: "127.0.0.1:0", Records: map[string]netip.Addr{host: netip.MustParseAddr("127.77.1.1")},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c, err := net.Dial("udp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	met := 0
	for _, sc := range servers.Catalogue() {
		if sc.Group != servers.GroupName {
			continue
		}
		met++
		s.Play(sc.Names)
		s.Forget()
		for range 3 {
			question(t, s, c)
		}
		var got []string
		for _, q := range s.Seen() {
			got = append(got, q.Answer)
		}
		if want, listed := answers[sc.Name]; !listed || strings.Join(got, ", ") != want {
			t.Errorf("%s: %q, want %q", sc.Name, got, want)
		}
		// Where no answer ever leads to the server, no attempt can succeed.
		leads := slices.ContainsFunc(got, func(a string) bool { return strings.Contains(a, "127.77.1.1") })
		if leads == sc.Fails {
			t.Errorf("%s: fails is %t", sc.Name, sc.Fails)
		}
	}
	if met != len(answers) {
		t.Errorf("met %d scenarios, and there are %d answers", met, len(answers))
	}
}

// question asks for the server's address, and waits until that is recorded.
func question(t *testing.T, s *benchdns.Server, c net.Conn) {
	t.Helper()
	raw, err := new(dns.Msg).SetQuestion(host+".", dns.TypeA).Pack()
	if err != nil {
		t.Fatal(err)
	}
	changed := s.Changed()
	if _, err := c.Write(raw); err != nil {
		t.Fatal(err)
	}
	select {
	case <-changed:
	case <-time.After(patience):
		t.Fatal("the question was not seen")
	}
}

// valid tells whether the bench's certificates are valid at a time.
func valid(t *testing.T, at time.Time) bool {
	t.Helper()
	authority, err := pki.New(pki.Options{})
	if err != nil {
		t.Fatal(err)
	}
	chain, err := authority.Chain(host, pki.Deviation{})
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(chain.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	return !at.Before(leaf.NotBefore) && !at.After(leaf.NotAfter)
}

// What a board is told at its first three questions makes certificates valid or not, as the scenario has it.
func TestTimes(t *testing.T) {
	want := map[string]string{
		"time-wrong-past": "invalid, invalid, invalid", "time-wrong-future": "invalid, invalid, invalid",
		"time-jumps": "valid, invalid, invalid", "time-corrected": "invalid, valid, valid",
		"time-refused": "none, none, none", "time-garbage": "none, none, none",
		"time-lost-first": "none, valid",
		"time-absent":     "none", "time-late": "none", // more would be waited for in vain
	}
	met := 0
	for _, sc := range servers.Catalogue() {
		if sc.Group != servers.GroupTime {
			continue
		}
		met++
		s, err := ntp.Serve(context.Background(), ntp.Config{Addr: "127.0.0.1:0"})
		if err != nil {
			t.Fatal(err)
		}
		s.Use(sc.Time)
		var got []string
		for range strings.Split(want[sc.Name], ", ") {
			got = append(got, told(t, s, sc))
		}
		if strings.Join(got, ", ") != want[sc.Name] {
			t.Errorf("%s: %q, want %q", sc.Name, got, want[sc.Name])
		}
		s.Close()
	}
	if met != len(want) {
		t.Errorf("met %d scenarios, want %d", met, len(want))
	}
}

// told is what one question makes of certificates.
func told(t *testing.T, s *ntp.Server, sc servers.Scenario) string {
	t.Helper()
	wait := patience
	if sc.Time.Silent || sc.Time.Late > 0 {
		wait = 50 * time.Millisecond
	}
	r, err := sntp.QueryWithOptions(s.Addr(), sntp.QueryOptions{Timeout: wait})
	if err != nil || r.Stratum == 0 {
		return "none"
	}
	if valid(t, r.Time) {
		return "valid"
	}
	return "invalid"
}
