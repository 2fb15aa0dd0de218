// Package wiretest gives tests what real TLS stacks have sent.
package wiretest

import (
	"embed"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/servers/wire"
)

//go:embed hellos
var hellos embed.FS

// ClientHello is one of a library itself, as the simulated boards send it: "mbedtls2", "mbedtls3", "bearssl".
func ClientHello(t testing.TB, library string) *wire.ClientHello {
	t.Helper()
	text, err := hellos.ReadFile("hellos/" + library + ".hex")
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
