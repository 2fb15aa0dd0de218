package run

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestDurationsComeBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache", "durations.json")
	d := readDurations(path)
	if got, known := d.cost("fw", "valid"); known {
		t.Errorf("a trial that was never run cost %v", got)
	}
	d.note("fw", "valid", 3*time.Second)
	if err := d.write(); err != nil {
		t.Fatal(err)
	}
	if got, _ := readDurations(path).cost("fw", "valid"); got != 3*time.Second {
		t.Errorf("cost came back as %v, wanted 3s", got)
	}
}

func TestDamagedDurationsAreForgotten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "durations.json")
	for _, damage := range []string{"", "{", "null", `{"fw valid": "soon"}`} {
		if err := os.WriteFile(path, []byte(damage), 0o600); err != nil {
			t.Fatal(err)
		}
		d := readDurations(path)
		d.note("fw", "valid", time.Minute)
		if got, _ := d.cost("fw", "valid"); got != time.Minute {
			t.Errorf("after %q: cost %v, wanted 1m", damage, got)
		}
	}
}
