package profile

import (
	"sync"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/servers"
)

const (
	whyOtherIssuer = "Another certificate than the pinned intermediate has signed the leaf."
	whyEnough      = "The pinned intermediate has signed the leaf: what else is sent need not be there, or in order."
)

// ExpectIntermediate is Expect for firmware that pins the bench's intermediate in place of the root (trust ca). Only a leaf
// that this intermediate has signed is trusted, whatever stands above it.
func ExpectIntermediate(stack string, sc servers.Scenario) (Expectation, bool) {
	r, found := underIntermediate()[sc.Name]
	if !found {
		return Expect(stack, config.TrustCA, sc)
	}
	e, ok := r.of(stack)
	if e.Outcome == Refuse && e.Reason == whyOtherIssuer {
		e.Basis = Promised
		if !ok {
			e.Alert, e.Code, e.Source = 0, 0, srcContract
		}
		return e, true
	}
	return e, ok && stack != Other
}

// underIntermediate finds the rows of intermediateRows. It is made at the first question, and never changed.
var underIntermediate = sync.OnceValue(func() map[string]row {
	table := map[string]row{}
	for _, r := range intermediateRows() {
		table[r.scenario] = r
	}
	return table
})

// intermediateRows are the scenarios that are something else for firmware that pins the intermediate.
func intermediateRows() []row {
	other := func(code, alert, bear int) (mbed, b says) {
		return no(code, alert).because(whyOtherIssuer), e(bear).because(whyOtherIssuer)
	}
	var out []row
	for _, r := range []struct {
		scenario          string
		code, alert, bear int
	}{
		{"ten-intermediates", -12288, 49, 62},
		{"expired-intermediate", -9984, 48, 54},
		{"not-yet-valid-intermediate", -9984, 48, 54},
		{"rsa1024-intermediate", -9984, 43, 62},
		{"rsa-pss", -9984, 48, 49},
		{"md5-leaf", -9984, 48, 49},
	} {
		mbed, bear := other(r.code, r.alert, r.bear)
		out = append(out, both(r.scenario, mbed, bear))
	}
	mbed, bear := other(-9984, 48, 62)
	for _, scenario := range []string{
		"two-intermediates", "eight-intermediates", "root-as-issuer", "rsa-chain", "sha1-intermediate", "sha1-rsa-leaf",
		"eku-intermediate-client-only", "intermediate-no-ku", "name-constraints", "name-constraints-violated",
		"leaf-as-anchor", "renewed-intermediate", "renewed-intermediate-cross-signed", "renewed-pinned-same-key",
	} {
		out = append(out, both(scenario, mbed, bear))
	}
	return append(out,
		all("incomplete-chain", ok(whyEnough)),
		all("unrelated-between", ok(whyEnough)),
		all("leaf-twice", ok(whyEnough)),
		both("garbage-intermediate", no(-8576, 42).because("All that is sent is read."), ok(whyEnough)),
	)
}
