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
