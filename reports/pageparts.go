package reports

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

type pageFailure struct {
	pageState
	Name, Board, Message, Place, Repeat, Issue string
	Verdict, Alerts, FirstError, Anchor        string
}

// pageState is how something ended, as a class for colour, a symbol and a word.
type pageState struct{ Class, Symbol, State string }

// pageOverview is the firmware of one article, or of none; Title is "" where no firmware comes from any.
type pageOverview struct {
	Title, URL string
	Rows       []pageOverviewRow
}

type pageOverviewRow struct {
	Class string
	Cells []string
}

type pageMatrix struct {
	Firmware string
	Boards   []string
	Rows     []pageRow
}

type pageRow struct {
	Name, Doc string
	Cells     []pageCell
}

type pageCell struct{ Class, Symbol, Word, Anchor string }

type pageSpec struct {
	pageState
	Name, Board, Took, Note, Anchor string
}

func stateOf(s State) pageState {
	class := "dim"
	switch s {
	case Passed:
		class = "good"
	case Failed, UnexpectedPass:
		class = "bad"
	case Errored, Lost, Interrupted:
		class = "bench"
	case KnownFailure, Unjudged:
		class = "warn"
	}
	return pageState{class, symbol(s), tallyWord(s, 1)}
}

func (p *pageData) addFailures(r *Run, anchors map[*Trial]string) {
	for _, s := range r.failures() {
		if word, _ := r.aside(s); word != "" {
			continue // said in the notes, once for all of them
		}
		f := pageFailure{
			pageState: stateOf(s.State()), Name: oneLine(s.Name, 400), Board: s.Board, Message: block(explain(s)),
			Repeat: Printable([]byte(r.Repeat(s))),
		}
		if s.File != "" {
			f.Place = fmt.Sprintf("%s:%d", oneLine(s.File, 300), s.Line)
		}
		if trials := r.Evidence(s); len(trials) > 0 {
			t := trials[len(trials)-1]
			f.Anchor, f.Alerts, f.FirstError = anchors[t], alerts(t), firstError(t)
			f.Verdict = t.Verdict.String()
			if t.Wanted != NotJudged && t.Wanted != t.Verdict {
				f.Verdict += ", to be " + t.Wanted.String()
			}
		}
		f.Issue = issue(r, s, f)
		p.Failures = append(p.Failures, f)
	}
}

// issue is a failure as plain text, to paste into a bug report.
func issue(r *Run, s *Spec, f pageFailure) string {
	lines := []string{fmt.Sprintf("%s: %s (on %s)", f.State, f.Name, f.Board), "", f.Message, ""}
	for _, fact := range []pageFact{{"verdict", f.Verdict}, {"TLS alerts", f.Alerts}, {"first error", f.FirstError}, {"again", f.Repeat}, {"benchtrial", r.Info.Version}} {
		if fact.Value != "" {
			lines = append(lines, fact.Name+": "+fact.Value)
		}
	}
	for _, b := range r.Builds {
		if b.Firmware == s.Firmware {
			lines = append(lines, fmt.Sprintf("firmware: %s for %s, image %s", b.Firmware, b.Chip, b.Hash))
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// alerts names the TLS alerts that the board sent, with how often it did.
func alerts(t *Trial) string {
	count := map[string]int{}
	for _, e := range t.Events {
		if e.Kind == AlertSeen {
			count[oneLine(e.Text, 100)]++
		}
	}
	var words []string
	for _, name := range sortedKeys(count) {
		if n := count[name]; n > 1 {
			name = fmt.Sprintf("%d x %s", n, name)
		}
		words = append(words, name)
	}
	return strings.Join(words, ", ")
}

// errorLine is how ESP-IDF ("E (123) tag: ") and the Arduino core ("[E][file.cpp:12]", "[  123][E][file.cpp:12]") mark an
// error, and how a panic begins.
var errorLine = regexp.MustCompile(`(?m)^(E \(\d+\)|(\[\s*\d+\])?\[E\]|Guru Meditation|abort\(\)|assert failed|Exception \().*$`)

func firstError(t *Trial) string {
	return oneLine(errorLine.FindString(Printable(t.Console())), 300)
}

func (p *pageData) addOverview(r *Run) {
	for _, part := range r.overview() {
		o := pageOverview{Title: oneLine(part.Title, 200), URL: part.URL}
		for _, row := range part.Rows {
			o.Rows = append(o.Rows, pageOverviewRow{stateOf(row.state()).Class, row.cells()})
		}
		p.Overview = append(p.Overview, o)
	}
}

func (p *pageData) addMatrices(r *Run, anchors map[*Trial]string) {
	docs := map[string]string{}
	for _, t := range r.Trials {
		docs[t.Name()] = or(docs[t.Name()], t.sentence())
	}
	for _, firmware := range r.Firmware() {
		m := pageMatrix{Firmware: oneLine(firmware, 100), Boards: r.boardsOf(firmware)}
		for _, name := range r.meetings(firmware) {
			row := pageRow{Name: oneLine(name, 100), Doc: docs[name]}
			for _, board := range m.Boards {
				c := r.cell(board, firmware, name)
				state := stateOf(c.State)
				row.Cells = append(row.Cells, pageCell{state.Class, state.Symbol, c.Word, anchors[c.Trial]})
			}
			m.Rows = append(m.Rows, row)
		}
		if len(m.Rows) > 0 && len(m.Boards) > 0 && r.met(firmware) {
			p.Matrices = append(p.Matrices, m)
		}
	}
}

func pageSpecOf(r *Run, s *Spec, anchors map[*Trial]string) pageSpec {
	spec := pageSpec{pageState: stateOf(s.State()), Name: oneLine(s.Name, 400), Board: s.Board, Note: brief(s)}
	if s.End.Took > 0 {
		spec.Took = briefly(s.End.Took.Duration())
	}
	if trials := r.Evidence(s); len(trials) > 0 {
		spec.Anchor = anchors[trials[len(trials)-1]]
	}
	return spec
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
