package servers

import "github.com/benchtrial/benchtrial/servers/pki"

// renewals are honest servers after the renewal of a certificate: which pins survive it.
func renewals() []Scenario {
	return append(showingAll(pki.RenewedLeafNewKey, pki.RenewedIntermediate), full(
		showingAll(
			pki.RenewedLeafSameKey, pki.RenewedIntermediateSameKey, pki.RenewedIntermediateCrossSigned, pki.RenewedPinnedSameKey,
		),
		[]Scenario{
			refused(pki.RenewedPinnedNewKey, "Neither its issuer nor its key is one that the firmware knows."),
		},
	)...)
}
