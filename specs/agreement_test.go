package specs

import (
	"strings"

	. "github.com/onsi/gomega"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/servers"
)

// keyless are the servers with a certificate that firmware with a pre-shared key meets in every run, for others that it
// looks at are all the same to it; what they do to the records of TLS is not.
var keyless = set("untrusted-root", "self-signed", lateRefusal, "plaintext-http-on-tls-port")

// keyedOnly are scenarios of the group handshake that are about a key.
var keyedOnly = set("psk", "psk-wrong")

// shares tells whether firmware with a pre-shared key has something to show in the scenario.
func (s *subject) shares(sc servers.Scenario) bool {
	switch {
	case sc.ByKey(), sc.Group == servers.GroupShared, keyless[sc.Name], keyedOnly[sc.Name]:
		return true
	case sc.Group == servers.GroupChain:
		return !sc.Full && s.full()
	}
	return false
}

// rooted are the chains that show what firmware with a bundle does with its roots, and other firmware meets in the full suite.
var rooted = set("other-bundled-root", "same-name-root-sent")

// bundles tells whether the scenario is about the bundle that the firmware holds.
func (s *subject) bundles(sc servers.Scenario) bool {
	return s.Firmware.Trust == config.TrustBundle && rooted[sc.Name]
}

// identity: firmware that shares a key says by which name it is to be known.
func (s *subject) identity() {
	if s.Firmware.Trust != config.TrustPSK {
		return
	}
	s.spec(scenario(control), "valid: names itself as it promised", func(r *harness.Result) {
		Expect(r).To(match.NameItself(harness.IdentityOf(&s.Firmware)))
	})
}

// protocolNone is a server that speaks a protocol by ALPN, and none that anybody offers.
const protocolNone = "alpn-no-overlap"

// protocols: firmware that has to tell which protocol it means does so on every attempt, also after one that failed.
func (s *subject) protocols() {
	if len(s.Firmware.ALPN) == 0 {
		return
	}
	for _, name := range []string{control, "untrusted-root"} {
		s.spec(scenario(name), name+": offers the promised protocols by ALPN, and no other", func(r *harness.Result) {
			Expect(r).To(match.OfferProtocols(s.Firmware.ALPN))
		})
	}
	if s.Firmware.Trust == config.TrustPSK {
		return
	}
	s.spec(scenario(protocolNone), protocolNone+": a server that speaks no such protocol gets nothing", func(r *harness.Result) {
		Expect(r).To(match.RefuseTheServer())
	})
}

// byProtocol tells whether a scenario ends otherwise for firmware that offers protocols than for firmware that offers none,
// which profiles are of.
func (s *subject) byProtocol(sc servers.Scenario) bool {
	return len(s.Firmware.ALPN) > 0 && strings.HasPrefix(sc.Name, "alpn-")
}
