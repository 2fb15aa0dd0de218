package specs

import (
	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/match"
)

// refusals are the scenarios that a firmware which pins a certificate authority refuses on every stack.
var refusals = []string{"untrusted-root", "same-name-root", "self-signed", "wrong.host", "incomplete-chain", "leaf-as-anchor", lateRefusal}

// lateRefusal shows its certificate on the third attempt only.
const lateRefusal = "untrusted-after-reset"

// trust: the firmware talks to the server that it was told to trust, and to no other.
func trust(s *subject) {
	s.spec(scenario(control), "valid is accepted", func(r *harness.Result) {
		Expect(r).To(match.BeAccepted())
	})
	if s.Firmware.Trust != config.TrustCA {
		return
	}
	for _, name := range refusals {
		if attempts := s.Firmware.Retry.Attempts; name == lateRefusal && attempts > 0 && attempts < 3 {
			continue // it would give up before it meets the certificate
		}
		s.spec(scenario(name), name+" is refused before any application byte", func(r *harness.Result) {
			Expect(r).To(match.RefuseTheServer())
		})
	}
}
