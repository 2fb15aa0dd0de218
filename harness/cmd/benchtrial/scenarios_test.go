package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/servers"
)

// listed runs the command line of scenarios in an empty project.
func listed(t *testing.T, args ...string) (code int, out, complaints string) {
	t.Helper()
	var o, c bytes.Buffer
	code = scenariosTo(&o, &c, t.TempDir(), args)
	return code, o.String(), c.String()
}

func TestScenariosList(t *testing.T) {
	code, out, complaints := listed(t)
	if code != 0 || complaints != "" {
		t.Fatalf("got %d, %q", code, complaints)
	}
	for _, sc := range servers.Catalogue() {
		if !strings.Contains(out, "  "+sc.Name+" ") {
			t.Errorf("%s is not listed", sc.Name)
		}
	}
	code, some, _ := listed(t, "--group", "control")
	if code != 0 || !strings.Contains(some, "  valid ") || strings.Contains(some, "wrong.host") {
		t.Errorf("--group control: got %d:\n%s", code, some)
	}
}

func TestScenariosExplain(t *testing.T) {
	cases := map[string][]string{ // words that must be there
		"valid":                 {"every attempt", "an honest chain", "#1", "signed by the pinned root"},
		"wrong.host":            {"refuses", "because", "names: wrong.host.test, where an honest one has api.bench.test", "arduino-esp8266-3.x"},
		"same-name-root":        {"signed by: nobody at hand, where an honest one has the pinned root"},
		"incomplete-chain":      {"1 certificate(s) that should follow are not sent"},
		"expired":               {"(it is past)", "a weakness"},
		"bit-flipped-record":    {"takes the handshake only", "accepts the handshake, and fails at what follows (alert bad_record_mac"},
		"untrusted-after-reset": {"attempts 1 to 2", "reset on accept", "attempt 3 and all further ones"},
		"garbage-certificate":   {"cannot be read"},
		"empty-chain":           {"no certificate is sent at all"},
		"connection-refused":    {"nobody listens"},
		"recovers-at-3":         {"attempts 1 to 2", "attempt 3 and all further ones"},
		"psk-impostor":          {"TLS_PSK_WITH_AES_128_GCM_SHA256", "suites more, no certificate, its messages are not those"},
		"static-ecdh":           {"tls: TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256", "#1"},
	}
	for name, wants := range cases {
		t.Run(name, func(t *testing.T) {
			code, out, complaints := listed(t, name)
			if code != 0 {
				t.Fatalf("got %d: %s", code, complaints)
			}
			for _, want := range wants {
				if !strings.Contains(strings.Join(strings.Fields(out), " "), want) {
					t.Errorf("%q is missing in:\n%s", want, out)
				}
			}
		})
	}
}

// What the list demands of sound firmware is what every stack can do; a limit that stacks share is none of its faults.
func TestScenariosSayWhatIsDemanded(t *testing.T) {
	for name, want := range map[string]string{
		"untrusted-root": mustRefuse, "valid": mustAccept, "wildcard": mustAccept, "expired": mustDepend,
		"tls-v1-3": mustDepend, "ed25519": mustDepend, "reversed-chain": mustDepend, "name-constraints-critical": mustDepend,
		"hello-request-first": mustDepend, "cn-right-san-mail": mustDepend, "cn-right-san-address": mustDepend,
		"bit-flipped-record": mustHalf, "plaintext-http": mustHalf, "records-of-1-byte": mustCope, "connection-reset": mustEnd,
		"reply-garbage-status": mustDoubt, "reset-within-request": mustDoubt,
	} {
		sc, ok := servers.Lookup(name)
		if !ok || soundly(sc) != want {
			t.Errorf("%s: found %t, got %q, want %q", name, ok, soundly(sc), want)
		}
	}
}

// The honest chain deviates from itself in nothing, and every scenario has a story.
func TestScenariosJSON(t *testing.T) {
	code, out, complaints := listed(t, "--json")
	if code != 0 {
		t.Fatalf("got %d: %s", code, complaints)
	}
	var all []scenarioStory
	if err := json.Unmarshal([]byte(out), &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != len(servers.Catalogue()) {
		t.Errorf("%d stories of %d scenarios", len(all), len(servers.Catalogue()))
	}
	for _, s := range all {
		if s.Doc == "" || s.Sound == "" || s.Suite == "" {
			t.Errorf("%s: %+v", s.Name, s)
		}
		for _, st := range s.Stages {
			for _, c := range st.Chain {
				if s.Name == "valid" && len(c.Deviates) > 0 {
					t.Errorf("the honest chain deviates: %q", c.Deviates)
				}
			}
		}
	}
	code, out, _ = listed(t, "valid", "--json")
	var one scenarioStory
	if err := json.Unmarshal([]byte(out), &one); code != 0 || err != nil || one.Name != "valid" {
		t.Errorf("one: got %d, %v, %q", code, err, one.Name)
	}
}

func TestScenariosMistakes(t *testing.T) {
	for args, want := range map[string]string{
		"untrusted":             "is it untrusted-root or",
		"nonsense":              "`benchtrial scenarios` lists them",
		"valid wrong.host":      "one scenario at a time",
		"--group nonsense":      "there are control, chain",
		"--group control valid": "not both",
		"--unknown":             "not defined",
	} {
		code, out, complaints := listed(t, strings.Fields(args)...)
		if code != exitUsage || !strings.Contains(complaints, want) || out != "" {
			t.Errorf("%s: got %d, %q, %q; want %q", args, code, out, complaints, want)
		}
	}
}
