package pki

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
)

func usageDeviations() []Deviation {
	return []Deviation{
		NoEKU, CriticalEKU, EKUClientOnly, IntermediateEKUClientOnly, KUCertSignOnly, KUKeyEnciphermentOnly, NoKU,
		LeafIsCA, NoBasicConstraints, IntermediateNoCA, IntermediateNoBasicConstraints, IntermediateNoCertSign,
		IntermediateNoKU, PathLengthViolated,
	}
}

// What the leaf's key may be used for.
var (
	NoEKU = Deviation{
		Name:   "no-eku",
		Doc:    "The leaf has no extended key usage, and may thus be used for anything.",
		Change: leaf(func(t *x509.Certificate) { t.ExtKeyUsage = nil }),
	}
	CriticalEKU = Deviation{
		Name: "eku-critical",
		Doc:  "The leaf's extended key usage is serverAuth, and critical.",
		Change: leaf(func(t *x509.Certificate) {
			t.ExtKeyUsage = nil
			t.ExtraExtensions = append(t.ExtraExtensions, pkix.Extension{Id: oidEKU, Critical: true, Value: ekuServerAuth})
		}),
	}
	EKUClientOnly = Deviation{
		Name:   "eku-client-only",
		Doc:    "The leaf's extended key usage is clientAuth: it is the certificate of a client.",
		Change: leaf(func(t *x509.Certificate) { t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }),
	}
	NoKU = Deviation{
		Name:   "no-ku",
		Doc:    "The leaf has no key usage, and may thus be used for anything.",
		Change: leaf(func(t *x509.Certificate) { t.KeyUsage = 0 }),
	}
	KUCertSignOnly = Deviation{
		Name:   "ku-cert-sign-only",
		Doc:    "The leaf's key may sign certificates and nothing else.",
		Change: leaf(func(t *x509.Certificate) { t.KeyUsage = x509.KeyUsageCertSign }),
	}
	KUKeyEnciphermentOnly = Deviation{
		Name:   "ku-key-encipherment-only",
		Doc:    "The leaf's key may be used to encrypt keys and not to sign, as it has to.",
		Change: leaf(func(t *x509.Certificate) { t.KeyUsage = x509.KeyUsageKeyEncipherment }),
	}
	LeafIsCA = Deviation{
		Name:   "leaf-is-ca",
		Doc:    "The leaf is a certificate authority besides.",
		Change: leaf(func(t *x509.Certificate) { t.IsCA, t.KeyUsage = true, t.KeyUsage|x509.KeyUsageCertSign }),
	}
	NoBasicConstraints = Deviation{
		Name:   "no-basic-constraints",
		Doc:    "The leaf does not say whether it is a certificate authority, and thus is none.",
		Change: leaf(func(t *x509.Certificate) { t.BasicConstraintsValid = false }),
	}
)

// Intermediates that may not sign what they have signed.
var (
	IntermediateEKUClientOnly = Deviation{
		Name:   "eku-intermediate-client-only",
		Doc:    "The intermediate's extended key usage is clientAuth: what it signs is for clients.",
		Change: intermediate(func(t *x509.Certificate) { t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }),
	}
	IntermediateNoCA = Deviation{
		Name:   "intermediate-no-ca",
		Doc:    "The intermediate says that it is no certificate authority.",
		Change: intermediate(func(t *x509.Certificate) { t.IsCA, t.MaxPathLenZero = false, false }),
	}
	IntermediateNoBasicConstraints = Deviation{
		Name:   "intermediate-no-basic-constraints",
		Doc:    "The intermediate does not say whether it is a certificate authority, and thus is none.",
		Change: intermediate(func(t *x509.Certificate) { t.BasicConstraintsValid, t.IsCA, t.MaxPathLenZero = false, false, false }),
	}
	IntermediateNoCertSign = Deviation{
		Name:   "intermediate-no-cert-sign",
		Doc:    "The intermediate is a certificate authority, but its key may not sign certificates.",
		Change: intermediate(func(t *x509.Certificate) { t.KeyUsage = x509.KeyUsageCRLSign }),
	}
	IntermediateNoKU = Deviation{
		Name:   "intermediate-no-ku",
		Doc:    "The intermediate has no key usage, and may thus sign certificates.",
		Change: intermediate(func(t *x509.Certificate) { t.KeyUsage = 0 }),
	}
	PathLengthViolated = Deviation{
		Name: "path-length-violated",
		Doc:  "The upper of two intermediates has a path length of 0: there may be no other below it.",
		Change: changed(func(p *Plan) {
			p.lengthen(2)
			p.Intermediate.Issuer.Template.MaxPathLenZero = true
		}),
	}
)

var (
	oidEKU        = asn1.ObjectIdentifier{2, 5, 29, 37}
	ekuServerAuth = []byte{0x30, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01}
)
