package lease

import (
	"fmt"
	"sync"
	"time"
)

// waitingLine says who has a board, as long as it is waited for. Who has it may change meanwhile, so it is read anew each time.
type waitingLine struct {
	req  Request
	path string // of the lock file
	quit chan struct{}
	done sync.WaitGroup
}

// defaultRemind is often enough to see that a run is alive, and seldom enough not to fill the log of a CI job.
const defaultRemind = time.Minute

// begin says it for the first time, and from then on at intervals.
func (l *waitingLine) begin() {
	if l.req.Wait <= 0 || l.req.Progress == nil {
		return
	}
	began := time.Now()
	l.req.Progress(fmt.Sprintf("%s is in use by %v; waiting up to %v for it", l.req.Board, readHolder(l.path), l.req.Wait))
	remind := l.req.Remind
	if remind <= 0 {
		remind = defaultRemind
	}
	l.done.Go(func() {
		ticker := time.NewTicker(remind)
		defer ticker.Stop()
		for {
			select {
			case now := <-ticker.C:
				waited := now.Sub(began).Round(time.Second)
				l.req.Progress(fmt.Sprintf("%s is still in use by %v; waited %v of %v", l.req.Board, readHolder(l.path), waited, l.req.Wait))
			case <-l.quit:
				return
			}
		}
	})
}

// end stops it: when it returns, nothing more is said.
func (l *waitingLine) end() {
	close(l.quit)
	l.done.Wait()
}
