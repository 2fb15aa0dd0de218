package servers

import (
	"bytes"

	"github.com/benchtrial/benchtrial/servers/pki"
	"github.com/benchtrial/benchtrial/servers/tls12"
)

// preSharedKeys are servers that know a client by a secret alone, as firmware meets them that looks at certificates.
func preSharedKeys() []Scenario {
	return []Scenario{
		meeting("psk", "The server has no certificate: it takes a pre-shared key alone, that of the identity \"benchtrial\". "+
			"Tried by hand it is 1a2b3c4d5e6f708192a3b4c5d6e7f809.", keyed(nil)),
		meeting("psk-wrong", "The server takes a pre-shared key alone, and has another one than the firmware.", keyed(otherKey)),
		meeting("ecdhe-psk", "The server takes a pre-shared key together with ECDHE alone.",
			spokenBy(pki.Deviation{}, func(c *tls12.Config) { c.Suites = tls12.Suites(tls12.ECDHEPSK) })),
	}
}

// keyed is a server that takes a pre-shared key alone, and is otherwise as change has it.
func keyed(change func(*tls12.Config)) Behaviour {
	return spokenBy(pki.Deviation{}, func(c *tls12.Config) {
		c.Suites = keySuites
		if change != nil {
			change(c)
		}
	})
}

// otherKey gives the server another key for each identity that it knows.
func otherKey(c *tls12.Config) {
	known := c.PSK
	c.PSK = func(identity string) []byte {
		key := bytes.Clone(known(identity))
		if len(key) > 0 {
			key[0] ^= 1
		}
		return key
	}
}

// sharedKeys are the servers that only firmware meets which shares a key with the good one.
func sharedKeys() []Scenario {
	const keyless = "Only the key tells the server from others, and this one does not have it."
	return []Scenario{
		smoke(forbidden("psk-impostor",
			"The server has another key than the firmware; it goes on as if it could read the firmware's Finished, and sends one of its own.",
			keyless, keyedUnfinished(func(c *tls12.Config) { otherKey(c); c.Script.Blind = true }))),
		smoke(forbidden("psk-identity-unknown",
			"The server knows nobody of the firmware's name, and says unknown_psk_identity(115).",
			"Who does not know the firmware cannot be its server.",
			keyed(func(c *tls12.Config) {
				known := c.PSK
				c.PSK = func(identity string) []byte { _ = known(identity); return nil }
			}))),
		smoke(forbidden("psk-certificate-instead",
			"The server takes no key, and shows a certificate of the authority that other firmware pins.",
			"A certificate is no key: anybody can get one.", Behaviour{TLS: upTo12})),
		forbidden("psk-anonymous",
			"The server chooses DH_anon, which was not offered: a key exchange with whoever is there.",
			keyless, spokenBy(pki.Deviation{}, chosen(0x00a6))),
		forbidden("psk-null",
			"The server has the key, and chooses PSK_WITH_NULL_SHA, which was not offered and encrypts nothing.",
			"Whoever listens reads all of it.", keyed(chosen(0x002c))),
		forbidden("psk-finished-wrong",
			"The server has the key, and the last bit of its Finished is wrong.",
			"Finished is what proves that nobody changed the handshake.",
			keyedUnfinished(func(c *tls12.Config) {
				c.Script.Finished = func(own, _ []byte) []byte { own[len(own)-1] ^= 1; return own }
			})),
		meeting("psk-hint", "The server has the key, and sends a hint of 24 bytes for its identity.",
			keyed(func(c *tls12.Config) { c.Hint = []byte("the board in the cellar?") })),
		meeting("psk-hint-long", "The server has the key, and sends a hint of 4000 bytes for its identity.",
			keyed(func(c *tls12.Config) { c.Hint = bytes.Repeat([]byte("hint"), 1000) })),
		meeting("psk-hint-broken", "The server has the key; its hint says that it is longer than the message is.",
			keyed(func(c *tls12.Config) {
				c.Hint = []byte("board")
				c.Script.Flight = func(all []tls12.Message) []tls12.Message {
					for i, m := range all {
						if m.Kind == tls12.ServerKeyExchangeKind {
							all[i].Body = append([]byte{0xff, 0xff}, m.Body[2:]...)
						}
					}
					return all
				}
			})),
	}
}

// keyedUnfinished is a server with whose last messages no client can complete the handshake.
func keyedUnfinished(change func(*tls12.Config)) Behaviour {
	b := keyed(change)
	b.Unfinished = true
	return b
}

// chosen has the server choose a suite, offered or not.
func chosen(suite uint16) func(*tls12.Config) {
	return func(c *tls12.Config) {
		c.Suites = []uint16{suite}
		c.Script.Hello = func(_ *tls12.ClientHello, hello *tls12.ServerHello) { hello.Suite = suite }
	}
}
