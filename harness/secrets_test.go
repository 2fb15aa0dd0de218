package harness_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/servers/pki"
)

func TestSecretIsFoundInItsForms(t *testing.T) {
	const psk = "a \"quoted\" password"
	secret := harness.NewSecret("the password", psk)
	for name, text := range map[string]string{
		"as it is": "joining with " + psk + "\r\n",
		"hex":      hex.EncodeToString([]byte(psk)),
		"base64":   base64.StdEncoding.EncodeToString([]byte("board:" + psk)),
		"JSON":     `{"psk":"a \"quoted\" password"}`,
	} {
		if !secret.In([]byte(text)) {
			t.Errorf("%s: not found", name)
		}
	}
	if secret.In([]byte("joining the network\r\n")) || harness.NewSecret("none", "").In([]byte("anything")) {
		t.Error("found where it is not")
	}
}

func TestPrivateKeyIsFoundHoweverItIsShown(t *testing.T) {
	authority, err := pki.New(pki.Options{Dir: t.TempDir(), Host: "api.bench.test"})
	if err != nil {
		t.Fatal(err)
	}
	cert, key := authority.ClientPEM()
	secret := harness.NewSecret("the key", harness.PrivateKey(key))
	block, _ := pem.Decode(key)
	for name, shown := range map[string][]byte{
		"PEM": key, "PEM with CRLF": []byte(strings.ReplaceAll(string(key), "\n", "\r\n")), "DER": block.Bytes,
		"hex": []byte(hex.EncodeToString(block.Bytes)),
	} {
		if !secret.In(shown) {
			t.Errorf("%s: not found", name)
		}
	}
	if secret.In(cert) {
		t.Error("the certificate, which is public, is taken for the key")
	}
	if harness.PrivateKey(cert) != "" || harness.PrivateKey([]byte("no PEM")) != "" {
		t.Error("a key was found where there is none")
	}
}
