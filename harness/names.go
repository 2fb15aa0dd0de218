package harness

import (
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/dns"
)

// namesFor sets what the lane's name server answers the firmware in the scenario.
func (b *Bench) namesFor(fw *config.Firmware, sc servers.Scenario) {
	if b.names == nil {
		return
	}
	b.names.Forget()
	play := sc.Names
	if fw.Fragment.Probes {
		play = twice(play)
	}
	b.names.Play(play)
}

// twice gives each answer to two questions: firmware that makes a probe before an attempt asks for both, and the attempt is to
// get the answer that it would get without. Nil stays nil.
func twice(play func(n int) dns.Answer) func(n int) dns.Answer {
	if play == nil {
		return nil
	}
	return func(n int) dns.Answer { return play((n + 1) / 2) }
}
