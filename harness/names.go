package harness

import "github.com/benchtrial/benchtrial/servers"

// namesFor sets what the lane's name server answers in the scenario.
func (b *Bench) namesFor(sc servers.Scenario) {
	if b.names == nil {
		return
	}
	b.names.Forget()
	b.names.Play(sc.Names)
}
