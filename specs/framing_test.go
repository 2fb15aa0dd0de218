package specs

import (
	"fmt"
	"strings"

	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/servers"
)

// framing: the request is, byte for byte, the HTTP message that the contract promises.
func framing(s *subject) {
	request := s.Firmware.Request
	request.Target = strings.ReplaceAll(request.Target, config.HostPlaceholder, lane.Host)
	if !request.Promised() {
		return
	}
	valid := scenario(control)
	if request.Method != "" || request.Target != "" || request.Version != "" {
		s.spec(valid, "the request line is as promised", func(r *harness.Result) {
			Expect(r).To(match.SendRequestLine(request))
		})
	}
	s.spec(valid, "each header stands there once", func(r *harness.Result) {
		Expect(r).To(match.SendEachHeaderOnce())
	})
	for _, h := range request.Headers {
		s.spec(valid, fmt.Sprintf("the header %s is as promised", h.Name), func(r *harness.Result) {
			Expect(r).To(match.SendHeader(h.Name, h.Value))
		})
	}
	s.spec(valid, "Host names the server that it connected to", func(r *harness.Result) {
		Expect(r).To(match.SendHostOf(request.HostHeader, lane.Host, lane.Board.Server))
	})
	s.spec(valid, "every line ends in CRLF and the head is well-formed", func(r *harness.Result) {
		Expect(r).To(match.FrameWithCRLF())
	})
	s.repeats()
	if request.Body.Kind == config.BodyNone {
		s.spec(valid, "the request has no body, and nothing follows it", func(r *harness.Result) {
			Expect(r).To(match.SendBodyAs(request.Body))
			Expect(r).To(match.SendNothingAfterTheBody())
		})
		return
	}
	s.spec(valid, "Content-Length is the body's length in bytes", func(r *harness.Result) {
		Expect(r).To(match.CountItsBody())
	})
	s.spec(valid, "nothing follows the body", func(r *harness.Result) {
		Expect(r).To(match.SendNothingAfterTheBody())
	})
	s.bodies(request)
}

// repeats: the request is as promised also where other lines of the firmware made it than those that meet a good server at
// once. (What it sends when it was turned away first is looked at in recovery.)
func (s *subject) repeats() {
	if s.protocol() != servers.ProtocolHTTP {
		return
	}
	all := s.chosen(servers.GroupReply)
	if s.Firmware.Edge {
		all = append(all, scenario(edge))
	}
	for _, sc := range all {
		if sc.Group == servers.GroupReply && !s.meetsReply(sc) || strings.HasPrefix(sc.Name, redirects) {
			continue // who follows a redirect asks for another target, as it should
		}
		s.spec(sc, sc.Name+": the request is as promised", func(r *harness.Result) {
			Expect(r).To(match.SendWholeRequests())
		})
	}
}

// redirects is what the names of replies begin with that send the client elsewhere.
const redirects = "reply-redirect-"

func (s *subject) bodies(request config.Request) {
	if request.Body.Kind != config.BodyBench {
		if request.Body.Kind != "" && request.Body.Kind != config.BodyAny {
			s.spec(scenario(control), "the body is as promised", func(r *harness.Result) {
				Expect(r).To(match.SendBodyAs(request.Body))
			})
		}
		return
	}
	for _, body := range []harness.Body{harness.BodyDefault, harness.BodyEmpty, harness.BodyUTF8, harness.BodyAwkward, harness.BodyLarge} {
		if body.Name == harness.BodyEmpty.Name && request.NeverEmpty {
			continue
		}
		s.specWithBody(scenario(control), body, fmt.Sprintf("the %s body arrives whole, with its length in bytes", body.Name), func(r *harness.Result) {
			Expect(r).To(match.CountItsBody())
			Expect(r).To(match.SendBody(body.Bytes()))
			Expect(r).To(match.SendNothingAfterTheBody())
			Expect(r).To(match.SendWholeRequest())
		})
	}
}
