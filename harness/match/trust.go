package match

import (
	"fmt"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
)

// RefuseTheServer wants the firmware to refuse before it sent a byte of application data: no handshake completed on any
// attempt, nothing sent, and the console reporting the refusal.
func RefuseTheServer() types.GomegaMatcher {
	return promise("refuse the server before any application byte", func(r *harness.Result) string {
		switch {
		case len(r.Plaintext()) > 0:
			return fmt.Sprintf("it sent %d bytes to the server without any TLS: %.120q", len(r.Plaintext()), r.Plaintext())
		case r.AppBytes() > 0:
			return fmt.Sprintf("unexpected acceptance: it sent %d bytes of application data to a server that it must not trust%s",
				r.AppBytes(), excerpt(r))
		case r.Handshakes() > 0:
			return fmt.Sprintf("unexpected acceptance: it completed %d of %d handshakes with a server that it must not trust",
				r.Handshakes(), len(r.Conns))
		case r.Verdict != reports.Refused:
			return fmt.Sprintf("it was judged %s: %s", r.Verdict, r.Reason)
		}
		return ""
	})
}

func excerpt(r *harness.Result) string {
	for _, c := range r.Requests() {
		return fmt.Sprintf(", on attempt %d: %.120q", c.Attempt, c.Request)
	}
	return ""
}

// BeAccepted is the positive control: the handshake completed and the request arrived.
func BeAccepted() types.GomegaMatcher {
	return promise("connect to the honest server and send its request", func(r *harness.Result) string {
		if r.Verdict != reports.Accepted {
			return fmt.Sprintf("it was judged %s: %s", r.Verdict, r.Reason)
		}
		if r.AppBytes() == 0 {
			return "the handshake completed, but it sent no request"
		}
		return ""
	})
}
