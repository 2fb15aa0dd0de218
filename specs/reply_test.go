package specs

import (
	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
)

// printedReplies are the ways in which one and the same reply can come.
var printedReplies = []string{"reply-at-once", "reply-in-pieces", "reply-with-pauses", "reply-big-header", "reply-large"}

// endlessReplies begin well and do not end in time.
var endlessReplies = []string{"reply-stops", "reply-trickles"}

// reply: the firmware reads the whole reply however it comes, and waits no longer than it promised.
func reply(s *subject) {
	response := s.Firmware.Response
	if response.Printed && s.Firmware.Service != "" {
		s.spec(scenario(control), "what the "+s.Firmware.Service+" service answers is printed whole", func(r *harness.Result) {
			Expect(r).To(match.PrintTheReply())
		})
	}
	if response.Printed {
		for _, name := range printedReplies {
			s.spec(scenario(name), name+": the body is printed whole", func(r *harness.Result) {
				Expect(r).To(match.PrintTheReply())
			})
		}
		s.spec(scenario("reply-empty"), "reply-empty: an empty body is no trouble", func(r *harness.Result) {
			Expect(r).To(match.FinishNormally())
		})
	}
	if response.Whole > 0 {
		for _, name := range endlessReplies {
			s.spec(scenario(name), name+": the reply is given up when promised", func(r *harness.Result) {
				Expect(r).To(match.EndTheReplyWithin(response.Whole))
			})
		}
	}
	if response.FirstByte > 0 {
		s.spec(scenario("reply-never"), "reply-never: the wait for the reply ends when promised", func(r *harness.Result) {
			Expect(r).To(match.GiveUpTheReplyAfter(response.FirstByte))
		})
	}
}
