package specs

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
)

// resets are trials between which the board was reset; in each it opens connections.
var resets = []string{control, "untrusted-root", "wrong.host"}

// entropy: the random numbers that a handshake stands on are new on every connection and after every reset. Boards were
// shipped for years whose TLS was fed by a constant seed (OpenEVSE/openevse_esp32_firmware PR #1093).
func entropy(s *subject) {
	const text = "no random number comes twice, also not after a reset"
	name := strings.Join([]string{s.Firmware.Name, s.topic, text}, separator)
	if !lane.Runs(name) {
		return
	}
	s.plan(name, scenario(control), harness.BodyDefault, types.NewCodeLocation(0))
	It(text, func(ctx SpecContext) {
		var others []*harness.Result
		for _, reset := range resets[1:] {
			others = append(others, s.meet(ctx, scenario(reset), harness.BodyDefault))
		}
		Expect(s.meet(ctx, scenario(control), harness.BodyDefault)).To(match.NeverRepeat(others...))
	})
}
