package profile

// The order of mbedTLS's checks: name before trust, usage last (mbedTLS library/ssl_tls.c); of BearSSL's: dates of each
// certificate as it comes, then name, and trust last (bearssl src/x509/x509_minimal.t0).

const (
	whyNoDates  = "Stock builds do not look at dates."
	haveDates   = "the build has MBEDTLS_HAVE_TIME_DATE"
	whyInOrder  = "It wants each certificate signed by the next one, and nothing in between."
	whyDeep     = "More than 8 intermediates are too many (MBEDTLS_X509_MAX_INTERMEDIATE_CA)."
	whyReversed = "A certificate that comes before the one that it signed is not found."
	whyOver16K  = "A message longer than 16 KB is not put together; from 3.6.3 on the error is -28928."
	whyFragment = "Handshake messages over several records are not put together before mbedTLS 3.6.3."
)

// undated is what the ESP32 does about dates that are over (alert 45) or have not come (46).
func undated(alert int) says {
	return weak(whyNoDates).from(srcDates).except(haveDates, Refuse, -9984, alert)
}

// fragmented is a handshake message in several records.
func fragmented(code int) says { return no(code, 0).because(whyFragment) }

// untilDefragmentation is the same for core 3.x, of which 3.3 has an mbedTLS that puts messages together.
func untilDefragmentation(code int) says {
	return fragmented(code).except("core 3.3, with mbedTLS 3.6.3 or later", Accept, 0, 0)
}

// chainRows are the chains that differ in who vouches for them, in their dates, and in their shape.
func chainRows() []row {
	untrusted := no(-9984, 48)
	return []row{
		both("untrusted-root", untrusted, e(62)),
		both("untrusted-root-sent", untrusted, e(62)),
		both("untrusted-after-reset", untrusted, e(62)),
		both("same-name-root", untrusted, e(62)),
		both("same-name-root-sent", untrusted, e(62)),
		both("other-bundled-root", untrusted, e(62)),
		all("root-cross-signed", ok("The trusted root is found before what stands above it.")),
		both("self-signed", untrusted, e(62)),
		both("incomplete-chain", untrusted, e(62)),
		both("issued-by-leaf", untrusted, e(59)),
		both("corrupt-signature", untrusted, e(52)),
		both("corrupt-intermediate-signature", untrusted, e(62)),
		both("altered-name", untrusted, e(52)),
		both("leaf-as-anchor", untrusted.because("A certificate that is no CA and not signed by itself is no anchor."),
			ok("It takes a leaf in the trust list as directly trusted, by its subject and key.")),
		both("wrong-host-untrusted-root", no(-9984, 42).because("The name is told before the trust."), e(56)),
		both("expired-wrong-host", no(-9984, 42), e(54).because("Dates come before the name.")),
		both("expired-untrusted-root", untrusted, e(54).because("Dates come before the trust.")),

		all("root-as-issuer", ok()),
		all("two-intermediates", ok()),
		all("eight-intermediates", ok()),
		both("ten-intermediates", no(-12288, 49).because(whyDeep), ok()),
		all("root-sent", ok()),
		all("expired-root-sent", ok("The dates of an anchor are not looked at.")),
		both("reversed-chain", untrusted.because(whyReversed), e(55).because(whyInOrder)),
		both("unrelated-between", ok(), e(55).because(whyInOrder)),
		all("unrelated-last", ok()),
		both("leaf-twice", ok(), e(55).because(whyInOrder)),
		all("chain-of-15k", ok()),
		both("chain-of-17k", no(-28800, 0).because(whyOver16K), ok()),

		both("expired", undated(45), e(54)),
		both("not-yet-valid", undated(46), e(54)),
		both("expired-intermediate", undated(45), e(54)),
		both("not-yet-valid-intermediate", undated(46), e(54)),
		both("dates-swapped", undated(45), e(54)),
		all("since-1949", ok()),
		all("until-2055", ok()),
		all("until-9999", ok()),
		all("outlives-issuer", ok()),
	}
}

// nameRows are the chains that differ in their names. All stacks compare the whole name without regard to case, take one
// wildcard as the first label, and look at the common name only where there is no subjectAltName.
func nameRows() []row {
	out := []row{
		both("1000-sans", no(-28800, 0).because(whyOver16K), ok()),
		all("cn-only", ok("Without a subjectAltName the common name is taken, which browsers no longer do.")),
	}
	for _, taken := range []string{"wildcard", "upper-case-san", "no-common-name", "no-subject", "100-sans"} {
		out = append(out, all(taken, ok()))
	}
	for _, other := range []string{
		"wrong.host", "wildcard-two-labels", "wildcard-partial", "wildcard-bare", "wildcard-inner", "wildcard-below-host",
		"subdomain", "parent-domain", "longer-name", "prefix-name", "trailing-dot-san", "nul-in-san", "nul-in-cn",
		"cn-right-san-other", "cn-right-san-address", "cn-right-san-mail",
	} {
		out = append(out, both(other, no(-9984, 42), e(56)))
	}
	return out
}

// renewalRows are the honest chains after a renewal.
func renewalRows() []row {
	untrusted := no(-9984, 48)
	return []row{
		all("renewed-leaf-same-key", ok("The pinned root outlives it.")),
		all("renewed-leaf-new-key", ok("The pinned root outlives it.")),
		all("renewed-intermediate-same-key", ok("The pinned root outlives it.")),
		all("renewed-intermediate", ok("The pinned root outlives it; a pinned intermediate would not.")),
		all("renewed-intermediate-cross-signed", ok("The old root has signed the new one.")),
		both("renewed-pinned-same-key", untrusted,
			ok("A leaf in the trust list is known by its subject and key, and both are the same.")),
		both("renewed-pinned-new-key", untrusted, e(62)),
	}
}
