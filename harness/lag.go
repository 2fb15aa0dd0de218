package harness

import "time"

// lagMeter measures for how long the bench itself did not get to run, so that a starved machine is not taken for a slow
// board.
type lagMeter struct {
	quit  chan struct{}
	ended chan struct{}
	total chan time.Duration // holds the sum so far
}

const lagTick = 5 * time.Millisecond

func startLagMeter() *lagMeter {
	m := &lagMeter{quit: make(chan struct{}), ended: make(chan struct{}), total: make(chan time.Duration, 1)}
	m.total <- 0
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
			m.total <- <-m.total + late
		}
		last = now
	}
}

// sum is the lag since the meter was started.
func (m *lagMeter) sum() time.Duration {
	s := <-m.total
	m.total <- s
	return s
}

func (m *lagMeter) stop() {
	close(m.quit)
	<-m.ended
}
