package profile_test

import (
	"crypto/x509"
	"testing"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// What firmware that pins the intermediate trusts follows from the chains themselves: a leaf with a sound name and use that
// the kept intermediate has signed, and nothing else.
func TestPinnedIntermediateTrustsWhatItSigned(t *testing.T) {
	a, err := pki.New(pki.Options{})
	if err != nil {
		t.Fatal(err)
	}
	honest, err := a.Chain(a.Host(), pki.Deviation{})
	if err != nil {
		t.Fatal(err)
	}
	for _, sc := range judged() {
		d, special := pki.Deviation{}, false
		if sc.Behave != nil {
			d = sc.Behave(99).Chain
			special = d.Change != nil
		}
		if !special {
			continue
		}
		cert, err := a.Chain(a.Host(), d)
		if err != nil {
			t.Fatal(err)
		}
		signed := signedBy(cert.Certificate, honest.Certificate[1])
		for _, stack := range arduino {
			e, ok := profile.ExpectIntermediate(stack, sc)
			if !ok || e.Outcome == profile.Accept && !signed && !unparsed[d.Name] {
				t.Errorf("%s on %s: signed by the pinned intermediate: %t, and yet %+v", sc.Name, stack, signed, e)
			}
			root, _ := profile.Expect(stack, config.TrustCA, sc)
			if signed && root.Outcome == profile.Accept && e.Outcome != profile.Accept {
				t.Errorf("%s on %s: a pinned root accepts it, a pinned intermediate does not: %+v", sc.Name, stack, e)
			}
		}
	}
}

func TestPinnedIntermediate(t *testing.T) {
	for _, w := range []want{
		{profile.ESP32v3, "", "incomplete-chain", profile.Accept, profile.Known, false, false, 0, 0},
		{profile.ESP8266, "", "leaf-as-anchor", profile.Refuse, profile.Promised, false, false, 0, 62},
		{profile.ESP32v3, "", "renewed-intermediate", profile.Refuse, profile.Promised, false, false, 48, -9984},
		{profile.ESP32v3, "", "renewed-intermediate-same-key", profile.Accept, profile.Known, false, false, 0, 0},
		{profile.Other, "", "two-intermediates", profile.Refuse, profile.Promised, false, false, 0, 0},
		{profile.ESP32v3, "", "untrusted-root", profile.Refuse, profile.Promised, false, false, 48, -9984},
		{profile.ESP32v3, "", "garbage-intermediate", profile.Refuse, profile.Known, false, false, 42, -8576},
		{profile.ESP8266, "", "expired-intermediate", profile.Refuse, profile.Promised, false, false, 0, 54},
	} {
		e, ok := profile.ExpectIntermediate(w.stack, scenario(t, w.scenario))
		got := want{w.stack, "", w.scenario, e.Outcome, e.Basis, e.Weakness, e.Late, e.Alert, e.Code}
		if !ok || got != w {
			t.Errorf("got  %+v\nwant %+v", got, w)
		}
	}
}

// Of a stack that nobody knows only what its pin promises is said.
func TestPinnedIntermediateOnAnotherStack(t *testing.T) {
	for _, name := range []string{"incomplete-chain", "leaf-twice", "garbage-intermediate", "wildcard"} {
		if e, ok := profile.ExpectIntermediate(profile.Other, scenario(t, name)); ok {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

// unparsed are leaves that Go cannot read, or whose hash it does not know, and that some stack takes.
var unparsed = map[string]bool{
	"algorithm-mismatch": true, "duplicate-extension": true, "negative-serial": true, "trailing-garbage": true,
	"sha224": true, "sha1-leaf": true,
}

// signedBy tells whether the first certificate is one that the other has signed, as far as Go can tell.
func signedBy(chain [][]byte, issuer []byte) bool {
	if len(chain) == 0 {
		return false
	}
	leaf, err := x509.ParseCertificate(chain[0])
	if err != nil {
		return false
	}
	parent, err := x509.ParseCertificate(issuer)
	return err == nil && leaf.CheckSignatureFrom(parent) == nil
}
