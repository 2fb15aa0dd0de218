package pki

import (
	"cmp"
	"crypto"
	"crypto/tls"
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

	// Dir is the folder that keeps what firmware may hold: root, intermediate, pinned leaf, and the client's
	// certificate with its authority, each with its key. It is made with mode 0700, its files with 0600. Keys of kinds
	// that take long to make are kept there too, for a day. Empty: everything is made fresh and dies with the process.
	Dir string

	// Host is the name that the pinned leaf is for; empty means DefaultHost.
	Host string

	// Keep takes the anchor that Dir holds whatever its age, and is an error when there is none. It is for a process
	// that must agree with one that ran before it, as a lane must agree with whoever built the firmware.
	Keep bool

	// CA is the kind of the root's and the intermediate's key; empty means P256, which is the quickest to make.
	CA KeyKind
}

// Kept are the options of a bench whose anchor is kept in dir. Its authorities have RSA keys, as most on the Internet do,
// and as Let's Encrypt has above servers with elliptic ones: every attempt of every firmware verifies two signatures of
// theirs, which takes mbedTLS a thirtieth of the time that it takes for ECDSA.
func Kept(dir, host string) Options { return Options{Dir: dir, Host: host, CA: RSA2048} }

// Authority issues the chains of one bench. It is safe for concurrent use.
type Authority struct {
	now  func() time.Time
	host string
	dir  string
	ca   KeyKind
	anchor

	keys *keyRing

	mu      sync.Mutex
	chains  map[chainKey]*chain
	servers map[string]crypto.Signer // keys of honest leaves, by host
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
	a := &Authority{
		now: opts.Now, host: opts.Host, dir: opts.Dir, ca: cmp.Or(opts.CA, P256),
		chains: map[chainKey]*chain{}, servers: map[string]crypto.Signer{},
	}
	if a.now == nil {
		a.now = time.Now
	}
	if a.host == "" {
		a.host = DefaultHost
	}
	a.keys = &keyRing{dir: opts.Dir, now: a.now}
	if err := a.openAnchor(opts.Keep); err != nil {
		return nil, fmt.Errorf("opening the bench's certificate authority: %w", err)
	}
	return a, nil
}

// Host is the name that the pinned leaf is for.
func (a *Authority) Host() string { return a.host }

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
	key, err := a.serverKey(host)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("making the key of the server %q: %w", host, err)
	}
	p := a.plan(host, key)
	if d.Change == nil {
		p.Leaf.signer = key
	} else {
		if err := d.Change(p); err != nil {
			return tls.Certificate{}, fmt.Errorf("planning the chain %q for %q: %w", d.Name, host, err)
		}
	}
	cert, err := p.sign(a.keys)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("making the chain %q for %q: %w", d.Name, host, err)
	}
	return cert, nil
}

// serverKey is the key of the honest leaf for host.
func (a *Authority) serverKey(host string) (crypto.Signer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if key, ok := a.servers[host]; ok {
		return key, nil
	}
	key, err := newKey(P256)
	if err == nil {
		a.servers[host] = key
	}
	return key, err
}
