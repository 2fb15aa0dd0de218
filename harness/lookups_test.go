package harness

import (
	"testing"

	"github.com/benchtrial/benchtrial/servers/dns"
)

func TestRepeatedQuestionsAreOneLookup(t *testing.T) {
	ask := func(id uint16, remote, name, kind string) dns.Query {
		return dns.Query{ID: id, Remote: remote, Name: name, Type: kind}
	}
	got := lookups([]dns.Query{
		ask(1, "a", "api.bench.test", "A"), ask(2, "b", "api.bench.test", "A"), // two lookups
		ask(1, "a", "api.bench.test", "A"), ask(2, "b", "api.bench.test", "A"), // both asked again
		ask(1, "c", "api.bench.test", "A"), // the same number from another port is a third
		ask(3, "d", "api.bench.test", "AAAA"), ask(4, "e", "other.test", "A"),
	}, "api.bench.test")
	if len(got) != 3 || got[2].Remote != "c" {
		t.Errorf("got %d lookups, %+v; want 3", len(got), got)
	}
}
