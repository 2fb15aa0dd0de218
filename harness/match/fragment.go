package match

import (
	"fmt"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
)

// AskForRecordsOf wants every ClientHello to ask for records of at most so many bytes (RFC 6066, section 4), probes included.
func AskForRecordsOf(bytes int) types.GomegaMatcher {
	return promise(fmt.Sprintf("ask for records of %d bytes on every connection", bytes), func(r *harness.Result) string {
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		if fault := unlikeAsked(r.Probes, "the probe before attempt", bytes); fault != "" {
			return fault
		}
		if fault := unlikeAsked(r.Conns, "attempt", bytes); fault != "" {
			return fault
		}
		for _, c := range r.Conns {
			if c.Hello != nil {
				return ""
			}
		}
		return fmt.Sprintf("no ClientHello came (%s)", r.Reason)
	})
}

// unlikeAsked is a sentence on the first connection whose ClientHello asks for something else.
func unlikeAsked(conns []servers.Conn, what string, bytes int) string {
	for _, c := range conns {
		switch {
		case c.Hello == nil || c.Hello.MFLN == bytes:
		case c.Hello.MFLN == 0:
			return fmt.Sprintf("%s %d asks for no length of records: the server may send some of 16 KB", what, c.Attempt)
		default:
			return fmt.Sprintf("%s %d asks for records of %d bytes", what, c.Attempt, c.Hello.MFLN)
		}
	}
	return ""
}

// ProbeFirst wants each attempt to be preceded by a connection that only asks whether the server would keep to the length.
func ProbeFirst() types.GomegaMatcher {
	return promise("ask the server over a connection of its own first", func(r *harness.Result) string {
		probed := map[int]bool{}
		for _, c := range r.Probes {
			probed[c.Attempt] = true
		}
		for _, c := range r.Conns {
			if !probed[c.Attempt] {
				return fmt.Sprintf("before attempt %d it did not", c.Attempt)
			}
		}
		if len(r.Conns) == 0 {
			return fmt.Sprintf("it made no attempt (%s)", r.Reason)
		}
		return ""
	})
}
