package harness

import "github.com/benchtrial/benchtrial/servers/dns"

// lookups are the queries for the server's address: one a connection, where the board keeps no cache.
func (b *Bench) lookups() []dns.Query {
	if b.names == nil {
		return nil
	}
	return lookups(b.names.Seen(), b.lane.Host)
}

// lookups leaves out questions that were asked again because the answer was not there in time: they carry the same number
// and come from the same port. On a busy bench those of several lookups overlap.
func lookups(seen []dns.Query, host string) []dns.Query {
	type question struct {
		id     uint16
		remote string
	}
	var some []dns.Query
	known := map[question]bool{}
	for _, q := range seen {
		this := question{q.ID, q.Remote}
		if q.Name == host && q.Type == "A" && !known[this] {
			known[this] = true
			some = append(some, q)
		}
	}
	return some
}
