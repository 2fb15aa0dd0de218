package harness

import (
	"time"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/servers"
)

// restartLook is how long, in board time, a firmware that promises to restart is watched for it after it gave up.
const restartLook = 30 * time.Second

// mayRestart tells whether the restart that was just seen is the one that the firmware promises.
func (w *watch) mayRestart(boots []console.Boot, conns []servers.Conn, queries int) bool {
	return w.trial.restartIsPromised(boots, w.attempts(conns, queries), w.said(w.trial.fw.Console.GaveUp))
}

// restartIsPromised tells of a restart by software, after the firmware gave up: in its own words where it has some for that, or
// by having made all its attempts, or by having waited for a network in vain.
func (t *trial) restartIsPromised(boots []console.Boot, attempts int, gaveUp bool) bool {
	fw := t.fw
	if !fw.Retry.Restarts || !bySoftware(boots[1]) {
		return false
	}
	if gaveUp || attempts >= fw.Retry.Attempts {
		return true
	}
	waited := time.Duration(float64(boots[1].At.Sub(boots[0].At)) * t.away)
	return t.scenario.Air.When == servers.BeforeConnecting && attempts == 0 && fw.WiFi.Wait > 0 && waited >= fw.WiFi.Wait*8/10
}

// restart is how long, in wall time, a firmware that gave up is waited for to restart: not at all where it promises none.
func (w *watch) restart() time.Duration {
	if !w.trial.fw.Retry.Restarts {
		return 0
	}
	return w.bench.wall(restartLook, w.trial.rate) + w.slack()
}

// bySoftware tells a restart by the program from one by a watchdog. The ESP8266's ROM has no word of its own for it.
func bySoftware(boot console.Boot) bool {
	return boot.Class == console.ResetSoftware || boot.Class == console.ResetExternal
}

// untilRestart cuts the evidence where the firmware gave up and restarted: what the next boot does is another story.
func (e Evidence) untilRestart(from console.Mark) Evidence {
	if len(e.Boots) < 2 {
		return e
	}
	again := e.Boots[1]
	e.Boots = e.Boots[:1]
	if n := int(again.Mark - from); n >= 0 && n < len(e.Text) {
		e.Text = e.Text[:n]
	}
	for i, line := range e.Lines {
		if line.Start >= again.Mark {
			e.Lines = e.Lines[:i]
			break
		}
	}
	for i, c := range e.Conns {
		if c.Opened.After(again.At) {
			e.Conns = e.Conns[:i]
			break
		}
	}
	for i, q := range e.Queries {
		if q.At.After(again.At) {
			e.Queries = e.Queries[:i]
			break
		}
	}
	return e
}
