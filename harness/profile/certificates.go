package profile

const (
	whyWeakHash = "SHA-1 is taken for good."
	whyWeakRSA  = "RSA keys from 1024 bits on are taken for good."
	whyNoLook   = "It is not looked at."
)

// keyRows are the chains that differ in their keys and signatures.
func keyRows() []row {
	weakKey, weakHash := no(-9984, 43), no(-9984, 46)
	out := []row{
		each("p224", weak("Every curve that can be computed is taken."), weakKey, e(49)),
		both("ed25519", no(-15488, 42), e(49)),
		both("rsa1024", weakKey, weak(whyWeakRSA)),
		both("rsa1024-intermediate", weakKey, weak(whyWeakRSA)),
		both("rsa512", weakKey, e(60)),
		both("key-mismatch", no(-19968, 51), e(27)),
		each("sha224", ok(), weakHash, ok()),
		both("rsa-pss", ok(), e(49).because("Signatures of RSA-PSS are not known in certificates.")),
		both("sha1-leaf", weakHash, weak(whyWeakHash)),
		both("sha1-rsa-leaf", weakHash, weak(whyWeakHash)),
		both("sha1-intermediate", weakHash, weak(whyWeakHash)),
		both("md5-leaf", weakHash, e(49)),
		both("algorithm-mismatch", no(-9856, 42),
			weak("The algorithm beside the signature is taken; what is signed may say another.")),
	}
	for _, strong := range []string{"rsa2048", "rsa3072", "rsa4096", "rsa-chain", "ecc384", "ecc521", "sha384", "sha512"} {
		out = append(out, all(strong, ok()))
	}
	return out
}

// usageRows are the chains that differ in what their keys may be used for, and in their extensions.
func usageRows() []row {
	untrusted, unknown, usage := no(-9984, 48), no(-9570, 42), no(-31232, 43)
	constraints := "Name constraints are not understood: they are skipped, or refused where they are critical, kept or not."
	out := []row{
		both("eku-critical", ok(), e(57)),
		both("eku-client-only", usage, weak(whyNoLook)),
		all("eku-intermediate-client-only", weak(whyNoLook)),
		both("ku-cert-sign-only", usage, e(28)),
		both("ku-key-encipherment-only", usage, e(28)),
		both("intermediate-no-ca", untrusted, e(58)),
		both("intermediate-no-basic-constraints", untrusted, e(58)),
		both("intermediate-no-cert-sign", untrusted, e(59)),
		both("path-length-violated", untrusted, e(58)),
		both("critical-extension", unknown, e(57)),
		both("critical-extension-intermediate", unknown, e(57)),
		both("unrelated-critical-extension", unknown.because("All that is sent is read."),
			ok("Behind the certificate that the pin has signed nothing is read.")),
		all("name-constraints", ok(constraints)),
		all("name-constraints-violated", weak(constraints)),
		both("name-constraints-critical", unknown.because(constraints), e(57).because(constraints)),
		both("name-constraints-critical-violated", unknown, e(57)),
		both("duplicate-extension", no(-9472, 42), weak("The last one of its kind counts.")),
		all("revoked", weak("No stack asks whether a certificate was revoked: neither CRL nor OCSP nor stapling.")),
	}
	for _, taken := range []string{
		"no-eku", "no-ku", "leaf-is-ca", "no-basic-constraints", "intermediate-no-ku", "unknown-extension", "wrong-key-identifier",
	} {
		out = append(out, all(taken, ok()))
	}
	return out
}

// formRows are the chains of what is hardly a certificate, or none.
func formRows() []row {
	unreadable := no(-8576, 42)
	return []row{
		all("version-1", ok("Without extensions the common name is taken.")),
		both("version-1-intermediate", no(-9984, 48), e(58)),
		both("version-4", no(-9600, 43), e(49)),
		all("negative-serial", ok("Serial numbers are not looked at.")),
		all("zero-serial", ok("Serial numbers are not looked at.")),
		all("long-serial", ok("Serial numbers are not looked at.")),
		both("indefinite-length", unreadable, e(39)),
		both("trailing-garbage", weak("What follows a certificate in its place is not looked at."), e(40)),
		both("garbage-certificate", unreadable, e(37)),
		both("truncated-certificate", unreadable, e(36)),
		each("empty-certificate", no(-31232, 50), no(-29440, 50), e(34)),
		each("empty-chain", no(-31232, 50), no(-29440, 50), e(10)),
		both("garbage-intermediate", unreadable, e(37)),
		both("garbage-last", unreadable.because("All that is sent is read."),
			ok("Behind the certificate that the pin has signed nothing is read.")),
	}
}
