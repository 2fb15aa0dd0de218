package profile_test

import (
	"testing"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
)

const fingerprint, insecure, bundle, shared = config.TrustFingerprint, config.TrustInsecure, config.TrustBundle, config.TrustPSK

// want is the part of an expectation that a test looks at.
type want struct {
	stack, trust, scenario string
	outcome                profile.Outcome
	basis                  profile.Basis
	weak, late             bool
	alert, code            int
}

func TestByTrust(t *testing.T) {
	const (
		refuse, accept = profile.Refuse, profile.Accept
		promised, know = profile.Promised, profile.Known
		v2, v3, bear   = profile.ESP32v2, profile.ESP32v3, profile.ESP8266
	)
	for _, w := range []want{
		{v3, config.TrustCA, "untrusted-root", refuse, promised, false, false, 48, -9984},
		{bear, config.TrustCA, "untrusted-root", refuse, promised, false, false, 0, 62},
		{profile.Other, config.TrustCA, "untrusted-root", refuse, promised, false, false, 0, 0},
		{v3, config.TrustCA, "expired", accept, know, true, false, 0, 0},
		{bear, config.TrustCA, "expired", refuse, know, false, false, 0, 54},
		{v2, config.TrustCA, "p224", accept, know, true, false, 0, 0},
		{v3, config.TrustCA, "p224", refuse, know, false, false, 43, -9984},
		{bear, config.TrustCA, "sha1-leaf", accept, know, true, false, 0, 0},
		{bear, config.TrustCA, "leaf-as-anchor", accept, know, false, false, 0, 0},
		{v3, config.TrustCA, "leaf-as-anchor", refuse, know, false, false, 48, -9984},

		{v3, fingerprint, "untrusted-root", refuse, promised, false, true, 0, 0},
		{v3, fingerprint, "key-mismatch", refuse, promised, false, false, 51, -19968},
		{v3, fingerprint, "eku-client-only", refuse, promised, false, true, 0, 0},
		{v3, fingerprint, "wildcard", refuse, promised, false, true, 0, 0},
		{bear, fingerprint, "wildcard", refuse, promised, false, false, 0, 0},
		{bear, fingerprint, "renewed-pinned-same-key", refuse, promised, false, false, 0, 0},
		{bear, fingerprint, "leaf-as-anchor", accept, know, false, false, 0, 0},
		{v3, fingerprint, "leaf-as-anchor", accept, know, false, false, 0, 0},
		{v3, fingerprint, "tls-v1-3", refuse, know, false, false, 0, -30592},

		{v3, insecure, "untrusted-root", accept, know, true, false, 0, 0},
		{v3, insecure, "rsa512", accept, know, true, false, 0, 0},
		{v3, insecure, "wildcard", accept, know, false, false, 0, 0},
		{v3, insecure, "garbage-certificate", refuse, know, false, false, 42, -8576},
		{v3, insecure, "empty-chain", refuse, know, false, false, 50, -29440},
		{v2, insecure, "empty-chain", refuse, know, false, false, 50, -31232},
		{v3, insecure, "ku-cert-sign-only", accept, know, true, false, 0, 0},
		{bear, insecure, "untrusted-root", accept, know, true, false, 0, 0},
		{bear, insecure, "key-mismatch", refuse, know, false, false, 0, 27},
		{bear, insecure, "fatal-alert", refuse, know, false, false, 0, 296},

		{v3, bundle, "untrusted-root", refuse, promised, false, false, 0, 0},
		{v3, bundle, "wrong.host", refuse, promised, false, false, 42, -9984},
		{v3, bundle, "sha1-intermediate", accept, know, true, false, 0, 0},
		{v3, bundle, "garbage-certificate", refuse, promised, false, false, 42, -8576},
		{v3, bundle, "other-bundled-root", accept, promised, false, false, 0, 0},
		{profile.Other, bundle, "other-bundled-root", accept, promised, false, false, 0, 0},
		{v3, bundle, "same-name-root-sent", refuse, promised, false, false, 0, 0},
		{v3, bundle, "root-cross-signed", refuse, know, false, false, 0, 0},
		{bear, bundle, "untrusted-root", refuse, promised, false, false, 0, 0},

		{v3, shared, "psk", accept, promised, false, false, 0, 0},
		{v2, shared, "psk-wrong", refuse, promised, false, false, 0, 0},
		{v3, shared, "psk-impostor", refuse, promised, false, false, 0, 0},
		{v3, shared, "psk-hint", accept, know, false, false, 0, 0},
		{v3, shared, "psk-hint-broken", refuse, know, false, false, 0, 0},
		{v3, shared, "expired", refuse, promised, false, false, 0, 0},
		{profile.Other, shared, "psk-impostor", refuse, promised, false, false, 0, 0},
	} {
		e := expect(t, w.stack, w.trust, w.scenario)
		got := want{w.stack, w.trust, w.scenario, e.Outcome, e.Basis, e.Weakness, e.Late, e.Alert, e.Code}
		if got != w {
			t.Errorf("got  %+v\nwant %+v", got, w)
		}
	}
}

// Nothing is said of what was not tried.
func TestSilence(t *testing.T) {
	for _, w := range []struct{ stack, trust, scenario string }{
		{profile.ESP8266, insecure, "garbage-certificate"},
		{profile.ESP8266, bundle, "wildcard"},
		{profile.ESP32v3, shared, "tls-v1-3"},
		{profile.ESP32v3, shared, "renewed-leaf-new-key"},
		{profile.ESP32v3, config.TrustCA, "psk-impostor"},
		{profile.ESP32v3, bundle, "psk-hint"},
		{profile.Other, config.TrustCA, "expired"},
		{profile.Other, config.TrustCA, "wildcard"},
		{profile.Other, config.TrustCA, "tls-v1-3"},
		{profile.Other, insecure, "untrusted-root"},
		{profile.ESPIDF5, config.TrustCA, "expired"},
		{profile.ESPIDF5, config.TrustCA, "handshake-in-400-byte-records"},
	} {
		if e, ok := profile.Expect(w.stack, w.trust, scenario(t, w.scenario)); ok {
			t.Errorf("%+v: %+v", w, e)
		}
	}
}

// With a fingerprint every special chain but the pinned leaf is refused, whatever is right with it.
func TestFingerprintIsOfOneCertificate(t *testing.T) {
	for _, sc := range judged() {
		if sc.Group != servers.GroupChain && sc.Group != servers.GroupRenewal || sc.Name == "leaf-as-anchor" {
			continue
		}
		for _, stack := range allStacks {
			if e, ok := profile.Expect(stack, fingerprint, sc); !ok || e.Outcome != profile.Refuse || e.Basis != profile.Promised {
				t.Errorf("%s on %s: %+v", sc.Name, stack, e)
			}
		}
	}
}

func TestDatesDependOnTheBuild(t *testing.T) {
	for name, alert := range map[string]int{"expired": 45, "not-yet-valid": 46, "expired-intermediate": 45} {
		e := expect(t, profile.ESP32v3, config.TrustCA, name)
		if u := e.Unless; u.Outcome != profile.Refuse || u.Alert != alert || u.Code != -9984 {
			t.Errorf("%s: %+v", name, u)
		}
		if e := expect(t, profile.ESP32v3, insecure, name); e.Unless.When != "" {
			t.Errorf("%s: setInsecure() looks at no dates in any build: %+v", name, e.Unless)
		}
	}
}

func TestSimulated(t *testing.T) {
	d, ok := profile.Simulated(profile.ESP32v3, scenario(t, "empty-chain"))
	if !ok || d.Expectation.Code != -31232 || d.Expectation.Basis != profile.Promised || d.Reason == "" {
		t.Errorf("empty-chain on 3.x: %t, %+v", ok, d)
	}
	for _, same := range []string{"p224", "tls-v1-0", "expired", "untrusted-root", "handshake-in-400-byte-records"} {
		if d, ok := profile.Simulated(profile.ESP32v3, scenario(t, same)); ok {
			t.Errorf("%s is simulated as it is, and yet %+v", same, d)
		}
	}
	for _, stack := range allStacks {
		for _, sc := range catalogue() {
			d, differs := profile.Simulated(stack, sc)
			if !differs {
				continue
			}
			if e, ok := profile.Expect(stack, config.TrustCA, sc); !ok || e.Outcome == d.Expectation.Outcome && e.Alert == d.Expectation.Alert && e.Code == d.Expectation.Code {
				t.Errorf("%s on %s: no difference: %+v, %+v", sc.Name, stack, e, d)
			}
		}
	}
}
