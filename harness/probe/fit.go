package probe

import (
	"slices"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
)

// Fit is how well a known stack fits what was measured.
type Fit struct {
	Stack   string `json:"stack"`
	Agrees  int    `json:"agrees"` // with the exceptions that its statements make
	Differs int    `json:"differs"`
	Silent  int    `json:"says_nothing"`
	Hello   bool   `json:"client_hello"` // the ClientHello is that of the stack, as far as one is known
}

// Rank tells how well each known stack fits, the best one first: that which explains most of what was measured. Of two
// that explain as much, the one whose ClientHello it is comes first.
func Rank(p *Profile) []Fit {
	var fits []Fit
	for _, stack := range Stacks() {
		f := Fit{Stack: stack, Hello: p.helloFits(stack)}
		for _, l := range Compare(p, stack) {
			switch l.Status {
			case Agrees, Unless, Partly, Simulated:
				f.Agrees++
			case Differs:
				f.Differs++
			case NotStated:
				f.Silent++
			}
		}
		fits = append(fits, f)
	}
	slices.SortStableFunc(fits, func(a, b Fit) int {
		if a.Agrees != b.Agrees {
			return b.Agrees - a.Agrees
		}
		if a.Hello != b.Hello {
			return map[bool]int{true: -1, false: 1}[a.Hello]
		}
		return a.Differs - b.Differs
	})
	return fits
}

func (p *Profile) helloFits(stack string) bool {
	library, known := profile.Library(stack)
	return p.Hello == nil || !known || p.Hello.Library == string(library)
}

// Weakness is a server that the board lets in, and a better stack would not.
type Weakness struct {
	Scenario string
	Reason   string
}

// Weaknesses are those that were seen, by whatever stack they are known of.
func Weaknesses(p *Profile) []Weakness {
	var out []Weakness
	for _, sc := range servers.Catalogue() {
		if m, ok := p.entry(sc.Name); ok && m.Outcome == Accepted {
			if why := p.weakness(sc); why != "" {
				out = append(out, Weakness{sc.Name, why})
			}
		}
	}
	return out
}

func (p *Profile) weakness(sc servers.Scenario) string {
	own, _, ok := p.statement(p.Stack, sc)
	if ok && own.Outcome == profile.Accept && !own.Weakness {
		return ""
	}
	for _, stack := range append([]string{p.Stack}, Stacks()...) {
		if e, _, ok := p.statement(stack, sc); ok && e.Weakness {
			return e.Reason
		}
	}
	if sc.Refuse && p.Trust == config.TrustCA {
		return "No stack may accept it: " + sc.Reason
	}
	return ""
}
