package harness

import (
	"fmt"
	"sync"
	"time"
)

// lagMeter measures for how long the bench itself did not get to run, so that a starved machine is not taken for a slow
// board.
type lagMeter struct {
	quit  chan struct{}
	ended chan struct{}

	mu      sync.Mutex
	total   time.Duration
	longest time.Duration // single gap since the last call of begin
}

const (
	lagTick = 5 * time.Millisecond
	// starvedFor is the single gap, in board time, that spoils a trial: within it a board's question for a name may go
	// unanswered (lwIP asks after 1, 1, 2 and 3 s), and a limit of a few seconds pass.
	starvedFor = 3 * time.Second
	// repeats is how often a spoiled trial is tried again. A machine that is always starved gets its verdicts all the same,
	// with limits that are stretched by the lag.
	repeats = 2
)

func startLagMeter() *lagMeter {
	m := &lagMeter{quit: make(chan struct{}), ended: make(chan struct{})}
	go m.run()
	return m
}

func (m *lagMeter) run() {
	defer close(m.ended)
	ticker := time.NewTicker(lagTick)
	defer ticker.Stop()
	last := time.Now()
	for {
		select {
		case <-m.quit:
			return
		case <-ticker.C:
		}
		now := time.Now()
		if late := now.Sub(last) - lagTick; late > lagTick {
			m.add(late)
		}
		last = now
	}
}

func (m *lagMeter) add(late time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.total += late
	m.longest = max(m.longest, late)
}

// sum is the lag since the meter was started.
func (m *lagMeter) sum() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.total
}

// begin forgets the longest gap.
func (m *lagMeter) begin() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.longest = 0
}

// starved says so when a trial since begin is no evidence, because the bench did not get to run for too much of the
// board's time; rate is board seconds per wall second.
func (m *lagMeter) starved(rate float64) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if time.Duration(float64(m.longest)*rate) < starvedFor {
		return ""
	}
	return fmt.Sprintf("this machine kept the bench from running for %v (%v of the board's time)",
		m.longest.Round(time.Millisecond), time.Duration(float64(m.longest)*rate).Round(100*time.Millisecond))
}

func (m *lagMeter) stop() {
	close(m.quit)
	<-m.ended
}
