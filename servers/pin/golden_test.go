package pin

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// masks hide what differs with each key: fingerprints, base64 and sizes.
var masks = []struct {
	find *regexp.Regexp
	put  string
}{
	{regexp.MustCompile(`([0-9A-F]{2}:){31}[0-9A-F]{2}`), "(SHA-256)"},
	{regexp.MustCompile(`([0-9A-F]{2}:){19}[0-9A-F]{2}`), "(SHA-1)"},
	{regexp.MustCompile(`(?s)(-----BEGIN CERTIFICATE-----).*?(-----END CERTIFICATE-----)`), "$1(base64)$2"},
	{regexp.MustCompile(`\d+ bytes`), "N bytes"},
	{regexp.MustCompile(`"bytes": \d+`), `"bytes": N`},
	{regexp.MustCompile(`(    (0x[0-9A-F]{2},[ \n]?){10}){2}`), "    (20 bytes)\n"},
}

func masked(text []byte) []byte {
	for _, m := range masks {
		text = m.find.ReplaceAll(text, []byte(m.put))
	}
	return text
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	got = masked(got)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs, look at the change and run go test -update:\n%s", name, got)
	}
}

func TestGoldenViews(t *testing.T) {
	r := root(t, "Root X1")
	old := root(t, "Old Root", func(c *x509.Certificate) { c.NotAfter = today.AddDate(0, -2, 0) })
	m := under(t, r, "E5")
	second := under(t, m, "E5.1")
	leaf := leafOf(t, second)
	single := issue(t, nil, p256(t), leafTemplate())
	expired := leafOf(t, m, func(c *x509.Certificate) { c.NotAfter = today.AddDate(0, 0, -3) })
	cases := map[string]*Report{
		"cross-signed": examine(t, sent(leaf, second, m, cross(t, r, old)), storeOf(r, old), ""),
		"with-root":    examine(t, sent(leaf, second, m, r), Store{Name: "this machine has no store"}, ""),
		"reversed":     examine(t, sent(leaf, m, second), storeOf(r), ""),
		"unrelated":    examine(t, sent(leaf, second, second, old, m), storeOf(r), "root"),
		"single":       examine(t, sent(single), storeOf(r), ""),
		"leaf-only":    examine(t, sent(leaf), storeOf(r), ""),
		"expired":      examine(t, sent(expired, m), storeOf(r), ""),
		"wrong-host":   examine(t, sent(leafOf(t, m, func(c *x509.Certificate) { c.DNSNames = []string{"www.test"} }), m), storeOf(r), ""),
	}
	for name, report := range cases {
		t.Run(name, func(t *testing.T) {
			var text bytes.Buffer
			if err := report.WriteText(&text, false); err != nil {
				t.Fatal(err)
			}
			golden(t, name+".txt", text.Bytes())
		})
	}
	report := cases["cross-signed"]
	golden(t, "esp32.h", report.ESP32Header())
	golden(t, "esp8266.h", report.ESP8266Header())
	golden(t, "fingerprint.txt", report.Fingerprints())
	var doc bytes.Buffer
	if err := report.WriteJSON(&doc); err != nil {
		t.Fatal(err)
	}
	golden(t, "cross-signed.json", doc.Bytes())
	if !json.Valid(doc.Bytes()) {
		t.Error("the JSON is none")
	}
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestColourSaysNothingAlone(t *testing.T) {
	h := dealt(t)
	r := examine(t, h.sent(), storeOf(h.root), "leaf")
	var plain, coloured bytes.Buffer
	if err := errors.Join(r.WriteText(&plain, false), r.WriteText(&coloured, true)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(coloured.Bytes(), []byte("\x1b[31m")) {
		t.Error("there is no colour")
	}
	if got := escapes.ReplaceAll(coloured.Bytes(), nil); !bytes.Equal(got, plain.Bytes()) {
		t.Errorf("without its colour it says something else:\n%s", got)
	}
}

type full struct{}

var errFull = errors.New("no space left on device")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestAFullDiskIsReported(t *testing.T) {
	h := dealt(t)
	r := examine(t, h.sent(), Store{}, "")
	if err := r.WriteText(full{}, false); !errors.Is(err, errFull) {
		t.Errorf("text: got %v", err)
	}
	if err := r.WriteJSON(full{}); !errors.Is(err, errFull) {
		t.Errorf("json: got %v", err)
	}
}
