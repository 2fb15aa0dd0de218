package pin

// Rules is the decision table: what each profile does about what a chain may have. A rule belongs to a chain together with a pin,
// because a stack stops looking at the pin: what is above it is not judged.
func Rules() []Rule {
	var all []Rule
	for _, part := range [][]Rule{pinRules(), orderRules(), nameRules(), dateRules(), keyRules(), extensionRules(), sessionRules()} {
		all = append(all, part...)
	}
	return all
}

func pinRules() []Rule {
	return []Rule{
		{
			Name: "leaf-as-ca", What: "the pin is the server's own certificate, which is no CA",
			By: same(refused2("alert 48 unknown_ca"),
				accepted8("as direct trust: the same subject and the same key; a renewed certificate with the same key passes too")),
			where: func(v *view) []int {
				return v.only(v.pinIsLeaf() && !selfSigned(v.pin.Cert) && !isCA(v.pin.Cert), v.pin.At)
			},
		},
		{
			Name: "leaf-ca-as-ca", What: "the pin is the server's own certificate, which is a CA, but did not sign itself",
			By: same(Says{Refuses, "alert 48 unknown_ca", "", srcBench}, Says{Refuses, "error 62 not trusted",
				"X509List takes a CA for an issuer, and not for direct trust", srcBench}),
			where: func(v *view) []int {
				return v.only(v.pinIsLeaf() && !selfSigned(v.pin.Cert) && isCA(v.pin.Cert), v.pin.At)
			},
		},
		{
			Name: "self-signed-pin", What: "the pin is the server's own certificate, signed by itself",
			By:    same(accepted2("byte for byte: any renewal ends it"), accepted8("as an anchor: same subject and same key")),
			where: func(v *view) []int { return v.only(v.pinIsLeaf() && selfSigned(v.pin.Cert), v.pin.At) },
		},
		{
			Name: "no-path", What: "no path leads from the server's certificate to the pin: a certificate in between is missing, or the pin belongs to another chain",
			By:    same(refused2("alert 48 unknown_ca"), Says{Refuses, "error 62 not trusted", "neither stack fetches what is missing", srcMeasured8}),
			where: func(v *view) []int { return v.only(v.way == nil, v.leaf) },
		},
		{
			Name: "pin-is-no-ca", What: "the pin is above the server's certificate and is no CA",
			By: same(Says{Refuses, "alert 48 unknown_ca", "", "mbedTLS library/x509_crt.c x509_crt_check_parent"},
				Says{Refuses, "error 62 not trusted", "it is taken for direct trust, as X509List does with all that is CA:FALSE", "ESP8266 core BearSSLHelpers.cpp X509List"}),
			where: func(v *view) []int {
				return v.only(!v.pinIsLeaf() && !isCA(v.pin.Cert) && v.pin.Cert.Version >= 3, v.pin.At)
			},
		},
		{
			Name: "pin-version-1", What: "the pin is a certificate of version 1 or 2, from before certificates said that they are CAs",
			By: same(Says{Accepts, "", "as an anchor it may be one", srcBench},
				Says{Refuses, "error 62 or 58", "X509List takes it for direct trust, since it does not say CA:TRUE", srcBench}),
			where: func(v *view) []int { return v.only(!v.pinIsLeaf() && v.pin.Cert.Version < 3, v.pin.At) },
		},
		{
			Name: "pin-may-not-sign", What: "the key usage of the pin does not allow it to sign certificates",
			By: same(Says{Refuses, "alert 48 unknown_ca", "an anchor is held to it too", srcBench},
				Says{Unchecked, "", "of an anchor only name and key are looked at", srcBench}),
			where: func(v *view) []int {
				return v.only(!v.pinIsLeaf() && isCA(v.pin.Cert) && !maySign(v.pin.Cert), v.pin.At)
			},
		},
		{
			Name: "pin-path-length", What: "there are more CAs below the pin than its path length allows",
			By: same(Says{Refuses, "alert 48 unknown_ca", "an anchor is held to it too", srcBench},
				Says{Unchecked, "", "of an anchor only name and key are looked at", srcBench}),
			where: func(v *view) []int { return v.only(v.pinTooLong(), v.pin.At) },
		},
		{
			Name: "root-sent", What: "the server sends the root too, which costs the board memory and proves nothing",
			By:    same(accepted2(""), accepted8("")),
			where: func(v *view) []int { return v.each(v.sentRoot) },
		},
		{
			Name: "expired-pin", What: "the pin itself is outside its dates",
			By:    same(Says{Unchecked, "", "", srcMeasured2}, unchecked8("the dates of an anchor are not looked at")),
			where: func(v *view) []int { return v.only(v.way != nil && !v.pinIsLeaf() && !v.dated(v.pin.Cert), v.pin.At) },
		},
	}
}

func orderRules() []Rule {
	return []Rule{
		{
			Name: "leaf-not-first", What: "the first certificate is not the server's own: a server that sends this file does not fit its key",
			By:    same(Says{Refuses, "alert 51 or 42", "", srcMeasured2 + ": certificate and key that do not fit"}, Says{Refuses, "error 27 or 56", "", srcMeasured8 + ": certificate and key that do not fit"}),
			where: func(v *view) []int { return v.only(v.leaf != 0, 0) },
		},
		{
			Name: "reversed", What: "a certificate stands before the one that it signed",
			By:    same(refused2("alert 48 unknown_ca"), refused8("error 55 chain order")),
			where: func(v *view) []int { return v.disordered() },
		},
		{
			Name: "unrelated-between", What: "a certificate that is no part of the path (or is sent twice) stands between two that are",
			By:    same(accepted2("it is skipped"), refused8("error 55 chain order")),
			where: func(v *view) []int { return v.between() },
		},
		{
			Name: "deep", What: "there are more than 8 intermediates below the pin",
			By:    same(refused2("alert 49 access_denied"), accepted8("depth is not limited")),
			where: func(v *view) []int { return v.only(len(v.below()) > 1+maxIntermediates, v.last()) },
		},
		{
			Name: "over-16k", What: "the chain is larger than 16 KiB, so its message spans TLS records",
			By: map[Profile]Says{
				ESP32v2: refused2("-28800, no alert"),
				ESP32v3: {Refuses, "-28800 or -28928, no alert", "3.3 puts fragments together, but not beyond 16 KiB", srcMeasured3},
				ESP8266: accepted8("it reads certificates as a stream"),
			},
			where: func(v *view) []int { return v.only(v.chain.Size() > maxMessage, v.leaf) },
		},
	}
}

func nameRules() []Rule {
	return []Rule{
		{
			Name: "wrong-host", What: "the server's certificate is not for this host",
			By: same(refused2("alert 42 bad_certificate"),
				Says{Refuses, "error 56 name", "except by connect(IPAddress, port) and in fingerprint mode, which check no name", srcMeasured8}),
			where: func(v *view) []int { return v.only(v.chain.Host != "" && v.match() == noMatch, v.leaf) },
		},
		{
			Name: "ip-san", What: "the host is an address that stands as iPAddress in the certificate",
			By: map[Profile]Says{
				ESP32v2: refused2("alert 42 bad_certificate"),
				ESP32v3: accepted3("from mbedTLS 3.5 on"),
				ESP8266: {Refuses, "error 56 name", "connect(IPAddress, port) checks no name and passes", srcMeasured8},
			},
			where: func(v *view) []int { return v.only(v.match() == byIPSAN, v.leaf) },
		},
		{
			Name: "cn-only", What: "the certificate has no subjectAltName, only a common name, which browsers refuse",
			By:    same(accepted2(""), accepted8("")),
			where: func(v *view) []int { return v.only(v.match() == byCN, v.leaf) },
		},
	}
}

func dateRules() []Rule {
	esp32 := Says{Unchecked, "", "stock builds ignore dates; a build with MBEDTLS_HAVE_TIME_DATE refuses (alert 45 expired, 46 not yet valid)", srcDates}
	return []Rule{
		{
			Name: "expired", What: "a certificate that the board looks at has expired",
			By: same(esp32, refused8("error 54 expired or not yet valid")), where: func(v *view) []int { return v.which(v.expired) },
		},
		{
			Name: "not-yet-valid", What: "a certificate that the board looks at is not valid yet",
			By: same(esp32, refused8("error 54 expired or not yet valid")), where: func(v *view) []int { return v.which(v.early) },
		},
		{
			Name: "clock", What: "the board's clock starts in 1970",
			By: same(Says{Unchecked, "", "so the clock needs no setting for TLS, and an expired certificate passes", srcDates},
				Says{Accepts, "error 54 until then", "only after the time is set: configTime, and wait for it, before connect (fingerprint mode needs no time)", srcMeasured8}),
			where: func(v *view) []int { return []int{} },
		},
		{
			Name: "revocation", What: "revocation (CRL, OCSP, stapling)",
			By:    same(unchecked2(""), unchecked8("")),
			where: func(v *view) []int { return []int{} },
		},
	}
}
