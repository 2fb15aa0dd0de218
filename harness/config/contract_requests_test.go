package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// contract reads a firmware.yaml of this text.
func contract(t *testing.T, text string) (*Firmware, error) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{"a.ino": "void setup() {}", "firmware.yaml": "chips: [esp32]\nname: a\n" + text} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return ReadFirmware(dir)
}

func TestBodyThatIsNeverEmpty(t *testing.T) {
	fw, err := contract(t, "request: {body: bench, never_empty: true}\nretry: {attempts: 2, resends: true}\n")
	if err != nil {
		t.Fatal(err)
	}
	if !fw.Request.NeverEmpty || !fw.Retry.Resends {
		t.Errorf("read: %+v %+v", fw.Request, fw.Retry)
	}
	if fw, err = contract(t, "request: {body: bench}\nretry: {attempts: 2}\n"); err != nil || fw.Request.NeverEmpty || fw.Retry.Resends {
		t.Errorf("left out: %+v %v", fw, err)
	}
	if _, err := contract(t, "request: {body: json, never_empty: true}\n"); err == nil || !strings.Contains(err.Error(), "a body that the bench chooses") {
		t.Errorf("with another body: %v", err)
	}
}
