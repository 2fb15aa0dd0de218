package reports

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

const (
	// plainRows is how many rows of timelines a page holds as they are: with more it grows past what a browser opens at
	// once, and what a mail or a CI system takes.
	plainRows = 20_000
	// partRows is about how many rows one packed part holds: opening a trial unpacks one part.
	partRows = 4_000
)

// pagePart holds the timelines of some trials, packed: JSON, gzip, base64. The page's script unpacks a part when the
// first of its trials is opened.
type pagePart struct {
	Name string
	Data string
}

// packedRow is a row of a timeline: class, time, board time, source, text.
type packedRow [5]string

// pack takes the timelines of trials that need no look out of a page that has too many rows.
func (p *pageData) pack() error {
	rows := 0
	for _, t := range p.Trials {
		rows += len(t.Rows)
	}
	if rows <= plainRows {
		return nil
	}
	var part [][]packedRow
	size := 0
	finish := func() error {
		if len(part) == 0 {
			return nil
		}
		data, err := packed(part)
		if err != nil {
			return err
		}
		p.Parts = append(p.Parts, pagePart{Name: fmt.Sprint(len(p.Parts)), Data: data})
		part, size = nil, 0
		return nil
	}
	for i := range p.Trials {
		t := &p.Trials[i]
		if t.Open || len(t.Rows) == 0 {
			continue
		}
		t.Packed = fmt.Sprintf("%d/%d", len(p.Parts), len(part))
		part = append(part, t.packedRows())
		size += len(t.Rows)
		t.Rows = nil
		if size >= partRows {
			if err := finish(); err != nil {
				return err
			}
		}
	}
	return finish()
}

func (t *pageTrial) packedRows() []packedRow {
	rows := make([]packedRow, 0, len(t.Rows))
	for _, row := range t.Rows {
		rows = append(rows, packedRow{row.Class, row.Time, row.BoardTime, row.Source, row.Text})
	}
	return rows
}

func packed(part [][]packedRow) (string, error) {
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	if err := json.NewEncoder(zip).Encode(part); err != nil {
		return "", fmt.Errorf("packing timelines: %w", err)
	}
	if err := zip.Close(); err != nil {
		return "", fmt.Errorf("packing timelines: %w", err)
	}
	return base64.StdEncoding.EncodeToString(out.Bytes()), nil
}
