package reports

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

type pageTrial struct {
	pageState
	Anchor, Name, Word, Firmware, Board, Reason, Doc, Facts, Folder string

	Open, Scaled bool
	Specs        []pageSpec
	Rows         []pageLine
	Packed       string // where the rows are when they are not here: part/place
}

// pageLine is one row of the timeline: a line of the console, or one event of the network or the bench.
type pageLine struct {
	at                                   time.Time
	Class, Time, BoardTime, Source, Text string
}

// How many rows a timeline has at most. A browser needs a second for 20,000, and nobody reads the middle of a flood.
const (
	rowsOfFailure = 3000
	rowsOfPass    = 300
	rowText       = 2000 // characters
)

func (p *pageData) addTrials(r *Run, anchors map[*Trial]string) {
	judges := map[*Trial][]*Spec{}
	for _, s := range r.Specs {
		for _, t := range r.Evidence(s) {
			judges[t] = append(judges[t], s)
		}
	}
	for _, t := range r.byFirmware() {
		state := t.asWanted()
		for i, s := range judges[t] {
			if i == 0 || slices.Index(gravest, s.State()) < slices.Index(gravest, state) {
				state = s.State()
			}
		}
		trial := pageTrial{
			pageState: stateOf(state), Anchor: anchors[t], Name: oneLine(t.Name(), 100), Word: t.Verdict.String(),
			Firmware: oneLine(t.Firmware, 100), Board: oneLine(t.Board, 100), Reason: oneLine(t.Reason, 300), Doc: t.sentence(),
			Facts: trialFacts(t), Folder: t.Folder, Open: state.bad() && len(p.Trials) < 200,
		}
		if !t.Over() {
			trial.Word = "never ended"
		}
		for _, s := range judges[t] {
			trial.Specs = append(trial.Specs, pageSpecOf(r, s, anchors))
		}
		rate := 1.0
		if lane := r.lanes[t.Lane]; lane != nil && lane.Info.ClockRate > 0 {
			rate = lane.Info.ClockRate
		}
		trial.Scaled = rate != 1
		limit := rowsOfPass
		if state.bad() {
			limit = rowsOfFailure
		}
		trial.Rows = timeline(t, rate, limit)
		p.Trials = append(p.Trials, trial)
	}
}

// byFirmware returns the trials of each firmware and board together, in the order in which they took place.
func (r *Run) byFirmware() []*Trial {
	firmware, boards := r.Firmware(), r.Boards()
	sorted := slices.Clone(r.Trials)
	slices.SortStableFunc(sorted, func(a, b *Trial) int {
		return cmp.Or(
			cmp.Compare(slices.Index(firmware, a.Firmware), slices.Index(firmware, b.Firmware)),
			cmp.Compare(slices.Index(boards, a.Board), slices.Index(boards, b.Board)))
	})
	return sorted
}

func trialFacts(t *Trial) string {
	words := []string{plural(t.Attempts, "connection")}
	if t.Over() {
		words = append(words, briefly(t.Wall.Duration())+" on the bench", briefly(t.BoardTime.Duration())+" on the board",
			briefly(t.Waiting.Duration())+" of the bench's time was the firmware's own waiting")
	}
	if t.LowestHeap > 0 {
		words = append(words, plural(t.LowestHeap, "byte")+" of heap free at the lowest")
	}
	return strings.Join(words, ", ")
}

// timeline puts what both witnesses saw and what the bench did on one clock. A line of the console stands where its
// first byte came.
func timeline(t *Trial, rate float64, limit int) []pageLine {
	var rows []pageLine
	var line []byte
	var began time.Time
	flush := func() {
		if text := Printable(bytes.TrimRight(line, "\r\n")); text != "" {
			rows = append(rows, pageLine{at: began, Class: "console", Source: "console", Text: shorten(text)})
		}
		line = nil
	}
	for _, e := range t.Events {
		if e.Kind != ConsoleBytes {
			rows = append(rows, t.rowOf(e))
			continue
		}
		for part := range bytes.SplitAfterSeq(e.Bytes, []byte("\n")) {
			if len(line) == 0 {
				began = e.At
			}
			if line = append(line, part...); bytes.HasSuffix(part, []byte("\n")) {
				flush()
			}
		}
	}
	flush()
	slices.SortStableFunc(rows, func(a, b pageLine) int { return a.at.Compare(b.at) })
	rows = thinned(rows, limit)
	for i := range rows {
		if rows[i].at.IsZero() {
			continue // stands for rows that were left out
		}
		d := rows[i].at.Sub(t.Began)
		rows[i].Time = strings.TrimSpace(since(d))
		rows[i].BoardTime = strings.TrimSpace(since(time.Duration(float64(d) * rate)))
	}
	return rows
}

// sentence says what the trial is: its scenario, and the body of the request when that is not the ordinary one, which the
// trial's name says after a plus (valid+64-kib).
func (t *Trial) sentence() string {
	text := oneLine(t.Doc, 300)
	if _, body, found := strings.Cut(t.Name(), "+"); found {
		text = strings.TrimSpace(text + " The body of the request: " + oneLine(body, 60) + ".")
	}
	return text
}

// expects tells whether a failed handshake is what the trial is for: the server ought to be refused, or it was as wanted in
// the end.
func (t *Trial) expects(kind Kind) bool {
	return (kind == AlertSeen || kind == HandshakeFailed) && (t.Wanted == Refused || t.asWanted() == Passed)
}

func (t *Trial) rowOf(e Event) pageLine {
	row := pageLine{at: e.At, Class: "bench", Source: oneLine(or(e.Source, "bench"), 40), Text: shorten(wireLine(e))}
	switch {
	case onWire(e.Kind):
		row.Class = "net"
	case e.Kind == ConsoleBytes:
		row.Class = "console"
	}
	switch e.Kind {
	case AlertSeen, HandshakeFailed, CrashSeen, BenchTrouble:
		if !t.expects(e.Kind) {
			row.Class += " alarm"
		}
	case RequestSeen:
		head := e
		head.Bytes = nil
		row.Text = shorten(strings.TrimRight(wireLine(head)+"\n"+Printable(e.Bytes), "\n"))
	}
	return row
}

func shorten(text string) string {
	if runes := []rune(text); len(runes) > rowText {
		return string(runes[:rowText]) + fmt.Sprintf(" … (%d characters more)", len(runes)-rowText)
	}
	return text
}

// thinned keeps at most about limit rows: the beginning, the end, and what stands near an event of the network or the
// bench. A row in each gap says how many are missing.
func thinned(rows []pageLine, limit int) []pageLine {
	if len(rows) <= limit {
		return rows
	}
	const near = 3
	keep := make([]bool, len(rows))
	budget := limit
	mark := func(i int) {
		if i >= 0 && i < len(rows) && !keep[i] && budget > 0 {
			keep[i] = true
			budget--
		}
	}
	for i := range limit / 4 {
		mark(i)
		mark(len(rows) - 1 - i)
	}
	for i, row := range rows {
		if row.Class != "console" {
			for j := i - near; j <= i+near; j++ {
				mark(j)
			}
		}
	}
	var out []pageLine
	gap := 0
	for i, row := range rows {
		if !keep[i] {
			gap++
			continue
		}
		if gap > 0 {
			out = append(out, pageLine{Class: "bench", Text: fmt.Sprintf("… %s left out here …", plural(gap, "row"))})
			gap = 0
		}
		out = append(out, row)
	}
	return out
}
