package probe

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// A probe is data: what was written is read back as it was.
func TestWriteAndRead(t *testing.T) {
	p := someProbe(t)
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "profile.json", b.Bytes())
	path := filepath.Join(t.TempDir(), "probe.json")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	back, err := ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(p, back) {
		t.Errorf("wrote %+v\nread  %+v", p, back)
	}
}

func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "give a file that `benchtrial probe` wrote",
		"stack: arduino-esp32-3.x":      "give a file that `benchtrial probe` wrote",
		`{"format": 2}`:                 "it has the format 2, and this program reads 1",
		`{"summary": "of a run"}`:       "it has the format 0",
		`{"format": 1, "entries": []}`:  "nothing was measured",
		`{"format": 1, "entries": [{]}`: "give a file",
	} {
		if p, err := Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) || p != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := ReadFile(filepath.Join(t.TempDir(), "none.json")); err == nil {
		t.Error("a file that is not there can be read")
	}
}

// Whatever a file says, reports can be made of it.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"format": 1, "stack": "arduino-esp32-3.x", "trust": "ca", "entries": [{"scenario": "expired", "outcome": "accepted", "alert": 300}]}`))
	f.Add([]byte(`{"format": 1, "entries": [{"scenario": "no such"}], "client_hello": {}, "fits": [{}], "not_measured": [{"scenario": "valid"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := Read(bytes.NewReader(raw))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := WriteText(&b, p, true); err != nil || b.Len() == 0 {
			t.Errorf("%v", err)
		}
		if Regression(p, p).Differs() {
			t.Error("it differs from itself")
		}
	})
}
