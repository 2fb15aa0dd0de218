package console

import (
	"fmt"
	"strings"
	"time"
)

// CrashError says that the firmware died while somebody waited for something else. Crash holds what was known at that
// moment, often only the first line: Console.Completed gets the rest.
type CrashError struct {
	Crash Crash
}

func (e *CrashError) Error() string {
	first, _, _ := strings.Cut(strings.TrimSpace(e.Crash.Text), "\n")
	return fmt.Sprintf("the firmware crashed (%s: %s): %q", e.Crash.Kind, e.Crash.Reason, strings.TrimRight(first, "\r"))
}

// LostError says that the port went away while somebody waited.
type LostError struct {
	Err  error  // why, as the port said it
	Want string // what was waited for
	Last string // the last line that was seen, or empty
}

func (e *LostError) Error() string {
	return fmt.Sprintf("waiting for %s: the console was lost: %v; %s", e.Want, e.Err, lastSeen(e.Last))
}

// Unwrap returns the port's error.
func (e *LostError) Unwrap() error { return e.Err }

// TimeoutError says that the context ended before what was wanted came.
type TimeoutError struct {
	Err    error         // the context's cause
	Want   string        // what was waited for
	Waited time.Duration // wall time since the Wait began
	Bytes  int64         // how many bytes came after the mark
	Last   string        // the last line that was seen after the mark, or empty
}

func (e *TimeoutError) Error() string {
	return fmt.Sprintf("waited %v for %s: %v; %d bytes came, %s",
		e.Waited.Round(time.Millisecond), e.Want, e.Err, e.Bytes, lastSeen(e.Last))
}

// Unwrap returns the context's cause, so that errors.Is finds context.DeadlineExceeded.
func (e *TimeoutError) Unwrap() error { return e.Err }

// Timeout reports true, as the errors of package net do.
func (e *TimeoutError) Timeout() bool { return true }

// DroppedError says that text which had to be searched is no longer kept: whether the pattern was in it is unknown.
type DroppedError struct {
	From Mark // the place the search had come to
	Kept Mark // the first place that is still kept
}

func (e *DroppedError) Error() string {
	return fmt.Sprintf("searching the console: %d bytes from place %d on were dropped before they were searched: "+
		"take the mark later, or raise Options.Limit", e.Kept-e.From, e.From)
}

func lastSeen(line string) string {
	if line == "" {
		return "no line was seen"
	}
	return fmt.Sprintf("last line %q", line)
}
