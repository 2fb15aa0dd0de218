package profile

import (
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/servers/wire"
	"github.com/benchtrial/benchtrial/servers/wire/wiretest"
)

func TestWrongHello(t *testing.T) {
	files := map[string]string{ESP32v2: "mbedtls2", ESP32v3: "mbedtls3", ESP8266: "bearssl"}
	for stated := range files {
		for is, file := range files {
			words := WrongHello(stated, wiretest.ClientHello(t, file))
			if (words == "") != (stated == is) {
				t.Errorf("the hello of %s on a board with %s: %q", is, stated, words)
			}
		}
	}
	if words := WrongHello(ESP32v3, wiretest.ClientHello(t, "bearssl")); words != "the ClientHello is that of BearSSL, and arduino-esp32-3.x has that of mbedTLS 3" {
		t.Error(words)
	}
	strange := wiretest.ClientHello(t, "mbedtls3")
	strange.Extensions = append(strange.Extensions, wire.Extension{Type: 43})
	if words := WrongHello(ESP32v3, strange); !strings.Contains(words, "of no stack that is known") || !strings.Contains(words, "0303,0303;") {
		t.Error(words)
	}
	for _, open := range []string{Other, ESPIDF5, "arduino-avr"} {
		if words := WrongHello(open, wiretest.ClientHello(t, "bearssl")); words != "" {
			t.Errorf("%s: %s", open, words)
		}
	}
	if words := WrongHello(ESP32v3, nil); words != "" {
		t.Errorf("without a hello: %s", words)
	}
}
