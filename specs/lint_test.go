package specs

import (
	"testing"

	"github.com/benchtrial/benchtrial/servers"
)

// The scenarios that the trust specs want refused must be those of which the catalogue says so: a scenario that a sound
// firmware accepts would make the spec fail for the wrong reason, and one that is missing here is never tried.
func TestTrustSpecsCoverTheCatalogue(t *testing.T) {
	listed := map[string]bool{}
	for _, name := range refusals {
		if listed[name] {
			t.Errorf("%s is listed twice", name)
		}
		listed[name] = true
		sc, ok := servers.Lookup(name)
		if !ok {
			t.Errorf("%s is in no catalogue", name)
		} else if !sc.Refuse || sc.Reason == "" {
			t.Errorf("%s: the catalogue gives no reason to refuse it", name)
		}
	}
	for _, sc := range servers.Catalogue() {
		if sc.Refuse && !listed[sc.Name] {
			t.Errorf("%s must be refused, and no spec tries it", sc.Name)
		}
	}
}

func TestOtherSpecsNameScenariosThatExist(t *testing.T) {
	for _, name := range append(append([]string{control}, failures...), append(append(printedReplies, endlessReplies...), "reply-empty", "reply-never")...) {
		sc, ok := servers.Lookup(name)
		if !ok {
			t.Errorf("%s is in no catalogue", name)
		} else if sc.Refuse && name != "untrusted-root" {
			t.Errorf("%s must be refused, but a spec wants it to be met otherwise", name)
		}
	}
}
