package main

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/servers/pin"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// certStory is one certificate as it is sent.
type certStory struct {
	Number    int       `json:"number"`
	Subject   string    `json:"subject,omitempty"`
	Issuer    string    `json:"issuer,omitempty"`
	SignedBy  string    `json:"signed_by,omitempty"` // who of those at hand made the signature
	Names     []string  `json:"names,omitempty"`
	Key       string    `json:"key,omitempty"`
	Signature string    `json:"signature,omitempty"`
	NotBefore time.Time `json:"not_before,omitzero"`
	NotAfter  time.Time `json:"not_after,omitzero"`
	CA        bool      `json:"ca"`
	Bytes     int       `json:"bytes"`
	Trouble   string    `json:"trouble,omitempty"`  // why it cannot be read
	Deviates  []string  `json:"deviates,omitempty"` // from the certificate that an honest server sends in this place
}

// chainStory describes the chain that a server sends under a deviation, each certificate beside the honest one of its place.
func chainStory(authority *pki.Authority, d pki.Deviation) ([]certStory, error) {
	honest, err := authority.Chain(authority.Host(), pki.Deviation{})
	if err != nil {
		return nil, err
	}
	sent, err := authority.Chain(authority.Host(), d)
	if err != nil {
		return nil, err
	}
	anchors, err := anchorsOf(authority)
	if err != nil {
		return nil, err
	}
	parsed, model := parseAll(sent.Certificate), parseAll(honest.Certificate)
	var all []certStory
	for i, der := range sent.Certificate {
		s := oneCertStory(i, der, parsed, anchors)
		s.Deviates = deviates(i, parsed[i], model)
		if i < len(model) && parsed[i] != nil {
			s.Deviates = compare(s.Deviates, "signed by", s.SignedBy, signerOf(model[i], model, anchors))
		}
		all = append(all, s)
	}
	return markLength(all, len(honest.Certificate)), nil
}

// parseAll reads certificates; what is none becomes nil.
func parseAll(chain [][]byte) []*x509.Certificate {
	var all []*x509.Certificate
	for _, der := range chain {
		c, _ := x509.ParseCertificate(der)
		all = append(all, c)
	}
	return all
}

// markLength notes a chain that is shorter than the honest one; what is too long is noted where it stands.
func markLength(all []certStory, honest int) []certStory {
	if len(all) == 0 {
		return []certStory{{Trouble: "no certificate is sent at all"}}
	}
	if len(all) < honest {
		last := &all[len(all)-1]
		last.Deviates = append(last.Deviates, fmt.Sprintf("%d certificate(s) that should follow are not sent", honest-len(all)))
	}
	return all
}

// anchorsOf are the certificates that firmware is built to trust.
func anchorsOf(authority *pki.Authority) ([]*x509.Certificate, error) {
	var all []*x509.Certificate
	for rest := authority.AnchorPEM(); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("reading the trust anchor: %w", err)
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		return nil, errors.New("reading the trust anchor: there is none")
	}
	return all, nil
}

func oneCertStory(i int, der []byte, chain, anchors []*x509.Certificate) certStory {
	c := chain[i]
	if c == nil {
		_, err := x509.ParseCertificate(der)
		return certStory{Number: i, Bytes: len(der), Trouble: fmt.Sprintf("it cannot be read: %v", err)}
	}
	s := certStory{Number: i, Bytes: len(der), Subject: pin.Clean(c.Subject.String()), Issuer: pin.Clean(c.Issuer.String()),
		Key: pin.KeyName(c), Signature: pin.SignatureName(c), NotBefore: c.NotBefore.UTC(), NotAfter: c.NotAfter.UTC(), CA: c.IsCA}
	for _, n := range c.DNSNames {
		s.Names = append(s.Names, pin.Clean(n))
	}
	for _, ip := range c.IPAddresses {
		s.Names = append(s.Names, ip.String())
	}
	s.SignedBy = signerOf(c, chain, anchors)
	return s
}

// signerOf finds whose key made the signature: only the mathematics are looked at, neither dates nor rights.
func signerOf(c *x509.Certificate, chain, anchors []*x509.Certificate) string {
	made := func(by *x509.Certificate) bool {
		return by != nil && by.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil
	}
	for i, by := range chain {
		switch {
		case !made(by):
		case by.Equal(c):
			return "itself"
		default:
			return fmt.Sprintf("#%d", i)
		}
	}
	for i, by := range anchors {
		if made(by) {
			return []string{"the pinned root", "the pinned leaf"}[min(i, 1)]
		}
	}
	switch c.SignatureAlgorithm {
	case x509.SHA1WithRSA, x509.ECDSAWithSHA1, x509.MD5WithRSA, x509.UnknownSignatureAlgorithm:
		return "not checked: the algorithm is not one that Go checks"
	}
	return "nobody at hand"
}

// deviates compares a certificate with the honest one of its place.
func deviates(i int, c *x509.Certificate, honest []*x509.Certificate) []string {
	switch {
	case i >= len(honest):
		return []string{"an honest server sends nothing in this place"}
	case c == nil:
		return []string{"the bytes are no certificate"}
	case c.Equal(honest[i]):
		return nil
	}
	want := honest[i]
	var found []string
	for _, f := range []struct {
		what string
		of   func(*x509.Certificate) string
	}{
		{"subject", func(c *x509.Certificate) string { return pin.Clean(c.Subject.String()) }},
		{"issuer", func(c *x509.Certificate) string { return pin.Clean(c.Issuer.String()) }},
		{"names", names},
		{"key", pin.KeyName},
		{"signature", pin.SignatureName},
		{"CA", func(c *x509.Certificate) string { return fmt.Sprint(c.IsCA) }},
		{"path length", pathLength},
		{"key usage", func(c *x509.Certificate) string { return keyUsage(c.KeyUsage) }},
		{"extended key usage", extendedKeyUsage},
		{"extensions", extensions},
	} {
		found = compare(found, f.what, f.of(c), f.of(want))
	}
	return append(found, dateDeviations(c, want)...)
}

// compare adds a note where two things differ.
func compare(found []string, what, got, want string) []string {
	if got == want {
		return found
	}
	return append(found, fmt.Sprintf("%s: %s, where an honest one has %s", what, orNothing(got), orNothing(want)))
}

// dateDeviations tells of dates by what they are to today: the honest chain was made at this moment too, so seconds mean nothing.
func dateDeviations(c, want *x509.Certificate) []string {
	var found []string
	now := time.Now()
	for _, d := range []struct {
		what      string
		got, want time.Time
	}{{"valid from", c.NotBefore, want.NotBefore}, {"valid until", c.NotAfter, want.NotAfter}} {
		if d.got.Sub(d.want).Abs() < time.Hour {
			continue
		}
		text := fmt.Sprintf("%s: %s, where an honest one has %s", d.what, d.got.UTC().Format(time.DateTime), d.want.UTC().Format(time.DateTime))
		if past := d.got.Before(now); past != d.want.Before(now) {
			text += map[bool]string{true: " (it is past)", false: " (it has not come)"}[past]
		}
		found = append(found, text)
	}
	return found
}

func orNothing(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

func names(c *x509.Certificate) string {
	var all []string
	for _, n := range c.DNSNames {
		all = append(all, pin.Clean(n))
	}
	for _, ip := range c.IPAddresses {
		all = append(all, ip.String())
	}
	return strings.Join(all, " ")
}

func pathLength(c *x509.Certificate) string {
	if c.MaxPathLen > 0 || c.MaxPathLenZero {
		return fmt.Sprint(c.MaxPathLen)
	}
	return ""
}

// keyUsage spells key usage bits by their names in RFC 5280, 4.2.1.3.
func keyUsage(u x509.KeyUsage) string {
	bits := []string{"digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign",
		"encipherOnly", "decipherOnly"}
	var all []string
	for i, name := range bits {
		if u&(1<<i) != 0 {
			all = append(all, name)
		}
	}
	return strings.Join(all, " ")
}

// extendedKeyUsage spells the usages that the bench's certificates have (RFC 5280, 4.2.1.12).
func extendedKeyUsage(c *x509.Certificate) string {
	known := map[x509.ExtKeyUsage]string{x509.ExtKeyUsageAny: "any", x509.ExtKeyUsageServerAuth: "serverAuth", x509.ExtKeyUsageClientAuth: "clientAuth"}
	var all []string
	for _, u := range c.ExtKeyUsage {
		if name := known[u]; name != "" {
			all = append(all, name)
		} else {
			all = append(all, fmt.Sprintf("number %d of crypto/x509", u))
		}
	}
	for _, id := range c.UnknownExtKeyUsage {
		all = append(all, id.String())
	}
	return strings.Join(all, " ")
}

// extensions are the identifiers of those that are neither in every certificate nor compared by themselves.
func extensions(c *x509.Certificate) string {
	var all []string
	for _, e := range c.Extensions {
		text := e.Id.String()
		if e.Critical {
			text += " critical"
		}
		all = append(all, text)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func (s certStory) write(b *strings.Builder) {
	if s.Trouble != "" {
		b.WriteString(fold(fmt.Sprintf("  #%d  ", s.Number), "      ", s.Trouble, lineWidth))
	} else {
		fmt.Fprintf(b, "  #%d  %s   (%d bytes)\n", s.Number, s.Subject, s.Bytes)
		fmt.Fprintf(b, "      issuer     %s; signed by %s\n", s.Issuer, s.SignedBy)
		fmt.Fprintf(b, "      names      %s\n", orNothing(strings.Join(s.Names, ", ")))
		fmt.Fprintf(b, "      key        %s, signature %s, CA:%s\n", s.Key, s.Signature, strings.ToUpper(fmt.Sprint(s.CA)))
		fmt.Fprintf(b, "      valid      %s to %s\n", s.NotBefore.Format(time.DateTime), s.NotAfter.Format(time.DateTime))
	}
	for _, d := range s.Deviates {
		b.WriteString(fold("      deviates   ", strings.Repeat(" ", 17), d, lineWidth))
	}
}
