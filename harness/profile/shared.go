package profile

import "github.com/benchtrial/benchtrial/servers"

const (
	srcHint   = "RFC 4279, 5.2: a client ignores a hint that no profile of the application explains; mbedTLS ssl_cli.c, ssl_parse_server_psk_hint"
	srcShared = "measured with mbedTLS 2.28.3"
)

// hinted are honest servers with a key whose ServerKeyExchange has something to say.
var hinted = map[string]Expectation{
	"psk-hint": {Outcome: Accept, Basis: Known, Reason: "A hint is read, and nothing comes of it.", Source: srcHint},
	"psk-hint-long": {
		Outcome: Accept, Basis: Known, Reason: "A hint is read, and nothing comes of it, however long it is.", Source: srcShared,
	},
	"psk-hint-broken": {Outcome: Refuse, Basis: Known, Reason: "The message cannot be read.", Source: srcShared},
}

// byKey is for firmware that knows its server by a key that both share (mbedtls_ssl_conf_psk). Whoever shows a certificate
// instead is somebody who does not have that key.
func byKey(sc servers.Scenario) (Expectation, bool) {
	if e, ok := hinted[sc.Name]; ok {
		return e, true
	}
	promised := Expectation{Outcome: Refuse, Basis: Promised, Source: srcContract}
	switch {
	case sc.Name == "psk":
		promised.Outcome, promised.Reason = Accept, "It has the key."
		return promised, true
	case sc.Name == "psk-wrong":
		promised.Reason = "Only the key tells the server from others, and this one has another."
		return promised, true
	case sc.Group == servers.GroupChain:
		promised.Reason = "A certificate is no key, whoever has issued it."
		return promised, true
	case sc.Refuse:
		return promisedRefusal(sc), true
	}
	return Expectation{}, false
}
