package specs

import (
	"fmt"

	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/servers"
)

// recovery: a server that becomes good while the firmware still tries gets the request, exactly once.
func recovery(s *subject) {
	last := s.Firmware.Retry.Attempts
	if last == 0 {
		return
	}
	for _, at := range distinct(1, 2, last-1, last) {
		if at > last || at < 1 {
			continue
		}
		text := fmt.Sprintf("a server that is good from attempt %d on gets the request exactly once", at)
		s.spec(servers.RecoversAt(at), text, func(r *harness.Result) {
			Expect(r).To(match.PostOnceAt(at))
		})
	}
}
