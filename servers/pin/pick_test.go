package pin

import (
	"crypto/x509"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestRecommends(t *testing.T) {
	r := root(t, "Root")
	m := under(t, r, "Mid")
	second := under(t, m, "Second")
	leaf := leafOf(t, second)
	old := root(t, "Old", func(c *x509.Certificate) { c.NotAfter = today.AddDate(0, -1, 0) })
	crossed := cross(t, r, old)
	single := issue(t, nil, p256(t), leafTemplate())
	strange := root(t, "Strange")
	late := under(t, r, "Late", func(c *x509.Certificate) { c.NotAfter = today.AddDate(0, 0, -3) })
	nearest := under(t, late, "Nearest")
	cases := map[string]struct {
		chain  Chain
		store  Store
		kind   Kind
		cert   *identity
		reason string // part of it
	}{
		"root of the store, not sent":     {sent(leaf, second, m), storeOf(strange, r), Root, r, "roots of this machine know it"},
		"root of the store, sent":         {sent(leaf, second, m, r), storeOf(r), Root, r, "roots of this machine know it"},
		"root sent, unknown":              {sent(leaf, second, m, r), storeOf(strange), Root, r, "make sure that it is the CA you mean"},
		"no root":                         {sent(leaf, second, m), storeOf(strange), Intermediate, m, "highest certificate at hand"},
		"cross-signed, new root known":    {sent(leaf, second, m, crossed), storeOf(old, r), Root, r, "know it"},
		"cross-signed, old root known":    {sent(leaf, second, m, crossed), storeOf(old), Root, old, "know it"},
		"cross-signed, no root known":     {sent(leaf, second, m, crossed), Store{}, Intermediate, crossed, "highest certificate at hand"},
		"one certificate, self-signed":    {sent(single), Store{}, Leaf, single, "signed itself"},
		"one certificate, issuer unknown": {sent(leaf), storeOf(strange), Leaf, leaf, "no certificate of an issuer"},
		"reversed":                        {sent(leaf, m, second), storeOf(r), Intermediate, second, "would last longer, but with it esp32-2.x and esp32-3.x and esp8266-3.1 would refuse: a certificate stands before"},
		"an intermediate has expired":     {sent(leafOf(t, nearest), nearest, late), storeOf(r), Intermediate, nearest, "esp8266-3.1 would refuse: a certificate that the board looks at has expired"},
	}
	// Of a reversed chain only the certificate next to the leaf does for the ESP32; the ESP8266 stops there too.
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := examine(t, c.chain, c.store, "").Pin
			if got.Kind != c.kind || !got.Cert.Equal(c.cert.cert) {
				t.Errorf("got the %s %q, want the %s %q", got.Kind, short(got.Cert), c.kind, short(c.cert.cert))
			}
			if !strings.Contains(got.Reason, c.reason) {
				t.Errorf("the reason %q lacks %q", got.Reason, c.reason)
			}
		})
	}
}

func TestPinsThatAreAskedFor(t *testing.T) {
	h := dealt(t)
	for want, cert := range map[string]*identity{"leaf": h.leaf, "intermediate": h.mid, "root": h.root, "0": h.leaf, "1": h.mid} {
		if got := examine(t, h.sent(), storeOf(h.root), want).Pin; !got.Cert.Equal(cert.cert) || !got.Asked {
			t.Errorf("%s: got %q", want, short(got.Cert))
		}
	}
	for _, want := range []string{"2", "-1", "root"} {
		if _, err := Examine(h.sent(), Options{At: today, Pin: want}); !errors.Is(err, ErrNoSuchPin) {
			t.Errorf("%s: got %v, want ErrNoSuchPin", want, err)
		}
	}
}

func TestWarnings(t *testing.T) {
	h := dealt(t)
	single := issue(t, nil, p256(t), leafTemplate())
	soon := dealt(t, func(c *x509.Certificate) { c.NotAfter = today.AddDate(0, 0, 5) })
	gone := dealt(t, func(c *x509.Certificate) { c.NotAfter = today.AddDate(0, 0, -1) })
	lonely := leafOf(t, h.mid, func(c *x509.Certificate) { c.IssuingCertificateURL = []string{"http://ca.test/mid\x1b[31m.der"} })
	cases := map[string]struct {
		chain     Chain
		store     Store
		with, not []string
	}{
		"all is well":  {h.sent(), storeOf(h.root), []string{"dies with each renewal"}, []string{"nobody vouches", "expires", "--reuse-key"}},
		"no root":      {h.sent(), Store{}, []string{"nobody vouches for this chain", colons(fingerprint256(h.mid.cert))}, nil},
		"leaf pinned":  {sent(single), Store{}, []string{"--reuse-key"}, []string{"is missing"}},
		"expires soon": {soon.sent(), storeOf(soon.root), []string{"#0, the leaf, expires in 5 days, on 2027-03-06"}, []string{"nobody vouches"}},
		"expired":      {gone.sent(), storeOf(gone.root), []string{"#0, the leaf, expired on 2027-02-28, 1 day ago", "nobody vouches"}, nil},
		"no mid":       {sent(lonely), storeOf(h.root), []string{"is missing: CN=Mid", `http://ca.test/mid\u001b[31m.der`}, []string{"\x1b"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			said := strings.Join(examine(t, c.chain, c.store, "").Warnings, "\n")
			for _, text := range c.with {
				if !strings.Contains(said, text) {
					t.Errorf("%q is not said in:\n%s", text, said)
				}
			}
			for _, text := range c.not {
				if strings.Contains(said, text) {
					t.Errorf("%q is said in:\n%s", text, said)
				}
			}
		})
	}
}

func TestCrossSigningRingEnds(t *testing.T) {
	a, b := root(t, "A"), root(t, "B")
	ab, ba := cross(t, a, b), cross(t, b, a)
	r := examine(t, sent(leafOf(t, a), ab, ba), Store{}, "")
	if len(r.Paths) != 1 || r.Paths[0].Complete || len(r.Paths[0].Nodes) != 3 {
		t.Errorf("got %d paths, the first with %d certificates", len(r.Paths), len(r.Paths[0].Nodes))
	}
}

// Issuers of one name and key must not make the search take for ever.
func TestManyTwinsEnd(t *testing.T) {
	a := root(t, "A")
	chain := []*identity{leafOf(t, a)}
	for range MaxCerts - 1 {
		chain = append(chain, cross(t, a, a))
	}
	if r := examine(t, sent(chain...), Store{}, ""); len(r.Paths) > maxPaths {
		t.Errorf("got %d paths", len(r.Paths))
	}
}

// A root that is sent between its cross-signed twin and what it signed breaks no order: BearSSL goes through it.
func TestRootBetweenTwins(t *testing.T) {
	r, old := root(t, "Root"), root(t, "Old")
	m := under(t, r, "Mid")
	got := examine(t, sent(leafOf(t, m), m, r, cross(t, r, old)), storeOf(old), "root")
	twin := examine(t, sent(leafOf(t, m), m, r, cross(t, r, old), old), Store{}, "4")
	for _, report := range []*Report{got, twin} {
		if !slices.Equal(report.Pin.Accepting, all) {
			t.Errorf("with %q: got %v, want all; findings: %v", short(report.Pin.Cert), report.Pin.Accepting, rulesOf(report))
		}
	}
}

func TestLife(t *testing.T) {
	h := dealt(t)
	for want, text := range map[string]string{
		"leaf":         "on 2027-05-10 at the latest; it lives 90 days, and services such as Let's Encrypt renew when a third is left: about 2027-04-10",
		"intermediate": "until 2031-03-01 at the latest; a CA may issue",
		"root":         "until 2042-03-01 and survives renewals",
	} {
		if got := examine(t, h.sent(), storeOf(h.root), want).Pin.Life; !strings.Contains(got.Words, text) {
			t.Errorf("%s: got %q, want %q in it", want, got.Words, text)
		}
	}
}
