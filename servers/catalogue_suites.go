package servers

import (
	"crypto/x509"
	"slices"

	"github.com/benchtrial/benchtrial/servers/pki"
	"github.com/benchtrial/benchtrial/servers/tls12"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// spokenBy is a server that tls12 plays.
func spokenBy(chain pki.Deviation, speak func(*tls12.Config)) Behaviour {
	return Behaviour{Chain: chain, Speak: speak}
}

// staticECDH is an honest chain whose leaf has an EC key that may agree on keys by itself.
var staticECDH = pki.Deviation{
	Name: "ec-leaf-for-agreement",
	Doc:  "The leaf has an EC key that may agree on keys.",
	Change: func(p *pki.Plan) error {
		p.Leaf.Template.KeyUsage |= x509.KeyUsageKeyAgreement
		return nil
	},
}

// rareSuites are servers that take one suite that crypto/tls does not have.
func rareSuites() []Scenario {
	honest := pki.Deviation{}
	var all []Scenario
	for _, s := range []struct {
		name  string
		suite uint16
		chain pki.Deviation
	}{
		{"suite-ccm", 0xc0ac, honest}, {"suite-ccm-8", 0xc0ae, honest}, {"suite-aes256-ccm", 0xc0ad, honest},
		{"suite-aes256-ccm-8", 0xc0af, honest}, {"static-rsa-ccm", 0xc09c, rsaLeaf}, {"static-rsa-ccm-8", 0xc0a0, rsaLeaf},
		{"cbc-sha384", 0xc024, honest}, {"suite-rsa-cbc-sha384", 0xc028, rsaLeaf}, {"static-rsa-cbc-sha256", 0x003c, rsaLeaf},
		{"camellia128-cbc", 0xc072, honest}, {"camellia256-cbc", 0xc073, honest}, {"camellia128-gcm", 0xc086, honest},
		{"camellia256-gcm", 0xc087, honest}, {"dhe-aes128-gcm", 0x009e, rsaLeaf}, {"dhe-aes256-cbc", 0x0039, rsaLeaf},
		{"dhe-aes128-ccm", 0xc09e, rsaLeaf}, {"static-ecdh", 0xc02d, staticECDH}, {"static-ecdh-cbc", 0xc004, staticECDH},
	} {
		all = append(all, meeting(s.name, "The server takes "+wire.SuiteName(s.suite)+" alone, and says "+
			"handshake_failure(40) to whom does not offer it.",
			spokenBy(s.chain, func(c *tls12.Config) { c.Suites = []uint16{s.suite} })))
	}
	return slices.Concat(all, suitesOfNobody(), preSharedKeys())
}

// suitesOfNobody are suites that leave out what TLS is for.
func suitesOfNobody() []Scenario {
	alone := func(suite uint16, chain pki.Deviation, name, reason string) Scenario {
		return forbidden(name, "The server takes "+wire.SuiteName(suite)+" alone, and says handshake_failure(40) to whom does not offer it.",
			reason, spokenBy(chain, func(c *tls12.Config) { c.Suites = []uint16{suite} }))
	}
	return []Scenario{
		alone(0x003b, rsaLeaf, "null", "It encrypts nothing: whoever listens reads all of it."),
		alone(0x00a6, pki.Deviation{}, "anonymous", "A server without a certificate is anybody."),
	}
}

// rareCurves are servers that agree on keys over a curve that crypto/tls does not have.
func rareCurves() []Scenario {
	var all []Scenario
	for _, c := range []struct {
		name  string
		curve uint16
	}{
		{"curve-p224", tls12.Secp224r1}, {"curve-secp256k1", tls12.Secp256k1}, {"curve-brainpool256", tls12.BrainpoolP256r1},
		{"curve-brainpool384", tls12.BrainpoolP384r1}, {"curve-brainpool512", tls12.BrainpoolP512r1},
	} {
		all = append(all, meeting(c.name, "The server agrees on keys over "+wire.GroupName(c.curve)+" alone.",
			spokenBy(pki.Deviation{}, func(config *tls12.Config) { config.Groups = []uint16{c.curve} })))
	}
	return append(all, meeting("curve-p224-unasked",
		"The server agrees on keys over P-224, whatever curves are offered.",
		spokenBy(pki.Deviation{}, func(c *tls12.Config) {
			c.Script.Point = func(p *tls12.Point) {
				if other, err := tls12.NewPoint(tls12.Secp224r1); err == nil { // it has no randomness to lack
					*p = *other
				}
			}
		})))
}
