package pin

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"strings"
	"time"
)

// Entry is what there is to know about one certificate of the chain.
type Entry struct {
	Number     int       `json:"number"`
	Role       string    `json:"role"` // leaf, intermediate, root, duplicate, unrelated
	Subject    string    `json:"subject"`
	Issuer     string    `json:"issuer"`
	Key        string    `json:"key"`       // "RSA 2048", "ECDSA P-256"
	Signature  string    `json:"signature"` // of the issuer over it: "SHA256-RSA"
	NotBefore  time.Time `json:"not_before"`
	NotAfter   time.Time `json:"not_after"`
	DaysLeft   int       `json:"days_left"` // whole days until NotAfter, negative when it is past
	CA         bool      `json:"ca"`
	SelfSigned bool      `json:"self_signed"`
	InStore    bool      `json:"in_store"`
	Host       string    `json:"host,omitempty"`      // of the leaf: how it stands to the host: "matches", "does not match", "not judged"
	Names      []string  `json:"names,omitempty"`     // of the leaf: its subjectAltName
	SignedBy   []int     `json:"signed_by,omitempty"` // numbers in the chain, -1 for a root of the store
	SHA1       string    `json:"sha1"`
	SHA256     string    `json:"sha256"`
	Notes      []string  `json:"notes,omitempty"` // what is wrong with its place
}

// entries describes the chain.
func entries(g *graph, chain Chain, leaf int, paths []Path, at time.Time) []Entry {
	var all []Entry
	for i, c := range chain.Certs {
		e := Entry{
			Number: i, Subject: nameOf(c), Issuer: dn(c.Issuer.String()), Key: KeyName(c), Signature: SignatureName(c),
			NotBefore: c.NotBefore.UTC(), NotAfter: c.NotAfter.UTC(), DaysLeft: daysLeft(c, at),
			CA: isCA(c), SelfSigned: selfSigned(c), InStore: g.inStore(c), SHA1: colons(fingerprint1(c)), SHA256: colons(fingerprint256(c)),
		}
		for _, n := range g.by[i] {
			e.SignedBy = append(e.SignedBy, n.At)
		}
		e.Role = role(g, c, i, leaf, paths)
		if i == leaf {
			e.Host, e.Names = hostWord(c, chain.Host), namesOf(c)
		}
		e.Notes = placeNotes(g, e, leaf)
		all = append(all, e)
	}
	return all
}

func role(g *graph, c *x509.Certificate, i, leaf int, paths []Path) string {
	switch {
	case g.twin[i] != i:
		return "duplicate"
	case i == leaf:
		return "leaf"
	}
	for _, p := range paths {
		for _, n := range p.Nodes {
			if n.At != i {
				continue
			}
			if n.Root || selfSigned(c) {
				return "root"
			}
			return "intermediate"
		}
	}
	return "unrelated"
}

func placeNotes(g *graph, e Entry, leaf int) []string {
	var notes []string
	switch e.Role {
	case "duplicate":
		return []string{fmt.Sprintf("the same certificate as #%d", g.twin[e.Number])}
	case "unrelated":
		notes = append(notes, "no part of any path of this leaf")
	}
	if e.Number == leaf && leaf != 0 {
		notes = append(notes, "out of order: the server's own certificate must be #0")
	}
	for _, by := range e.SignedBy {
		if by >= 0 && by < e.Number && e.Role != "unrelated" {
			notes = append(notes, fmt.Sprintf("out of order: #%d, which signed it, stands before it", by))
		}
	}
	if len(e.SignedBy) == 0 && !e.SelfSigned && !e.InStore {
		notes = append(notes, "its issuer was not sent and is not in the store")
	}
	return notes
}

func hostWord(c *x509.Certificate, host string) string {
	switch {
	case host == "":
		return "not judged: no host was named"
	case matchHost(c, host) == noMatch:
		return "does not match " + Clean(host)
	case matchHost(c, host) == byCN:
		return "matches " + Clean(host) + " by the common name only"
	case matchHost(c, host) == byIPSAN:
		return "matches " + Clean(host) + " as an iPAddress"
	}
	return "matches " + Clean(host)
}

func namesOf(c *x509.Certificate) []string {
	var all []string
	for _, n := range c.DNSNames {
		all = append(all, Clean(n))
	}
	for _, ip := range c.IPAddresses {
		all = append(all, ip.String())
	}
	return all
}

// nameOf is the subject, or words where it is empty.
func nameOf(c *x509.Certificate) string { return dn(c.Subject.String()) }

func dn(name string) string {
	if name == "" {
		return "(no name)"
	}
	return Clean(name)
}

// short is the part of a subject that people know a certificate by.
func short(c *x509.Certificate) string {
	if c.Subject.CommonName != "" {
		return Clean(c.Subject.CommonName)
	}
	return nameOf(c)
}

// KeyName is the kind and size of a certificate's key: "RSA 2048", "ECDSA P-256".
func KeyName(c *x509.Certificate) string {
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", key.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA " + key.Curve.Params().Name
	}
	if c.PublicKeyAlgorithm == x509.UnknownPublicKeyAlgorithm {
		return "unknown kind"
	}
	return c.PublicKeyAlgorithm.String()
}

// SignatureName is the algorithm of the signature over a certificate: "SHA256-RSA".
func SignatureName(c *x509.Certificate) string {
	if c.SignatureAlgorithm == x509.UnknownSignatureAlgorithm && pssSigned(c) {
		return "RSA-PSS"
	}
	if c.SignatureAlgorithm == x509.UnknownSignatureAlgorithm {
		return "unknown kind"
	}
	return c.SignatureAlgorithm.String()
}

// daysLeft counts whole days, downwards also when they are past.
func daysLeft(c *x509.Certificate, at time.Time) int {
	left := c.NotAfter.Sub(at)
	days := int(left / (24 * time.Hour))
	if left < 0 && left%(24*time.Hour) != 0 {
		days--
	}
	return days
}

func fingerprint1(c *x509.Certificate) []byte   { sum := sha1.Sum(c.Raw); return sum[:] }
func fingerprint256(c *x509.Certificate) []byte { sum := sha256.Sum256(c.Raw); return sum[:] }

func colons(sum []byte) string {
	parts := make([]string, len(sum))
	for i, b := range sum {
		parts[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(parts, ":")
}

// Clean makes text of a stranger fit for a terminal and for a comment: what is not printable is written as an escape.
func Clean(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\\':
			b.WriteString(`\\`)
		case r == 0xFFFD || !printable(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
