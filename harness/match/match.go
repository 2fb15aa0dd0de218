package match

import (
	"fmt"
	"strings"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
)

// check judges one aspect of a result. It returns "" when the aspect is as promised, and otherwise one sentence on what
// the firmware did instead.
type check func(r *harness.Result) string

type matcher struct {
	wanted string
	check  check
	fault  string
}

// promise makes a matcher of a check; wanted completes the sentence "it was to ...".
func promise(wanted string, c check) types.GomegaMatcher {
	return &matcher{wanted: wanted, check: c}
}

func (m *matcher) Match(actual any) (bool, error) {
	r, ok := actual.(*harness.Result)
	if !ok || r == nil {
		return false, fmt.Errorf("match: wants a *harness.Result, got %T", actual)
	}
	m.fault = m.check(r)
	return m.fault == "", nil
}

func (m *matcher) FailureMessage(actual any) string {
	return Explain(actual.(*harness.Result), m.wanted, m.fault)
}

func (m *matcher) NegatedFailureMessage(actual any) string {
	return Explain(actual.(*harness.Result), "not "+m.wanted, "it did")
}

// Explain says what went wrong and shows both witnesses.
func Explain(r *harness.Result, wanted, fault string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s meeting %s: %s\n(it was to %s)\n", r.Firmware.Name, harness.TrialName(r.Scenario, r.Evidence.Body), fault, wanted)
	fmt.Fprintf(&b, "\nverdict: %s (%s)\ntrial ended because %s\n", r.Verdict, r.Reason, r.End)
	b.WriteString("\n" + reports.EvidenceHeading + " (last lines):\n")
	b.WriteString(indent(r.ConsoleTail(14)))
	fmt.Fprintf(&b, "\nthe server saw (%d connections):\n", len(r.Conns))
	b.WriteString(indent(r.WireSummary(14)))
	return strings.TrimRight(b.String(), "\n")
}

func indent(lines []string) string {
	if len(lines) == 0 {
		return "    (nothing)\n"
	}
	return "    " + strings.Join(lines, "\n    ") + "\n"
}

// HaveVerdict wants the trial to be judged so.
func HaveVerdict(want reports.Verdict) types.GomegaMatcher {
	return promise(fmt.Sprintf("be judged %s", want), func(r *harness.Result) string {
		if r.Verdict == want {
			return ""
		}
		return fmt.Sprintf("it was judged %s: %s", r.Verdict, r.Reason)
	})
}
