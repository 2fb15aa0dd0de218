package specs

import (
	"slices"
	"strings"

	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/servers"
)

// printedReplies are the ways in which one and the same reply can come.
var printedReplies = []string{"reply-at-once", "reply-in-pieces", "reply-with-pauses", "reply-big-header", "reply-large"}

// endlessReplies begin well and do not end in time.
var endlessReplies = []string{"reply-stops", "reply-trickles"}

// otherReplies have specs of their own.
var otherReplies = []string{"reply-empty", "reply-never"}

// otherStates are sound replies of a commit-status service that tell of no success; stateReplies are replies that an ordinary
// run tries on the firmware that asks such a service.
var (
	otherStates  = set("reply-state-failure", "reply-state-pending", "reply-state-mixed")
	stateReplies = set("reply-state-mixed", "reply-state-503", "reply-state-cut")
)

// reply: the firmware reads the whole reply however it comes, waits no longer than it promised, and takes no failure for a
// success.
func reply(s *subject) {
	if s.protocol() != servers.ProtocolHTTP {
		return
	}
	response := s.Firmware.Response
	if response.Printed {
		s.printed()
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
	for _, sc := range s.chosen(servers.GroupReply) {
		if !slices.Contains(slices.Concat(printedReplies, endlessReplies, otherReplies), sc.Name) && s.meetsReply(sc) {
			s.rareReply(sc)
		}
	}
}

// limited are rare replies that only the firmware's limit for a whole reply ends.
var limited = []string{"reply-head-trickles"}

// meetsReply tells whether something is promised of what the firmware makes of the reply. One that never ends shows nothing of a
// firmware that does not promise how long it reads.
func (s *subject) meetsReply(sc servers.Scenario) bool {
	response, r := s.Firmware.Response, sc.Behave(1).Reply
	switch {
	case slices.Contains(endlessReplies, sc.Name), slices.Contains(limited, sc.Name):
		return response.Whole > 0
	case sc.Name == "reply-never":
		return response.FirstByte > 0
	case slices.Contains(printedReplies, sc.Name), slices.Contains(otherReplies, sc.Name):
		return response.Printed
	}
	return response.Whole > 0 || !r.Endless && !r.Forever && (r.Fails || r.KeepAlive || s.tellsNothing(sc))
}

func (s *subject) printed() {
	if s.Firmware.Service != "" {
		s.spec(scenario(control), "what the "+s.Firmware.Service+" service answers is printed whole", func(r *harness.Result) {
			Expect(r).To(match.PrintTheReply())
		})
	}
	for _, name := range printedReplies {
		s.spec(scenario(name), name+": the body is printed whole", func(r *harness.Result) {
			Expect(r).To(match.PrintTheReply())
		})
	}
	s.spec(scenario("reply-empty"), "reply-empty: an empty body is no trouble", func(r *harness.Result) {
		Expect(r).To(match.FinishNormally())
	})
}

// rareReply judges by what the reply is: a failure must not be reported as a success, a sound one must be read, and what
// not every firmware can read must not be the end of it. How long a firmware reads that promises nothing of that is not
// judged; what it says then is, after the time that the bench grants at the most.
func (s *subject) rareReply(sc servers.Scenario) {
	response, succeeded := s.Firmware.Response, s.Firmware.Console.Succeeded != ""
	r := sc.Behave(1).Reply
	if r.KeepAlive {
		s.spec(sc, sc.Name+": the reply ends where its length says", func(r *harness.Result) {
			Expect(r).To(match.EndWithTheBody())
		})
	}
	if r.Errs() && !strings.HasPrefix(sc.Name, redirects) && !s.Firmware.Retry.Resends && s.Firmware.Retry.Attempts > 0 {
		s.spec(sc, sc.Name+": the request is not sent again", func(r *harness.Result) {
			Expect(r).To(match.SendItOnce())
		})
	}
	if strings.HasPrefix(sc.Name, redirects) && succeeded {
		s.spec(sc, sc.Name+": is not taken for a success", func(r *harness.Result) {
			Expect(r).To(match.ClaimOnlyWhatWasGranted()) // by who was redirected to, if it asks there
		})
	} else if succeeded && (r.Fails || sc.ReplyBroken || s.tellsNothing(sc)) {
		s.spec(sc, sc.Name+": is not taken for a success", func(r *harness.Result) {
			Expect(r).To(match.ReportNoSuccess())
		})
	}
	switch {
	case response.Whole == 0:
	case slices.Contains(limited, sc.Name), sc.Name == long:
		s.spec(sc, sc.Name+": the firmware is done with the reply when promised", func(r *harness.Result) {
			Expect(r).To(match.EndTheReplyWithin(response.Whole))
			Expect(r).To(match.ComeToAnEnd())
		})
	case succeeded && (r.Fails || sc.ReplyBroken):
	case r.Fails || r.MayFail || r.Endless || r.Forever || r.Body == "" || r.For != nil && !r.KeepAlive && !response.Chunked:
		s.spec(sc, sc.Name+": the firmware comes to an end", func(r *harness.Result) {
			Expect(r).To(match.ComeToAnEnd())
		})
	case response.Printed:
		s.spec(sc, sc.Name+": the body is printed whole", func(r *harness.Result) {
			Expect(r).To(match.PrintTheReply())
		})
	}
}

// tellsNothing tells of sound replies in which the service that the firmware asks has not said what is the success of it.
func (s *subject) tellsNothing(sc servers.Scenario) bool {
	switch s.Firmware.Service {
	case "commit-status":
		return otherStates[sc.Name] || empty[sc.Name]
	case "token", "edge-token":
		return empty[sc.Name]
	}
	return false
}

// empty are successes that have nothing to tell: no token, no state.
var empty = set("reply-status-202", "reply-status-204")

// long is a reply that does not fit into a small chip's memory.
const long = "reply-64k"
