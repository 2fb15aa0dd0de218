package harness

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/benchtrial/benchtrial/servers"
)

// The board's own time that a trial grants beyond what the contract states.
const (
	joinLimit   = 60 * time.Second // from reset to the first attempt: boot, Wi-Fi, the firmware's own preparations
	quietAfter  = 2 * time.Second  // silence that ends a trial whose firmware said that it is done
	longQuiet   = 40 * time.Second // the same, where the bench watches longer
	excessLook  = 4 * time.Second  // how long an attempt too many is looked at: what it sends is evidence too
	strayLimit  = 10 * time.Second // silence after which a firmware without an open connection has stopped trying
	defaultHang = 2 * time.Minute  // handshake limit of a contract that states none: the stacks' longest default
	defaultTalk = 30 * time.Second // reply limit of a contract that states none
	settleAfter = 3 * time.Second  // silence on an open connection of a firmware that never ends by itself
	settleLimit = 20 * time.Second // and how long it is watched if it is never silent
	settleLong  = 45 * time.Second // the same where the server is the silent one: longer than a keep-alive and its time-out
)

// enoughAttempts is how many attempts of a firmware that tries for ever are looked at: the spans between them tell how it
// paces itself, and the last one has had the time to end.
const enoughAttempts = 5

// enoughLooks is how many of them are looked at in the many scenarios of the full suite that are about what the server
// shows: how the firmware paces itself is asked elsewhere.
const enoughLooks = 3

// settleSlack is what the silence of a firmware that never ends by itself is stretched by, wall time. Sound firmware waits
// for it in every trial.
const settleSlack = 250 * time.Millisecond

// wallSlack is what a limit is stretched by, wall time, so that a busy bench is not taken for a slow board. Only firmware
// that misbehaves waits for it.
const wallSlack = time.Second

// watch follows one trial until it ends.
type watch struct {
	bench    *Bench
	trial    *trial
	deadline time.Time
	lag      time.Duration // of the bench when the trial began
	progress time.Time     // when something last happened that counts: see happened
	seen     int           // how much had happened then
	excess   time.Time     // when an attempt too many was first seen
}

// happened counts what shows that a firmware is getting on with its task: traffic, and its own last words. Other
// text does not count: a sketch that prints a dot for ever is as stuck as a silent one.
func (w *watch) happened(conns []servers.Conn, queries int) int {
	n := activity(conns) + queries
	for _, text := range []string{w.trial.fw.Console.Done, w.trial.fw.Console.GaveUp} {
		if w.said(text) {
			n++
		}
	}
	return n
}

func (w *watch) said(text string) bool {
	return text != "" && bytes.Contains(w.bench.board.Console().Since(w.trial.from), []byte(text))
}

// untilEnd waits, without polling, until the trial is over and says why.
func (w *watch) untilEnd(ctx context.Context) (End, error) {
	w.progress = time.Now()
	for {
		console, wire, names := w.bench.board.Console().Changed(), w.bench.server.Changed(), w.bench.asked()
		end, next, err := w.look(time.Now())
		if end != EndUnknown || err != nil {
			return end, err
		}
		timer := time.NewTimer(time.Until(next))
		select {
		case <-console:
		case <-wire:
		case <-names:
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return EndUnknown, context.Cause(ctx)
		}
		timer.Stop()
	}
}

// look says whether the trial is over at now, and otherwise when to look again if nothing happens until then.
func (w *watch) look(now time.Time) (End, time.Time, error) {
	console := w.bench.board.Console()
	if err := console.Lost(); err != nil {
		return EndUnknown, now, err
	}
	conns := w.bench.server.Seen()
	queries := len(w.bench.lookups())
	if n := w.happened(conns, queries); n != w.seen {
		w.seen, w.progress = n, now
	}
	if end := w.misbehaviour(conns, queries); end == EndTooMany {
		if w.excess.IsZero() {
			w.excess = now
		}
		if until := w.excess.Add(w.bench.wall(excessLook, w.trial.rate)); now.Before(until) {
			return EndUnknown, until, nil
		}
		return end, now, nil
	} else if end != EndUnknown {
		return end, now, nil
	}
	if !now.Before(w.deadline) {
		return EndDeadline, now, nil
	}
	limit, end := w.patience(conns, queries)
	if until := w.progress.Add(limit); now.Before(until) {
		return EndUnknown, earliest(until, w.deadline), nil
	}
	return end, now, nil
}

// misbehaviour finds what ends a trial at once.
func (w *watch) misbehaviour(conns []servers.Conn, queries int) End {
	console, t := w.bench.board.Console(), w.trial
	if crashes := console.Crashes(t.from); len(crashes) > 0 {
		return EndCrashed
	}
	if boots := console.Boots(t.from); len(boots) > 1 {
		if w.mayRestart(boots, conns, queries) {
			return EndRestarted
		}
		return EndRestart
	}
	attempts := w.attempts(conns, queries)
	if allowed := t.fw.Retry.Attempts; allowed > 0 && attempts > allowed {
		return EndTooMany
	}
	if t.fw.Retry.Attempts == 0 && attempts > t.enough() {
		return EndEnough // also where nothing is said of it: many a firmware comes back every minute
	}
	return EndUnknown
}

// attempts counts how often the firmware tried, where nobody can be reached by its questions for the server's name.
func (w *watch) attempts(conns []servers.Conn, queries int) int {
	if t := w.trial; t.scenario.Closed || t.scenario.Names != nil && len(conns) == 0 {
		each := max(w.bench.lookupsOf[t.fw.Name], 1)
		return (queries + each - 1) / each
	}
	return len(conns)
}

// patience is how much longer, in wall time since the last event, the trial goes on, and what it ends as then.
func (w *watch) patience(conns []servers.Conn, queries int) (time.Duration, End) {
	b, t, retry := w.bench, w.trial, w.trial.fw.Retry
	if limit, end, is := w.withoutWiFi(conns); is {
		return limit, end
	}
	for _, c := range conns {
		// A connection that the server ended is no reason to wait, whether the firmware gives it up or keeps it.
		if !c.Closed.IsZero() || !c.ServerEnd.IsZero() {
			continue
		}
		if retry.Endless && len(c.Request) > 0 {
			return w.settling(c), EndSettled
		}
		return w.patienceWith(c), EndStuck
	}
	quiet := b.wall(max(t.quiet(), 4*retry.Spacing, t.scenario.Watch), t.rate)
	if w.reading(conns) {
		return b.wall((orDefault(t.fw.Response.Whole, defaultTalk)+t.fw.Response.FirstByte)*3/2+strayLimit, t.rate) + w.slack(), EndStuck
	}
	attempts := w.attempts(conns, queries)
	switch {
	case w.said(t.fw.Console.Done):
		return quiet, EndDone
	case w.said(t.fw.Console.GaveUp):
		return max(quiet, w.restart()), EndGaveUp
	case retry.Attempts > 0 && attempts >= retry.Attempts:
		// All attempts are made. What the firmware has to say of the last one may come late on a busy bench.
		if w.speechless(conns) {
			return max(quiet, w.restart()) + w.slack(), EndGaveUp
		}
		return max(quiet, w.restart()), EndGaveUp
	case attempts == 0:
		return b.wall(joinLimit+t.fw.Clock.Wait, t.rate) + w.slack(), EndQuiet
	default:
		return b.wall(strayLimit+10*retry.Spacing, t.rate) + 4*longestGap(conns) + w.slack(), EndQuiet
	}
}

// longestGap is the longest pause, wall time, that was seen between two attempts: where they grow, the next is longer still.
func longestGap(conns []servers.Conn) time.Duration {
	longest := time.Duration(0)
	for i := 1; i < len(conns); i++ {
		if ended := conns[i-1].Closed; !ended.IsZero() {
			longest = max(longest, conns[i].Opened.Sub(ended))
		}
	}
	return longest
}

// speechless tells whether the console owes a word: an attempt failed, and none was reported yet; or a request was sent, and
// the word for being done is still to come.
func (w *watch) speechless(conns []servers.Conn) bool {
	if last := len(conns) - 1; w.trial.fw.Console.Done != "" && last >= 0 && len(conns[last].Request) > 0 {
		return true
	}
	text := w.trial.fw.Console.CannotConnect
	if text == "" || w.said(text) {
		return false
	}
	return slices.ContainsFunc(conns, func(c servers.Conn) bool { return !c.Handshake.Done })
}

// reading tells whether a firmware with a word for being done may still be at work on the reply to its request.
func (w *watch) reading(conns []servers.Conn) bool {
	words := w.trial.fw.Console
	if words.Done == "" || w.said(words.Done) || w.said(words.GaveUp) || len(conns) == 0 {
		return false
	}
	last := conns[len(conns)-1]
	return len(last.Request) > 0 && last.Closed.IsZero()
}

// settling is how long, in wall time, a firmware that never ends by itself is watched on an open connection: until nothing
// happens any more, and one that pings for ever not for ever.
func (w *watch) settling(c servers.Conn) time.Duration {
	t, watch := w.trial, w.trial.scenario.Watch
	if t.scenario.Silent || t.fw.Console.Connected != "" && !w.said(t.fw.Console.Connected) {
		watch = max(watch, settleLong) // the firmware waits for a word of the server, too
	}
	slack := settleSlack + min(4*(w.bench.lag.sum()-w.lag), wallSlack)
	quiet := w.bench.wall(max(settleAfter, watch), t.rate) + slack
	left := time.Until(c.Handshake.At) + w.bench.wall(max(settleLimit, watch), t.rate) + slack
	return max(0, min(quiet, time.Since(w.progress)+left))
}

// patienceWith is how long, in wall time, nothing may move on an open connection: by what the firmware is waiting for.
func (w *watch) patienceWith(c servers.Conn) time.Duration {
	b, t, retry, reply := w.bench, w.trial, w.trial.fw.Retry, w.trial.fw.Response
	switch {
	case !c.Handshake.Done && stalls(t.scenario):
		return b.wall(orDefault(retry.Handshake, defaultHang)*3/2+strayLimit, t.stalled) + w.slack()
	case !c.Handshake.Done:
		return b.wall(orDefault(retry.Handshake, defaultHang)*3/2, t.rate) + w.slack()
	case len(c.Request) == 0:
		return b.wall(strayLimit, t.rate) + w.slack()
	}
	return b.wall((orDefault(reply.Whole, defaultTalk)+reply.FirstByte)*3/2+strayLimit, t.rate) + w.slack()
}

// slack grows with what the bench itself was kept from running in this trial.
func (w *watch) slack() time.Duration { return wallSlack + 4*(w.bench.lag.sum()-w.lag) }

// longWatch are the trials after which the bench watches longer: one in which the firmware was done, and one in which it
// gave up. What it does again a while later shows there.
var longWatch = map[string]bool{"recovers-at-1": true, "connection-reset": true}

// quiet is the silence, in board time, that ends the trial once the firmware said that all is over.
func (t *trial) quiet() time.Duration {
	if longWatch[t.scenario.Name] {
		return longQuiet
	}
	return quietAfter
}

// budget is the wall time after which a trial is over whatever the firmware does.
func (b *Bench) budget(t *trial) time.Duration {
	retry, reply := t.fw.Retry, t.fw.Response
	each := orDefault(retry.Handshake, defaultHang) + retry.Spacing
	attempts := max(retry.Attempts, 1)
	if retry.Endless {
		attempts = t.enough()
	}
	whole := joinLimit + t.fw.Clock.Wait + t.fw.WiFi.Wait + t.scenario.Watch + t.scenario.Air.Back + time.Duration(attempts+1)*each + 2*(orDefault(reply.Whole, defaultTalk)+reply.FirstByte) + 2*strayLimit
	return 2*b.wall(whole, t.rate) + 4*wallSlack // at the slower of both rates: an upper limit for all cases
}

// wall converts board time into wall time.
func (b *Bench) wall(board time.Duration, rate float64) time.Duration {
	return time.Duration(float64(board) / rate)
}

func activity(conns []servers.Conn) int {
	n := len(conns)
	for _, c := range conns {
		n += len(c.Segments) + len(c.Request)
		if !c.Closed.IsZero() {
			n++
		}
	}
	return n
}

func orDefault(d, otherwise time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return otherwise
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
