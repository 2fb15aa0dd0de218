package servers_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// The catalogue holds together: names are unique and can be typed, and each entry says what it is.
func TestCatalogue(t *testing.T) {
	name := regexp.MustCompile(`^[a-z0-9]+([.-][a-z0-9]+)*$`)
	authority, err := pki.New(pki.Options{})
	if err != nil {
		t.Fatal(err)
	}
	seen, grouped := map[string]bool{}, map[servers.Group]bool{}
	for _, sc := range append(servers.Catalogue(), servers.RecoversAt(2), servers.RecoversAt(12)) {
		if !name.MatchString(sc.Name) || seen[sc.Name] {
			t.Errorf("name %q is taken, or cannot be typed", sc.Name)
		}
		seen[sc.Name] = true
		if !strings.HasSuffix(sc.Doc, ".") {
			t.Errorf("%s: %q is no sentence", sc.Name, sc.Doc)
		}
		if sc.Refuse != (sc.Reason != "") {
			t.Errorf("%s: refuse %t with the reason %q", sc.Name, sc.Refuse, sc.Reason)
		}
		if sc.Closed && sc.Behave != nil {
			t.Errorf("%s: nobody listens, and yet it behaves", sc.Name)
		}
		// One of each group: a look-up makes the whole catalogue.
		if !grouped[sc.Group] {
			grouped[sc.Group] = true
			if found, ok := servers.Lookup(sc.Name); !ok || found.Doc != sc.Doc {
				t.Errorf("%s is not found by its name", sc.Name)
			}
		}
		if sc.Behave == nil {
			continue
		}
		b := sc.Behave(99) // what it comes to, after whatever it begins with
		if special := b.Chain.Change != nil; !special && (sc.Group == servers.GroupChain || sc.Group == servers.GroupRenewal) {
			t.Errorf("%s: group %q, chain %q", sc.Name, sc.Group, b.Chain.Name)
		}
		if silent := b.Network == servers.Stall || b.Reply.Never; silent && !sc.Silent || sc.Stalls && !sc.Silent {
			t.Errorf("%s: silent is %t", sc.Name, sc.Silent)
		}
		if _, err := authority.Chain(host, b.Chain); err != nil {
			t.Errorf("%s: %v", sc.Name, err)
		}
	}
}

func TestLookupOfNothing(t *testing.T) {
	for _, name := range []string{"", "nothing", "recovers-at-", "recovers-at-0", "recovers-at-03", "recovers-at-x"} {
		if sc, ok := servers.Lookup(name); ok {
			t.Errorf("%q found %q", name, sc.Name)
		}
	}
}
