package probe

import (
	"fmt"
	"io"
	"strings"

	"github.com/benchtrial/benchtrial/servers"
)

// Change is a scenario that came out otherwise than in an earlier probe.
type Change struct {
	Scenario string
	Was, Is  *Entry // nil: not measured then, or now
}

// Against compares a probe with an earlier one: what came out otherwise, and what the ClientHello offers now. What only
// one of them measured is told apart: it has not changed.
type Against struct {
	Changed []Change
	Only    []Change // measured in one of the two only
	Hello   []HelloChange
	Same    int
}

// Regression compares a new probe with an earlier one. Numbers that only one of them has are no change, since printing
// is the firmware's part; those that both have are.
func Regression(was, is *Profile) Against {
	a := Against{Hello: differentHello(was.Hello, is.Hello)}
	for _, sc := range servers.Catalogue() {
		old, before := was.entry(sc.Name)
		now, after := is.entry(sc.Name)
		switch {
		case before && after && changed(old, now):
			a.Changed = append(a.Changed, Change{sc.Name, &old, &now})
		case before && after:
			a.Same++
		case before:
			a.Only = append(a.Only, Change{Scenario: sc.Name, Was: &old})
		case after:
			a.Only = append(a.Only, Change{Scenario: sc.Name, Is: &now})
		}
	}
	return a
}

func changed(was, is Entry) bool {
	switch {
	case was.Outcome != is.Outcome, was.Forged != is.Forged:
		return true
	case was.Code != 0 && is.Code != 0 && was.Code != is.Code:
		return true
	}
	return was.Alert != is.Alert && !was.Hidden && !is.Hidden
}

// Differs tells whether anything that both probes measured has changed.
func (a Against) Differs() bool { return len(a.Changed) > 0 || len(a.Hello) > 0 }

// WriteText writes the comparison for people.
func (a Against) WriteText(w io.Writer, was *Profile, name string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\ncompared with %s\n  %s on %s (%s), stack %s, probed %s\n", name, was.Firmware, was.Board, was.Chip, was.Stack,
		was.Date.Format("2006-01-02 15:04 MST"))
	fmt.Fprintf(&b, "  %s the same, %d changed", plural(a.Same, "scenario"), len(a.Changed))
	if len(a.Only) > 0 {
		fmt.Fprintf(&b, ", %d measured in one of the two only", len(a.Only))
	}
	b.WriteString("\n")
	for _, c := range a.Hello {
		fmt.Fprintf(&b, "✗ ClientHello: %s\n", c.What)
		if len(c.Items) > 0 {
			b.WriteString(wrapped(c.Items, "    "))
		}
	}
	for _, c := range a.Changed {
		fmt.Fprintf(&b, "✗ %-34s was %s, is %s\n", c.Scenario, c.Was.words(), c.Is.words())
		fmt.Fprintf(&b, "    was   %s\n    is    %s\n", c.Was.Reason, c.Is.Reason)
	}
	var then, now []string
	for _, c := range a.Only {
		if c.Is == nil {
			then = append(then, c.Scenario)
		} else {
			now = append(now, c.Scenario)
		}
	}
	if len(then) > 0 {
		fmt.Fprintf(&b, "- measured then only\n%s", wrapped(then, "    "))
	}
	if len(now) > 0 {
		fmt.Fprintf(&b, "- measured now only\n%s", wrapped(now, "    "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
