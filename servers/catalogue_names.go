package servers

import (
	"net/netip"

	"github.com/benchtrial/benchtrial/servers/dns"
)

// names are the ways in which the server's name resolves, or does not. The server itself is good.
func names() []Scenario {
	const (
		serverFailure = 2
		nameError     = 3
		refused       = 5
	)
	own := dns.Answer{Addresses: []netip.Addr{dns.Own}}
	dead := dns.Answer{Addresses: []netip.Addr{dns.Dead}}
	both := dns.Answer{Addresses: []netip.Addr{dns.Dead, dns.Own}}
	return []Scenario{
		unnamed("name-unknown", "The server's name does not exist: NXDOMAIN.", dns.Answer{Code: nameError}),
		unnamed("name-server-fails", "The name server fails: SERVFAIL.", dns.Answer{Code: serverFailure}),
		unnamed("name-server-refuses", "The name server refuses the question: REFUSED.", dns.Answer{Code: refused}),
		unnamed("name-without-address", "The server's name exists, but has no address.", dns.Answer{}),
		silent(unnamed("name-server-silent", "The name server never answers.", dns.Answer{Drop: true})),
		unnamed("name-elsewhere", "The server's name has the address of a machine on which nobody listens.", dead),
		named("name-dead-then-good",
			"The first question gets the address of a machine on which nobody listens, all others that of the "+
				"server; both are for no time at all.",
			dead, own),
		named("name-good-then-dead",
			"The first question gets the server's address, all others that of a machine on "+
				"which nobody listens; both are for no time at all.",
			own, dead),
		named("name-with-two-addresses", "The server's name has two addresses; on the first nobody listens.", both),
		named("name-lost-first", "The first question is lost, all others are answered.", dns.Answer{Drop: true}, own),
		named("name-fails-first",
			"The name server fails at the first question (SERVFAIL) and answers all others.",
			dns.Answer{Code: serverFailure}, own),
	}
}

// named is a scenario of the answers to the first, the second… question; the last one holds from then on.
func named(name, doc string, answers ...dns.Answer) Scenario {
	return Scenario{Name: name, Doc: doc, Full: true, Names: func(n int) dns.Answer {
		return answers[min(n, len(answers))-1]
	}}
}

// unnamed is a scenario in which the firmware never gets to the server: its questions are all that is seen of it.
func unnamed(name, doc string, answer dns.Answer) Scenario {
	sc := failing(named(name, doc, answer))
	sc.Closed = true
	return sc
}
