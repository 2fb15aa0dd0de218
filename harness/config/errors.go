package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing that is wrong in a file.
type Fault struct {
	File string // as it was given to the reader
	Line int    // from 1
	Key  string // the path of the key, as in boards[1].port; "" when the fault is not about a key
	What string // what is wrong and what to do
}

// Error returns "file:line: key: what".
func (f Fault) Error() string {
	if f.Key == "" {
		return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.What)
	}
	return fmt.Sprintf("%s:%d: %s: %s", f.File, f.Line, f.Key, f.What)
}

// Faults is everything that is wrong in a file, in the order of its lines. It is the error of the readers of this
// package for every file that could be opened.
type Faults []Fault

// Error returns one line per fault.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.Error()
	}
	return strings.Join(lines, "\n")
}

// faults collects while a file is read.
type faults struct {
	file string
	list Faults
}

func (f *faults) add(line int, key, format string, args ...any) {
	f.list = append(f.list, Fault{File: f.file, Line: max(line, 1), Key: key, What: fmt.Sprintf(format, args...)})
}

// err returns nil when nothing is wrong.
func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	slices.SortStableFunc(f.list, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
	return f.list
}
