package specs

import (
	"strings"

	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/servers"
)

// recordFaults: what somebody else put into the connection is never believed, and a connection that breaks after the
// handshake is no success.
func recordFaults(s *subject) {
	for _, group := range []servers.Group{servers.GroupRecord, servers.GroupNetwork, servers.GroupHandshake} {
		for _, sc := range s.chosen(group) {
			if sc.Fails || sc.Stalls || !s.reaches(sc) || group == servers.GroupHandshake && sc.Forged == "" {
				continue
			}
			s.recordFault(sc)
		}
	}
}

func (s *subject) recordFault(sc servers.Scenario) {
	if sc.Forged != "" {
		s.spec(sc, sc.Name+": what was put in never reaches the console", func(r *harness.Result) {
			Expect(r).To(match.NeverPrint(sc.Forged))
		})
	}
	if s.protocol() != servers.ProtocolHTTP || sc.Refuse {
		return
	}
	switch {
	case sc.ReplyBroken && s.Firmware.Console.Succeeded != "":
		s.spec(sc, sc.Name+": is not taken for a success", func(r *harness.Result) {
			Expect(r).To(match.ReportNoSuccess())
		})
	case s.Firmware.Response.Whole == 0:
		return // nothing is promised of how long it reads
	case sc.Group == servers.GroupNetwork || sc.ReplyBroken || sc.Silent || unreadable(sc) || !s.Firmware.Response.Printed:
		s.spec(sc, sc.Name+": the firmware comes to an end", func(r *harness.Result) {
			Expect(r).To(match.ComeToAnEnd())
		})
	default:
		s.spec(sc, sc.Name+": the body is printed whole", func(r *harness.Result) {
			Expect(r).To(match.PrintTheReply())
		})
	}
}

// unreadable tells of sound servers that not every stack or firmware can read to the end: mbedTLS ends a connection on which
// several records in a row hold nothing (mbedTLS ssl_msg.c), and a reply can be too long for a chip.
func unreadable(sc servers.Scenario) bool {
	return strings.HasPrefix(sc.Name, "empty-records-") || sc.Behave != nil && sc.Behave(1).Reply.MayFail
}
