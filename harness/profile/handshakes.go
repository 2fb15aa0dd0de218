package profile

const whyIgnored = "It is skipped, and the server misses it in the transcript."

// handshakeRows are the servers that differ in what they negotiate.
func handshakeRows() []row {
	alerted := no(-30592, 0)
	noSuite := alerted.because("It is not offered, and the server says handshake_failure(40).")
	out := []row{
		each("tls-v1-0", weak("TLS 1.0 is taken."), no(-28288, 70), weak("TLS 1.0 is taken.")),
		each("tls-v1-1", weak("TLS 1.1 is taken."), no(-28288, 70), weak("TLS 1.1 is taken.")),
		both("tls-v1-3", alerted.because("TLS 1.3 is not spoken, and the server says protocol_version(70)."),
			e(326).because("TLS 1.3 is not spoken, and the server says protocol_version(70).")),
		both("suite-chacha20", noSuite.from(srcSuites), ok()),
		both("3des", noSuite, weak("3DES is offered.")),
		both("static-rsa-3des", noSuite, weak("3DES is offered.")),
		both("rc4", noSuite, e(296)),
		both("rc4-sha", noSuite, e(296)),
		both("curve-unknown", noSuite, e(296)),
		both("client-cert-missing", asked(-30592), asked(296)),
		both("wrong.host-first", ok("The first attempt is refused for its name; the next one finds the right certificate."),
			ok("The first attempt is refused for its name; the next one finds the right certificate.")),
		both("untrusted-after-ticket", no(-9984, 48), e(62)),
	}
	for _, taken := range []string{
		"tls-v1-2", "tls-v1-3-capable", "suite-aes128-gcm", "suite-aes256-gcm", "cbc", "cbc-aes256", "cbc-sha256",
		"suite-rsa-aes128-gcm", "suite-rsa-aes256-gcm", "suite-rsa-cbc", "static-rsa", "static-rsa-cbc", "curve-p256",
		"curve-p384", "curve-p521", "curve-x25519", "alpn-chosen", "alpn-no-overlap", "client-cert-requested",
		"two-certificates-by-sni", "session-ticket", "warning-unrecognized-name", "warnings-200", "handshake-in-one-record",
		"handshake-in-pieces",
	} {
		out = append(out, all(taken, ok()))
	}
	return append(out,
		all("handshake-slow", ok("It waits longer than this.").from(srcTimeouts)),
		each("handshake-in-400-byte-records", fragmented(-28800), untilDefragmentation(-28800), ok()),
		each("handshake-in-1-byte-records", fragmented(-29184), fragmented(-29184), ok()),
	)
}

// asked is a server that wants a certificate of the firmware.
func asked(code int) says {
	s := says{refuses: true, code: code, why: "A firmware without a certificate of its own is refused by the server."}
	return s.except("the firmware has a certificate of its own", Accept, 0, 0)
}

// faultRows are the handshakes with something wrong in them.
func faultRows() []row {
	return []row{
		both("plaintext-http-on-tls-port", no(-29184, 0), e(3)),
		both("ssh-on-tls-port", no(-29184, 0), e(3)),
		both("smtp-on-tls-port", no(-29184, 0), e(3)),
		both("zeros-on-tls-port", no(-29184, 0), e(3)),
		both("record-of-65535", no(-28928, 0), e(5)),
		both("record-type-99-first", no(-29184, 0), e(10)),
		each("record-version-2", no(-29184, 0), ok("The version of a record is not looked at before one is agreed on."), e(3)),
		both("data-before-server-hello", no(-30464, 10), e(10)),
		both("change-cipher-spec-first", no(-30464, 10), e(10)),
		both("alert-of-1-byte", no(-29184, 0), ok("It is taken for the first half of an alert.")),
		each("server-hello-v1-1", no(-31104, 47), no(-28288, 70), e(4)),
		both("server-hello-ssl3", no(-28288, 70), e(3)),
		both("server-hello-v1-3", no(-28288, 70), e(3)),
		both("suite-not-offered", no(-28928, 80), e(16)),
		each("suite-rc4-chosen", no(-31104, 47), no(-28928, 80), e(16)),
		both("suite-null-chosen", no(-28928, 80), e(16)),
		both("compression-chosen", no(-28800, 47), e(17)),
		both("extension-unknown", ignored(), e(20)),
		both("extension-unknown-agreed", weak("An extension that was not offered is skipped."), e(20)),
		// The server fragments at the length that it grants. BearSSL of the core asks for 512 bytes.
		each("fragment-length-granted", fragmented(-28800), untilDefragmentation(-28800), ok()),
		each("alpn-unasked", no(-31104, 110), no(-29952, 110), e(20)),
		both("renegotiation-info-twice", ignored(), e(20)),
		each("renegotiation-info-filled", no(-31104, 40), no(-28160, 40), e(19)),
		each("fragment-length-other", no(-31104, 47), no(-26112, 47), e(18).from(srcFork)),
		each("server-hello-too-short", no(-31104, 50), no(-29440, 50), e(1)),
		each("session-id-too-long", no(-31104, 50), no(-29440, 50), e(15)),
		each("hello-request-first", no(-31104, 50), no(-29440, 50), e(296).because(whyIgnored)),
		each("server-hello-twice", no(-31232, 50), no(-30464, 10), e(10)),
		each("client-hello-echoed", no(-31104, 50), no(-29440, 50), e(10)),
		each("certificate-dropped", no(-31232, 50), no(-30464, 10), e(10)),
		both("certificate-twice", no(-30464, 10), e(10)),
		both("key-exchange-dropped", no(-30464, 10), e(10)),
		each("key-exchange-first", no(-31232, 50), no(-30464, 10), e(10)),
		each("key-exchange-twice", no(-31616, 50), no(-29440, 50), e(10)),
		each("message-unknown", no(-31232, 50), no(-30464, 10), e(10)),
		both("message-too-long", no(-28800, 0), e(1)),
		each("certificate-list-too-long", no(-31232, 50), no(-29440, 50), e(1)),
		both("data-within-handshake", no(-30464, 10), e(10)),
		both("bad-key-exchange-signature", no(-19968, 51), e(27)),
		both("key-exchange-other-key", no(-19968, 51), e(27)),
		each("key-exchange-other-curve", no(-31488, 47), no(-26112, 47), e(26)),
		each("key-exchange-bad-algorithm", no(-31488, 47), no(-26112, 47), e(26)),
		// A point of zeros is one on X25519 and none on P-256: which curve is chosen decides how it fails.
		both("key-exchange-zero-point",
			says{refuses: true, why: "The point of the key exchange is none, or not the one that is signed."}, e(27)),
		both("change-cipher-spec-dropped", no(-28800, 0), e(10)),
		both("change-cipher-spec-twice", no(-29056, 20), e(5)),
		both("change-cipher-spec-early", no(-30464, 10), e(10)),
		both("finished-bit-flipped", no(-29056, 20), e(7)),
		both("finished-plaintext", no(-29056, 20), e(7)),
		each("finished-wrong", no(-32384, 51), no(-28160, 51), e(24)),
		both("data-before-finished", no(-29056, 20), e(7)),
	}
}

// ignored is an extension that mbedTLS skips; the handshake fails because the server does not know that it was sent.
func ignored() says {
	return no(-30592, 0).because(whyIgnored)
}

// endRows are the handshakes that end before they are done.
func endRows() []row {
	out := []row{
		both("fatal-alert", no(-30592, 0), e(296)),
		both("fatal-alert-protocol-version", no(-30592, 0), e(326)),
		both("fatal-alert-internal-error", no(-30592, 0), e(336)),
		both("fatal-alert-unrecognized-name", no(-30592, 0), e(368)),
		both("close-notify-first", no(-30848, 0), e(0)),
		both("close-notify-then-stall", no(-30848, 0), e(0)),
		both("half-server-hello", no(-29312, 0), e(31)),
		both("handshake-dripping", timedOut(), timedOut()),
	}
	for _, place := range []string{
		"after-client-hello", "after-server-hello", "after-certificate", "after-key-exchange", "after-server-hello-done",
		"after-change-cipher-spec", "within-certificate", "within-finished",
	} {
		out = append(out, both("fin-"+place, no(-29312, 0), e(31)), both("rst-"+place, no(-80, 0), e(31)))
	}
	for _, place := range []string{
		"after-server-hello", "after-certificate", "after-key-exchange", "after-server-hello-done", "after-change-cipher-spec",
		"within-certificate", "within-record-header",
	} {
		out = append(out, all("stall-"+place, timedOut()))
	}
	return out
}

// timedOut is a handshake that only a limit of the firmware ends.
func timedOut() says {
	return says{refuses: true, why: "Its own limit ends the handshake.", source: srcTimeouts}
}
