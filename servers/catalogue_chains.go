package servers

import "github.com/benchtrial/benchtrial/servers/pki"

// chains are the servers that must be refused for their certificates.
func chains() []Scenario {
	return []Scenario{
		refused(pki.UntrustedRoot, "Anyone can make a root of their own; only the pinned one counts."),
		refused(pki.SelfSigned, "A certificate that vouches for itself proves nothing."),
		refused(pki.WrongHost, "A good certificate for another host is what a man in the middle has."),
		refused(pki.IncompleteChain, "Nothing links the leaf to the pinned root."),
		refused(pki.LeafAsAnchor, "A certificate that is no CA cannot be an anchor, also not for itself."),
		refused(pki.SameNameRoot, "A name is easily copied; only the root's key counts."),
		{
			Name: "untrusted-after-reset", Refuse: true,
			Doc:    "The server resets two connections, and from the third on its certificate comes from an unknown root.",
			Reason: "That earlier attempts failed for another reason is no reason to trust anybody.",
			Behave: func(attempt int) Behaviour {
				if attempt <= 2 {
					return Behaviour{Network: ResetOnAccept}
				}
				return Behaviour{Chain: pki.UntrustedRoot}
			},
		},
	}
}

// refused is a server with a faulty chain.
func refused(d pki.Deviation, reason string) Scenario {
	return Scenario{
		Name: d.Name, Doc: d.Doc, Refuse: true, Reason: reason,
		Behave: always(Behaviour{Chain: d}),
	}
}
