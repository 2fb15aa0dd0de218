package harness

import (
	"bytes"
	"time"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers"
)

// A firmware that gives a handshake two minutes shall cost no more than so much, wall clock, when its Wi-Fi is lost in it.
const longAway = 300 * time.Millisecond

// awayRate is how fast the board's clock runs while there is no Wi-Fi.
func (b *Bench) awayRate(fw *config.Firmware) float64 {
	own := b.lane.Board.ClockRate
	if !b.lane.Board.Simulated {
		return own
	}
	return max(own, min(max(lateStallRate, fw.Retry.Handshake.Seconds()/longAway.Seconds()), stallRate))
}

// offlineLook is how long, in board time, a firmware is watched that may wait for its Wi-Fi for ever, when it never comes.
const offlineLook = 30 * time.Second

// withoutWiFi is the patience with a board whose Wi-Fi is gone for good, or whose last connection went with it: as long as
// its contract lets it wait. It tells whether the board is such a one.
func (w *watch) withoutWiFi(conns []servers.Conn) (limit time.Duration, end End, is bool) {
	b, t := w.bench, w.trial
	air := t.scenario.Air
	switch {
	case air.When == servers.NoMoment:
		return 0, EndUnknown, false
	case len(conns) == 0 && (air.When != servers.BeforeConnecting || air.Back > 0):
		return 0, EndUnknown, false
	case len(conns) > 0 && conns[len(conns)-1].End != servers.Vanished:
		return 0, EndUnknown, false // it speaks to the server again
	}
	quiet := b.wall(max(t.quiet(), 4*t.fw.Retry.Spacing), t.rate)
	switch {
	case w.said(t.fw.Console.Done):
		return quiet, EndDone, true
	case w.said(t.fw.Console.GaveUp), w.triedAll():
		return max(quiet, w.restart()), EndGaveUp, true
	case t.fw.Retry.Endless && (air.Back == 0 || w.unaware(conns)), len(conns) == 0 && t.fw.WiFi.Wait == 0:
		return b.wall(offlineLook, t.away) + settleSlack, EndWithoutWiFi, true
	case t.fw.Retry.Endless:
		return b.wall(w.longestWait(conns), t.away) + w.slack(), EndWithoutWiFi, true
	}
	return b.wall(w.longestWait(conns), t.away) + w.slack(), w.endUnheard(conns), true
}

// endUnheard is what the silence of a board means that is out of reach: a firmware that has no word for its end may have come to
// it, and nobody could tell.
func (w *watch) endUnheard(conns []servers.Conn) End {
	words := w.trial.fw.Console
	if n := len(conns); words.Done == "" && (words.GaveUp == "" || n > 0 && conns[n-1].Handshake.Done) {
		return EndWithoutWiFi
	}
	return EndStuck
}

// unaware tells that the firmware cannot notice what it has lost: it has got an answer, and never sends anything by itself.
func (w *watch) unaware(conns []servers.Conn) bool {
	n := len(conns)
	return n > 0 && conns[n-1].Replied > 0 && w.trial.fw.WebSocket.Ping == 0 && w.trial.fw.MQTT.KeepAlive == 0
}

// triedAll tells whether a firmware that has no word for giving up has made all its attempts. Those that the server did not
// see count by what the console says of them; of the last one it need not say anything.
func (w *watch) triedAll() bool {
	words, attempts := w.trial.fw.Console, w.trial.fw.Retry.Attempts
	if attempts == 0 || words.GaveUp != "" || words.CannotConnect == "" {
		return false
	}
	failures := bytes.Count(w.bench.board.Console().Since(w.trial.from), []byte(words.CannotConnect))
	return failures >= max(1, attempts-1)
}

// longestWait is how long, in board time, a sound firmware may be silent without its Wi-Fi.
func (w *watch) longestWait(conns []servers.Conn) time.Duration {
	fw := w.trial.fw
	if len(conns) == 0 {
		return fw.WiFi.Wait*3/2 + strayLimit
	}
	attempts := fw.Retry.Attempts
	if fw.Retry.Endless {
		attempts = enoughAttempts
	}
	wait := fw.Response.FirstByte + orDefault(fw.Response.Whole, defaultTalk) + 2*(fw.MQTT.KeepAlive+fw.WebSocket.Ping)
	if last := conns[len(conns)-1]; !last.Handshake.Done {
		wait += orDefault(fw.Retry.Handshake, defaultHang)
	}
	return wait*3/2 + time.Duration(attempts)*fw.Retry.Spacing + w.trial.scenario.Air.Back + strayLimit
}

// neverOnline tells that there was no Wi-Fi, so that no attempt could be seen.
func (e Evidence) neverOnline() bool {
	return e.Scenario.Air.When == servers.BeforeConnecting && e.Scenario.Air.Back == 0 && len(e.Conns) == 0
}
