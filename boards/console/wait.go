package console

import (
	"context"
	"strings"
	"time"
)

// Wait returns the first match of any of the patterns in what comes after from, be it there already or still to come.
// First is the one that could be told earliest from the bytes; of two told by the same byte, the one named first.
//
// It fails with *CrashError as soon as a crash becomes known after from, unless a match was complete before that line
// was; with *LostError when the port went and nothing that came before matches; with *TimeoutError when ctx ends; with
// *DroppedError when text after from is no longer kept. Without patterns it waits for one of these.
func (c *Console) Wait(ctx context.Context, from Mark, want ...Pattern) (Match, error) {
	w := newWait(from, want)
	for {
		s := c.look(from)
		if m, err, done := w.judge(s); done {
			return c.timed(m), err
		}
		select {
		case <-s.changed:
		case <-ctx.Done():
			// What came in time counts, also when both happened.
			s = c.look(from)
			if m, err, done := w.judge(s); done {
				return c.timed(m), err
			}
			return Match{}, w.timeout(context.Cause(ctx), s)
		}
	}
}

// timed fills in when the match's last byte came.
func (c *Console) timed(m Match) Match {
	if m.End > 0 {
		m.At = c.timeOf(int64(m.End) - 1)
	}
	return m
}

func (c *Console) timeOf(off int64) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.times.at(off)
}

// sight is the console's state at one moment.
type sight struct {
	text    view
	changed <-chan struct{}
	lost    error
	crash   *Crash // the first that became known after the mark
}

func (c *Console) look(from Mark) sight {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := sight{text: c.text.view(), changed: c.watch(), lost: c.lost}
	s.crash = c.signs.firstCrash(from, s.text)
	return s
}

// wait is one call of Wait. It goes over each byte once per pattern.
type wait struct {
	from     Mark
	began    time.Time
	patterns []Pattern
	scanners []scanner
}

func newWait(from Mark, want []Pattern) *wait {
	w := &wait{from: from, began: time.Now(), patterns: want}
	for _, p := range want {
		w.scanners = append(w.scanners, p.scanner(int64(from)))
	}
	return w
}

// judge looks at what is new in s. The place at which something could be told decides what came first, so that the
// result does not depend on how much came at once.
func (w *wait) judge(s sight) (m Match, err error, done bool) {
	text := s.text
	if s.crash != nil {
		text = text.until(int64(s.crash.Known))
	}
	var best found
	for i, sc := range w.scanners {
		if sc.needs() < text.base {
			return Match{}, &DroppedError{From: Mark(sc.needs()), Kept: Mark(text.base)}, true
		}
		if f, ok := sc.scan(text); ok && (!done || f.told < best.told) {
			best, done = f, true
			m = f.match(i)
			text = text.until(f.told)
		}
	}
	switch {
	case done:
		return m, nil, true
	case s.crash != nil:
		return Match{}, &CrashError{Crash: *s.crash}, true
	case s.lost != nil:
		return Match{}, &LostError{Err: s.lost, Want: w.want(), Last: w.last(s)}, true
	}
	return Match{}, nil, false
}

func (w *wait) timeout(cause error, s sight) error {
	return &TimeoutError{Err: cause, Want: w.want(), Waited: time.Since(w.began),
		Bytes: max(s.text.end()-int64(w.from), 0), Last: w.last(s)}
}

func (w *wait) last(s sight) string {
	return lastLine(s.text.slice(int64(w.from), s.text.end()))
}

func (w *wait) want() string {
	if len(w.patterns) == 0 {
		return "a crash"
	}
	words := make([]string, len(w.patterns))
	for i, p := range w.patterns {
		words[i] = p.String()
	}
	return strings.Join(words, " or ")
}
