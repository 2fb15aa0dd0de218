package harness

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/boards/console"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// Interruption is a boot that the bench ended by a reset while a handshake was under way.
type Interruption struct {
	Stage   string // "after its ClientHello"
	Reached bool   // the handshake came as far; otherwise the board was reset because it did not
	Boot    console.Boot
	Boots   int // how often the board started, the one that was asked for included
	Crashes []console.Crash
	Conns   []servers.Conn // as the server had seen them when the next boot began
}

// stage is a point of the handshake at which the board is reset: the server falls silent there, so that it stays there.
type stage struct {
	name    string
	server  servers.Behaviour
	reached func(servers.Conn) bool
}

var stages = [...]stage{{
	name: "after its ClientHello", server: servers.Behaviour{Network: servers.Stall},
	reached: func(c servers.Conn) bool { return c.Hello != nil },
}, {
	name: "after the ServerHello",
	server: servers.Behaviour{
		Wire: wire.Fault{Script: wire.Script{wire.On(wire.ServerHello, wire.End(wire.CutStall))}}, TLS: upToTLS12, Unfinished: true,
	},
	reached: func(c servers.Conn) bool {
		return slices.ContainsFunc(c.Segments, func(s wire.Segment) bool { return !s.FromClient })
	},
}}

// interruptions is how often the board is reset at each stage before the trial.
func (t *trial) interruptions() int {
	number, _ := strings.CutPrefix(t.scenario.Name, resetsName)
	n, err := strconv.Atoi(number)
	if err != nil {
		return 0
	}
	return n
}

// interrupt resets the board in the middle of handshakes, as often as the trial wants, and returns what was seen. The
// reset that ends the last one is the trial's own.
func (b *Bench) interrupt(ctx context.Context, t *trial) ([]Interruption, error) {
	var all []Interruption
	for range t.interruptions() {
		for _, s := range stages {
			one, err := b.interruptAt(ctx, t, s, all)
			if err != nil {
				return nil, err
			}
			all = append(all, one)
		}
	}
	return all, nil
}

// interruptAt starts the board and waits until a handshake has come to the stage.
func (b *Bench) interruptAt(ctx context.Context, t *trial, s stage, before []Interruption) (Interruption, error) {
	boot, err := b.board.ResetBetween(ctx, func() error {
		b.concludeInterruption(before)
		return b.stage(ctx, t, s)
	})
	if err != nil {
		return Interruption{}, err
	}
	t.from = boot.Mark
	b.record.boot(boot)
	reached, err := b.awaitStage(ctx, t, s)
	if err != nil {
		return Interruption{}, err
	}
	con := b.board.Console()
	b.record.Emit(reports.Event{Kind: reports.Step, Text: fmt.Sprintf("the board is reset %s", s.name)})
	return Interruption{
		Stage: s.name, Reached: reached, Boot: boot, Boots: len(con.Boots(t.from)), Crashes: con.Crashes(t.from), Conns: b.server.Seen(),
	}, nil
}

// stage has the bench's servers behave as the stage has it: the server falls silent there, all else is as in any trial.
func (b *Bench) stage(ctx context.Context, t *trial, s stage) error {
	sc := servers.Scenario{Name: t.scenario.Name, Behave: func(int) servers.Behaviour { return s.server }}
	b.namesFor(t.fw, sc)
	if b.clock != nil {
		b.clock.Use(sc.Time)
	}
	if err := b.weather.begin(ctx, sc.Air, t.away); err != nil { // the trial before may have left the board without Wi-Fi
		return err
	}
	b.server.SetService(serviceOf(t.fw, sc))
	b.server.SetIdentity(identityOf(t.fw))
	b.server.SetAgreement(b.agreementWith(t.fw))
	return b.server.Use(sc)
}

// concludeInterruption looks once more at what the server saw of the last interruption. It is called while the chip is held
// in reset, so that nothing can come after it.
func (b *Bench) concludeInterruption(all []Interruption) {
	if n := len(all); n > 0 {
		all[n-1].Conns = b.server.Seen()
	}
}

// awaitStage answers the firmware's questions until a handshake has come to the stage, and tells whether it did.
func (b *Bench) awaitStage(ctx context.Context, t *trial, s stage) (reached bool, err error) {
	asking, cancel := context.WithCancel(ctx)
	answered := make(chan error, 1)
	go func() { answered <- b.answer(asking, t) }()
	defer func() {
		cancel()
		if answer := <-answered; err == nil {
			err = answer
		}
	}()
	limit := time.NewTimer(b.wall(joinLimit+t.fw.Clock.Wait, t.rate) + 4*wallSlack)
	defer limit.Stop()
	for {
		wire, con := b.server.Changed(), b.board.Console().Changed()
		if slices.ContainsFunc(b.server.Seen(), s.reached) {
			return true, nil
		}
		if len(b.board.Console().Crashes(t.from)) > 0 {
			return false, nil
		}
		if err := b.board.Console().Lost(); err != nil {
			return false, err
		}
		select {
		case <-wire:
		case <-con:
		case <-limit.C:
			return false, nil
		case <-ctx.Done():
			return false, context.Cause(ctx)
		}
	}
}
