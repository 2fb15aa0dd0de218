package match

import (
	"fmt"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// NeverRepeat wants every random number that the client showed to be new: on all connections of this trial, and on those of
// the other trials, between which the board was reset. The first four bytes of a client random are left out: mbedTLS puts
// the time there, and BearSSL zeros.
func NeverRepeat(others ...*harness.Result) types.GomegaMatcher {
	return promise("show no random number twice", func(r *harness.Result) string {
		seen := map[string]string{}
		note := func(what, value, where string) string {
			key := what + " " + value
			if first, again := seen[key]; again {
				return fmt.Sprintf("%s is the same on %s and on %s: %x", what, first, where, value)
			}
			seen[key] = where
			return ""
		}
		for _, trial := range append([]*harness.Result{r}, others...) {
			for _, c := range trial.Conns {
				traits, err := wire.Analyse(c.Segments)
				if err != nil {
					continue // no ClientHello came that could be read: other specs are about that
				}
				where := fmt.Sprintf("attempt %d of %s", c.Attempt, trial.Scenario.Name)
				random := traits.Unique()
				if fault := note("the client random", string(random[:]), where); fault != "" {
					return fault
				}
				if key := string(traits.PublicKey); key != "" {
					if fault := note("the key share", key, where); fault != "" {
						return fault
					}
				}
				if nonce, repeated := traits.Repeated(); repeated {
					return fmt.Sprintf("two records of %s have the nonce %x", where, nonce)
				}
			}
		}
		if len(seen) == 0 {
			return "it showed none: no ClientHello came (" + r.Reason + ")"
		}
		return ""
	})
}
