package match

import (
	"fmt"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/reports"
)

// Bear wants the stack under the firmware to do what its profile says. Whoever reads the failure has to know that it is
// the profile that is contradicted, and not a promise of the firmware that is broken.
func Bear(stack string, e profile.Expectation) types.GomegaMatcher {
	want := reports.Refused
	if e.Outcome == profile.Accept {
		want = reports.Accepted
	}
	wanted := fmt.Sprintf("show what the profile %s says: the server is %s, because %s [%s]", stack, want, e.Reason, e.Source)
	return promise(wanted, func(r *harness.Result) string {
		if r.Verdict == want {
			return ""
		}
		return fmt.Sprintf("it was judged %s (%s): the profile %s is wrong for this board, or `stack:` in firmware.yaml names another one than it has",
			r.Verdict, r.Reason, stack)
	})
}
