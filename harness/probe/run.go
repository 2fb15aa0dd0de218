package probe

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/prepare"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
)

// Run builds the firmware, flashes it, and puts the board against the catalogue. An error says why it ended early;
// what was measured until then is in the profile, which is nil when nothing was. ExitCode says what an error means.
func Run(ctx context.Context, opts Options) (*Profile, error) {
	t, err := choose(opts)
	if err != nil {
		return nil, err
	}
	return t.probe(ctx, opts)
}

// probe is what Run does with what was chosen.
func (t *target) probe(ctx context.Context, opts Options) (*Profile, error) {
	plan := Choose(t.fw, t.boards[0], opts.Scenarios)
	if len(plan.Try) == 0 {
		return nil, nothingToTry(t, plan, opts.Scenarios)
	}
	if err := t.setUp(ctx, opts); err != nil {
		return nil, fmt.Errorf("setting up: %w", err)
	}
	free, err := prepare.Lease(ctx, t.boards, opts.Wait, opts.Say)
	if err != nil {
		return nil, err
	}
	defer free()
	end, err := t.host(ctx, opts)
	if err != nil {
		return nil, err
	}
	made, err := t.build(ctx, opts)
	if err != nil {
		return nil, errors.Join(err, end())
	}
	p := &prober{
		target: t, opts: opts, image: made, profile: t.blank(made, plan), of: len(plan.Try),
		redact: reports.NewRedactor(t.bench.WiFi.PSK.Reveal()),
	}
	err = p.measure(ctx, plan)
	if err == nil {
		err = p.again(ctx)
	}
	err = errors.Join(err, end())
	return p.result(plan), err
}

func nothingToTry(t *target, plan Plan, patterns []string) error {
	if len(plan.Skip) > 0 {
		return usage("nothing that was asked for can be measured with %s (trust: %s): %s: %s", t.fw.Name, t.fw.Trust, plan.Skip[0].Scenario, plan.Skip[0].Why)
	}
	return usage("no scenario that is known of a stack matches %q: see `benchtrial scenarios`", patterns)
}

// blank is a profile without measurements.
func (t *target) blank(made image, plan Plan) *Profile {
	b := t.boards[0]
	return &Profile{
		Format: formatVersion, Firmware: t.fw.Name, Stack: t.stack, Trust: t.fw.Trust, Pin: t.fw.Pin, Bench: t.bench.Name,
		Board: b.Name, Chip: b.Chip, MAC: b.MAC, Image: made.Image.Hash, Builder: made.builder, Sim: b.Simulated,
		Boards: len(t.boards), Date: time.Now().UTC().Truncate(time.Second), Skipped: plan.Skip,
	}
}

// prober is one probe.
type prober struct {
	*target
	opts   Options
	image  image
	of     int
	redact *reports.Redactor // a firmware may print the password that it joins with

	mu      sync.Mutex
	profile *Profile
	randoms randoms
	began   time.Time
}

// measure gives each board its part of the plan.
func (p *prober) measure(ctx context.Context, plan Plan) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	jobs := make(chan servers.Scenario, len(plan.Try))
	for _, sc := range plan.Try {
		jobs <- sc
	}
	close(jobs)
	errs := make([]error, len(p.boards))
	var wait sync.WaitGroup
	for i, board := range p.boards[:min(len(p.boards), len(plan.Try))] {
		wait.Go(func() {
			errs[i] = p.work(ctx, board, jobs)
			if errs[i] != nil {
				cancel(errs[i])
			}
		})
	}
	wait.Wait()
	// The others were only cancelled by the first that failed.
	for _, err := range errs {
		if err != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}

// work measures on one board until nothing is left to do.
func (p *prober) work(ctx context.Context, board config.Board, jobs <-chan servers.Scenario) (err error) {
	log := reports.NewLog(listener(func(e reports.Event) { p.heard(board, e) }))
	bench, err := harness.Open(ctx, p.lane(p.opts, board, p.image), log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bench.Close()) }()
	if err := bench.Load(ctx, &p.image.LaneFirmware); err != nil {
		return err
	}
	if err := p.control(ctx, bench, board); err != nil {
		return err
	}
	for sc := range jobs {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		r, err := bench.Try(ctx, &p.image.LaneFirmware, sc, harness.BodyDefault)
		if err != nil {
			return err
		}
		p.note(r, board)
	}
	return nil
}

// control lets the board meet the good server, and notes what its ClientHello offers.
func (p *prober) control(ctx context.Context, bench *harness.Bench, board config.Board) error {
	sc, _ := servers.Lookup(Control)
	r, err := bench.Try(ctx, &p.image.LaneFirmware, sc, harness.BodyDefault)
	if err != nil {
		return err
	}
	if r.Verdict != reports.Accepted {
		return p.failed(board.Name, r)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.randoms.note(r.Conns, r.Boots[0].At, max(r.Rate, r.Stalled))
	if p.profile.Hello == nil {
		p.began = time.Now()
		p.profile.Hello = HelloOf(r.Conns[0].Hello)
		p.add(r, board)
	}
	return nil
}

// add writes down what was measured.
func (p *prober) add(r *harness.Result, board config.Board) {
	p.profile.Entries = append(p.profile.Entries, p.measured(r, board))
}

// measured is Measure without the bench's secrets.
func (p *prober) measured(r *harness.Result, board config.Board) Entry {
	e := Measure(r, board.Chip)
	e.Console = string(p.redact.Bytes([]byte(e.Console)))
	return e
}

// failed tells of a positive control that failed.
func (p *prober) failed(board string, r *harness.Result) error {
	console := r.ConsoleTail(12)
	for i, line := range console {
		console[i] = string(p.redact.Bytes([]byte(line)))
	}
	return &ControlError{Board: board, Reason: r.Verdict.String() + ": " + r.Reason, Console: console, Wire: r.WireSummary(4)}
}

// note writes a measurement down.
func (p *prober) note(r *harness.Result, board config.Board) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.randoms.note(r.Conns, r.Boots[0].At, max(r.Rate, r.Stalled))
	p.add(r, board)
	line, _ := p.profile.line(p.stack, r.Scenario)
	p.opts.Step(Step{Done: len(p.profile.Entries) - 1, Of: p.of, Line: line, Took: time.Since(p.began)})
}

// heard tells of flashing, which takes long on a real board.
func (p *prober) heard(board config.Board, e reports.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e.Kind {
	case reports.FlashBegan:
		p.opts.Say(fmt.Sprintf("flashing %s on %s", p.fw.Name, board.Name))
	case reports.FlashDone:
		p.opts.Say(fmt.Sprintf("flashed %s on %s: %s", p.fw.Name, board.Name, e.Text))
	}
}

// result is the profile, in the order of the catalogue; nil when nothing was measured.
func (p *prober) result(plan Plan) *Profile {
	out := p.profile
	if len(out.Entries) == 0 {
		return nil
	}
	order := map[string]int{}
	for i, sc := range servers.Catalogue() {
		order[sc.Name] = i
	}
	slices.SortFunc(out.Entries, func(a, b Entry) int { return cmp.Compare(order[a.Scenario], order[b.Scenario]) })
	for _, sc := range plan.Try {
		if _, ok := out.entry(sc.Name); !ok {
			out.Skipped = append(out.Skipped, Skipped{sc.Name, sc.Group, whyInterrupted})
		}
	}
	out.Complete = len(out.Entries) == len(plan.Try)+1
	out.Seconds = time.Since(p.began).Round(time.Millisecond).Seconds()
	out.Randoms = Randoms{Clock: p.randoms.clock(), Seen: p.randoms.total, Repeated: p.randoms.repeated}
	out.Fits = Rank(out)
	return out
}
