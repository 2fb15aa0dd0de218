package match

import (
	"slices"
	"testing"

	"github.com/benchtrial/benchtrial/servers/http1"
)

// A fault that no matcher looks for would pass every spec.
func TestEveryFaultOfARequestIsJudged(t *testing.T) {
	judged := slices.Concat(lineFaults, doubleFaults, hostFaults, headFaults, bodyFaults)
	for _, name := range http1.FaultNames() {
		if !slices.Contains(judged, name) {
			t.Errorf("no matcher looks for %s", name)
		}
	}
}
