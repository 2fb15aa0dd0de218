package reports

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// articleRun is one firmware of an article on two chips, and one of no article, which met a weakness of its stack.
func articleRun() *Run {
	at := time.Unix(1700000000, 0)
	event := func(kind Kind, lane, firmware, spec string, data any) Event {
		at = at.Add(time.Second)
		return Event{At: at, Kind: kind, Lane: lane, Firmware: firmware, Scenario: "expired", Spec: spec, Data: Pack(data)}
	}
	return Fold([]Event{
		event(RunBegan, "", "", "", RunInfo{Articles: []Article{{Title: "How I lost a week", URL: "https://example.org/a?b=1&c=<2>", Firmware: []string{"post"}}}}),
		event(LaneBegan, "a", "", "", LaneInfo{Chip: "esp8266"}),
		event(LaneBegan, "b", "", "", LaneInfo{Chip: "esp32"}),
		event(Plan, "a", "post", "one", Planned{}),
		event(Plan, "b", "post", "one", Planned{}),
		event(Plan, "b", "other", "two", Planned{Stack: "arduino-esp32-3.x", Weakness: "dates are not checked"}),
		event(TrialEnded, "a", "post", "", TrialEnd{Verdict: Refused, Wanted: Refused}),
		event(SpecEnded, "a", "post", "one", SpecEnd{State: Failed}),
		event(SpecEnded, "b", "post", "one", SpecEnd{State: KnownFailure}),
		event(SpecEnded, "b", "other", "two", SpecEnd{State: Passed}),
		event(LaneEnded, "a", "", "", LaneEnd{}),
		event(LaneEnded, "b", "", "", LaneEnd{}),
		event(RunEnded, "", "", "", RunEnd{}),
	})
}

func TestOverviewHasARowForEachArticleAndChip(t *testing.T) {
	parts := articleRun().overview()
	if len(parts) != 2 || parts[0].Title != "How I lost a week" || parts[1].Title != ofNoArticle {
		t.Fatalf("got %+v", parts)
	}
	rows := parts[0].Rows
	if len(rows) != 2 || rows[0].Chip != "esp32" || rows[0].Known != 1 || rows[1].Chip != "esp8266" || rows[1].Failed != 1 || rows[1].Trials != 1 {
		t.Errorf("the article's rows: %+v", rows)
	}
	if other := parts[1].Rows; len(other) != 1 || other[0].Weaknesses != 1 || other[0].state() != Passed {
		t.Errorf("the other firmware's rows: %+v", other)
	}
}

// A weakness counts only where the stack was seen to have it.
func TestWeaknessesAreThoseThatWereSeen(t *testing.T) {
	run := articleRun()
	if list := run.weaknesses(); len(list) != 1 || list[0].Stack != "arduino-esp32-3.x" || list[0].Firmware[0] != "other" {
		t.Errorf("got %+v", list)
	}
	run.Specs[2].End.State = Failed
	if list := run.weaknesses(); len(list) != 0 {
		t.Errorf("the stack did otherwise, and still: %+v", list)
	}
}

func TestViewsShowTheOverview(t *testing.T) {
	run := articleRun()
	var table, page bytes.Buffer
	if err := WriteTable(&table, run, false); err != nil {
		t.Fatal(err)
	}
	if err := WritePage(&page, run); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"How I lost a week  https://example.org", "dates are not checked", "✗ post", "~ post"} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, table.String())
		}
	}
	for _, want := range []string{`<a href="https://example.org/a?b=1&amp;c=%3c2%3e"`, "dates are not checked", "Weaknesses of the TLS stacks"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}
