package profile

import (
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/pki"
)

// shown is the chain that a scenario comes to, after whatever it begins with; false is the honest one.
func shown(sc servers.Scenario) (pki.Deviation, bool) {
	if sc.Behave == nil {
		return pki.Deviation{}, false
	}
	d := sc.Behave(99).Chain
	return d, d.Change != nil
}

// byFingerprint is for firmware that knows its server by a fingerprint of its certificate; the honest server shows that.
// BearSSL::WiFiClientSecure::setFingerprint looks within the handshake, verify() of the ESP32 after one that trusts all.
func byFingerprint(stack string, known Expectation, found bool, sc servers.Scenario) (Expectation, bool) {
	d, special := shown(sc)
	switch {
	case special && (d.Name == pki.LeafAsAnchor.Name || d.Name == pki.Pinned.Name):
		return Expectation{
			Outcome: Accept, Basis: Known, Source: sourceOfFingerprint(stack),
			Reason: "It is the certificate of the fingerprint; who issued it, until when and for whom is not looked at.",
		}, true
	case special:
		return otherCertificate(stack, known, found), true
	case !found && sc.Refuse:
		return promisedRefusal(sc), true
	}
	return byCA(known, found, sc)
}

// otherCertificate is a server whose certificate is not that of the fingerprint.
func otherCertificate(stack string, known Expectation, found bool) Expectation {
	e := Expectation{
		Outcome: Refuse, Basis: Promised, Source: srcContract,
		Reason: "A fingerprint is of one certificate: no other one has it, whoever issued it and whatever its key is.",
	}
	if stack == ESP8266 || stack == Other {
		return e
	}
	if found && known.Outcome == Refuse && !byVerification(known) {
		e.Alert, e.Code, e.Source, e.Unless = known.Alert, known.Code, known.Source, known.Unless
		return e
	}
	e.Late = true
	return e
}

func sourceOfFingerprint(stack string) string {
	if stack == ESP8266 {
		return "ESP8266 core WiFiClientSecureBearSSL.cpp setFingerprint"
	}
	return "arduino-esp32 ssl_client.cpp verify_ssl_fingerprint"
}

// byVerification tells a refusal that comes of looking at the chain from one of reading it, or of the handshake.
func byVerification(e Expectation) bool {
	switch e.Code {
	case -9984, -12288:
		return true
	case -31232:
		return e.Alert == 43 // the usages; with another alert it is a Certificate message that cannot be read
	}
	return false
}

// byNothing is for firmware that trusts everybody: nothing is promised, and what is accepted is a weakness.
func byNothing(stack string, known Expectation, found bool) (Expectation, bool) {
	if !found {
		return Expectation{}, false
	}
	insecure := Expectation{
		Outcome: Accept, Basis: Known, Weakness: true, Source: srcInsecure,
		Reason: "Nothing is trusted and nothing is looked at: this server is as good as any.",
	}
	switch {
	case known.Outcome == Accept:
		known.Unless = Exception{} // dates
		return known, true
	case stack == ESP8266 && known.Code > 50 && known.Code <= 62 && known.Code != 57:
		// What BearSSL's X.509 engine says of a chain that can be read; in this mode the core has another one.
		insecure.Source = srcInsecure8
		return insecure, true
	case stack == ESP8266 && known.Code > 32 && known.Code <= 62:
		return Expectation{}, false // how that engine takes what cannot be read was not tried
	case stack != ESP8266 && byVerification(known):
		return insecure, true
	}
	return known, true
}

// byBundle is for firmware of the ESP32 that trusts the roots of a bundle, among them the bench's. The bundle is asked for
// what mbedTLS finds no anchor for; what else is wrong with a chain stays wrong (esp-idf esp_crt_bundle.c).
func byBundle(stack string, known Expectation, found bool, sc servers.Scenario) (Expectation, bool) {
	if sc.Name == pki.OtherBundledRoot.Name {
		return Expectation{Outcome: Accept, Basis: Promised, Reason: "A bundle trusts each of its roots.", Source: srcContract}, true
	}
	if stack == ESP8266 || stack == Other {
		if sc.Refuse {
			return promisedRefusal(sc), true
		}
		return Expectation{}, false
	}
	if sc.Name == pki.SHA1Intermediate.Name {
		return Expectation{
			Outcome: Accept, Basis: Known, Weakness: true, Source: srcBundle,
			Reason: "Directly under a root of the bundle a signature with SHA-1 is accepted.",
		}, true
	}
	if sc.Name == pki.RootCrossSigned.Name {
		return Expectation{
			Outcome: Refuse, Basis: Known, Source: srcBundle + "; arduino-esp32#8626",
			Reason: "Only the end of the chain is looked up in the bundle, and that is the older root.",
		}, true
	}
	e, ok := byCA(known, found, sc)
	if ok && e.Outcome == Refuse && byVerification(e) && e.Alert != 42 {
		// A chain without an anchor ends in the bundle's own error; its number and alert depend on the version.
		e.Alert, e.Code, e.Source = 0, 0, srcBundle
	}
	return e, ok
}
