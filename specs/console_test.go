package specs

import (
	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
)

// consoleWords: what the firmware says is what happened. People read the console first, and this bench judges by it.
func consoleWords(s *subject) {
	words := s.Firmware.Console
	if words.Connected != "" || words.Done != "" {
		s.spec(scenario(control), "a success is reported, and no failure", func(r *harness.Result) {
			Expect(r).To(match.SaySuccess())
		})
	}
	if words.CannotConnect != "" || words.GaveUp != "" {
		s.spec(scenario("connection-reset"), "a failure is reported, and no success", func(r *harness.Result) {
			Expect(r).To(match.SayThatItGaveUp())
		})
	}
}
