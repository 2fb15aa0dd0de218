package pin

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Kind is what a pin is in its path.
type Kind string

// The kinds. A self-signed certificate of a server is a Leaf.
const (
	Leaf         Kind = "leaf"
	Intermediate Kind = "intermediate"
	Root         Kind = "root"
)

// ErrNoSuchPin is wrapped by errors about a pin that was asked for and that the chain does not have.
var ErrNoSuchPin = errors.New("the chain has no such pin")

// candidate is a certificate that could be pinned, and what would come of it.
type candidate struct {
	node     Node
	kind     Kind
	height   int // above the leaf
	findings []Finding
	accepts  []Profile
}

func candidates(chain Chain, leaf int, paths []Path, at time.Time) []candidate {
	var all []candidate
	seen := map[string]bool{}
	for _, p := range paths {
		for height, n := range p.Nodes {
			if seen[string(n.Cert.Raw)] {
				continue
			}
			seen[string(n.Cert.Raw)] = true
			all = append(all, judged(chain, leaf, paths, n, height, at))
		}
	}
	return all
}

func judged(chain Chain, leaf int, paths []Path, n Node, height int, at time.Time) candidate {
	c := candidate{node: n, height: height, kind: Intermediate, findings: newView(chain, leaf, paths, n, at).judge()}
	switch {
	case n.At == leaf:
		c.kind = Leaf
	case n.Root || selfSigned(n.Cert):
		c.kind = Root
	}
	c.accepts = accepting(c.findings)
	return c
}

// best is the candidate to recommend: accepted by the most profiles, then the longest living: a root before the topmost intermediate
// before the leaf; of several roots (cross-signing) one that is valid, that the store knows, that lasts longest.
func best(all []candidate, at time.Time) candidate {
	pick := all[0]
	for _, c := range all[1:] {
		if better(c, pick, at) {
			pick = c
		}
	}
	return pick
}

func better(a, b candidate, at time.Time) bool {
	if len(a.accepts) != len(b.accepts) {
		return len(a.accepts) > len(b.accepts)
	}
	if a.rank() != b.rank() {
		return a.rank() > b.rank()
	}
	if x, y := a.dated(at), b.dated(at); x != y {
		return x
	}
	if a.node.Root != b.node.Root {
		return a.node.Root
	}
	if a.kind != Root && a.height != b.height {
		return a.height > b.height
	}
	return a.node.Cert.NotAfter.After(b.node.Cert.NotAfter)
}

func (c candidate) rank() int { return map[Kind]int{Leaf: 0, Intermediate: 1, Root: 2}[c.kind] }

func (c candidate) dated(at time.Time) bool {
	return !at.Before(c.node.Cert.NotBefore) && !at.After(c.node.Cert.NotAfter)
}

// asked is the candidate that the user wants: leaf, intermediate (the topmost), root, or a number in the chain.
func asked(want string, all []candidate, chain Chain, leaf int, paths []Path, at time.Time) (candidate, error) {
	if n, err := strconv.Atoi(want); err == nil {
		if n < 0 || n >= len(chain.Certs) {
			return candidate{}, fmt.Errorf("taking certificate %d for the pin: %w: it has the numbers 0 to %d", n, ErrNoSuchPin, len(chain.Certs)-1)
		}
		for _, c := range all {
			if string(c.node.Cert.Raw) == string(chain.Certs[n].Raw) {
				return c, nil
			}
		}
		return judged(chain, leaf, paths, Node{Cert: chain.Certs[n], At: n}, 0, at), nil
	}
	var fit []candidate
	for _, c := range all {
		if string(c.kind) == want {
			fit = append(fit, c)
		}
	}
	if len(fit) == 0 {
		return candidate{}, fmt.Errorf("taking the %s for the pin: %w: neither the server nor the store has it", want, ErrNoSuchPin)
	}
	return best(fit, at), nil
}

// reason says in a sentence why the pick is the pick.
func reason(pick candidate, all []candidate, paths []Path, store Store) string {
	switch {
	case pick.kind == Root && pick.node.Root:
		return "it is the root of the path, and the roots of this machine know it (" + store.Name + ")"
	case pick.kind == Root:
		return "it is the root of the path as the server sent it; the roots of this machine do not know it, so make sure that it is the CA you mean"
	case pick.kind == Leaf && selfSigned(pick.node.Cert):
		return "the certificate signed itself: there is nothing else to pin"
	}
	for _, c := range all {
		if c.rank() > pick.rank() && len(c.accepts) < len(pick.accepts) {
			return fmt.Sprintf("the %s %q would last longer, but with it %s", c.kind, short(c.node.Cert), objections(c, pick))
		}
	}
	if pick.kind == Leaf {
		return "no certificate of an issuer was sent or is among the roots of this machine"
	}
	return "the root was not sent, and the roots of this machine do not hold it (" + store.Name + "): this is the highest certificate at hand"
}

// objections is what keeps profiles from connecting with c that connect with pick.
func objections(c, pick candidate) string {
	var why []string
	for _, f := range c.findings {
		var who []string
		for _, p := range Profiles() {
			if f.By[p].Effect == Refuses && contains(pick.accepts, p) {
				who = append(who, string(p))
			}
		}
		if len(who) > 0 {
			why = append(why, strings.Join(who, " and ")+" would refuse: "+f.What)
		}
	}
	return strings.Join(why, "; ")
}

func contains(all []Profile, p Profile) bool {
	for _, x := range all {
		if x == p {
			return true
		}
	}
	return false
}
