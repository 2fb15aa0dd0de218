package servers

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"

	"github.com/benchtrial/benchtrial/servers/pki"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// versions are the versions of the protocol that a server may insist on. arduino-esp32 2.x and BearSSL speak 1.0 to 1.2,
// arduino-esp32 3.x only 1.2.
func versions() []Scenario {
	only := func(v uint16) Behaviour {
		return Behaviour{TLS: func(c *tls.Config) { c.MinVersion, c.MaxVersion = v, v }}
	}
	return []Scenario{
		meeting("tls-v1-0", "The server speaks TLS 1.0 only.", only(tls.VersionTLS10)),
		meeting("tls-v1-1", "The server speaks TLS 1.1 only.", only(tls.VersionTLS11)),
		meeting("tls-v1-2", "The server speaks TLS 1.2 only.", only(tls.VersionTLS12)),
		smoke(meeting("tls-v1-3",
			"The server speaks TLS 1.3 only, and says protocol_version(70) to whom does not.", only(tls.VersionTLS13))),
		meeting("tls-v1-3-capable",
			"The server speaks TLS 1.2 and 1.3, and marks a choice of 1.2 in its random as RFC 8446 has it.",
			Behaviour{TLS: func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS12, tls.VersionTLS13 }}),
	}
}

// rsaLeaf is an honest chain whose leaf has an RSA key that may also encrypt, for the suites that need one.
var rsaLeaf = pki.Deviation{
	Name: "rsa-leaf-for-any-exchange",
	Doc:  "The leaf has an RSA key of 2048 bits for signatures and for encryption.",
	Change: func(p *pki.Plan) error {
		p.Leaf.Key = pki.RSA2048
		p.Leaf.Template.KeyUsage |= x509.KeyUsageKeyEncipherment
		return nil
	},
}

// suites are servers of TLS 1.2 and below that offer one cipher suite.
func suites() []Scenario {
	only := func(suite uint16, chain pki.Deviation) Behaviour {
		return Behaviour{Chain: chain, TLS: func(c *tls.Config) {
			c.MinVersion, c.MaxVersion, c.CipherSuites = tls.VersionTLS10, tls.VersionTLS12, []uint16{suite}
		}}
	}
	var all []Scenario
	for _, s := range []struct {
		name  string
		suite uint16
		chain pki.Deviation
	}{
		{"suite-aes128-gcm", tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, pki.Deviation{}},
		{"suite-aes256-gcm", tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, pki.Deviation{}},
		{"suite-chacha20", tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, pki.Deviation{}},
		{"cbc", tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, pki.Deviation{}},
		{"cbc-aes256", tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, pki.Deviation{}},
		{"cbc-sha256", tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, pki.Deviation{}},
		{"suite-rsa-aes128-gcm", tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, rsaLeaf},
		{"suite-rsa-aes256-gcm", tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, rsaLeaf},
		{"suite-rsa-cbc", tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, rsaLeaf},
		{"static-rsa", tls.TLS_RSA_WITH_AES_128_GCM_SHA256, rsaLeaf},
		{"static-rsa-cbc", tls.TLS_RSA_WITH_AES_128_CBC_SHA, rsaLeaf},
		{"3des", tls.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA, rsaLeaf},
		{"static-rsa-3des", tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, rsaLeaf},
		{"rc4", tls.TLS_ECDHE_ECDSA_WITH_RC4_128_SHA, pki.Deviation{}},
		{"rc4-sha", tls.TLS_RSA_WITH_RC4_128_SHA, rsaLeaf},
	} {
		doc := "The server takes " + wire.SuiteName(s.suite) + " alone, and says " +
			"handshake_failure(40) to whom does not offer it."
		all = append(all, meeting(s.name, doc, only(s.suite, s.chain)))
	}
	return all
}

// curves are servers of TLS 1.2 that agree on a key over one curve.
func curves() []Scenario {
	var all []Scenario
	for _, c := range []struct {
		name  string
		curve tls.CurveID
	}{
		{"curve-p256", tls.CurveP256}, {"curve-p384", tls.CurveP384}, {"curve-p521", tls.CurveP521},
		{"curve-x25519", tls.X25519},
	} {
		all = append(all, meeting(c.name, "The server agrees on keys over "+wire.GroupName(uint16(c.curve))+" alone.",
			Behaviour{TLS: func(config *tls.Config) {
				upTo12(config)
				config.CurvePreferences = []tls.CurveID{c.curve}
			}}))
	}
	return append(all, failing(meeting("curve-unknown",
		"The server agrees on keys over SecP256r1MLKEM768 alone, which is for TLS 1.3, and says handshake_failure(40).",
		Behaviour{TLS: func(c *tls.Config) {
			upTo12(c)
			c.CurvePreferences = []tls.CurveID{tls.SecP256r1MLKEM768}
		}})))
}

// applicationProtocols are what a server may make of ALPN.
func applicationProtocols() []Scenario {
	speaks := func(protocols ...string) Behaviour {
		return Behaviour{TLS: func(c *tls.Config) { c.NextProtos = protocols }}
	}
	return []Scenario{
		meeting("alpn-chosen",
			"The server chooses http/1.1, mqtt or x-amzn-mqtt-ca by ALPN, if the firmware offers one of them.",
			speaks("http/1.1", "mqtt", "x-amzn-mqtt-ca")),
		meeting("alpn-no-overlap",
			"The server speaks a protocol by ALPN that nobody offers: whoever offers others gets no_application_protocol(120).",
			speaks("benchtrial-nobody-speaks-this")),
	}
}

// clientCertificates are servers that ask the firmware for a certificate.
func clientCertificates() []Scenario {
	asks := func(how tls.ClientAuthType) Behaviour {
		return Behaviour{TLS: func(c *tls.Config) {
			upTo12(c)
			c.ClientAuth, c.ClientCAs = how, nil
		}}
	}
	late := sealed(wire.On(wire.Finished,
		wire.SealAfter("unknown_ca(48)", wire.Plain{Type: wire.TypeAlert, Body: []byte{2, 48}}), wire.End(wire.CutFIN)))
	seal := late.TLS
	late.TLS = func(c *tls.Config) {
		seal(c)
		c.ClientAuth, c.ClientCAs = tls.RequestClientCert, nil
	}
	refusedLate := meeting("client-cert-refused-late",
		"The server asks for a client certificate, completes the handshake, and then says unknown_ca(48) and FIN.", late)
	refusedLate.ReplyBroken = true
	return []Scenario{
		meeting("client-cert-requested",
			"The server asks for a client certificate, and takes it or none.", asks(tls.RequestClientCert)),
		meeting("client-cert-missing",
			"The server asks for a client certificate, takes any, and says bad_certificate(42) to whom has none.",
			asks(tls.RequireAnyClientCert)),
		refusedLate,
	}
}

// serverNames are servers with more than one name.
func serverNames() []Scenario {
	return []Scenario{
		meeting("two-certificates-by-sni",
			"The server shows its certificate to who asks for it by SNI, and one for another host to everybody else.",
			Behaviour{Otherwise: pki.WrongHost}),
		{
			Name: "wrong.host-first", Full: true,
			Doc: "The first connection is shown a certificate for another host, all others the right one.",
			Behave: func(attempt int) Behaviour {
				if attempt == 1 {
					return Behaviour{Chain: pki.WrongHost}
				}
				return Behaviour{}
			},
		},
	}
}

// tickets are servers that offer to resume a session (RFC 5077).
func tickets() []Scenario {
	// Each connection has a configuration of its own; the key makes them one server.
	var key [32]byte
	_, _ = rand.Read(key[:]) // it never fails
	offered := func(c *tls.Config) {
		upTo12(c)
		c.SessionTicketsDisabled = false
		c.SetSessionTicketKeys([][32]byte{key})
	}
	return []Scenario{
		meeting("session-ticket",
			"The server gives session tickets and resumes sessions by them.", Behaviour{TLS: offered}),
		{
			Name: "untrusted-after-ticket", Full: true, Refuse: true,
			Doc: "The server gives a session ticket and ends the first connection before its Finished; from the second on " +
				"it takes no ticket, and its certificate comes from an unknown root.",
			Reason: "A ticket vouches for nothing: without a session that was completed and resumed the chain must be looked at.",
			Behave: func(attempt int) Behaviour {
				if attempt > 1 {
					return Behaviour{Chain: pki.UntrustedRoot}
				}
				b := spoiled(wire.On(wire.Finished, wire.EndAt(wire.CutFIN, 0)))
				b.TLS = offered
				return b
			},
		},
	}
}
