package services

import (
	"strings"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/http1"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// checked is what a TLS check reports, with the keys of howsmyssl.com's /a/check.
type checked struct {
	Given     []string            `json:"given_cipher_suites"`
	Ephemeral bool                `json:"ephemeral_keys_supported"`
	Tickets   bool                `json:"session_ticket_supported"`
	Compress  bool                `json:"tls_compression_supported"`
	Unknown   bool                `json:"unknown_cipher_suite_supported"`
	Insecure  map[string][]string `json:"insecure_cipher_suites"`
	Version   string              `json:"tls_version"`
	Rating    string              `json:"rating"`
}

// The extension types that are looked for (IANA, TLS ExtensionType Values).
const extensionTicket = 35

// signalling are the values that stand in the list of suites and are none: renegotiation_info and fallback.
var signalling = map[uint16]bool{0x00ff: true, 0x5600: true}

// TLSCheck tells a client what it offered, as howsmyssl.com does: firmware that prints the reply prints its own TLS stack.
func TLSCheck(x servers.Exchange) http1.Reply {
	const name = "tls-check"
	if x.Hello == nil {
		return refusal(name, "500 Internal Server Error", "no_hello", "the ClientHello could not be read")
	}
	c := checked{Insecure: map[string][]string{}, Version: wire.VersionName(x.Hello.MaxVersion()), Tickets: x.Hello.Has(extensionTicket)}
	for _, suite := range x.Hello.Suites {
		if signalling[suite] {
			continue
		}
		suiteName := wire.SuiteName(suite)
		c.Given = append(c.Given, suiteName)
		c.Unknown = c.Unknown || !strings.HasPrefix(suiteName, "TLS_")
		c.Ephemeral = c.Ephemeral || strings.Contains(suiteName, "DHE_")
		if why := weakness(suiteName); why != "" {
			c.Insecure[suiteName] = append(c.Insecure[suiteName], why)
		}
	}
	for _, method := range x.Hello.Compression {
		c.Compress = c.Compress || method != 0
	}
	c.Rating = rate(c, x.Hello.MaxVersion())
	return jsonReply(name, "200 OK", c)
}

// weakness says why a suite must not be offered, "" when it may.
func weakness(suite string) string {
	for part, why := range map[string]string{
		"_NULL_": "uses no encryption", "_anon_": "does not authenticate the server", "_EXPORT_": "uses keys of 40 bits",
		"_RC4_": "uses RC4", "_DES_CBC_": "uses DES", "_3DES_": "uses blocks of 64 bits (Sweet32)", "_MD5": "uses MD5",
	} {
		if strings.Contains(suite+"_", part) {
			return why
		}
	}
	return ""
}

func rate(c checked, version uint16) string {
	const tls12 = 0x0303
	switch {
	case len(c.Insecure) > 0 || version < tls12 || c.Compress:
		return "Bad"
	case !c.Ephemeral || !c.Tickets:
		return "Improvable"
	}
	return "Probably Okay"
}
