package profile

// The sources of what was measured with the bench's own server of TLS 1.2.
const (
	srcDebian2 = "measured with mbedTLS 2.28.3"
	srcNoDHE   = "esp-idf components/mbedtls/Kconfig: MBEDTLS_DHM_C is off by default since 5.0"
	srcNotSent = "measured with mbedTLS 3.6.2, as arduino-esp32 3.x configures it"
)

// seen is a row of what was measured with that server, where the mbedTLS of 2.x was Debian's.
func seen(scenario string, v2, v3, bear says) row {
	if v2.source == "" {
		v2.source = srcDebian2
	}
	return row{scenario: scenario, v2: v2, v3: v3, bear: bear}
}

// taken is a server that all stacks take.
func taken(scenario string) row { return seen(scenario, ok(), ok(), ok()) }

// notOffered is a server that takes only what the firmware does not offer.
func notOffered() (mbed, bear says) {
	const why = "It is not offered, and the server says handshake_failure(40)."
	return no(-30592, 0).because(why), e(296).because(why)
}

// rareRows are suites and curves that crypto/tls does not have.
func rareRows() []row {
	mbed, bear := notOffered()
	var out []row
	for _, name := range []string{
		"suite-ccm", "suite-ccm-8", "suite-aes256-ccm", "suite-aes256-ccm-8", "static-rsa-ccm", "static-rsa-ccm-8", "cbc-sha384",
		"suite-rsa-cbc-sha384", "static-rsa-cbc-sha256", "static-ecdh", "static-ecdh-cbc",
	} {
		out = append(out, taken(name))
	}
	for _, name := range []string{
		"camellia128-cbc", "camellia256-cbc", "camellia128-gcm", "camellia256-gcm", "curve-brainpool256", "curve-brainpool384",
		"curve-brainpool512",
	} {
		out = append(out, seen(name, ok(), ok(), bear))
	}
	for _, name := range []string{"dhe-aes128-gcm", "dhe-aes256-cbc", "dhe-aes128-ccm"} {
		out = append(out, seen(name, ok(), mbed.from(srcNoDHE), bear).configured())
	}
	for _, name := range []string{"null", "anonymous", "psk", "psk-wrong", "ecdhe-psk"} {
		out = append(out, seen(name, mbed, mbed, bear))
	}
	for _, name := range []string{"curve-p224", "curve-secp256k1"} {
		out = append(out, seen(name, ok(), mbed.from(srcNotSent), bear).configured())
	}
	return append(out, seen("curve-p224-unasked", ok("P-224 is offered."), no(-26112, 47), e(26)))
}

// pointRows are key exchanges over curves whose public value is wrong, and signed.
func pointRows() []row {
	parameter := func(scenario string) row { return seen(scenario, no(-31488, 47), no(-26112, 47), e(26)) }
	// mbedTLS finds out when it computes the secret, and says nothing.
	silent := func(scenario string) row { return seen(scenario, no(-19584, 0), no(-19584, 0), e(26)) }
	zero := weak("A shared secret of zeros is taken, which RFC 8422 §5.11 has refused.")
	return []row{
		silent("point-not-on-curve"), silent("point-at-infinity"), silent("point-beyond-field"),
		parameter("point-empty"), parameter("point-cut-off"), parameter("curve-explicit"),
		seen("point-compressed", no(-31488, 47), weak("A compressed point is taken, although only others were asked for."), e(26)),
		seen("x25519-zero", no(-19584, 0), no(-19584, 0), zero),
		seen("x25519-one", no(-19584, 0), no(-19584, 0), zero),
	}
}

// signatureRows are key exchanges that are signed otherwise than usual.
func signatureRows() []row {
	unasked := no(-31488, 47)
	sha1 := weak("A signature with SHA-1 is taken.")
	whatever := weak("The algorithm of the signature is not compared with those that were offered.")
	return []row{
		seen("key-exchange-replayed", no(-19968, 51), no(-19968, 51), e(27)),
		seen("key-exchange-unsigned", no(-20448, 51), no(-20448, 51), e(27)),
		seen("key-exchange-md5", unasked, whatever, e(26)),
		seen("key-exchange-sha1", unasked, whatever, sha1),
		seen("sha1-rsa-key-exchange", unasked, whatever, sha1),
		seen("key-exchange-sha224", ok(), whatever, ok()),
		taken("key-exchange-sha512"),
		seen("key-exchange-other-kind", unasked, weak("The kind of key that the suite asks for is not compared with the certificate's."), e(28)),
		seen("freak", no(-31616, 50), no(-29440, 50), e(10)),
	}
}

// fieldRows are key exchanges in a finite field.
func fieldRows() []row {
	mbed, bear := notOffered()
	const open = "A client that takes any field cannot tell."
	var out []row
	for _, name := range []string{
		"dh480", "dh512", "dh-public-zero", "dh-public-one", "dh-public-minus-one", "dh-public-beyond-prime", "dh-prime-zero",
	} {
		out = append(out, seen(name, no(-31488, 47), mbed.from(srcNoDHE), bear).configured())
	}
	for name, v2 := range map[string]says{
		"dh1024": weak("A field of 1024 bits is taken."), "dh2048": ok(), "dh-composite": weak(open), "dh-small-subgroup": weak(open),
	} {
		out = append(out, seen(name, v2, mbed.from(srcNoDHE), bear).configured())
	}
	return out
}

// agreedRows are handshakes that are changed, and agree with it.
func agreedRows() []row {
	skipped := weak("What the extension says is not looked at.")
	binds := ok("Renegotiation, which that would protect, is declined anyway.")
	var out []row
	for _, name := range []string{
		"no-extended-master-secret", "server-name-acknowledged", "point-formats-sent", "point-formats-other", "no-extensions",
		"server-random-zero", "cbc-encrypt-then-mac", "cbc-mac-then-encrypt", "cbc-padding-long", "certificate-request-of-8k",
		"session-id", "session-id-of-1-byte", "ticket-empty", "ticket-of-8k",
	} {
		out = append(out, taken(name))
	}
	return append(out,
		seen("renegotiation-info-missing", binds, binds, binds),
		seen("renegotiation-info-twice-agreed", skipped, skipped, e(20)),
		seen("extended-master-secret-unasked", ok("It is offered."), ok("It is offered."), e(20)),
		seen("server-name-filled", skipped, skipped, e(21)),
		seen("encrypt-then-mac-with-aead", skipped, skipped, e(20)),
		seen("resumed-other-suite", noSession(), noSession(), noSession()),
		seen("hello-request-within", no(-30464, 10), no(-30464, 10),
			e(307).because("It is counted as a part of the handshake, so that the firmware's Finished is wrong.")),
		seen("certificate-status-unasked", no(-30464, 10), no(-30464, 10), e(10)),
		seen("certificate-request-early", no(-30464, 10), no(-30464, 10), e(10)),
		seen("server-hello-done-filled", no(-31616, 50), no(-29440, 50), e(22)),
		seen("ticket-early", no(-31616, 50), no(-29440, 50), e(10)),
		seen("ticket-unpromised", no(-30464, 10), no(-30464, 10), e(10)),
		seen("ticket-missing", no(-30464, 10), no(-30464, 10), ok("It asks for no ticket, and is promised none.")),
		seen("untrusted-after-session", no(-9984, 48), no(-9984, 48), e(62)),
		seen("resumption-invented", no(-30464, 10), no(-30464, 10), e(10)),
		seen("finished-echoed", no(-32384, 51), no(-28160, 51), e(24)),
		seen("finished-zeros", no(-32384, 51), no(-28160, 51), e(24)),
		seen("finished-empty", no(-32384, 50), no(-29440, 50), e(1)),
		seen("finished-short", no(-32384, 50), no(-29440, 50), e(1)),
		seen("finished-long", no(-32384, 50), no(-29440, 50), e(1)),
	)
}

// noSession is a stack that keeps no session by itself.
func noSession() says { return ok("The firmware asks to resume no session.") }

// againRows are what comes, encrypted, after a handshake.
func againRows() []row {
	declined := ok("It is declined with the warning no_renegotiation(100), and the connection lives on.")
	out := []row{
		seen("renegotiation-asked", declined, declined, declined),
		seen("renegotiation-required", after(-30592, 0), after(-30592, 0), after(296, 0)),
		seen("hello-request-filled", after(-30464, 0), after(-30464, 0), after(14, 0)),
		seen("server-hello-done-late", after(-30464, 0), after(-30464, 0), after(10, 0)),
		seen("message-unknown-late", after(-30464, 0), after(-30464, 0), after(10, 0)),
	}
	for _, name := range []string{"cbc-padding-wrong", "cbc-padding-too-long"} {
		out = append(out, seen(name, after(-29056, 20), after(-29056, 20), after(7, 0)))
	}
	return out
}
