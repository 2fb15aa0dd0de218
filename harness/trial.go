package harness

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/boards/sim"
	"github.com/benchtrial/benchtrial/harness/build"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/dns"
	"github.com/benchtrial/benchtrial/servers/pki"
	"github.com/benchtrial/benchtrial/servers/services"
)

// How fast a simulated board's clock runs while it waits for a server that never answers: the board then waits for nothing
// but its own time-out, and nothing else can be late. Where the server falls silent after the board had something to
// compute, a slower clock keeps the computing from passing for minutes of waiting: the firmware's own limit lasts
// lateStall then, but never more than it would at lateStallRate.
const (
	stallRate     = sim.MaxRate
	lateStallRate = 100
	lateStall     = 300 * time.Millisecond // wall clock
)

// crashText is how long, in wall time, the rest of a panic's text is waited for.
const crashText = 2 * time.Second

// control is the scenario of the positive control.
const control = "valid"

// Result is a trial that took place.
type Result struct {
	Evidence
	Judgement
}

type trial struct {
	fw       *config.Firmware
	scenario servers.Scenario
	body     Body
	rate     float64 // board seconds per wall second
	stalled  float64 // the same while a handshake waits for a silent server
	away     float64 // the same while there is no Wi-Fi
	from     console.Mark
}

// key names the trial within its firmware.
func (t *trial) key() string { return TrialName(t.scenario, t.body) }

// TrialName names a trial within its firmware, for plans and reports: the scenario, and the body where it is not the
// ordinary one.
func TrialName(scenario servers.Scenario, body Body) string {
	if body.Name == BodyDefault.Name {
		return scenario.Name
	}
	return scenario.Name + "+" + body.Name
}

// Try lets the firmware meet the scenario and judges it. A trial that took place before is not repeated: its evidence
// serves every spec that asks for it. The error is the bench's own trouble.
func (b *Bench) Try(ctx context.Context, fw *LaneFirmware, scenario servers.Scenario, body Body) (*Result, error) {
	t := &trial{fw: &fw.Firmware, scenario: scenario, body: body, rate: b.lane.Board.ClockRate, stalled: b.lane.Board.ClockRate}
	key := fw.Firmware.Name + " " + t.key()
	if r, ok := b.done[key]; ok {
		return r, nil
	}
	if err := b.Load(ctx, fw); err != nil {
		return nil, err
	}
	t.stalled = max(t.rate, stalledRate(&fw.Firmware, scenario))
	t.away = b.awayRate(&fw.Firmware)
	r, err := b.undisturbed(ctx, t)
	if err != nil {
		return nil, fmt.Errorf("board %s meeting %s: %w", b.board.Name(), scenario.Name, err)
	}
	if scenario.Name == control && len(r.Conns) > 0 {
		b.lookupsOf[fw.Firmware.Name] = len(r.Queries) / len(r.Conns)
	}
	b.done[key] = r
	return r, nil
}

// undisturbed is a trial in which the bench got to run. Whether one is repeated does not depend on what it would show.
func (b *Bench) undisturbed(ctx context.Context, t *trial) (*Result, error) {
	for again := 0; ; again++ {
		b.lag.begin()
		r, err := b.run(ctx, t)
		if err != nil {
			return nil, err
		}
		spoiled := cmp.Or(b.lag.starved(t.rate), r.unanswered())
		if again == repeats || t.storm() { // no time is judged in a storm
			spoiled = ""
		}
		b.record.end(t, r, b.wanted(t), spoiled)
		if spoiled == "" {
			return r, nil
		}
	}
}

// serviceOf is what the good server is to the firmware in the scenario. Without a word in its contract it answers
// everything alike.
func serviceOf(fw *config.Firmware, sc servers.Scenario) servers.Service {
	service, _ := services.Lookup(fw.Service)
	if sc.Edge {
		service = services.Edge(service)
	}
	service.Probes = fw.Fragment.Probes
	return service
}

// identityOf is what an honest server shows the firmware: the certificate that it pins, or a chain under the root that it
// pins.
func identityOf(fw *config.Firmware) pki.Deviation {
	if fw.Trust == config.TrustFingerprint {
		return pki.Pinned
	}
	return pki.Deviation{}
}

// stalledRate is how fast the clock may run while the board waits in the scenario for a peer; 0 is no faster than ever.
func stalledRate(fw *config.Firmware, sc servers.Scenario) float64 {
	switch {
	case sc.Vanished, stallsAtOnce(sc):
		return stallRate
	case sc.Stalls, sc.Drips:
		limit := orDefault(fw.Retry.Handshake, defaultHang)
		return min(max(lateStallRate, limit.Seconds()/lateStall.Seconds()), stallRate)
	}
	return 0
}

// stallsAtOnce tells whether the server never answers anything.
func stallsAtOnce(sc servers.Scenario) bool {
	return sc.Behave != nil && sc.Behave(1).Network == servers.Stall
}

// stalls tells whether no handshake of the scenario ever comes to an end by the server.
func stalls(sc servers.Scenario) bool { return sc.Stalls || sc.Drips || stallsAtOnce(sc) }

func (b *Bench) run(ctx context.Context, t *trial) (*Result, error) {
	if err := errors.Join(b.hurry(ctx, t), b.setStallRate(ctx, t), b.setHeap(ctx, t)); err != nil {
		return nil, err
	}
	interrupted, err := b.interrupt(ctx, t)
	if err != nil {
		return nil, err
	}
	var began time.Time
	lag := b.lag.sum()
	// The server changes while the chip is held in reset: what the firmware of the trial before still did is not of this one.
	boot, err := b.board.ResetBetween(ctx, func() error {
		b.concludeInterruption(interrupted)
		b.namesFor(t.fw, t.scenario)
		if b.clock != nil {
			b.clock.Use(t.scenario.Time)
		}
		if err := b.weather.begin(ctx, t.scenario.Air, t.away); err != nil {
			return err
		}
		b.record.begin(t)
		began = time.Now()
		b.pace.Store(t.pace())
		b.server.SetService(serviceOf(t.fw, t.scenario))
		b.server.SetIdentity(identityOf(t.fw))
		b.server.SetAgreement(b.agreementWith(t.fw))
		return b.server.Use(t.scenario)
	})
	if err != nil {
		return nil, err
	}
	t.from = boot.Mark
	b.record.boot(boot)
	end, err := b.follow(ctx, t)
	if err != nil {
		return nil, err
	}
	if err := b.weather.end(); err != nil {
		return nil, err
	}
	if end == EndRestart {
		if err := b.lostPower(t); err != nil {
			return nil, err
		}
	}
	ended := time.Now()
	r := &Result{Evidence: b.collect(t)}
	if end == EndRestarted {
		r.Evidence = r.Evidence.untilRestart(t.from)
	}
	if r.Heap, err = b.heapSeen(ctx, r.Evidence); err != nil {
		return nil, err
	}
	r.Interrupted = interrupted
	r.Began, r.Ended, r.End, r.Lag = began, ended, end, b.lag.sum()-lag
	r.Judgement = Judge(r.Evidence)
	b.record.figures(r)
	return r, nil
}

// pace is how fast the board's clock runs while the server pauses.
func (t *trial) pace() float64 {
	if t.scenario.Drips {
		return t.stalled
	}
	return t.rate
}

// lostPower tells a board that was switched off, or reset by somebody else, from one that restarted by itself: a chip
// that restarts says so in its reset cause. Only the ESP8266 does not: its ROM gives the cause of the reset pin for a restart
// by software as well, and firmware that restarts is likelier by far than a pressed button.
func (b *Bench) lostPower(t *trial) error {
	for _, boot := range b.board.Console().Boots(t.from)[1:] {
		if boot.Asked() && boot.Class != console.ResetExternal {
			return fmt.Errorf("the board was reset from outside (%s) in the middle of the trial: it lost power, or somebody pressed its button", boot.CauseName)
		}
	}
	return nil
}

// follow answers the firmware's questions until the trial ends.
func (b *Bench) follow(ctx context.Context, t *trial) (End, error) {
	asking, cancel := context.WithCancel(ctx)
	answered := make(chan error, 1)
	go func() { answered <- b.answer(asking, t) }()
	w := &watch{bench: b, trial: t, deadline: time.Now().Add(b.budget(t)), lag: b.lag.sum()}
	end, err := w.untilEnd(ctx)
	cancel()
	if answer := <-answered; err == nil && answer != nil {
		return end, answer
	}
	if end == EndCrashed {
		b.awaitCrashText(ctx, t)
	}
	if end == EndCrashed || end == EndRestart {
		b.awaitLoop(ctx, t)
	}
	return end, err
}

var bodyQuestion = regexp.MustCompile(`\[bench\] body\?`)

// answer tells a firmware which body to send, as often as it asks. Not being asked is no error: firmware need not vary its body.
func (b *Bench) answer(ctx context.Context, t *trial) error {
	line := build.BodyAnswer(t.body.Prefix, t.body.Unit, t.body.Suffix, t.body.Repeat)
	for from := t.from; ; {
		question, err := b.board.Console().Wait(ctx, from, console.Regexp(bodyQuestion))
		if err != nil {
			return nil // the end of the trial, a crash or a lost port: the watch sees each of them by itself
		}
		if _, err := b.board.Write([]byte(line)); err != nil && ctx.Err() == nil {
			return fmt.Errorf("telling the firmware which body to send: %w", err)
		}
		from = question.End
	}
}

// awaitCrashText gives a panic the time to print its registers and backtrace.
func (b *Bench) awaitCrashText(ctx context.Context, t *trial) {
	ctx, cancel := context.WithTimeout(ctx, crashText)
	defer cancel()
	for _, crash := range b.board.Console().Crashes(t.from) {
		b.board.Console().Completed(ctx, crash)
	}
}

// asked is closed at the next query; nil, for ever silent, where the bench does not see them.
func (b *Bench) asked() <-chan struct{} {
	if b.names == nil {
		return nil
	}
	return b.names.Changed()
}

func (b *Bench) otherNames() []dns.Query {
	if b.names == nil {
		return nil
	}
	var some []dns.Query
	for _, q := range b.names.Seen() {
		if q.Name != b.lane.Host && !dns.IsTimeServer(q.Name) {
			some = append(some, q)
		}
	}
	return some
}

func (b *Bench) collect(t *trial) Evidence {
	c := b.board.Console()
	return Evidence{
		Firmware: t.fw, Scenario: t.scenario, Body: t.body, Host: b.lane.Host, Server: b.lane.Board.Server, Rate: t.rate, Stalled: t.stalled,
		Text: c.Since(t.from), Lines: c.Lines(t.from), Boots: c.Boots(t.from), Crashes: c.Crashes(t.from),
		Conns: b.server.Seen(), Probes: b.server.Probes(), Queries: b.lookups(), Others: b.otherNames(), Lookups: b.lookupsOf[t.fw.Name],
	}
}
