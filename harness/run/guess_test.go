package run

import (
	"testing"
	"time"

	"github.com/benchtrial/benchtrial/harness/config"
)

// What matters of a guess is which trial is longer.
func TestGuessesOrderTrials(t *testing.T) {
	patient := &config.Firmware{Retry: config.Retry{Attempts: 12, Spacing: 500 * time.Millisecond}, Response: config.Response{Whole: 15 * time.Second}}
	quick := &config.Firmware{Retry: config.Retry{Attempts: 3, Spacing: 100 * time.Millisecond}}
	endless := &config.Firmware{Retry: config.Retry{Endless: true, Spacing: 5 * time.Second}}
	for _, c := range []struct {
		name          string
		shorter, than *config.Firmware
		trial, longer string
	}{
		{"a refusal takes every attempt", patient, patient, "valid", "untrusted-root"},
		{"fewer attempts", quick, patient, "untrusted-root", "untrusted-root"},
		{"longer pauses", quick, endless, "untrusted-root", "untrusted-root"},
		{"a stall lasts", patient, patient, "untrusted-root", "handshake-stalled"},
		{"a firmware that never ends is watched", quick, endless, "valid", "valid"},
		{"and longer where the server is silent", endless, endless, "valid", "reply-never"},
		{"the body is no part of the scenario", patient, patient, "valid+64-kib", "untrusted-root"},
		{"no more connections than it makes", quick, endless, "mixed-failures-100", "mixed-failures-100"},
		{"many connections", endless, endless, "good-connections-16", "good-connections-100"},
	} {
		if a, b := guess(c.shorter, c.trial), guess(c.than, c.longer); a >= b {
			t.Errorf("%s: %s is guessed at %v, %s at %v", c.name, c.trial, a, c.longer, b)
		}
	}
}

func TestNumbersOfConnections(t *testing.T) {
	for name, want := range map[string]time.Duration{"good-connections-100": 100, "low-heap": 1, "x-99999999999999999999": 1} {
		if got := connectionsIn(name); got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
}
