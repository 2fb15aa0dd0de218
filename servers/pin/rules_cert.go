package pin

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
)

// Limits of mbedTLS as ESP-IDF builds it.
const (
	maxIntermediates = 8       // MBEDTLS_X509_MAX_INTERMEDIATE_CA
	maxMessage       = 16384   // MBEDTLS_SSL_IN_CONTENT_LEN, with the 4 bytes before a handshake message
	minRSA           = 2048    // mbedtls_x509_crt_profile_default
	minRSABear       = 128 * 8 // br_x509_minimal_set_minrsa's default
)

func keyRules() []Rule {
	return []Rule{
		{
			Name: "sha1", What: "a certificate below the pin is signed with SHA-1",
			By:    same(refused2("alert 46 certificate_unknown"), unchecked8("SHA-1 is taken for good")),
			where: func(v *view) []int { return v.which(sha1Signed) },
		},
		{
			Name: "sha224", What: "a certificate below the pin is signed with SHA-224",
			By:    map[Profile]Says{ESP32v2: accepted2(""), ESP32v3: {Refuses, "alert 46 certificate_unknown", "", srcProfile}, ESP8266: accepted8("")},
			where: func(v *view) []int { return v.which(sha224Signed) },
		},
		{
			Name: "md5", What: "a certificate below the pin is signed with MD5",
			By:    same(Says{Refuses, "alert 46 certificate_unknown", "", srcProfile}, refused8("error 49 unsupported")),
			where: func(v *view) []int { return v.verified(md5Signed) },
		},
		{
			Name: "md5-pin", What: "the pin is the server's own certificate, signed by itself with MD5",
			By: same(Says{Refuses, "alert 46 certificate_unknown", "", srcBench}, Says{Unchecked, "", "its signature is not looked at", srcBench}),
			where: func(v *view) []int {
				return v.only(v.pinIsLeaf() && selfSigned(v.pin.Cert) && md5Signed(v.pin.Cert), v.pin.At)
			},
		},
		{
			Name: "rsa-short", What: "an RSA key has fewer than 2048 bits",
			By: same(refused2("alert 43 unsupported_certificate"), unchecked8("keys from 1024 bits are taken for good")),
			where: func(v *view) []int {
				return v.keyed(func(c *x509.Certificate) bool { n := rsaBits(c); return n >= minRSABear && n < minRSA })
			},
		},
		{
			Name: "rsa-tiny", What: "an RSA key has fewer than 1024 bits",
			By: same(Says{Refuses, "alert 43 unsupported_certificate", "", "mbedTLS library/x509_crt.c x509_profile_check_key"}, refused8("error 60 weak key")),
			where: func(v *view) []int {
				return v.keyed(func(c *x509.Certificate) bool { n := rsaBits(c); return n > 0 && n < minRSABear })
			},
		},
		{
			Name: "p224", What: "a key is on the curve P-224",
			By: map[Profile]Says{ESP32v2: unchecked2("any curve is taken for good"), ESP32v3: refused3("alert 43 unsupported_certificate"),
				ESP8266: refused8("error 49 unsupported")},
			where: func(v *view) []int { return v.keyed(func(c *x509.Certificate) bool { return curve(c) == "P-224" }) },
		},
		{
			Name: "ed25519", What: "a key is Ed25519",
			By:    same(refused2("alert 42 bad_certificate"), refused8("error 49 unsupported")),
			where: func(v *view) []int { return v.keyed(isEd25519) },
		},
		{
			Name: "pss", What: "a certificate below the pin is signed with RSA-PSS",
			By:    same(accepted2(""), refused8("error 49 unsupported")),
			where: func(v *view) []int { return v.verified(pssSigned) },
		},
		{
			Name: "rsa", What: "the server's key is RSA of 2048 bits or more",
			By:    same(accepted2("2048 and 4096 bits were tried"), accepted8("2048 and 4096 bits were tried")),
			where: func(v *view) []int { return v.only(rsaBits(v.cert()) >= minRSA, v.leaf) },
		},
		{
			Name: "ecdsa", What: "the server's key is ECDSA on P-256 or P-384",
			By:    same(accepted2(""), accepted8("")),
			where: func(v *view) []int { return v.only(curve(v.cert()) == "P-256" || curve(v.cert()) == "P-384", v.leaf) },
		},
	}
}

func extensionRules() []Rule {
	return []Rule{
		{
			Name: "critical-extension", What: "a certificate that the board looks at has a critical extension that the stacks do not know",
			By:    same(refused2("alert 42 bad_certificate"), refused8("error 57 critical extension")),
			where: func(v *view) []int { return v.which(unknownCritical) },
		},
		{
			Name: "critical-constraints", What: "a CA has critical name constraints, even when the host is inside them",
			By: same(refused2("alert 42 bad_certificate"), refused8("error 57 critical extension")),
			where: func(v *view) []int {
				return v.which(func(c *x509.Certificate) bool { return hasCritical(c, oidNameConstraints) })
			},
		},
		{
			Name: "critical-elsewhere", What: "a certificate that is sent and is no part of the path has a critical extension that the stacks do not know",
			By: same(Says{Refuses, "alert 42 bad_certificate", "all that is sent is parsed", "mbedTLS library/x509_crt.c x509_get_crt_ext"},
				Says{Accepts, "", "behind the pin's child nothing is read", srcMinimal}),
			where: func(v *view) []int {
				return v.aside(func(c *x509.Certificate) bool { return unknownCritical(c) || hasCritical(c, oidNameConstraints) })
			},
		},
		{
			Name: "critical-eku", What: "a certificate that the board looks at marks its extended key usage as critical",
			By:    same(Says{Accepts, "", "", "mbedTLS library/oid.c oid_x509_ext"}, Says{Refuses, "error 57 critical extension", "", srcMinimal}),
			where: func(v *view) []int { return v.which(func(c *x509.Certificate) bool { return hasCritical(c, oidEKU) }) },
		},
		{
			Name: "constraints", What: "a CA has name constraints that are not critical",
			By: same(unchecked2(""), unchecked8("")),
			where: func(v *view) []int {
				return v.which(func(c *x509.Certificate) bool {
					return has(c, oidNameConstraints) && !hasCritical(c, oidNameConstraints)
				})
			},
		},
		{
			Name: "eku", What: "the server's certificate has an extended key usage without serverAuth",
			By:    same(refused2("alert 43 unsupported_certificate"), unchecked8("")),
			where: func(v *view) []int { return v.only(!servesByEKU(v.cert()), v.leaf) },
		},
		{
			Name: "ku", What: "the key usage of the server's certificate lacks digitalSignature",
			By: same(Says{Refuses, "alert 43 unsupported_certificate", "with ECDHE, which servers choose", srcMeasured2}, refused8("error 28 wrong key usage")),
			where: func(v *view) []int {
				c := v.cert()
				return v.only(c.KeyUsage != 0 && c.KeyUsage&x509.KeyUsageDigitalSignature == 0, v.leaf)
			},
		},
		{
			Name: "intermediate-no-ca", What: "an intermediate below the pin is no CA, or may not sign certificates",
			By: same(refused2("alert 48 unknown_ca"), refused8("error 58 or 59")),
			where: func(v *view) []int {
				return v.intermediates(func(c *x509.Certificate) bool { return !isCA(c) || !maySign(c) })
			},
		},
		{
			Name: "path-length", What: "there are more CAs below an intermediate than its path length allows",
			By:    same(refused2("alert 48 unknown_ca"), refused8("error 58 path length")),
			where: func(v *view) []int { return v.tooLong() },
		},
	}
}

func sessionRules() []Rule {
	return []Rule{
		{
			Name: "tls13-only", What: "the server speaks TLS 1.3 only, as far as was seen",
			By:    same(refused2("the server's alert 70"), refused8("error 326, the server's alert 70")),
			where: func(v *view) []int { return v.told(v.chain.Version == versionTLS13) },
		},
		{
			Name: "old-tls", What: "the server speaks nothing newer than TLS 1.1",
			By:    map[Profile]Says{ESP32v2: unchecked2(""), ESP32v3: refused3("alert 70 protocol_version"), ESP8266: unchecked8("")},
			where: func(v *view) []int { return v.told(v.chain.Version != 0 && v.chain.Version < versionTLS12) },
		},
	}
}

func rsaBits(c *x509.Certificate) int {
	if key, ok := c.PublicKey.(*rsa.PublicKey); ok {
		return key.N.BitLen()
	}
	return 0
}

func curve(c *x509.Certificate) string {
	if key, ok := c.PublicKey.(*ecdsa.PublicKey); ok {
		return key.Curve.Params().Name
	}
	return ""
}

func isEd25519(c *x509.Certificate) bool { _, ok := c.PublicKey.(ed25519.PublicKey); return ok }

func sha1Signed(c *x509.Certificate) bool {
	return c.SignatureAlgorithm == x509.SHA1WithRSA || c.SignatureAlgorithm == x509.ECDSAWithSHA1 || c.SignatureAlgorithm == x509.DSAWithSHA1
}

// md5Signed knows what Go has a name for; it does not compute such a signature.
func md5Signed(c *x509.Certificate) bool { return c.SignatureAlgorithm == x509.MD5WithRSA }

// sha224Signed goes by the name in the certificate, since Go knows no signature with SHA-224 (RFC 4055, 5; RFC 5758, 3.2).
func sha224Signed(c *x509.Certificate) bool {
	id, ok := signatureID(c)
	return ok && (id.Equal(oidSHA224RSA) || id.Equal(oidSHA224ECDSA))
}

// pssSigned goes by the name of the algorithm in the certificate: Go knows PSS with a few parameters only, and openssl makes others.
func pssSigned(c *x509.Certificate) bool {
	id, ok := signatureID(c)
	return ok && id.Equal(oidPSS)
}

// signatureID is the algorithm that a certificate says it is signed with.
func signatureID(c *x509.Certificate) (asn1.ObjectIdentifier, bool) {
	var outer struct {
		TBS       asn1.RawValue
		Algorithm pkix.AlgorithmIdentifier
		Signature asn1.BitString
	}
	_, err := asn1.Unmarshal(c.Raw, &outer)
	return outer.Algorithm.Algorithm, err == nil
}

func servesByEKU(c *x509.Certificate) bool {
	for _, u := range c.ExtKeyUsage {
		if u == x509.ExtKeyUsageServerAuth || u == x509.ExtKeyUsageAny {
			return true
		}
	}
	return len(c.ExtKeyUsage) == 0 && len(c.UnknownExtKeyUsage) == 0
}

func maySign(c *x509.Certificate) bool {
	return c.KeyUsage == 0 || c.KeyUsage&x509.KeyUsageCertSign != 0
}
