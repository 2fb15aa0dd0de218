package match

import (
	"fmt"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/profile"
)

// GreetAs wants each ClientHello to be that of the stack that firmware.yaml names: else everything that is known of that
// stack is known of another one than the board has.
func GreetAs(stack string) types.GomegaMatcher {
	return promise(fmt.Sprintf("greet the server as %s does", stack), func(r *harness.Result) string {
		seen := false
		for _, c := range r.Conns {
			if wrong := profile.WrongHello(stack, c.Hello); wrong != "" {
				return fmt.Sprintf("attempt %d: %s; `stack:` in firmware.yaml names another one than the board has, or its core was built otherwise", c.Attempt, wrong)
			}
			seen = seen || c.Hello != nil
		}
		if !seen {
			return "it sent no ClientHello"
		}
		return ""
	})
}
