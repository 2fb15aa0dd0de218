package reports

import (
	"fmt"
	"slices"
	"strings"
)

// weaknessLines is how many weaknesses a screen shows.
const weaknessLines = 12

// weakness is something that a TLS stack is known to accept and should not. It is no fault of the firmware, and whoever
// ships it should know.
type weakness struct {
	Scenario, Stack, Text string
	Firmware              []string // met it
}

// weaknesses are those that were seen in the run: the stack did what its profile says.
func (r *Run) weaknesses() []weakness {
	var list []weakness
	for _, s := range r.Specs {
		if s.Weakness == "" || s.State() != Passed {
			continue
		}
		at := slices.IndexFunc(list, func(w weakness) bool { return w.Scenario == s.Scenario && w.Stack == s.Stack })
		if at < 0 {
			list = append(list, weakness{Scenario: s.Scenario, Stack: s.Stack, Text: s.Weakness})
			at = len(list) - 1
		}
		if !slices.Contains(list[at].Firmware, s.Firmware) {
			list[at].Firmware = append(list[at].Firmware, s.Firmware)
		}
	}
	return list
}

// writeWeaknesses writes at most limit of them, each with the first firmware that met it.
func (r *Run) writeWeaknesses(out *strings.Builder, p paint, limit int) {
	list := r.weaknesses()
	if len(list) == 0 {
		return
	}
	out.WriteString(p.bold("weaknesses of the TLS stacks, as known of them") + "\n")
	shown := list[:min(limit, len(list))]
	width := 0
	for _, w := range shown {
		width = max(width, len(oneLine(w.Scenario, 40)))
	}
	for _, w := range shown {
		fmt.Fprintf(out, "  %s  %s  %s\n", p.state(KnownFailure, pad(oneLine(w.Scenario, 40), width)), pad(w.Stack, 18), p.dim(oneLine(w.Text, 160)))
	}
	if more := len(list) - len(shown); more > 0 {
		fmt.Fprintf(out, "  and %d more, see %s\n", more, TableFile)
	}
	out.WriteString("\n")
}
