package reports

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// maxLine keeps a broken writer from filling the memory of the reader.
const maxLine = 32 << 20

// DamagedError lists the lines of a stream that could not be read as events.
type DamagedError struct{ Lines []string }

// Error names the first damaged line and how many there are.
func (d *DamagedError) Error() string {
	return fmt.Sprintf("reading events: %d damaged lines, the first: %s", len(d.Lines), d.Lines[0])
}

// Read returns all events of a stream. A last line that was cut off, as a killed writer leaves it, is left out and no
// error. Other damaged lines are left out too; they make a *DamagedError, and all events that can be read are returned.
func Read(r io.Reader) ([]Event, error) {
	var events []Event
	err := Stream(r, func(e Event) error {
		events = append(events, e)
		return nil
	})
	return events, err
}

// ReadFile is Read on a file.
func ReadFile(path string) ([]Event, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading events: %w", err)
	}
	defer file.Close()
	return Read(file)
}

// Stream calls each with every event as soon as its line is whole, until the stream ends or each returns an error. Of
// damaged lines it makes what Read makes of them.
func Stream(r io.Reader, each func(Event) error) error {
	reader := bufio.NewReaderSize(r, 64<<10)
	damaged := &DamagedError{}
	for n := 1; ; n++ {
		line, long, err := readLine(reader)
		last := errors.Is(err, io.EOF) || errors.Is(err, os.ErrClosed)
		if err != nil && !last {
			return fmt.Errorf("reading events: %w", err)
		}
		var e Event
		switch bad := decode(line, &e); {
		case long:
			damaged.Lines = append(damaged.Lines, fmt.Sprintf("%d: longer than %d bytes", n, maxLine))
		case len(bytes.TrimSpace(line)) == 0:
		case bad == nil:
			if err := each(e); err != nil {
				return err
			}
		case !last:
			damaged.Lines = append(damaged.Lines, fmt.Sprintf("%d: %v", n, bad))
		}
		if last {
			break
		}
	}
	if len(damaged.Lines) > 0 {
		return damaged
	}
	return nil
}

func decode(line []byte, e *Event) error {
	if err := json.Unmarshal(line, e); err != nil {
		return err
	}
	if e.Kind == "" {
		return errors.New("has no kind")
	}
	return nil
}

// readLine returns the next line and whether it was too long to keep.
func readLine(r *bufio.Reader) (line []byte, long bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > maxLine {
			line, long = nil, true
		}
		if !long {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, long, err
		}
	}
}

// unsyncable tells the error of a pipe or a terminal, which have no disk behind them.
func unsyncable(err error) bool {
	return errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP)
}
