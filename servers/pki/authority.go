package pki

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"strings"
	"sync"
	"time"
)

// DefaultHost is the name by which the simulated bench's firmware asks for its server.
const DefaultHost = "api.bench.test"

// How long certificates live and how far they are backdated.
const (
	backdate   = 24 * time.Hour
	anchorLife = 365 * 24 * time.Hour
	chainLife  = 90 * 24 * time.Hour

	// renewAfter is the age at which a kept anchor is made anew.
	renewAfter = 30 * 24 * time.Hour
)

// Options say where an Authority keeps its anchor and what time it is.
type Options struct {
	// Now is the clock that certificates are dated by; nil means time.Now.
	Now func() time.Time

	// Dir is the folder that keeps the anchor: root and pinned leaf, each with its key. It is made with mode 0700,
	// its files with 0600. Empty: everything is made fresh and dies with the process.
	Dir string

	// Host is the name that the pinned leaf is for; empty means DefaultHost.
	Host string

	// Keep takes the anchor that Dir holds whatever its age, and is an error when there is none. It is for a process
	// that must agree with one that ran before it, as a lane must agree with whoever built the firmware.
	Keep bool
}

// Authority issues the chains of one bench. It is safe for concurrent use.
type Authority struct {
	now    func() time.Time
	host   string
	root   *identity
	pinned *identity

	mu     sync.Mutex
	chains map[chainKey]*chain
}

// chainKey finds a chain that was made before.
type chainKey struct{ host, deviation string }

// chain is made once, by the first who asks for it.
type chain struct {
	once sync.Once
	cert tls.Certificate
	err  error
}

// New opens the authority whose anchor is kept in opts.Dir, and makes the anchor when there is none, when it is older
// than 30 days or when it cannot be read. Processes that open one folder at the same time agree on the anchor.
func New(opts Options) (*Authority, error) {
	a := &Authority{now: opts.Now, host: opts.Host, chains: map[chainKey]*chain{}}
	if a.now == nil {
		a.now = time.Now
	}
	if a.host == "" {
		a.host = DefaultHost
	}
	var err error
	if opts.Dir == "" {
		a.root, a.pinned, err = a.newAnchor()
	} else {
		a.root, a.pinned, err = a.keptAnchor(opts.Dir, opts.Keep)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the bench's certificate authority: %w", err)
	}
	return a, nil
}

// Host is the name that the pinned leaf is for.
func (a *Authority) Host() string { return a.host }

// AnchorPEM is what firmware is built to trust: the root, and after it the pinned leaf (a certificate with CA:FALSE
// that is not self-signed, see LeafAsAnchor).
func (a *Authority) AnchorPEM() []byte {
	return append(a.RootPEM(), certPEM(a.pinned.cert.Raw)...)
}

// RootPEM is the root alone, for clients that take any certificate of a trust list as an anchor.
func (a *Authority) RootPEM() []byte { return certPEM(a.root.cert.Raw) }

// RootPool holds the root alone, for clients written in Go.
func (a *Authority) RootPool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.root.cert)
	return pool
}

// Chain returns what a server for host presents under a deviation, with the key to prove it; the zero Deviation is the
// honest chain. Chains are made once for each host and deviation, so a deviation's name must be its own.
func (a *Authority) Chain(host string, d Deviation) (tls.Certificate, error) {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if d.Name == "" && d.Change != nil {
		return a.issue(host, d)
	}
	key := chainKey{host, d.Name}
	a.mu.Lock()
	c := a.chains[key]
	if c == nil {
		c = &chain{}
		a.chains[key] = c
	}
	a.mu.Unlock()
	c.once.Do(func() { c.cert, c.err = a.issue(host, d) })
	return c.cert, c.err
}

// issue plans, changes and signs one chain.
func (a *Authority) issue(host string, d Deviation) (tls.Certificate, error) {
	p := a.plan(host)
	if d.Change != nil {
		if err := d.Change(p); err != nil {
			return tls.Certificate{}, fmt.Errorf("planning the chain %q for %q: %w", d.Name, host, err)
		}
	}
	cert, err := p.sign()
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("making the chain %q for %q: %w", d.Name, host, err)
	}
	return cert, nil
}
