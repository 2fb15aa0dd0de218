package pin

import (
	"crypto/x509"
	"errors"
	"fmt"
	"time"
)

// Options is how a chain is judged.
type Options struct {
	At    time.Time // the day to judge as of; zero: now
	Store Store     // the roots to look for an anchor in
	Pin   string    // leaf, intermediate, root or a number in the chain; "": what suits best
}

// Pin is the certificate to pin.
type Pin struct {
	Cert      *x509.Certificate
	Kind      Kind
	Number    int // in the chain; -1: it was not sent and is from the store
	InStore   bool
	Asked     bool // the user chose it
	Reason    string
	Life      Life
	Accepting []Profile // the profiles that connect with it
}

// Report is all there is to say about a chain.
type Report struct {
	Chain    Chain
	At       time.Time
	Leaf     int // the number of the server's own certificate
	Entries  []Entry
	Paths    []Path
	Pin      Pin
	Findings []Finding
	Warnings []string
	Vouched  bool // a path ends in the store and the name fits: somebody vouches for the chain
	Store    Store
	Tried    []Trial // what the stacks themselves made of it, where they were asked
}

// Examine judges a chain and recommends a pin. It fails when the chain is empty or does not have the pin that was asked for.
func Examine(chain Chain, opts Options) (*Report, error) {
	if len(chain.Certs) == 0 {
		return nil, errors.New("examining the chain: it is empty")
	}
	if len(chain.Certs) > MaxCerts {
		return nil, fmt.Errorf("examining the chain: it has more than %d certificates", MaxCerts)
	}
	if opts.At.IsZero() {
		opts.At = time.Now()
	}
	g := newGraph(chain.Certs, opts.Store.Roots)
	leaf := g.leaf(chain.Live)
	r := &Report{Chain: chain, At: opts.At.UTC(), Leaf: leaf, Paths: g.paths(leaf), Store: opts.Store}
	r.Entries = entries(g, chain, leaf, r.Paths, opts.At)
	all := candidates(chain, leaf, r.Paths, opts.At)
	pick := best(all, opts.At)
	why := reason(pick, all, r.Paths, opts.Store)
	if opts.Pin != "" {
		var err error
		if pick, err = asked(opts.Pin, all, chain, leaf, r.Paths, opts.At); err != nil {
			return nil, err
		}
		why = "it was asked for"
	}
	r.Findings = pick.findings
	r.Pin = Pin{
		Cert: pick.node.Cert, Kind: pick.kind, Number: pick.node.At, InStore: pick.node.Root, Asked: opts.Pin != "", Reason: why,
		Life: lifeOf(pick.kind, pick.node, opts.At), Accepting: pick.accepts,
	}
	r.Vouched = r.vouched()
	r.Warnings = r.warn()
	return r, nil
}

// Usable tells whether at least one profile connects with the pin.
func (r *Report) Usable() bool { return len(r.Pin.Accepting) > 0 }

// UsableOn tells whether one of the profiles connects with the pin.
func (r *Report) UsableOn(profiles ...Profile) bool {
	for _, p := range profiles {
		if contains(r.Pin.Accepting, p) {
			return true
		}
	}
	return false
}

// ServerCert is the server's own certificate.
func (r *Report) ServerCert() *x509.Certificate { return r.Chain.Certs[r.Leaf] }

// vouched tells whether the chain is what any browser would take, so that nobody in between put it there.
func (r *Report) vouched() bool {
	if r.Chain.Host == "" || matchHost(r.ServerCert(), r.Chain.Host) == noMatch {
		return false
	}
	for _, p := range r.Paths {
		last := p.Nodes[len(p.Nodes)-1]
		fine := last.Root
		for i, n := range p.Nodes {
			fine = fine && !r.At.Before(n.Cert.NotBefore) && !r.At.After(n.Cert.NotAfter) && (i == 0 || isCA(n.Cert))
		}
		if fine {
			return true
		}
	}
	return false
}
