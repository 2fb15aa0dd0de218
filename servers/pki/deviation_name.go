package pki

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"net"
	"strings"
)

func nameDeviations() []Deviation {
	return []Deviation{
		WrongHost, Wildcard, UpperCaseSAN, CNOnly, NoCommonName, NoSubject, HundredSANs, ThousandSANs,
		WildcardTwoLabels, WildcardPartial, WildcardBare, WildcardInner, WildcardParent, Subdomain, ParentDomain, LongerName,
		PrefixName, TrailingDotSAN, NULInSAN, NULInCN, CNRightSANOther, CNRightSANAddress, CNRightSANMail,
	}
}

// WrongHost is an honest chain for a name that nobody asked for.
var WrongHost = Deviation{
	Name:   "wrong.host",
	Doc:    "The chain is sound, but for another host name.",
	Change: leaf(func(t *x509.Certificate) { nameFor(t, "wrong.host.test") }),
}

// Names that are the host's in another form.
var (
	Wildcard = named("wildcard", "The leaf is for *. and the domain of the host.",
		func(host, domain string) []string { return []string{"*." + domain} })
	UpperCaseSAN = named("upper-case-san", "The leaf has the host's name in capitals.",
		func(host, domain string) []string { return []string{strings.ToUpper(host)} })
	HundredSANs = named("100-sans", "The leaf is for a hundred names, the host's last.",
		func(host, domain string) []string { return manyNames(100, host, domain) })
	ThousandSANs = named("1000-sans", "The leaf is for a thousand names, the host's last, and longer than a TLS record.",
		func(host, domain string) []string { return manyNames(1000, host, domain) })
	CNOnly = Deviation{
		Name:   "cn-only",
		Doc:    "The leaf has no subjectAltName; the host's name is its common name, which browsers no longer take.",
		Change: leaf(func(t *x509.Certificate) { t.DNSNames, t.IPAddresses = nil, nil }),
	}
	NoCommonName = Deviation{
		Name:   "no-common-name",
		Doc:    "The leaf has no common name; the host's name is in its subjectAltName.",
		Change: leaf(func(t *x509.Certificate) { t.Subject.CommonName = "" }),
	}
	// NoSubject has its subjectAltName marked as critical, as RFC 5280, 4.2.1.6 wants it then.
	NoSubject = Deviation{
		Name:   "no-subject",
		Doc:    "The leaf has an empty subject; the host's name is in its critical subjectAltName.",
		Change: leaf(func(t *x509.Certificate) { t.Subject = pkix.Name{} }),
	}
)

// Names that are not the host's, and look like it.
var (
	WildcardTwoLabels = named("wildcard-two-labels", "The leaf is for a wildcard that would have to stand for two labels.",
		func(host, domain string) []string {
			_, tail, _ := strings.Cut(domain, ".")
			return []string{"*." + tail}
		})
	WildcardPartial = named("wildcard-partial", "The leaf is for a wildcard that stands for a part of a label.",
		func(host, domain string) []string { return []string{host[:1] + "*." + domain} })
	WildcardBare = named("wildcard-bare", "The leaf is for * alone.",
		func(host, domain string) []string { return []string{"*"} })
	WildcardInner = named("wildcard-inner", "The leaf is for a name whose second label is a wildcard.",
		func(host, domain string) []string {
			first, _, _ := strings.Cut(host, ".")
			_, tail, _ := strings.Cut(domain, ".")
			return []string{first + ".*." + tail}
		})
	WildcardParent = named("wildcard-below-host", "The leaf is for *. and the host's whole name: for its subdomains only.",
		func(host, domain string) []string { return []string{"*." + host} })
	Subdomain = named("subdomain", "The leaf is for a subdomain of the host.",
		func(host, domain string) []string { return []string{"sub." + host} })
	ParentDomain = named("parent-domain", "The leaf is for the domain that the host is in.",
		func(host, domain string) []string { return []string{domain} })
	LongerName = named("longer-name", "The leaf is for a name that ends in the host's, but not at a dot.",
		func(host, domain string) []string { return []string{"not-" + host} })
	PrefixName = named("prefix-name", "The leaf is for a name that begins with the host's.",
		func(host, domain string) []string { return []string{host + ".evil.test"} })
	TrailingDotSAN = named("trailing-dot-san", "The leaf has the host's name with a dot at its end.",
		func(host, domain string) []string { return []string{host + "."} })
	NULInSAN = named("nul-in-san", "The leaf is for the host's name, a zero byte and another domain.",
		func(host, domain string) []string { return []string{host + "\x00.evil.test"} })
	NULInCN = Deviation{
		Name: "nul-in-cn",
		Doc:  "The leaf's common name is the host's, a zero byte and another domain, and it has no subjectAltName.",
		Change: func(p *Plan) error {
			p.Leaf.Template.DNSNames, p.Leaf.Template.IPAddresses = nil, nil
			p.Leaf.Template.Subject.CommonName = p.Host + "\x00.evil.test"
			return nil
		},
	}
	CNRightSANOther = Deviation{
		Name:   "cn-right-san-other",
		Doc:    "The leaf's common name is the host's, but its subjectAltName is another.",
		Change: leaf(func(t *x509.Certificate) { t.DNSNames, t.IPAddresses = []string{"other.bench.test"}, nil }),
	}
	CNRightSANAddress = Deviation{
		Name:   "cn-right-san-address",
		Doc:    "The leaf's common name is the host's; its subjectAltName holds an address and no name.",
		Change: leaf(func(t *x509.Certificate) { t.DNSNames, t.IPAddresses = nil, []net.IP{net.IPv4(192, 0, 2, 1)} }),
	}
	CNRightSANMail = Deviation{
		Name: "cn-right-san-mail",
		Doc:  "The leaf's common name is the host's; its subjectAltName holds a mail address and no name.",
		Change: leaf(func(t *x509.Certificate) {
			t.DNSNames, t.IPAddresses, t.EmailAddresses = nil, nil, []string{"post@bench.test"}
		}),
	}
)

// named is a leaf whose names are made of the host's and of the domain that the host is in. Its common name is the first
// of them, so that nothing in it names the host by accident.
func named(name, doc string, names func(host, domain string) []string) Deviation {
	return Deviation{Name: name, Doc: doc, Change: func(p *Plan) error {
		_, domain, found := strings.Cut(p.Host, ".")
		if !found || net.ParseIP(p.Host) != nil || !strings.Contains(domain, ".") {
			return fmt.Errorf("%q cannot have such a name: %w", p.Host, errShortHost)
		}
		t := p.Leaf.Template
		t.IPAddresses, t.DNSNames = nil, names(p.Host, domain)
		t.Subject = subject(strings.ReplaceAll(t.DNSNames[0], "\x00", "-"))
		return nil
	}}
}

var errShortHost = errors.New("give the server a name of three labels, such as " + DefaultHost)

func manyNames(n int, host, domain string) []string {
	var out []string
	for i := 1; i < n; i++ {
		out = append(out, fmt.Sprintf("san-%04d.%s", i, domain))
	}
	return append(out, host)
}
