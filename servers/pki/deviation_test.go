package pki

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// course is what a deviation comes to: how it differs from the honest chain, as text, and what Go's verifier says of it.
type course struct{ differs, verdict string }

// courses holds every deviation. What is listed as different is all that is.
var courses = map[string]course{
	"untrusted-root":      {"ca:signer ca:issuer", "unknown authority"},
	"untrusted-root-sent": {"number ca:signer ca:issuer", "unknown authority"},
	"same-name-root":      {"ca:signer", "unknown authority"},
	"self-signed":         {"number leaf:signer leaf:issuer", "unknown authority"},
	"incomplete-chain":    {"number", "unknown authority"},
	"issued-by-leaf":      {"number leaf:signer leaf:issuer ca:signer ca:issuer ca:names ca:usage", "unknown authority"},
	"leaf-as-anchor":      {"number leaf:signer leaf:issuer leaf:dates", "unknown authority"},
	"pinned":              {"number leaf:signer leaf:issuer leaf:dates", "unknown authority"},
	"other-bundled-root":  {"ca:algorithm ca:signer ca:issuer", "unknown authority"},
	"same-name-root-sent": {"number ca:signer", "unknown authority"},
	"root-cross-signed":   {"number", "sound"},

	"two-intermediates":   {"number ca:signer ca:issuer", "sound"},
	"eight-intermediates": {"number ca:signer ca:issuer", "sound"},
	"ten-intermediates":   {"number ca:signer ca:issuer", "sound"},
	"root-sent":           {"number", "sound"},
	"expired-root-sent":   {"number", "sound"},
	"root-as-issuer":      {"number leaf:signer leaf:issuer", "sound"},
	"reversed-chain":      {"number ca:names ca:usage", "sound"},
	"unrelated-between":   {"number ca:signer ca:issuer ca:names ca:dates ca:usage", "sound"},
	"unrelated-last":      {"number", "sound"},
	"leaf-twice":          {"number ca:signer ca:issuer ca:names ca:usage", "sound"},
	"chain-of-15k":        {"leaf:extensions", "sound"},
	"chain-of-17k":        {"leaf:extensions", "sound"},

	"wrong.host":           {"leaf:names", "other host"},
	"wildcard":             {"leaf:names", "sound"},
	"upper-case-san":       {"leaf:names", "sound"},
	"cn-only":              {"leaf:names", "other host"}, // Go does not look at the common name
	"no-common-name":       {"leaf:names", "sound"},
	"no-subject":           {"leaf:names", "sound"},
	"100-sans":             {"leaf:names", "sound"},
	"1000-sans":            {"leaf:names", "sound"},
	"wildcard-two-labels":  {"leaf:names", "other host"},
	"wildcard-partial":     {"leaf:names", "other host"},
	"wildcard-bare":        {"leaf:names", "other host"},
	"wildcard-inner":       {"leaf:names", "other host"},
	"wildcard-below-host":  {"leaf:names", "other host"},
	"subdomain":            {"leaf:names", "other host"},
	"parent-domain":        {"leaf:names", "other host"},
	"longer-name":          {"leaf:names", "other host"},
	"prefix-name":          {"leaf:names", "other host"},
	"trailing-dot-san":     {"leaf:names", "other host"},
	"nul-in-san":           {"leaf:names", "other host"},
	"nul-in-cn":            {"leaf:names", "other host"},
	"cn-right-san-other":   {"leaf:names", "other host"},
	"cn-right-san-address": {"leaf:names", "other host"},
	"cn-right-san-mail":    {"leaf:names", "other host"},

	"expired":                    {"leaf:dates", "untimely"},
	"not-yet-valid":              {"leaf:dates", "untimely"},
	"expired-intermediate":       {"ca:dates", "untimely"},
	"not-yet-valid-intermediate": {"ca:dates", "untimely"},
	"dates-swapped":              {"leaf:dates", "untimely"},
	"since-1949":                 {"leaf:dates", "sound"},
	"until-2055":                 {"leaf:dates", "sound"},
	"until-9999":                 {"leaf:dates", "sound"},
	"outlives-issuer":            {"leaf:dates", "sound"},
	"expired-wrong-host":         {"leaf:names leaf:dates", "untimely"},
	"expired-untrusted-root":     {"leaf:dates ca:signer ca:issuer", "untimely"},
	"wrong-host-untrusted-root":  {"leaf:names ca:signer ca:issuer", "other host"},

	"rsa2048":              {"leaf:key leaf:usage", "sound"},
	"rsa3072":              {"leaf:key leaf:usage", "sound"},
	"rsa4096":              {"leaf:key leaf:usage", "sound"},
	"rsa1024":              {"leaf:key leaf:usage", "sound"},
	"rsa512":               {"leaf:key leaf:usage", "sound"},
	"rsa-chain":            {"leaf:algorithm leaf:key leaf:usage ca:key", "sound"},
	"rsa1024-intermediate": {"leaf:algorithm ca:key", "sound"},
	"ecc384":               {"leaf:key", "sound"},
	"ecc521":               {"leaf:key", "sound"},
	"p224":                 {"leaf:key", "sound"},
	"ed25519":              {"leaf:key", "sound"},
	"key-mismatch":         {"server-key", "sound"},

	"sha384":                         {"leaf:algorithm", "sound"},
	"sha512":                         {"leaf:algorithm", "sound"},
	"sha224":                         {"leaf:algorithm leaf:signer", "unknown authority"}, // Go does not know it
	"rsa-pss":                        {"leaf:algorithm ca:key", "sound"},
	"sha1-leaf":                      {"leaf:algorithm leaf:signer", "unknown authority"},
	"sha1-rsa-leaf":                  {"leaf:algorithm leaf:signer ca:key", "unknown authority"},
	"sha1-intermediate":              {"ca:algorithm ca:signer", "unknown authority"},
	"md5-leaf":                       {"leaf:algorithm leaf:signer ca:key", "unknown authority"},
	"corrupt-signature":              {"leaf:signer", "unknown authority"},
	"corrupt-intermediate-signature": {"ca:signer", "unknown authority"},
	"altered-name":                   {"leaf:signer", "unknown authority"},
	"algorithm-mismatch":             {"leaf:form", "unreadable"},

	"no-eku":                            {"leaf:usage", "sound"},
	"eku-critical":                      {"leaf:extensions", "sound"},
	"eku-client-only":                   {"leaf:usage", "usage"},
	"eku-intermediate-client-only":      {"ca:usage", "usage"},
	"ku-cert-sign-only":                 {"leaf:usage", "sound"}, // Go does not look at it
	"ku-key-encipherment-only":          {"leaf:usage", "sound"},
	"no-ku":                             {"leaf:usage", "sound"},
	"leaf-is-ca":                        {"leaf:usage", "sound"},
	"no-basic-constraints":              {"leaf:usage", "sound"},
	"intermediate-no-ca":                {"leaf:signer ca:usage", "unknown authority"},
	"intermediate-no-basic-constraints": {"leaf:signer ca:usage", "unknown authority"},
	"intermediate-no-cert-sign":         {"leaf:signer ca:usage", "unknown authority"},
	"intermediate-no-ku":                {"ca:usage", "sound"},
	"path-length-violated":              {"number ca:signer ca:issuer", "no issuer"},

	"unknown-extension":                  {"leaf:extensions", "sound"},
	"critical-extension":                 {"leaf:extensions", "unknown critical"},
	"critical-extension-intermediate":    {"ca:extensions", "unknown critical"},
	"unrelated-critical-extension":       {"number", "sound"},
	"name-constraints":                   {"ca:extensions", "sound"},
	"name-constraints-violated":          {"ca:extensions", "constraints"},
	"name-constraints-critical":          {"ca:extensions", "sound"},
	"name-constraints-critical-violated": {"ca:extensions", "constraints"},
	"wrong-key-identifier":               {"leaf:extensions", "sound"},
	"duplicate-extension":                {"leaf:form", "unreadable"},
	"revoked":                            {"leaf:extensions", "sound"},

	"version-1":              {"leaf:version leaf:names leaf:usage", "other host"},
	"version-1-intermediate": {"leaf:extensions ca:version ca:usage", "no issuer"}, // the leaf names a key identifier that its issuer cannot have
	"version-4":              {"leaf:form", "unreadable"},
	"negative-serial":        {"leaf:form", "unreadable"},
	"zero-serial":            {"leaf:serial", "sound"},
	"long-serial":            {"leaf:serial", "sound"},
	"indefinite-length":      {"leaf:form", "unreadable"},
	"trailing-garbage":       {"leaf:form", "unreadable"},

	"garbage-certificate":   {"number leaf:form", "unreadable"},
	"truncated-certificate": {"leaf:form", "unreadable"},
	"empty-certificate":     {"leaf:form", "unreadable"},
	"empty-chain":           {"number", "empty"},
	"garbage-intermediate":  {"ca:form", "unreadable"},
	"garbage-last":          {"number", "unreadable"},

	"renewed-leaf-same-key":             {"leaf:dates", "sound"},
	"renewed-leaf-new-key":              {"leaf:dates", "sound"},
	"renewed-intermediate-same-key":     {"ca:dates", "sound"},
	"renewed-intermediate":              {"leaf:issuer ca:names ca:dates", "sound"},
	"renewed-intermediate-cross-signed": {"number leaf:issuer ca:signer ca:issuer ca:names ca:dates", "sound"},
	"renewed-pinned-same-key":           {"number leaf:signer leaf:issuer leaf:dates", "unknown authority"},
	"renewed-pinned-new-key":            {"number leaf:signer leaf:issuer leaf:dates", "unknown authority"},
}

// Each deviation differs from the honest chain in what it says and in nothing else, and a sound client thinks of it what
// it should.
func TestDeviations(t *testing.T) {
	a := newAuthority(t, Options{})
	honest, err := a.Chain(DefaultHost, Deviation{})
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, d := range Deviations() {
		known[d.Name] = true
		cert, err := a.Chain(DefaultHost, d)
		if err != nil {
			t.Errorf("%s: %v", d.Name, err)
			continue
		}
		got := course{strings.Join(differences(a, honest, cert), " "), goVerdict(a, cert)}
		if want := courses[d.Name]; got != want {
			t.Errorf("%s:\ngot  %q\nwant %q", d.Name, got, want)
		}
	}
	for name := range courses {
		if !known[name] {
			t.Errorf("no deviation %q", name)
		}
	}
	if after, err := a.Chain(DefaultHost, Deviation{}); err != nil || goVerdict(a, after) != "sound" {
		t.Error("after all of them the honest chain is not sound")
	}
}

// What an honest chain's authorities have for keys is no deviation: what becomes of each stays the same.
func TestDeviationsUnderRSA(t *testing.T) {
	a := newAuthority(t, Options{CA: RSA2048})
	for _, d := range Deviations() {
		cert, err := a.Chain(DefaultHost, d)
		if err != nil {
			t.Errorf("%s: %v", d.Name, err)
			continue
		}
		if got, want := goVerdict(a, cert), courses[d.Name].verdict; got != want {
			t.Errorf("%s is %q, want %q", d.Name, got, want)
		}
	}
}

// goVerdict is what Go's verifier makes of a chain, in a word.
func goVerdict(a *Authority, cert tls.Certificate) string {
	if len(cert.Certificate) == 0 {
		return "empty"
	}
	var chain []*x509.Certificate
	for _, der := range cert.Certificate {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return "unreadable"
		}
		chain = append(chain, c)
	}
	err := verify(a, chain, DefaultHost)
	var (
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
		critical  x509.UnhandledCriticalExtension
	)
	switch {
	case err == nil:
		return "sound"
	case errors.As(err, &critical):
		return "unknown critical"
	case errors.As(err, &authority):
		return "unknown authority"
	case errors.As(err, &host):
		return "other host"
	case errors.As(err, &invalid):
		words := map[x509.InvalidReason]string{
			x509.Expired: "untimely", x509.NotAuthorizedToSign: "no issuer", x509.TooManyIntermediates: "no issuer",
			x509.IncompatibleUsage: "usage", x509.CANotAuthorizedForThisName: "constraints",
		}
		return words[invalid.Reason]
	}
	return err.Error()
}

// differences are the aspects in which a chain is not like the honest one.
func differences(a *Authority, honest, cert tls.Certificate) []string {
	var out []string
	if len(cert.Certificate) != len(honest.Certificate) {
		out = append(out, "number")
	}
	parents := [...]*x509.Certificate{mustParse(honest.Certificate[1]), a.root.cert}
	for i, role := range []string{"leaf:", "ca:"} {
		if i >= len(cert.Certificate) {
			break
		}
		c, err := x509.ParseCertificate(cert.Certificate[i])
		if err != nil {
			out = append(out, role+"form")
			continue
		}
		parent := parents[i]
		if i == 0 && len(cert.Certificate) > 1 {
			if next, err := x509.ParseCertificate(cert.Certificate[len(cert.Certificate)-1]); err == nil && bytes.Equal(next.RawSubject, parent.RawSubject) {
				parent = next
			}
			if next, err := x509.ParseCertificate(cert.Certificate[1]); err == nil && bytes.Equal(c.RawIssuer, next.RawSubject) {
				parent = next
			}
		}
		for _, aspect := range aspects(c, mustParse(honest.Certificate[i]), parent) {
			out = append(out, role+aspect)
		}
	}
	if len(cert.Certificate) > 0 {
		if first, err := x509.ParseCertificate(cert.Certificate[0]); err == nil && !fits(first.PublicKey, cert.PrivateKey.(crypto.Signer)) {
			out = append(out, "server-key")
		}
	}
	return out
}

func mustParse(der []byte) *x509.Certificate {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	return c
}

// aspects compares two certificates. The parent is who should have signed the first one.
func aspects(c, honest, parent *x509.Certificate) []string {
	var out []string
	for _, a := range []struct {
		name  string
		equal bool
	}{
		{"version", c.Version == honest.Version},
		{"serial", c.SerialNumber.Sign() == honest.SerialNumber.Sign() && len(c.SerialNumber.Bytes()) <= 20},
		{"algorithm", c.SignatureAlgorithm == honest.SignatureAlgorithm},
		{"signer", c.CheckSignatureFrom(parent) == nil},
		{"issuer", bytes.Equal(c.RawIssuer, honest.RawIssuer)},
		{"names", bytes.Equal(c.RawSubject, honest.RawSubject) && bytes.Equal(valueOf(c, "2.5.29.17"), valueOf(honest, "2.5.29.17"))},
		{"dates", c.NotBefore.Equal(honest.NotBefore) && c.NotAfter.Equal(honest.NotAfter)},
		{"key", keyText(c) == keyText(honest)},
		{"usage", usageText(c) == usageText(honest)},
		{"extensions", extensionText(c) == extensionText(honest) && sameKeyIdentifier(c, parent)},
	} {
		if !a.equal {
			out = append(out, a.name)
		}
	}
	return out
}

func TestDeviationsAreDescribed(t *testing.T) {
	name := regexp.MustCompile(`^[a-z0-9]+([.-][a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, d := range Deviations() {
		if !name.MatchString(d.Name) || seen[d.Name] || !strings.HasSuffix(d.Doc, ".") || d.Change == nil {
			t.Errorf("%q: %q", d.Name, d.Doc)
		}
		seen[d.Name] = true
	}
}

// A host that cannot have a wildcard is told so, and all other deviations work for it.
func TestDeviationsOfAnAddress(t *testing.T) {
	a := newAuthority(t, Options{Host: "192.168.4.1"})
	var impossible []string
	for _, d := range Deviations() {
		if _, err := a.Chain("192.168.4.1", d); err != nil {
			if !strings.Contains(err.Error(), "three labels") {
				t.Errorf("%s: %v", d.Name, err)
			}
			impossible = append(impossible, d.Name)
		}
	}
	if !slices.Contains(impossible, "wildcard") || slices.Contains(impossible, "wrong.host") || slices.Contains(impossible, "cn-only") {
		t.Errorf("impossible for an address: %q", impossible)
	}
}

func TestPinnedLeafForAnotherHost(t *testing.T) {
	a := newAuthority(t, Options{Host: "one.test"})
	for _, d := range []Deviation{LeafAsAnchor, Pinned, RenewedPinnedSameKey, RenewedPinnedNewKey} {
		if _, err := a.Chain("one.test", d); err != nil {
			t.Errorf("%s: %v", d.Name, err)
		}
		if _, err := a.Chain("two.test", d); err == nil || !strings.Contains(err.Error(), "Options.Host") {
			t.Errorf("%s for a name that it is not for: %v", d.Name, err)
		}
	}
}

// Chains are dated by the injected clock, not by the machine's.
func TestClockIsInjected(t *testing.T) {
	then := time.Date(2031, 3, 1, 0, 0, 0, 0, time.UTC)
	a := newAuthority(t, Options{Now: func() time.Time { return then }})
	cert, err := a.Chain(DefaultHost, Deviation{})
	if err != nil {
		t.Fatal(err)
	}
	if leaf := parse(t, cert)[0]; !leaf.NotBefore.Equal(then.Add(-backdate)) || !leaf.NotAfter.Equal(then.Add(chainLife)) {
		t.Errorf("valid from %v to %v", leaf.NotBefore, leaf.NotAfter)
	}
}
