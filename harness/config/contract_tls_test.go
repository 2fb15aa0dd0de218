package config

import (
	"slices"
	"strings"
	"testing"
)

func TestContractOfAKey(t *testing.T) {
	for text, want := range map[string]PSK{
		"chips: [esp32]\ntrust: psk\n":                            {},
		"chips: [esp32]\ntrust: psk\npsk: {identity: sensor-7}\n": {"sensor-7"},
		"chips: [esp32s3]\ntrust: psk\npsk: {identity: \"7\"}\n":  {"7"},
	} {
		got, err := ReadFirmware(sketch(t, map[string]string{"blink.ino": "", FirmwareFile: text}))
		if err != nil || got.Trust != TrustPSK || got.PSK != want {
			t.Errorf("%q: got %+v, %v", text, got, err)
		}
	}
}

func TestContractOfProtocols(t *testing.T) {
	for text, want := range map[string][]string{
		"chips: [esp32]\nalpn: [x-amzn-mqtt-ca]\n": {"x-amzn-mqtt-ca"},
		"chips: [esp32]\nalpn: mqtt\n":             {"mqtt"},
		"chips: [esp32]\nalpn: [b, a]\n":           {"b", "a"},
		"chips: [esp32]\n":                         nil,
	} {
		got, err := ReadFirmware(sketch(t, map[string]string{"blink.ino": "", FirmwareFile: text}))
		if err != nil || !slices.Equal(got.ALPN, want) {
			t.Errorf("%q: got %+v, %v", text, got, err)
		}
	}
}

func TestFaultsOfAgreements(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"identity without the trust":  {"chips: [esp32]\ntrust: ca\npsk: {identity: a}\n", ":3: psk: is about a key that is shared with the server, and trust is ca"},
		"key in the file":             {"chips: [esp32]\ntrust: psk\npsk: {key: 00ff}\n", "psk.key: unknown key"},
		"identity as a number":        {"chips: [esp32]\ntrust: psk\npsk: {identity: 7}\n", "psk.identity: wants text, has a number"},
		"key on the ESP8266":          {"chips: [esp8266]\ntrust: psk\n", ":2: trust: is psk, which the ESP8266's core does not have"},
		"protocols on the ESP8266":    {"chips: [esp32, esp8266]\nalpn: [mqtt]\n", ":2: alpn: is not to be had on the ESP8266"},
		"no protocol":                 {"chips: [esp32]\nalpn: []\n", ":2: alpn: names no protocol"},
		"protocol twice":              {"chips: [esp32]\nalpn: [mqtt, mqtt]\n", "stands twice in this list"},
		"protocol of too many bytes":  {"chips: [esp32]\nalpn: [" + strings.Repeat("a", 256) + "]\n", "has a name of 256 bytes, and TLS has room for 255"},
		"protocol that is no word":    {"chips: [esp32]\nalpn: [{a: b}]\n", "alpn[0]: wants text"},
		"pin beside a pre-shared key": {"chips: [esp32]\ntrust: psk\npin: root\n", ":3: pin: says which CA is pinned, and trust is psk"},
	} {
		_, err := ReadFirmware(sketch(t, map[string]string{"blink.ino": "", FirmwareFile: c.text}))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}
