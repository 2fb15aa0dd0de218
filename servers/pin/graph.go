package pin

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"errors"
)

// Limits of the search for paths. A chain with more is told about in part; what it would take is no chain of a real server.
const (
	maxPaths = 16
	maxDepth = 24
)

// Node is a certificate on a path.
type Node struct {
	Cert *x509.Certificate
	At   int  // its number in the chain, -1 when it was not sent
	Root bool // the store holds this very certificate
}

// Path leads from the leaf upwards, each certificate signed by the next.
type Path struct {
	Nodes    []Node
	Complete bool // it ends at a self-signed certificate or in the store
}

// graph knows who signed whom.
type graph struct {
	sent  []*x509.Certificate
	store []*x509.Certificate
	twin  []int    // of a duplicate: the number of the first of its kind; else its own
	by    [][]Node // the issuers of each certificate that was sent
}

func newGraph(sent, store []*x509.Certificate) *graph {
	g := &graph{sent: sent, store: store}
	for i, c := range sent {
		g.twin = append(g.twin, i)
		for j := range i {
			if bytes.Equal(sent[j].Raw, c.Raw) {
				g.twin[i] = j
				break
			}
		}
	}
	for _, c := range sent {
		g.by = append(g.by, g.issuers(c))
	}
	return g
}

// issuers are the certificates that signed c, those of the store last; not c itself.
func (g *graph) issuers(c *x509.Certificate) []Node {
	var found []Node
	for i, p := range g.sent {
		if g.twin[i] == i && !bytes.Equal(p.Raw, c.Raw) && signed(p, c) {
			found = append(found, Node{Cert: p, At: i, Root: g.inStore(p)})
		}
	}
	for _, p := range g.store {
		if !bytes.Equal(p.Raw, c.Raw) && signed(p, c) && g.position(p) < 0 {
			found = append(found, Node{Cert: p, At: -1, Root: true})
		}
	}
	return found
}

func (g *graph) position(c *x509.Certificate) int {
	for i, s := range g.sent {
		if bytes.Equal(s.Raw, c.Raw) {
			return i
		}
	}
	return -1
}

func (g *graph) inStore(c *x509.Certificate) bool {
	for _, s := range g.store {
		if bytes.Equal(s.Raw, c.Raw) {
			return true
		}
	}
	return false
}

// leaf is the number of the server's own certificate. A server that speaks proves that it is 0. In a file the order may be wrong: then
// it is the first certificate that signed no other and is no CA.
func (g *graph) leaf(live bool) int {
	if live || !g.signsAny(0) {
		return 0
	}
	for i, c := range g.sent {
		if !isCA(c) && !g.signsAny(i) {
			return i
		}
	}
	return 0
}

func (g *graph) signsAny(i int) bool {
	for j := range g.sent {
		for _, n := range g.by[j] {
			if n.At == i {
				return true
			}
		}
	}
	return false
}

// paths finds the ways from a certificate to an anchor, and the dead ends.
func (g *graph) paths(leaf int) []Path {
	var all []Path
	start := Node{Cert: g.sent[leaf], At: leaf, Root: g.inStore(g.sent[leaf])}
	g.climb([]Node{start}, &all)
	return all
}

func (g *graph) climb(way []Node, all *[]Path) {
	if len(*all) == maxPaths {
		return
	}
	last := way[len(way)-1]
	done := last.Root || selfSigned(last.Cert)
	extended := false
	if !done && len(way) < maxDepth {
		for _, next := range g.above(last) {
			if !onWay(way, next) {
				extended = true
				g.climb(append(way[:len(way):len(way)], next), all)
			}
		}
	}
	if !extended {
		*all = append(*all, Path{Nodes: way, Complete: done})
	}
}

func (g *graph) above(n Node) []Node {
	if n.At >= 0 {
		return g.by[n.At]
	}
	return g.issuers(n.Cert)
}

// onWay tells whether the name with this key is on the way already: two CAs that cross-signed each other make a ring.
func onWay(way []Node, n Node) bool {
	for _, w := range way {
		if bytes.Equal(w.Cert.RawSubject, n.Cert.RawSubject) && bytes.Equal(w.Cert.RawSubjectPublicKeyInfo, n.Cert.RawSubjectPublicKeyInfo) {
			return true
		}
	}
	return false
}

// signed tells whether p's name and key stand behind c.
func signed(p, c *x509.Certificate) bool {
	if !bytes.Equal(c.RawIssuer, p.RawSubject) {
		return false
	}
	err := p.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature)
	return err == nil || unprovable(p, err) && sameKeyID(p, c)
}

// unprovable tells whether Go will not compute a signature that a board may well accept: then names and key identifiers decide.
func unprovable(p *x509.Certificate, err error) bool {
	var old x509.InsecureAlgorithmError
	if errors.As(err, &old) || errors.Is(err, x509.ErrUnsupportedAlgorithm) {
		return true
	}
	key, ok := p.PublicKey.(*rsa.PublicKey)
	return ok && key.N.BitLen() < 1024
}

func sameKeyID(p, c *x509.Certificate) bool {
	return len(c.AuthorityKeyId) == 0 || len(p.SubjectKeyId) == 0 || bytes.Equal(c.AuthorityKeyId, p.SubjectKeyId)
}

func selfSigned(c *x509.Certificate) bool { return signed(c, c) }

// isCA tells whether a stack would take c for a CA: by basicConstraints, or as a root of the time before there were extensions.
func isCA(c *x509.Certificate) bool {
	return c.BasicConstraintsValid && c.IsCA || c.Version < 3 && selfSigned(c)
}
