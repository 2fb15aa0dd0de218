package reports

import (
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// A large page holds every row exactly once: those of trials that need a look as they are, the others packed.
func TestLargePageIsPacked(t *testing.T) {
	const trials, rows = 300, 100
	p := pageData{}
	for i := range trials {
		trial := pageTrial{Anchor: fmt.Sprint(i), Open: i%100 == 0}
		for j := range rows {
			trial.Rows = append(trial.Rows, pageLine{Class: "net", Time: "1 s", BoardTime: "20 s", Source: "wire", Text: fmt.Sprintf("%d <%d>", i, j)})
		}
		p.Trials = append(p.Trials, trial)
	}
	if err := p.pack(); err != nil {
		t.Fatal(err)
	}
	for i, trial := range p.Trials {
		if trial.Open {
			if len(trial.Rows) != rows || trial.Packed != "" {
				t.Errorf("trial %d needs a look and has %d rows, packed %q", i, len(trial.Rows), trial.Packed)
			}
			continue
		}
		got := unpacked(t, p.Parts, trial.Packed)
		want := packedRow{"net", "1 s", "20 s", "wire", fmt.Sprintf("%d <%d>", i, rows-1)}
		if len(trial.Rows) != 0 || len(got) != rows || got[rows-1] != want {
			t.Fatalf("trial %d: %d rows on the page, %d packed in %q", i, len(trial.Rows), len(got), trial.Packed)
		}
	}
	if len(p.Parts) < 5 {
		t.Errorf("%d parts: opening one trial unpacks too much", len(p.Parts))
	}
}

func TestSmallPageIsNotPacked(t *testing.T) {
	p := pageData{Trials: []pageTrial{{Rows: make([]pageLine, plainRows)}}}
	if err := p.pack(); err != nil || len(p.Parts) != 0 || len(p.Trials[0].Rows) != plainRows {
		t.Errorf("%d parts, %v", len(p.Parts), err)
	}
}

func unpacked(t *testing.T, parts []pagePart, place string) []packedRow {
	t.Helper()
	var part, index int
	if _, err := fmt.Sscanf(place, "%d/%d", &part, &index); err != nil || part >= len(parts) {
		t.Fatalf("place %q of %d parts: %v", place, len(parts), err)
	}
	zip, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(parts[part].Data)))
	if err != nil {
		t.Fatal(err)
	}
	var all [][]packedRow
	if err := json.NewDecoder(zip).Decode(&all); err != nil || index >= len(all) {
		t.Fatalf("part %d has %d trials, %d is wanted: %v", part, len(all), index, err)
	}
	return all[index]
}
