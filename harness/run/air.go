package run

import (
	"fmt"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
)

// airOf is how the bench's access point is switched for its boards of hardware. They share it: with more than one of them
// in the run, to take it away from one would spoil the trials of the others.
func airOf(bench *config.Bench) harness.Air {
	air := harness.Air{Off: bench.WiFi.Off, On: bench.WiFi.On, Where: fmt.Sprintf("%s:%d", bench.File, bench.WiFi.Line)}
	sharing := 0
	for _, b := range bench.Boards {
		if !b.Simulated {
			sharing++
		}
	}
	if air.Off != "" && sharing > 1 {
		air.Why = fmt.Sprintf("%d boards of this run share the bench's Wi-Fi, which can be switched for one board only: name it with BOARD=", sharing)
	}
	return air
}
