package match_test

import (
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/match"
	"github.com/benchtrial/benchtrial/servers"
)

// began is when the trials of this file begin.
var began = time.Unix(100, 0)

// firstAt is a trial whose first attempt came so long after the reset.
func firstAt(after time.Duration, done bool) *harness.Result {
	return result(func(r *harness.Result) {
		r.Began = began
		c := servers.Conn{Attempt: 1, Opened: began.Add(after), Closed: began.Add(after)}
		c.Handshake.Done = done
		r.Conns = []servers.Conn{c}
	})
}

func TestAwaitTheTime(t *testing.T) {
	const wait = 30 * time.Second
	judge(t, match.AwaitTheTime(wait), firstAt(2*time.Second, true), "")
	judge(t, match.AwaitTheTime(wait), firstAt(wait, false), "")
	judge(t, match.AwaitTheTime(wait), firstAt(2*time.Second, false), "tried 2s after the reset, by a clock that was not set")
	judge(t, match.AwaitTheTime(wait), result(func(*harness.Result) {}), "never tried")
}

// hanging is a trial whose attempts each hung for so long; zero is one that still hung when the trial ended.
func hanging(end harness.End, spans ...time.Duration) *harness.Result {
	return result(func(r *harness.Result) {
		r.Began, r.End, r.Ended = began, end, began.Add(time.Hour)
		for i, span := range spans {
			c := servers.Conn{Attempt: i + 1, Opened: began, Network: servers.Stall}
			if span > 0 {
				c.Closed = began.Add(span)
			}
			r.Conns = append(r.Conns, c)
		}
	})
}

func TestAbandonHandshakesAfter(t *testing.T) {
	const limit = 10 * time.Second
	for name, test := range map[string]struct {
		r    *harness.Result
		want string
	}{
		"in time":                {hanging(harness.EndGaveUp, limit, limit, limit), ""},
		"far too long":           {hanging(harness.EndGaveUp, limit, 9*limit, 9*limit), "took longer, the longest 1m30s"},
		"far too short":          {hanging(harness.EndGaveUp, limit/5, limit/5, limit/5), "it took 2s"},
		"never":                  {hanging(harness.EndStuck, limit, 0), "attempt 2 still hung when the trial ended"},
		"the trial ended it":     {hanging(harness.EndEnough, limit, limit, 0), ""},
		"only the trial ended":   {hanging(harness.EndEnough, 0), "it gave up no attempt"},
		"too short and for ever": {hanging(harness.EndEnough, limit/5, limit/5, 0), "it took 2s"},
		"no attempt":             {hanging(harness.EndQuiet), "it made no attempt"},
	} {
		t.Run(name, func(t *testing.T) { judge(t, match.AbandonHandshakesAfter(limit), test.r, test.want) })
	}
}
