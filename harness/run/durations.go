package run

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"
)

// durations remembers what each trial cost in wall time, to split the next plan by. It is a hint: without it the plan is
// only split less evenly.
type durations struct {
	path string
	wall map[string]time.Duration // by firmware and trial
}

func readDurations(path string) *durations {
	d := &durations{path: path, wall: map[string]time.Duration{}}
	if raw, err := os.ReadFile(path); err == nil {
		// A damaged file is as good as none: everything costs the same then.
		if json.Unmarshal(raw, &d.wall) != nil || d.wall == nil {
			d.wall = map[string]time.Duration{}
		}
	}
	return d
}

// cost is what the trial took last time; false when it was never run here.
func (d *durations) cost(firmware, trial string) (time.Duration, bool) {
	wall, ok := d.wall[firmware+" "+trial]
	return wall, ok
}

func (d *durations) note(firmware, trial string, wall time.Duration) {
	d.wall[firmware+" "+trial] = wall
}

func (d *durations) write() error {
	raw, err := json.MarshalIndent(d.wall, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(d.path), 0o755); err != nil {
		return err
	}
	next := d.path + ".tmp"
	if err := os.WriteFile(next, raw, 0o644); err != nil {
		return err
	}
	return os.Rename(next, d.path)
}
