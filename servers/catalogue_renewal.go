package servers

import "github.com/benchtrial/benchtrial/servers/pki"

// renewals are honest servers after the renewal of a certificate: which pins survive it.
func renewals() []Scenario {
	return full(
		showingAll(
			pki.RenewedLeafSameKey, pki.RenewedLeafNewKey, pki.RenewedIntermediateSameKey, pki.RenewedIntermediate,
			pki.RenewedIntermediateCrossSigned, pki.RenewedPinnedSameKey,
		),
		[]Scenario{
			refused(pki.RenewedPinnedNewKey, "Neither its issuer nor its key is one that the firmware knows."),
		},
	)
}
