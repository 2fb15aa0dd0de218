package profile

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/servers/wire"
)

// recorded is a ClientHello of a library itself, as the simulated boards send it.
func recorded(t *testing.T, name string) *wire.ClientHello {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "servers", "wire", "testdata", "hellos", name+".hex"))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := hex.DecodeString(strings.Join(strings.Fields(string(text)), ""))
	if err != nil {
		t.Fatal(err)
	}
	flow := wire.ParseFlow(raw)
	if flow.HelloErr != nil || flow.Hello == nil {
		t.Fatal(flow.HelloErr)
	}
	return flow.Hello
}

func TestWrongHello(t *testing.T) {
	files := map[string]string{ESP32v2: "mbedtls2", ESP32v3: "mbedtls3", ESP8266: "bearssl"}
	for stated := range files {
		for is, file := range files {
			words := WrongHello(stated, recorded(t, file))
			if (words == "") != (stated == is) {
				t.Errorf("the hello of %s on a board with %s: %q", is, stated, words)
			}
		}
	}
	if words := WrongHello(ESP32v3, recorded(t, "bearssl")); words != "the ClientHello is that of BearSSL, and arduino-esp32-3.x has that of mbedTLS 3" {
		t.Error(words)
	}
	strange := recorded(t, "mbedtls3")
	strange.Extensions = append(strange.Extensions, wire.Extension{Type: 43})
	if words := WrongHello(ESP32v3, strange); !strings.Contains(words, "of no stack that is known") || !strings.Contains(words, "0303,0303;") {
		t.Error(words)
	}
	for _, open := range []string{Other, ESPIDF5, "arduino-avr"} {
		if words := WrongHello(open, recorded(t, "bearssl")); words != "" {
			t.Errorf("%s: %s", open, words)
		}
	}
	if words := WrongHello(ESP32v3, nil); words != "" {
		t.Errorf("without a hello: %s", words)
	}
}
