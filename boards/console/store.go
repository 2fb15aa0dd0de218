package console

import (
	"sort"
	"time"
)

// view is a piece of the stream that can be read without a lock: its bytes never change.
type view struct {
	base int64 // place of b[0]
	b    []byte
}

func (v view) end() int64 { return v.base + int64(len(v.b)) }

// from returns the bytes from place off on; off must be inside the view.
func (v view) from(off int64) []byte { return v.b[off-v.base:] }

// slice returns the bytes of [start, end), cut to what the view holds.
func (v view) slice(start, end int64) []byte {
	start, end = max(start, v.base), min(end, v.end())
	if start >= end {
		return nil
	}
	return v.b[start-v.base : end-v.base]
}

// until returns the view cut at place off.
func (v view) until(off int64) view {
	if off >= v.end() {
		return v
	}
	return view{v.base, v.b[:max(off-v.base, 0)]}
}

// store keeps the last bytes of the stream, at least limit of them and at most one and a half times that.
//
// Bytes that were handed out in a view are never written again: room is made by moving to a new array, not by moving
// bytes inside the old one. So a search can run outside the console's lock, however long it takes.
type store struct {
	limit int
	base  int64 // place of b[0]
	b     []byte
}

func (s *store) end() int64 { return s.base + int64(len(s.b)) }

func (s *store) view() view { return view{s.base, s.b[:len(s.b):len(s.b)]} }

// lineStart reports whether the next byte begins a line.
func (s *store) lineStart() bool { return len(s.b) == 0 || s.b[len(s.b)-1] == '\n' }

func (s *store) add(p []byte) {
	if len(s.b)+len(p) > cap(s.b) {
		s.makeRoom(len(p))
	}
	s.b = append(s.b, p...)
}

func (s *store) makeRoom(n int) {
	most := s.limit + s.limit/2
	keep := s.b
	if len(keep)+n > most {
		drop := max(len(keep)+n-s.limit, 0)
		drop = min(drop, len(keep))
		keep = keep[drop:]
		s.base += int64(drop)
	}
	size := max(len(keep)+n, min(2*cap(s.b), most), 4096)
	s.b = append(make([]byte, 0, size), keep...)
}

// timeline remembers when the bytes came. To stay small it has, of bytes that come within a millisecond, at most one
// entry in 16, or in 4 at a line's start. What comes after a pause always has one: a line's end that came by itself
// must not lend its time to what is printed a minute later.
type timeline struct {
	start   time.Time
	entries []moment
}

type moment struct {
	off   int64
	after time.Duration // since start, by the monotonic clock
}

// stamp notes that the byte at place off came at now.
func (t *timeline) stamp(off int64, now time.Time, lineStart bool) {
	if t.start.IsZero() {
		t.start = now
	}
	after := now.Sub(t.start)
	if n := len(t.entries); n > 0 && after-t.entries[n-1].after < time.Millisecond {
		gap := off - t.entries[n-1].off
		if gap < 4 || (gap < 16 && !lineStart) {
			return
		}
	}
	t.entries = append(t.entries, moment{off, after})
}

// at returns when the byte at place off came; the zero time when nothing is known of it.
func (t *timeline) at(off int64) time.Time {
	i := sort.Search(len(t.entries), func(i int) bool { return t.entries[i].off > off })
	if i == 0 {
		return time.Time{}
	}
	return t.start.Add(t.entries[i-1].after)
}

// within returns the entries of the places after from and before end, counted from when the byte at from came.
func (t *timeline) within(from, end int64) []moment {
	first := sort.Search(len(t.entries), func(i int) bool { return t.entries[i].off > from })
	if first == 0 {
		return nil // nothing is known of from
	}
	var some []moment
	for i := first; i < len(t.entries) && t.entries[i].off < end; i++ {
		some = append(some, moment{t.entries[i].off, t.entries[i].after - t.entries[first-1].after})
	}
	return some
}

// trim forgets the entries that only places before base need. It waits until half would go, so that the moving costs
// little.
func (t *timeline) trim(base int64) {
	i := sort.Search(len(t.entries), func(i int) bool { return t.entries[i].off > base }) - 1
	if i > 1024 && i > len(t.entries)/2 {
		t.entries = append([]moment(nil), t.entries[i:]...)
	}
}
