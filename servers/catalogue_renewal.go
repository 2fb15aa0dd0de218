package servers

// renewals are honest servers after the renewal of a certificate: which pins survive it.
func renewals() []Scenario { return nil }
