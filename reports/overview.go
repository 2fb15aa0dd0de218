package reports

import (
	"fmt"
	"slices"
	"strings"
)

// Article is a published text that firmware of the run comes from.
type Article struct {
	Title    string   `json:"title"`
	URL      string   `json:"url,omitempty"`
	Firmware []string `json:"firmware"`
}

// overviewRow is how one firmware fared on one chip.
type overviewRow struct {
	Firmware, Chip                          string
	Trials, Passed, Failed, Known, Unjudged int
	Weaknesses                              int // scenarios of which the stack is known to accept what it should refuse
}

// ofNoArticle stands over the firmware that comes from no article, where other firmware comes from one.
const ofNoArticle = "of no article"

// overviewPart is the firmware of one article. Where none comes from any, Title is "".
type overviewPart struct {
	Article
	Rows []overviewRow
}

// overview sums the run up: the firmware of each article, and then the firmware that comes from none.
func (r *Run) overview() []overviewPart {
	var parts []overviewPart
	listed := map[string]bool{}
	for _, a := range r.Info.Articles {
		part := overviewPart{Article: a}
		for _, name := range a.Firmware {
			listed[name] = true
			part.Rows = append(part.Rows, r.rowsOf(name)...)
		}
		if len(part.Rows) > 0 {
			parts = append(parts, part)
		}
	}
	rest := overviewPart{}
	if len(parts) > 0 {
		rest.Title = ofNoArticle
	}
	for _, name := range r.Firmware() {
		if !listed[name] {
			rest.Rows = append(rest.Rows, r.rowsOf(name)...)
		}
	}
	if len(rest.Rows) > 0 {
		parts = append(parts, rest)
	}
	return parts
}

// rowsOf is a row for each chip that the firmware was tried on.
func (r *Run) rowsOf(firmware string) []overviewRow {
	if !r.met(firmware) {
		return nil
	}
	var rows []overviewRow
	row := func(lane string) *overviewRow {
		chip := ""
		if l := r.lanes[lane]; l != nil {
			chip = l.Info.Chip
		}
		at := slices.IndexFunc(rows, func(o overviewRow) bool { return o.Chip == chip })
		if at < 0 {
			rows = append(rows, overviewRow{Firmware: firmware, Chip: chip})
			at = len(rows) - 1
		}
		return &rows[at]
	}
	weak := map[string]bool{}
	for _, s := range r.Specs {
		if s.Firmware != firmware {
			continue
		}
		o := row(s.Lane)
		switch s.State() {
		case Passed:
			o.Passed++
		case KnownFailure:
			o.Known++
		case Failed, UnexpectedPass, Errored:
			o.Failed++
		default:
			o.Unjudged++
		}
		if key := o.Chip + " " + s.Scenario; s.Weakness != "" && s.State() == Passed && !weak[key] {
			weak[key] = true
			o.Weaknesses++
		}
	}
	for _, t := range r.Trials {
		if t.Firmware == firmware {
			row(t.Lane).Trials++
		}
	}
	slices.SortStableFunc(rows, func(a, b overviewRow) int { return strings.Compare(a.Chip, b.Chip) })
	return rows
}

// state is the gravest of what the row counts.
func (o overviewRow) state() State {
	switch {
	case o.Failed > 0:
		return Failed
	case o.Unjudged > 0:
		return Unjudged
	case o.Known > 0:
		return KnownFailure
	}
	return Passed
}

var overviewHead = []string{"firmware", "chip", "trials", "passed", "failed", "known failures", "not judged", "weaknesses"}

// cells are the row in the columns of overviewHead. A zero says nothing, and is a dot.
func (o overviewRow) cells() []string {
	cells := []string{symbol(o.state()) + " " + oneLine(o.Firmware, 40), o.Chip}
	for _, n := range []int{o.Trials, o.Passed, o.Failed, o.Known, o.Unjudged, o.Weaknesses} {
		text := "·"
		if n > 0 {
			text = fmt.Sprint(n)
		}
		cells = append(cells, text)
	}
	return cells
}

// writeOverview writes the overview as a table.
func (r *Run) writeOverview(out *strings.Builder, p paint) {
	parts := r.overview()
	if len(parts) == 0 {
		return
	}
	widths := make([]int, len(overviewHead))
	for i, head := range overviewHead {
		widths[i] = len([]rune(head)) + 2*(1-min(i, 1))
	}
	for _, part := range parts {
		for _, row := range part.Rows {
			for i, text := range row.cells() {
				widths[i] = max(widths[i], len([]rune(text)))
			}
		}
	}
	line := func(cells []string) string {
		text := pad(cells[0], widths[0]) + "  " + pad(cells[1], widths[1])
		for i := 2; i < len(cells); i++ {
			text += "  " + strings.Repeat(" ", widths[i]-len([]rune(cells[i]))) + cells[i]
		}
		return strings.TrimRight(text, " ")
	}
	head := slices.Clone(overviewHead)
	head[0] = "  " + head[0]
	out.WriteString(p.bold(line(head)) + "\n")
	for _, part := range parts {
		if part.Title != "" {
			out.WriteString(p.dim(strings.TrimSpace(oneLine(part.Title, 100)+"  "+oneLine(part.URL, 200))) + "\n")
		}
		for _, row := range part.Rows {
			text := line(row.cells())
			name := row.cells()[0]
			out.WriteString(p.state(row.state(), name) + strings.TrimPrefix(text, name) + "\n")
		}
	}
	out.WriteString("\n")
}
