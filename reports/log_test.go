package reports

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestLogAndBack(t *testing.T) {
	var file bytes.Buffer
	log := NewLog(&file)
	want := Event{
		At: time.Date(2026, 11, 22, 1, 2, 3, 456789, time.FixedZone("CET", 3600)), Kind: ConsoleBytes, Lane: "l", Board: "b", Firmware: "f",
		Scenario: "s", Spec: "f / t / <x>", Source: "console", Text: "a\nb", Attempt: 3, Bytes: []byte{0, 0xff, '\n'}, Data: Pack(RunEnd{Exit: 3}),
	}
	if err := log.Write(want); err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(file.Bytes(), []byte("\n")); n != 1 {
		t.Errorf("an event makes %d lines", n)
	}
	if !strings.Contains(file.String(), `"at":"2026-11-22T00:02:03.000456789Z"`) {
		t.Errorf("the time is not RFC 3339 in UTC: %s", file.String())
	}
	events, err := Read(&file)
	if err != nil || len(events) != 1 {
		t.Fatalf("got %d events, %v", len(events), err)
	}
	want.At = want.At.UTC()
	if !reflect.DeepEqual(events[0], want) {
		t.Errorf("got  %+v\nwant %+v", events[0], want)
	}
	var end RunEnd
	if err := events[0].Unpack(&end); err != nil || end.Exit != 3 {
		t.Errorf("payload: got %+v, %v", end, err)
	}
	if err := (Event{Data: []byte("[")}).Unpack(&end); err == nil {
		t.Error("a broken payload is no error")
	}
}

func TestLogOfManyWriters(t *testing.T) {
	var file bytes.Buffer
	log := NewLog(&file)
	var all sync.WaitGroup
	for lane := range 8 {
		all.Go(func() {
			for n := range 50 {
				if err := log.Write(Event{Kind: Step, Lane: fmt.Sprint(lane), Attempt: n, Text: strings.Repeat("x", 100*n)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	events, err := Read(&file)
	if err != nil || len(events) != 400 {
		t.Fatalf("got %d events, %v", len(events), err)
	}
	next := map[string]int{}
	for _, e := range events {
		if e.Attempt != next[e.Lane] {
			t.Fatalf("lane %s: got event %d, want %d", e.Lane, e.Attempt, next[e.Lane])
		}
		next[e.Lane]++
		if e.At.IsZero() {
			t.Error("an event without a time")
		}
	}
}

type panics struct{}

func (panics) MarshalJSON() ([]byte, error) { panic("no") }

// A measurement gone wrong must not cost the record.
func TestWhatJSONCannotHold(t *testing.T) {
	var file bytes.Buffer
	log := NewLog(&file)
	for _, payload := range []any{math.NaN(), struct{ Avg float64 }{math.Inf(1)}, make(chan int), func() {}, map[any]any{1: 2}, panics{}} {
		if err := log.Write(Event{Kind: Step, Data: Pack(payload)}); err != nil {
			t.Errorf("%T: %v", payload, err)
		}
	}
	if err := log.Write(Event{Kind: Step, Data: []byte("{no json"), Text: "\xff\u2028"}); err != nil {
		t.Error(err)
	}
	if events, err := Read(bytes.NewReader(file.Bytes())); err != nil || len(events) != 7 {
		t.Errorf("got %d events, %v:\n%s", len(events), err, file.String())
	}
	if !strings.Contains(file.String(), "NaN") || !strings.Contains(file.String(), "+Inf") {
		t.Errorf("the values are not kept as text:\n%s", file.String())
	}
	if got := string(Pack(TrialEnd{Wall: Seconds(math.NaN()), BoardTime: 0.1234567})); !strings.Contains(got, `"wall":null`) || !strings.Contains(got, `"board_time":0.123457`) {
		t.Errorf("seconds: %s", got)
	}
}

func TestReadOfADamagedRecord(t *testing.T) {
	good := `{"at":"2026-11-22T00:00:00Z","kind":"step","text":"a"}` + "\n"
	for _, c := range []struct {
		name, text string
		events     int
		damaged    int
	}{
		{"empty", "", 0, 0},
		{"whole", good + good, 2, 0},
		{"last line cut", good + good[:30], 1, 0},
		{"last line without its end", good + strings.TrimSpace(good), 2, 0},
		{"damaged in the middle", good + good[:30] + "\n" + good, 2, 1},
		{"no event", good + "{}\n[]\nnull\n" + good, 2, 3},
		{"empty lines", "\n\n" + good + " \n", 1, 0},
		{"zeros after a power cut", good + strings.Repeat("\x00", 4096), 1, 0},
		{"bad time", `{"at":"noon","kind":"step"}` + "\n" + good, 1, 1},
	} {
		events, err := Read(strings.NewReader(c.text))
		var damaged *DamagedError
		lines := 0
		if errors.As(err, &damaged) {
			lines = len(damaged.Lines)
		} else if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if len(events) != c.events || lines != c.damaged {
			t.Errorf("%s: got %d events and %d damaged lines, want %d and %d", c.name, len(events), lines, c.events, c.damaged)
		}
	}
	huge := good + strings.Repeat("x", maxLine+10) + "\n" + good
	if events, err := Read(strings.NewReader(huge)); len(events) != 2 || err == nil {
		t.Errorf("a line without end: got %d events, %v", len(events), err)
	}
}

func TestStreamStopsAtAnError(t *testing.T) {
	stop := errors.New("enough")
	n := 0
	err := Stream(strings.NewReader(strings.Repeat(`{"kind":"step"}`+"\n", 5)), func(Event) error {
		if n++; n == 2 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || n != 2 {
		t.Errorf("got %v after %d events", err, n)
	}
}

// After a full disk got room again the record goes on with a line of its own.
func TestLogAfterAFullDisk(t *testing.T) {
	disk := &failingWriter{left: 20}
	var file bytes.Buffer
	log := NewLog(writerFunc(func(p []byte) (int, error) {
		n, err := disk.Write(p)
		file.Write(p[:n])
		return n, err
	}))
	e := Event{At: time.Unix(0, 0), Kind: Step, Text: "a"}
	if err := log.Write(e); !errors.Is(err, errFull) {
		t.Errorf("got %v, want the disk's error", err)
	}
	disk.left = 1000
	if err := log.Write(e); err != nil {
		t.Error(err)
	}
	if err := log.Err(); !errors.Is(err, errFull) {
		t.Errorf("Err forgot: %v", err)
	}
	if events, _ := Read(&file); len(events) != 1 {
		t.Errorf("got %d events, want the second", len(events))
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestReadFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), EventsFile)
	if _, err := ReadFile(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := NewLog(file).Write(Event{Kind: RunEnded}); err != nil { // a file is synced
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if events, err := ReadFile(path); err != nil || len(events) != 1 {
		t.Errorf("got %d events, %v", len(events), err)
	}
}

func FuzzRead(f *testing.F) {
	for name := range runs {
		if data, err := os.ReadFile(filepath.Join("testdata", name+".events.jsonl")); err == nil {
			f.Add(data[:min(len(data), 6000)])
		}
	}
	f.Add([]byte(`{"kind":"trial-ended"}` + "\n" + `{"kind":"spec-ended"}` + "\n" + `{"kind":"lane-ended"}` + "\n"))
	f.Add([]byte(`{"kind":"trial-ended","lane":"a","data":{"verdict":"x"}}` + "\n" + `{"kind":"spec-ended","lane":"a"}` + "\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		events, _ := Read(bytes.NewReader(data))
		run := Fold(events)
		run.Exit()
		wellFormed(t, junit(t, run))
		for _, write := range []func() error{
			func() error { return WriteSummary(&bytes.Buffer{}, run) },
			func() error { return WriteTable(&bytes.Buffer{}, run, true) },
			func() error { return WritePage(&bytes.Buffer{}, run) },
		} {
			if err := write(); err != nil {
				t.Error(err)
			}
		}
		shown(t, events, TerminalOptions{Live: true, Colour: true})
	})
}
