package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// WriteTable writes the verdicts of a run, scenario x board, a table for each firmware, and below it what the stacks let
// through, a row for each firmware, and the counts.
func WriteTable(w io.Writer, r *Run, colour bool) error {
	p := paint(colour)
	var out strings.Builder
	for _, firmware := range r.Firmware() {
		r.tableOf(&out, p, firmware)
	}
	r.writeWeaknesses(&out, p, len(r.Specs))
	r.writeOverview(&out, p)
	out.WriteString(r.Tally(colour) + "\n")
	_, err := io.WriteString(w, out.String())
	return err
}

func (r *Run) tableOf(out *strings.Builder, p paint, firmware string) {
	scenarios, boards := r.meetings(firmware), r.boardsOf(firmware)
	if len(scenarios) == 0 || len(boards) == 0 || !r.met(firmware) {
		return
	}
	first := len([]rune(firmware))
	for _, s := range scenarios {
		first = max(first, len([]rune(oneLine(s, 60)))+2)
	}
	widths := make([]int, len(boards))
	for i, b := range boards {
		widths[i] = len([]rune(b))
		for _, s := range scenarios {
			widths[i] = max(widths[i], 2+len([]rune(r.cell(b, firmware, s).Word)))
		}
	}
	line := p.bold(pad(firmware, first))
	for i, b := range boards {
		line += "  " + pad(b, widths[i])
	}
	out.WriteString(strings.TrimRight(line, " ") + "\n")
	for _, s := range scenarios {
		line := pad("  "+oneLine(s, 60), first)
		for i, b := range boards {
			c := r.cell(b, firmware, s)
			text := symbol(c.State) + " " + c.Word
			line += "  " + p.state(c.State, text)
			if i < len(boards)-1 {
				line += strings.Repeat(" ", widths[i]-len([]rune(text)))
			}
		}
		out.WriteString(line + "\n")
	}
	out.WriteString("\n")
}

// Tally is the run in one line: how many specs ended how, and what the whole comes to.
func (r *Run) Tally(colour bool) string {
	p := paint(colour)
	var parts []string
	for _, s := range []State{Passed, Failed, UnexpectedPass, KnownFailure, Unjudged, Errored, Lost, Interrupted, Skipped} {
		if n := r.Count(s); n > 0 || s == Passed || s == Failed {
			text := fmt.Sprintf("%d %s", n, tallyWord(s, n))
			if s == Passed {
				text = plural(n, "spec") + " " + s.Words()
			}
			if n > 0 {
				text = p.state(s, text)
			}
			parts = append(parts, text)
		}
	}
	line := fmt.Sprintf("%s · %s", strings.Join(parts, ", "), briefly(r.Took()))
	if waiting := r.Waiting(); waiting > 0 && r.Took() > 0 {
		line += fmt.Sprintf(", of it %s the firmware's own waiting", briefly(waiting))
		if len(r.Lanes) > 1 {
			line += fmt.Sprintf(" (summed over %d boards)", len(r.Lanes))
		}
	}
	return line
}

// tallyWord is the word for n specs in a state.
func tallyWord(s State, n int) string {
	switch {
	case n == 1:
	case s == KnownFailure:
		return "known failures"
	case s == UnexpectedPass:
		return "unexpected passes"
	case s == Errored:
		return "bench errors"
	}
	return s.Words()
}

// failures returns the specs that somebody has to look at, failures of firmware first.
func (r *Run) failures() []*Spec {
	var specs []*Spec
	for _, s := range r.Specs {
		if s.State().bad() {
			specs = append(specs, s)
		}
	}
	slices.SortStableFunc(specs, func(a, b *Spec) int {
		return slices.Index(gravest, a.State()) - slices.Index(gravest, b.State())
	})
	return specs
}
