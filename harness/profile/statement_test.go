package profile

import (
	"testing"

	"github.com/benchtrial/benchtrial/servers"
)

// A row that no scenario has is a statement about nothing, and of two rows one is never read.
func TestRowsHaveScenarios(t *testing.T) {
	named := map[string]bool{}
	for _, sc := range servers.Catalogue() {
		named[sc.Name] = true
	}
	seen := map[string]bool{}
	for _, r := range rows() {
		if !named[r.scenario] || seen[r.scenario] {
			t.Errorf("the row %q has no scenario, or is there twice", r.scenario)
		}
		seen[r.scenario] = true
	}
}

// Every number in the tables can be read.
func TestCodesHaveMeanings(t *testing.T) {
	for _, r := range rows() {
		for _, s := range []says{r.v2, r.v3, r.bear} {
			if s.refuses && s.why == "" && meaning(s) == "It is refused." {
				t.Errorf("%s: the code %d has no meaning", r.scenario, s.code)
			}
		}
	}
	if name, trust := meaning(no(-9984, 42)), meaning(no(-9984, 48)); name == trust {
		t.Errorf("the alerts of one error are not told apart: %q", name)
	}
}
