package servers

import (
	"slices"

	"github.com/benchtrial/benchtrial/servers/pki"
)

// chains are the servers whose certificates are special. A must-refuse here is one that every stack refuses; the others
// are good servers in a form that some stack may not take, or faulty ones that some stack does not recognise.
func chains() []Scenario {
	return slices.Concat(
		quickChains(),
		full(trustChains(), shapeChains(), nameChains(), dateChains(), keyChains(), usageChains(), formChains()),
	)
}

// quickChains are tried in every run.
func quickChains() []Scenario {
	return []Scenario{
		refused(pki.UntrustedRoot, "Anyone can make a root of their own; only the pinned one counts."),
		refused(pki.SelfSigned, "A certificate that vouches for itself proves nothing."),
		refused(pki.WrongHost, "A good certificate for another host is what a man in the middle has."),
		refused(pki.IncompleteChain, "Nothing links the leaf to the pinned root."),
		refused(pki.SameNameRoot, "A name is easily copied; only the root's key counts."),
		refused(pki.CorruptSignature, "What the issuer has not signed, anybody could have written."),
		refused(pki.IntermediateNoCA, "Who is no certificate authority may not issue certificates."),
		refused(pki.CNRightSANOther, "Where there is a subjectAltName, the common name does not count (RFC 6125, 6.4.4)."),
		refused(pki.KeyMismatch, "Certificates are public; only their key tells the server from others."),
		showing(pki.LeafAsAnchor),
		showing(pki.Expired),
		showing(pki.Wildcard),
		untrustedAfterReset(),
	}
}

func untrustedAfterReset() Scenario {
	return Scenario{
		Name: "untrusted-after-reset", Refuse: true,
		Doc:    "The server resets two connections, and from the third on its certificate comes from an unknown root.",
		Reason: "That earlier attempts failed for another reason is no reason to trust anybody.",
		Behave: func(attempt int) Behaviour {
			if attempt <= 2 {
				return Behaviour{Network: ResetOnAccept}
			}
			return Behaviour{Chain: pki.UntrustedRoot}
		},
	}
}

func trustChains() []Scenario {
	return []Scenario{
		refused(pki.UntrustedRootSent, "A root is not to be trusted because the server sends it."),
		refused(pki.IssuedByLeaf, "Or the owner of any certificate could issue one for every other host."),
		refused(pki.CorruptIntermediateSignature, "What the root has not signed, anybody could have written."),
		refused(pki.AlteredName, "What was changed after it was signed is not what the issuer has vouched for."),
		refused(pki.WrongHostUntrustedRoot, "Two faults do not make up for each other."),
		refused(pki.ExpiredUntrustedRoot, "Two faults do not make up for each other."),
		refused(pki.ExpiredWrongHost, "Two faults do not make up for each other."),
		refused(pki.OtherBundledRoot, "Only the pinned root counts, however good others are."),
		refused(pki.SameNameRootSent, "A name is easily copied; only the root's key counts."),
	}
}

func shapeChains() []Scenario {
	return showingAll(
		pki.RootAsIssuer, pki.TwoIntermediates, pki.EightIntermediates, pki.TenIntermediates, pki.RootSent,
		pki.ExpiredRootSent, pki.ReversedChain, pki.UnrelatedBetween, pki.UnrelatedLast, pki.LeafTwice, pki.ChainOf15K, pki.ChainOf17K,
		pki.RootCrossSigned,
	)
}

func nameChains() []Scenario {
	const other = "It is another name than the one that was asked for."
	return append(
		showingAll(
			pki.UpperCaseSAN, pki.CNOnly, pki.NoCommonName, pki.NoSubject, pki.HundredSANs, pki.ThousandSANs,
		),
		refused(pki.WildcardTwoLabels, "A wildcard stands for one label (RFC 6125, 6.4.3)."),
		refused(pki.WildcardPartial, "A wildcard stands for a whole label (RFC 9525, 6.3)."),
		refused(pki.WildcardBare, "A certificate for every name is one for none."),
		refused(pki.WildcardInner, "A wildcard stands for the first label only (RFC 6125, 6.4.3)."),
		refused(pki.WildcardParent, "A wildcard stands for one label, and not for none."),
		refused(pki.Subdomain, other),
		refused(pki.ParentDomain, other),
		refused(pki.LongerName, other),
		refused(pki.PrefixName, other),
		refused(pki.TrailingDotSAN, "Names in certificates have no dot at their end."),
		refused(pki.NULInSAN, "A name does not end at a zero byte: this one belongs to the owner of the other domain."),
		refused(pki.NULInCN, "A name does not end at a zero byte: this one belongs to the owner of the other domain."),
		// Where no DNS name is among the subjectAltNames, a client may look at the common name (RFC 6125, 6.4.4).
		showing(pki.CNRightSANAddress),
		showing(pki.CNRightSANMail),
	)
}

func dateChains() []Scenario {
	return showingAll(
		pki.NotYetValid, pki.ExpiredIntermediate, pki.NotYetValidIntermediate, pki.DatesSwapped, pki.Since1949,
		pki.Until2055, pki.Until9999, pki.OutlivesIssuer,
	)
}

func keyChains() []Scenario {
	return append(
		showingAll(
			pki.RSALeaf2048, pki.RSALeaf3072, pki.RSALeaf4096, pki.RSAChain, pki.ECC384, pki.ECC521, pki.P224Leaf,
			pki.Ed25519Leaf, pki.RSALeaf1024, pki.RSA1024Intermediate, pki.SHA384Leaf, pki.SHA512Leaf, pki.SHA224Leaf,
			pki.PSSLeaf, pki.SHA1Leaf, pki.SHA1RSALeaf, pki.SHA1Intermediate, pki.AlgorithmMismatch,
		),
		refused(pki.RSALeaf512, "Such a key is broken in hours, on one computer."),
		refused(pki.MD5Leaf, "Certificates signed with MD5 have been forged."),
	)
}

func usageChains() []Scenario {
	return append(
		showingAll(
			pki.NoEKU, pki.CriticalEKU, pki.EKUClientOnly, pki.IntermediateEKUClientOnly, pki.NoKU, pki.LeafIsCA,
			pki.NoBasicConstraints, pki.IntermediateNoKU, pki.UnknownExtension, pki.UnrelatedCriticalExtension,
			pki.NameConstraints, pki.NameConstraintsViolated, pki.NameConstraintsCritical, pki.WrongKeyIdentifier,
			pki.DuplicateExtension, pki.Revoked,
		),
		refused(pki.KUCertSignOnly, "The issuer has not allowed the key to sign a key exchange."),
		refused(pki.KUKeyEnciphermentOnly, "The issuer has not allowed the key to sign a key exchange."),
		refused(pki.IntermediateNoBasicConstraints, "Who is no certificate authority may not issue certificates."),
		refused(pki.IntermediateNoCertSign, "The root has not allowed this key to sign certificates."),
		refused(pki.PathLengthViolated, "The root has not allowed this authority to have others below it."),
		refused(pki.CriticalExtension, "Critical means: who does not understand it must refuse (RFC 5280, 4.2)."),
		refused(pki.CriticalExtensionIntermediate, "Critical means: who does not understand it must refuse (RFC 5280, 4.2)."),
		refused(pki.NameConstraintsCriticalViolated, "The intermediate may not sign for this host."),
		refused(pki.Version1Intermediate, "Who does not say to be a certificate authority may not issue certificates."),
	)
}

func formChains() []Scenario {
	const broken = "What cannot be read proves nothing."
	return append(
		showingAll(pki.Version1, pki.NegativeSerial, pki.ZeroSerial, pki.LongSerial, pki.TrailingGarbage, pki.GarbageLast),
		refused(pki.Version4, "Nobody can know what it says."),
		refused(pki.IndefiniteLength, "What can be written in two ways can be read in two; therefore certificates are DER."),
		refused(pki.GarbageCertificate, broken),
		refused(pki.TruncatedCertificate, broken),
		refused(pki.EmptyCertificate, broken),
		refused(pki.EmptyChain, "A server without a certificate is anybody."),
		refused(pki.GarbageIntermediate, "Nothing links the leaf to the pinned root."),
	)
}

// refused is a server with a faulty chain.
func refused(d pki.Deviation, reason string) Scenario {
	sc := showing(d)
	sc.Refuse, sc.Reason = true, reason
	return sc
}

// showing is a server with a special chain; what is made of it depends on the stack.
func showing(d pki.Deviation) Scenario {
	return Scenario{Name: d.Name, Doc: d.Doc, Behave: always(Behaviour{Chain: d})}
}

func showingAll(all ...pki.Deviation) []Scenario {
	var out []Scenario
	for _, d := range all {
		out = append(out, showing(d))
	}
	return out
}

// full leaves scenarios to the full suite.
func full(parts ...[]Scenario) []Scenario {
	all := slices.Concat(parts...)
	for i := range all {
		all[i].Full = true
	}
	return all
}
