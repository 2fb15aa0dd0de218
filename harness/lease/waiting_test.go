package lease

import (
	"strings"
	"testing"
	"time"
)

// Who waits is told again and again, and by the latest holder's name.
func TestWaitingIsToldAgain(t *testing.T) {
	dir := t.TempDir()
	first := acquire(t, Request{Dir: dir, Board: board, Job: "https://ci.test/job/1"})
	var told []string
	req := Request{Dir: dir, Board: board, Wait: time.Hour, Remind: time.Millisecond}
	req.Progress = func(text string) {
		told = append(told, text)
		switch len(told) {
		case 2:
			other := self(Request{Board: board, Job: "https://ci.test/job/2"})
			if err := writeHolder(first.lock.File(), other); err != nil {
				t.Error(err)
			}
		case 3:
			if err := first.Release(); err != nil {
				t.Error(err)
			}
		}
	}
	second := acquire(t, req)
	if len(told) < 3 {
		t.Fatalf("told %q, want three lines at least", told)
	}
	for i, want := range []string{"waiting up to 1h0m0s", "still in use by", "https://ci.test/job/2"} {
		if !strings.Contains(told[i], want) {
			t.Errorf("line %d is %q, want %q in it", i, told[i], want)
		}
	}
	if err := second.Release(); err != nil {
		t.Fatal(err)
	}
}

// Who does not wait, or wants to hear nothing, is told nothing.
func TestNothingIsToldUnasked(t *testing.T) {
	dir := t.TempDir()
	defer acquire(t, Request{Dir: dir, Board: board}).Release()
	for _, req := range []Request{
		{Dir: dir, Board: board, Progress: func(text string) { t.Errorf("told %q without waiting", text) }},
		{Dir: dir, Board: board, Wait: time.Millisecond, Remind: time.Microsecond},
	} {
		if _, err := Acquire(t.Context(), req); err == nil {
			t.Error("two have it")
		}
	}
}
