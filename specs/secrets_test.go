package specs

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"
	gomegatypes "github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
)

// telling are the trials in which a firmware has something to tell: of its success, of a server that it refused, and of a network
// that failed it.
var telling = []string{control, "untrusted-root", "connection-reset"}

// secrets: what a firmware was given to join the network and to show who it is stays with it. Boards are found, and their
// consoles read; whoever holds the password of a Wi-Fi is in it.
func secrets(s *subject) {
	s.keeps("nothing secret on the console", match.TellNoSecret)
	s.keeps("nothing secret on the wire, in clear or inside TLS", match.SendNoSecret)
	if len(s.Firmware.Secrets) > 0 {
		s.keeps("its own secrets are shown to nobody but the server", func([]harness.Secret) gomegatypes.GomegaMatcher { return match.KeepItsSecrets() })
	}
}

// keeps writes down one requirement on all of those trials, which others made already.
func (s *subject) keeps(text string, judge func([]harness.Secret) gomegatypes.GomegaMatcher) {
	name := strings.Join([]string{s.Firmware.Name, s.topic, text}, separator)
	if !lane.Runs(name) {
		return
	}
	s.plan(name, scenario(control), harness.BodyDefault, types.NewCodeLocation(1))
	It(text, func(ctx SpecContext) {
		for _, trial := range telling {
			Expect(s.meet(ctx, scenario(trial), harness.BodyDefault)).To(judge(bench.Secrets()))
		}
	})
}
