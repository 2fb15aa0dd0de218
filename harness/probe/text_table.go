package probe

import (
	"fmt"
	"slices"
	"strings"

	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
)

// comparison is the table of counts, and then what does not simply agree.
func (p *Profile) comparison(b *strings.Builder, all bool) {
	lines := Compare(p, p.Stack)
	fmt.Fprintf(b, "\ncompared with %s\n", p.Stack)
	counts(b, lines)
	if all {
		everyLine(b, lines)
	}
	for _, l := range lines {
		if l.Status == Differs {
			l.differenceText(b)
		}
	}
	unsteady(b, lines)
	byWords(b, lines, Unless)
	byWords(b, lines, Partly)
	byWords(b, lines, Simulated)
	byWords(b, lines, NotStated)
	byWords(b, lines, NotDone)
}

var statuses = []Status{Agrees, Unless, Partly, Simulated, Differs, NotStated, NotDone}

// heads are the columns of the counts.
var heads = map[Status]string{
	Agrees: "agrees", Unless: "some builds", Partly: "partly", Simulated: "as simulated", Differs: "DIFFERS", NotStated: "not stated", NotDone: "not measured",
}

// counts is how many scenarios of each group have which status. A column that is empty is left out.
func counts(b *strings.Builder, lines []Line) {
	n := map[servers.Group]map[Status]int{}
	total := map[Status]int{}
	var groups []servers.Group
	for _, l := range lines {
		if n[l.Group] == nil {
			n[l.Group] = map[Status]int{}
			groups = append(groups, l.Group)
		}
		n[l.Group][l.Status]++
		total[l.Status]++
	}
	columns := slices.DeleteFunc(slices.Clone(statuses), func(s Status) bool { return total[s] == 0 && s != Agrees && s != Differs })
	row := func(name string, cell func(Status) string) {
		fmt.Fprintf(b, "  %-12s", name)
		for _, s := range columns {
			fmt.Fprintf(b, "%14s", cell(s))
		}
		b.WriteString("\n")
	}
	row("", func(s Status) string { return heads[s] })
	for _, g := range groups {
		row(string(g), func(s Status) string { return figure(n[g][s]) })
	}
	row("all", func(s Status) string { return figure(total[s]) })
}

func figure(n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprint(n)
}

var symbols = map[Status]string{Agrees: "✓", Unless: "✓", Partly: "✓", Simulated: "~", Differs: "✗", NotStated: "?", NotDone: "-"}

func everyLine(b *strings.Builder, lines []Line) {
	fmt.Fprintf(b, "\n    %-34s %-38s %s\n", "scenario", "measured", "known")
	for _, l := range lines {
		fmt.Fprintf(b, "  %s\n", strings.TrimRight(l.String(), " "))
	}
}

// String is the line of a table: what was measured, and what is known.
func (l Line) String() string {
	measured, known := "not measured", "nothing"
	if l.Measured != nil {
		measured = l.Measured.words()
	}
	if l.Stated != nil {
		known = expectationWords(*l.Stated)
	}
	return fmt.Sprintf("%s %-34s %-38s %s", symbols[l.Status], l.Scenario, measured, known)
}

// words are the outcome with the error and the alert.
func (e Entry) words() string {
	text := string(e.Outcome)
	if e.Code != 0 {
		text += fmt.Sprintf(" %d", e.Code)
	}
	switch {
	case e.Alert != 0:
		text += " " + alertName(e.Alert)
	case e.Hidden:
		text += " (encrypted alert)"
	}
	return text
}

func expectationWords(e profile.Expectation) string {
	text := Entry{Outcome: outcomeWanted(e), Code: e.Code, Alert: e.Alert}.words()
	switch {
	case e.Weakness:
		text += ", a weakness"
	case e.Basis == profile.Promised && e.Outcome == profile.Refuse:
		text += ", as promised"
	}
	return text
}

// differenceText is a difference with the evidence of both sides.
func (l Line) differenceText(b *strings.Builder) {
	fmt.Fprintf(b, "\n✗ %s: %s\n", l.Scenario, l.Words)
	field := func(name, text string) {
		if text != "" {
			fmt.Fprintf(b, "    %-9s %s\n", name, text)
		}
	}
	field("known", expectationWords(*l.Stated)+": "+l.Stated.Reason+" ["+l.Stated.Source+"]")
	field("measured", l.Measured.words()+": "+l.Measured.Reason)
	field("at first", l.Measured.First)
	field("console", l.Measured.Console)
	field("wire", l.Measured.Wire)
}

// unsteady lists what came out otherwise at first, and now agrees.
func unsteady(b *strings.Builder, lines []Line) {
	for _, l := range lines {
		if l.Measured != nil && l.Measured.First != "" && l.Status != Differs {
			fmt.Fprintf(b, "\n! %s was %s\n    when it was measured again it agreed: the machine was busy, or the board is unsteady\n", l.Scenario, l.Measured.First)
		}
	}
}

// byWords lists the scenarios of a status by what is said of them. A group that has it as a whole is named in place of
// its scenarios.
func byWords(b *strings.Builder, lines []Line, status Status) {
	of := map[string][]Line{}
	var order []string
	for _, l := range lines {
		if l.Status != status {
			continue
		}
		if of[l.Words] == nil {
			order = append(order, l.Words)
		}
		of[l.Words] = append(of[l.Words], l)
	}
	for _, words := range order {
		head := fmt.Sprintf("%s %s", symbols[status], status)
		if words != "" {
			head += ": " + words
		}
		fmt.Fprintf(b, "\n%s\n%s", head, wrapped(namesOf(of[words], lines), "    "))
	}
}

// fewNames are not worth to be put together.
const fewNames = 6

// namesOf are the names of some of all lines.
func namesOf(some, all []Line) []string {
	var names []string
	whole := map[servers.Group]bool{}
	for _, l := range some {
		in := func(m Line) bool { return m.Group == l.Group }
		n := count(some, in)
		switch {
		case l.Status == NotStated:
			names = append(names, l.Scenario+" ("+l.Measured.words()+")")
		case n < fewNames || n < count(all, in):
			names = append(names, l.Scenario)
		case !whole[l.Group]:
			whole[l.Group] = true
			names = append(names, fmt.Sprintf("all %d of the group %s", n, l.Group))
		}
	}
	return names
}

func count(lines []Line, is func(Line) bool) int {
	n := 0
	for _, l := range lines {
		if is(l) {
			n++
		}
	}
	return n
}
