package profile_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/harness/profile"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/pin"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The whole decision table, as people read it.
func TestTable(t *testing.T) {
	var b bytes.Buffer
	group := servers.Group("")
	for _, sc := range judged() {
		if sc.Group != group {
			group = sc.Group
			fmt.Fprintf(&b, "%s\n%-36s %-20s %-20s %s\n", group, "  with a pinned root", "esp32 2.x", "esp32 3.x", "esp8266 3.x")
		}
		fmt.Fprintf(&b, "  %-34s", sc.Name)
		for _, stack := range arduino {
			e, ok := profile.Expect(stack, config.TrustCA, sc)
			fmt.Fprintf(&b, " %-20s", cell(e, ok))
		}
		b.Truncate(len(bytes.TrimRight(b.Bytes(), " ")))
		b.WriteByte('\n')
	}
	golden := filepath.Join("testdata", "table.txt")
	if *update {
		if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, b.Bytes()) {
		t.Errorf("the table is not that of %s; look at the difference, then run with -update:\n%s", golden, firstDifference(string(want), b.String()))
	}
}

func cell(e profile.Expectation, ok bool) string {
	if !ok {
		return "-"
	}
	word := string(e.Outcome)
	switch {
	case e.Basis == profile.Promised:
		word = "REFUSE"
	case e.Weakness:
		word = "accept!"
	}
	if e.Code != 0 {
		word += fmt.Sprintf(" %d", e.Code)
	}
	if e.Alert != 0 {
		word += fmt.Sprintf("/%d", e.Alert)
	}
	if e.Unless.When != "" {
		word += "*"
	}
	return word
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range w {
		if i >= len(g) || w[i] != g[i] {
			return fmt.Sprintf("line %d\nwant %q\ngot  %q", i+1, w[i], append(g, make([]string, len(w))...)[i])
		}
	}
	return fmt.Sprintf("%d lines more", len(g)-len(w))
}

// The advice on which certificate to pin and the profiles say the same of the same fault.
func TestAgreesWithTheAdviceOnPins(t *testing.T) {
	stacks := map[pin.Profile]string{pin.ESP32v2: profile.ESP32v2, pin.ESP32v3: profile.ESP32v3, pin.ESP8266: profile.ESP8266}
	rules := map[string]pin.Rule{}
	for _, r := range pin.Rules() {
		rules[r.Name] = r
	}
	for name, rule := range map[string]string{
		"leaf-as-anchor": "leaf-as-ca", "incomplete-chain": "no-path", "root-sent": "root-sent", "reversed-chain": "reversed",
		"unrelated-between": "unrelated-between", "leaf-twice": "unrelated-between", "ten-intermediates": "deep",
		"chain-of-17k": "over-16k", "1000-sans": "over-16k", "wrong.host": "wrong-host", "cn-only": "cn-only",
		"expired": "expired", "not-yet-valid": "not-yet-valid", "revoked": "revocation", "sha1-leaf": "sha1",
		"sha1-intermediate": "sha1", "rsa1024": "rsa-short", "rsa512": "rsa-tiny", "p224": "p224", "ed25519": "ed25519",
		"rsa-pss": "pss", "rsa2048": "rsa", "rsa4096": "rsa", "ecc384": "ecdsa", "critical-extension": "critical-extension",
		"name-constraints-critical": "critical-constraints", "unrelated-critical-extension": "critical-elsewhere",
		"eku-critical": "critical-eku", "name-constraints-violated": "constraints", "eku-client-only": "eku",
		"ku-key-encipherment-only": "ku", "intermediate-no-ca": "intermediate-no-ca", "path-length-violated": "path-length",
		"tls-v1-3": "tls13-only", "tls-v1-0": "old-tls",
	} {
		for profileOf, says := range rules[rule].By {
			e := expect(t, stacks[profileOf], config.TrustCA, name)
			if refused := e.Outcome == profile.Refuse; refused != (says.Effect == pin.Refuses) || e.Weakness != (says.Effect == pin.Unchecked) {
				t.Errorf("%s on %s: %+v, but the rule %q says %+v", name, stacks[profileOf], e, rule, says)
			}
		}
		if len(rules[rule].By) != len(stacks) {
			t.Errorf("no rule %q", rule)
		}
	}
}
