package dns

import (
	"net/netip"
	"slices"
	"strings"
)

// Own stands in an answer's addresses for the one that the name has on the bench.
var Own = netip.Addr{}

// Dead stands in an answer's addresses for a machine on which nobody listens. It is an address that is for documents only
// (RFC 5737), and on a bench that lives on the loopback interface another loopback address.
var Dead = netip.AddrFrom4([4]byte{192, 0, 2, 1})

// deadLoopback is refused at once, like every loopback address on which nobody listens.
var deadLoopback = netip.AddrFrom4([4]byte{127, 255, 255, 253})

// placed puts real addresses in place of Own and Dead.
func placed(a Answer, own netip.Addr) Answer {
	if len(a.Addresses) == 0 {
		return a
	}
	addrs := make([]netip.Addr, 0, len(a.Addresses))
	for _, addr := range a.Addresses {
		switch {
		case addr == Own:
			addr = own
		case addr == Dead && own.IsLoopback():
			addr = deadLoopback
		}
		addrs = append(addrs, addr)
	}
	a.Addresses = addrs
	return a
}

// timeServers are the names of public time servers that sketches ask for; those below them are meant as well.
var timeServers = []string{
	"pool.ntp.org", "time.nist.gov", "time.google.com", "time.cloudflare.com", "time.windows.com", "time.apple.com",
	"ntp.ubuntu.com", "ntp.org", "time.bench.test",
}

// IsTimeServer tells whether a name is that of a time server.
func IsTimeServer(name string) bool {
	name = canonical(name)
	return slices.ContainsFunc(timeServers, func(known string) bool {
		return name == known || strings.HasSuffix(name, "."+known)
	})
}
