package console

import (
	"testing"
	"time"
)

// A line end that comes by itself must not lend its time to what is printed long afterwards.
func TestTimelineStampsWhatComesAfterAPause(t *testing.T) {
	begin := time.Unix(1000, 0)
	var times timeline
	times.stamp(0, begin, true)
	times.stamp(20, begin, false)
	times.stamp(22, begin.Add(time.Minute), true)
	if got := times.at(22); !got.Equal(begin.Add(time.Minute)) {
		t.Errorf("the bytes after the pause are said to have come at %v, a minute early", got)
	}
}

// A line that is begun with dots and ended much later came in parts, each at its time.
func TestLineCameInParts(t *testing.T) {
	begin := time.Unix(1000, 0)
	c := &Console{}
	for i, part := range []string{"first\n", ".", "....", " Done!\n", "last"} {
		c.times.stamp(c.text.end(), begin.Add(time.Duration(i)*time.Minute), c.text.lineStart())
		c.text.limit = 1000
		c.text.add([]byte(part))
	}
	lines := c.Lines(0)
	if len(lines) != 3 || lines[1].Text != "..... Done!" {
		t.Fatalf("got %+v", lines)
	}
	for place, minutes := range map[int]time.Duration{0: 1, 1: 2, 4: 2, 5: 3, 10: 3} {
		if got := lines[1].Came(place); !got.Equal(begin.Add(minutes * time.Minute)) {
			t.Errorf("byte %d came at %v, want %v minutes after the first", place, got.Sub(begin), minutes)
		}
	}
	if !lines[2].Came(0).Equal(begin.Add(4 * time.Minute)) {
		t.Errorf("the last line came at %v", lines[2].Came(0))
	}
}
