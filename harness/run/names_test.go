package run

import (
	"net/netip"
	"testing"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers/dns"
)

func TestBoardsWithOneNameServerShareIt(t *testing.T) {
	boards := []config.Board{
		{Name: "a", DNS: "127.0.0.1:0", Server: "192.0.2.1:14433"},
		{Name: "b", DNS: "127.0.0.1:0", Server: "192.0.2.1:14434"},
		{Name: "c", DNS: "127.0.0.2:0", Server: "192.0.2.2:14433"},
	}
	servers, err := serveNames(t.Context(), "api.bench.test", boards)
	if err != nil {
		t.Fatal(err)
	}
	defer servers.Close()
	if len(servers) != 1 || boards[0].DNS != "" || boards[1].DNS != "" || boards[2].DNS == "" {
		t.Errorf("%d shared servers, boards %v; wanted one, for a and b, and c with its own", len(servers), boards)
	}
}

func TestASharedNameServerTellsBoardsApart(t *testing.T) {
	one, two := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	answer := answerByBoard("api.bench.test", map[netip.Addr]netip.Addr{
		netip.MustParseAddr("192.0.2.11"): one, netip.MustParseAddr("192.0.2.12"): two,
	})
	for remote, want := range map[string]netip.Addr{"192.0.2.11:5000": one, "[::ffff:192.0.2.12]:5000": two} {
		got := answer(dns.Query{Remote: remote, Name: "api.bench.test"})
		if len(got.Addresses) != 1 || got.Addresses[0] != want {
			t.Errorf("%s was sent to %v, wanted %v", remote, got.Addresses, want)
		}
	}
	for _, q := range []dns.Query{{Remote: "192.0.2.99:5000", Name: "api.bench.test"}, {Remote: "192.0.2.11:5000", Name: "example.com"}} {
		if got := answer(q); got.Code != nameError {
			t.Errorf("%v was answered with %v", q, got)
		}
	}
}
