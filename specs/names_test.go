package specs

import (
	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/servers"
)

// twoAddresses is a name of which the first address is dead. hostByName() of both cores gives one address, the first.
const twoAddresses = "name-with-two-addresses"

// nameFaults: a name that resolves late is as good as one that resolves at once. (Names that never resolve are with those
// that cannot be connected to.)
func nameFaults(s *subject) {
	retry := s.Firmware.Retry
	if s.protocol() != servers.ProtocolHTTP || retry.Attempts < 2 && !retry.Endless {
		return
	}
	for _, sc := range s.chosen(servers.GroupName) {
		if sc.Fails {
			continue
		}
		if sc.Name == twoAddresses {
			s.spec(sc, sc.Name+": the firmware comes to an end", func(r *harness.Result) {
				Expect(r).To(match.ComeToAnEnd())
			})
			continue
		}
		if s.Firmware.AtOnce.Promised() { // its requests are many
			s.spec(sc, sc.Name+": the firmware goes about its work", func(r *harness.Result) {
				Expect(r).To(match.BeServedAgain())
			})
			continue
		}
		s.spec(sc, sc.Name+": the request is sent once, in the end", func(r *harness.Result) {
			Expect(r).To(match.SendOnceInTheEnd())
		})
	}
}
