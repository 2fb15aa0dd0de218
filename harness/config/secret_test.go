package config

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestSecretNeverShows(t *testing.T) {
	type holder struct {
		Name string
		PSK  Secret
		Ptr  *Secret
	}
	secret := NewSecret(canary)
	h := holder{"lab", secret, &secret}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%T"} {
		fmt.Fprintf(&out, verb+verb+verb+"\n", secret, h, &h)
	}
	fmt.Fprintln(&out, secret.String(), secret.GoString(), secret.GomegaString())
	slog.New(slog.NewTextHandler(&out, nil)).Info("joining", "psk", secret, "all", h)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("joining", "psk", secret, "all", h)
	for _, marshal := range []func(any) ([]byte, error){json.Marshal, xml.Marshal, yaml.Marshal} {
		data, err := marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(data)
	}
	for _, form := range []string{canary, fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary)} {
		if strings.Contains(out.String(), form) {
			t.Errorf("the secret shows as %s in:\n%s", form, out.String())
		}
	}
	if !strings.Contains(out.String(), mask) {
		t.Error("the mask does not show")
	}
	if secret.Reveal() != canary || !secret.IsSet() {
		t.Error("the secret cannot be revealed")
	}
	if (Secret{}).Reveal() != "" || (Secret{}).IsSet() {
		t.Error("the zero value holds a secret")
	}
}
