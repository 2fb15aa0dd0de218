package match

import (
	"fmt"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
)

// PauseAfterLosses wants the pause between two attempts also between the loss of a connection and the next attempt. There
// may be one such pause only, the beginning of which a busy bench sees late: a quarter of it is enough. That it is not too
// long is not looked at here, as a loss may be noticed late.
func PauseAfterLosses(spacing time.Duration) types.GomegaMatcher {
	return promise(fmt.Sprintf("pause %v (board time) after a loss, before it connects again", spacing), func(r *harness.Result) string {
		gaps := r.Spacings()
		switch {
		case r.Verdict == reports.Crashed:
			return r.Reason
		case len(gaps) == 0:
			return "it connected once only"
		case gaps[len(gaps)/2] < spacing/4:
			return fmt.Sprintf("it connected again %v after the loss", round(gaps[len(gaps)/2]))
		}
		return ""
	})
}
