package harness

import (
	"slices"
	"testing"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers/services"
)

// A contract can name every service that there is, and no other.
func TestContractsNameTheServices(t *testing.T) {
	if named := config.Services(); !slices.Equal(named, services.Names()) {
		t.Errorf("contracts may name %v, and there are %v", named, services.Names())
	}
}
