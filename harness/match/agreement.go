package match

import (
	"fmt"
	"slices"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
)

// NameItself wants the firmware to mean its pre-shared key by that identity, in each handshake that comes so far.
func NameItself(identity string) types.GomegaMatcher {
	return promise(fmt.Sprintf("mean its pre-shared key by the identity %q", identity), func(r *harness.Result) string {
		seen := false
		for _, c := range r.Conns {
			if !c.KeyExchange {
				continue
			}
			if c.Identity != identity {
				return fmt.Sprintf("on attempt %d it says %q", c.Attempt, c.Identity)
			}
			seen = true
		}
		if !seen {
			return "it named no identity: no handshake came so far"
		}
		return ""
	})
}

// OfferProtocols wants each ClientHello to offer exactly these protocols by ALPN, in this order.
func OfferProtocols(protocols []string) types.GomegaMatcher {
	return promise(fmt.Sprintf("offer the protocols %q by ALPN, on every attempt", protocols), func(r *harness.Result) string {
		seen := false
		for _, c := range r.Conns {
			switch {
			case c.Hello == nil:
			case len(c.Hello.ALPN) == 0:
				return fmt.Sprintf("attempt %d offers none", c.Attempt)
			case !slices.Equal(c.Hello.ALPN, protocols):
				return fmt.Sprintf("attempt %d offers %q", c.Attempt, c.Hello.ALPN)
			default:
				seen = true
			}
		}
		if !seen {
			return "it sent no ClientHello"
		}
		return ""
	})
}
