package wire

import (
	"crypto/tls"
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	for got, want := range map[string]string{
		AlertName(48): "unknown_ca(48)", AlertName(0): "close_notify(0)", AlertName(200): "unassigned(200)",
		VersionName(0x0301): "TLS1.0", VersionName(0x0304): "TLS1.3", VersionName(0x0300): "SSL3.0",
		VersionName(0x7f1c): "version 0x7f1c",
		SuiteName(0xc02b):   "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", SuiteName(0x00ff): "TLS_EMPTY_RENEGOTIATION_INFO_SCSV",
		SuiteName(0x1a1a): "GREASE(0x1a1a)", SuiteName(0xeeee): "suite 0xeeee",
		ExtensionName(0): "server_name(0)", ExtensionName(65281): "renegotiation_info(65281)", ExtensionName(9999): "unassigned(9999)",
		GroupName(23): "secp256r1(23)", GroupName(29): "x25519(29)",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// The table agrees with Go's, apart from two names that Go shortens.
func TestSuiteNamesAgreeWithGo(t *testing.T) {
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		if got := SuiteName(s.ID); got != s.Name {
			t.Errorf("0x%04x is %s here and %s in crypto/tls", s.ID, got, s.Name)
		}
	}
	seen := map[string]uint16{}
	for id, name := range suiteNames {
		if other, twice := seen[name]; twice || strings.HasPrefix(name, "TLS") {
			t.Errorf("0x%04x and 0x%04x are both %s", id, other, name)
		}
		seen[name] = id
	}
}
