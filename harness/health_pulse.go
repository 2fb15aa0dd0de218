package harness

import (
	"fmt"
	"slices"
	"time"

	"github.com/benchtrial/benchtrial/reports"
)

// Beats are when the firmware printed its heartbeat.
func (e Evidence) Beats() []time.Time { return e.times(e.Firmware.Heartbeat.Says) }

// Pauses are the times, in board time, between two heartbeats of the trial, and between the last one and the trial's end,
// shortest first; none where there was no heartbeat. The board's clock runs faster while a handshake waits for a silent
// server.
func (e Evidence) Pauses() []time.Duration {
	beats := e.Beats()
	var pauses []time.Duration
	for i, at := range beats {
		end := e.Ended
		if i+1 < len(beats) {
			end = beats[i+1]
		}
		pauses = append(pauses, e.between(at, end))
	}
	slices.Sort(pauses)
	return pauses
}

// Lived is for how long the trial lasted, in board time, at the least.
func (e Evidence) Lived() time.Duration { return e.between(e.Began, e.Ended) }

// LongestHang is the longest time, in board time, for which a handshake of the trial waited for a silent server, at the
// least; false where none did.
func (e Evidence) LongestHang() (longest time.Duration, ok bool) {
	for _, c := range e.Conns {
		if c.Handshake.Done || c.Hello == nil {
			continue
		}
		least, _ := e.Hung(c)
		longest, ok = max(longest, least), true
	}
	return longest, ok
}

// between is how much board time passed between two moments, at the least: a handshake hangs from the last word on its
// connection to that connection's end.
func (e Evidence) between(from, to time.Time) time.Duration {
	board := e.Board(to.Sub(from))
	if e.Stalled == e.Rate {
		return board
	}
	for _, c := range e.Conns {
		if c.Handshake.Done {
			continue
		}
		last, end := c.Opened, c.Closed
		if end.IsZero() {
			end = e.Ended
		}
		for _, s := range c.Segments {
			if s.At.Before(end) {
				last = s.At
			}
		}
		if hung := earliest(end, to).Sub(latest(last, from)); hung > 0 {
			board += e.InHandshake(hung) - e.Board(hung)
		}
	}
	return board
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// figures notes what a trial has measured of the firmware's memory and liveness, for the record: no verdict comes of it.
func (r *Recorder) figures(result *Result) {
	note := func(format string, args ...any) {
		r.Emit(reports.Event{Kind: reports.Step, Text: "figure: " + fmt.Sprintf(format, args...)})
	}
	if low, ok := result.LowestHeap(); ok && watchesHeap(result) {
		note("%d bytes of heap were free at the lowest, so %s saw it", low.Lowest, low.Witness)
	}
	if pauses := result.Pauses(); len(pauses) > 0 {
		note("at most %v lay between two heartbeats (board time)", pauses[len(pauses)-1].Round(time.Millisecond))
		return
	}
	if hang, ok := result.LongestHang(); ok && stalls(result.Scenario) {
		note("a handshake hung for %v at the longest (board time); the firmware has no heartbeat that would tell whether its loop ran meanwhile",
			hang.Round(time.Millisecond))
	}
}

// watchesHeap tells whether a trial is one of those that are about the heap, or whose firmware promises something of it.
func watchesHeap(result *Result) bool {
	_, storm := stormLength(result.Scenario)
	return storm || result.Firmware.Heap.Lowest > 0 || lowered(result.Scenario)
}
