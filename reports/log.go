package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"
)

// Log writes events as lines of JSON. It is safe for use by several goroutines; each line is one call of Write, so that
// several processes may share a pipe as long as their lines stay under PIPE_BUF.
type Log struct {
	mu    sync.Mutex
	w     io.Writer
	err   error
	glued bool // the last write may have left half a line
}

// NewLog returns a log that writes to w. A w with a method Sync (a file) is synced when a spec, a lane or the run ended.
func NewLog(w io.Writer) *Log { return &Log{w: w} }

// Write appends an event. A zero At becomes now. The error is that of the writer (a full disk, a closed pipe); the log
// stays usable, and the next line begins on a line of its own.
func (l *Log) Write(e Event) error {
	if e.At.IsZero() {
		e.At = time.Now()
	}
	line, err := encode(e)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		return l.keep(err)
	}
	if l.glued {
		line = append([]byte("\n"), line...)
	}
	if _, err := l.w.Write(line); err != nil {
		l.glued = true
		return l.keep(fmt.Errorf("writing an event: %w", err))
	}
	l.glued = false
	if file, ok := l.w.(interface{ Sync() error }); ok && ends(e.Kind) {
		if err := file.Sync(); err != nil && !unsyncable(err) {
			return l.keep(fmt.Errorf("syncing the events: %w", err))
		}
	}
	return nil
}

// Err returns the first error of the writer, nil when everything was written.
func (l *Log) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

func (l *Log) keep(err error) error {
	if l.err == nil {
		l.err = err
	}
	return err
}

func ends(kind Kind) bool {
	return kind == SpecEnded || kind == LaneEnded || kind == RunEnded || kind == BenchTrouble
}

// encode returns the line of an event. Data that is no JSON is kept as text.
func encode(e Event) ([]byte, error) {
	e.At = e.At.UTC().Round(0)
	if len(e.Data) > 0 && !json.Valid(e.Data) {
		e.Data = Pack(map[string]string{"unencodable": string(e.Data)})
	}
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(e); err != nil {
		return nil, fmt.Errorf("encoding an event of kind %q: %w", e.Kind, err)
	}
	return line.Bytes(), nil
}
