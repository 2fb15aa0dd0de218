package config

import "slices"

// PSK is what the firmware says of the key that it shares with its server. The key itself is the bench's.
type PSK struct {
	Identity string // by which it names itself; "" promises that this is BENCH_PSK_IDENTITY
}

// psk reads what goes with trust: psk.
func (m *mapping) psk(key, trust string, chips []string) PSK {
	p := m.within(key)
	p.also = map[string]string{"id": "identity", "name": "identity", "hint": "identity"}
	out := PSK{Identity: p.text("identity")}
	if m.has(key) && trust != TrustPSK {
		m.wrong(key, "is about a key that is shared with the server, and trust is %s; write trust: %s, or remove it", trust, TrustPSK)
	}
	if trust == TrustPSK && slices.Contains(chips, "esp8266") {
		m.wrong("trust", "is %s, which the ESP8266's core does not have (BearSSL::WiFiClientSecure); write chips: [esp32]", TrustPSK)
	}
	p.close()
	return out
}

// longestProtocol is what one name can have on the wire (RFC 7301, 3.1).
const longestProtocol = 255

// alpn reads the protocols that the ClientHello offers, in their order.
func (m *mapping) alpn(key string, chips []string) []string {
	names := m.texts(key)
	if m.has(key) && slices.Contains(chips, "esp8266") {
		m.wrong(key, "is not to be had on the ESP8266: its core offers no protocols; write chips: [esp32]")
	}
	if m.has(key) && len(names) == 0 && len(m.list) == 0 {
		m.wrong(key, "names no protocol; write for example alpn: [mqtt], or remove it")
	}
	for _, name := range names {
		if len(name) > longestProtocol {
			m.wrong(key, "has a name of %d bytes, and TLS has room for %d (RFC 7301, 3.1)", len(name), longestProtocol)
		}
	}
	return names
}
