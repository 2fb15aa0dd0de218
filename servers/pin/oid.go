package pin

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/asn1"
)

const (
	versionTLS12 = tls.VersionTLS12
	versionTLS13 = tls.VersionTLS13
)

var (
	oidKeyUsage         = asn1.ObjectIdentifier{2, 5, 29, 15}
	oidSAN              = asn1.ObjectIdentifier{2, 5, 29, 17}
	oidBasicConstraints = asn1.ObjectIdentifier{2, 5, 29, 19}
	oidNameConstraints  = asn1.ObjectIdentifier{2, 5, 29, 30}
	oidPolicies         = asn1.ObjectIdentifier{2, 5, 29, 32}
	oidPSS              = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 10}
	oidSHA224RSA        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 14}
	oidSHA224ECDSA      = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 1}
	oidEKU              = asn1.ObjectIdentifier{2, 5, 29, 37}
)

func has(c *x509.Certificate, id asn1.ObjectIdentifier) bool {
	for _, e := range c.Extensions {
		if e.Id.Equal(id) {
			return true
		}
	}
	return false
}

func hasCritical(c *x509.Certificate, id asn1.ObjectIdentifier) bool {
	for _, e := range c.Extensions {
		if e.Id.Equal(id) && e.Critical {
			return true
		}
	}
	return false
}

// unknownCritical leaves out what has a rule of its own (name constraints, extended key usage) and certificate policies, which the
// stacks know and judge by content.
func unknownCritical(c *x509.Certificate) bool {
	known := []asn1.ObjectIdentifier{oidKeyUsage, oidSAN, oidBasicConstraints, oidNameConstraints, oidPolicies, oidEKU}
	for _, e := range c.Extensions {
		ours := false
		for _, id := range known {
			ours = ours || e.Id.Equal(id)
		}
		if e.Critical && !ours {
			return true
		}
	}
	return false
}
