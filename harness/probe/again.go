package probe

import (
	"context"
	"errors"
	"fmt"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
)

// mostAgain is how many differences are worth to be measured again: a board with more is another one.
const mostAgain = 20

// again measures what differs a second time, so that nobody looks for the reason of what a busy machine had made of it. The
// second time counts, and that the first came out otherwise is told.
func (p *prober) again(ctx context.Context) (err error) {
	var doubtful []servers.Scenario
	for _, l := range Compare(p.profile, p.stack) {
		if l.Status == Differs && l.Scenario != Control {
			sc, _ := servers.Lookup(l.Scenario)
			doubtful = append(doubtful, sc)
		}
	}
	if len(doubtful) == 0 || len(doubtful) > mostAgain {
		return nil
	}
	p.opts.Say(fmt.Sprintf("measuring again what differs: %s", plural(len(doubtful), "scenario")))
	board := p.boards[0]
	// A bench of its own: one that has tried a scenario does not try it again.
	bench, err := harness.Open(ctx, p.lane(p.opts, board, p.image), reports.NewLog(listener(func(reports.Event) {})))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bench.Close()) }()
	for _, sc := range doubtful {
		r, err := bench.Try(ctx, &p.image.LaneFirmware, sc, harness.BodyDefault)
		if err != nil {
			return err
		}
		p.replace(p.measured(r, board))
	}
	return nil
}

// replace puts a second measurement in the place of the first.
func (p *prober) replace(second Entry) {
	for i, first := range p.profile.Entries {
		if first.Scenario == second.Scenario {
			if changed(first, second) {
				second.First = first.words() + ": " + first.Reason
			}
			p.profile.Entries[i] = second
		}
	}
}
