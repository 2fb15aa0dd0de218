package config

import (
	"strings"
	"testing"
	"time"
)

func TestContractOfHealth(t *testing.T) {
	dir := sketch(t, map[string]string{"blink.ino": "", FirmwareFile: `chips: [esp32]
heartbeat: {says: "alive", within: 20s}
console: {heap: "heap {n} bytes"}
`})
	got, err := ReadFirmware(dir)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Heartbeat{"alive", 20 * time.Second}); got.Heartbeat != want {
		t.Errorf("heartbeat: got %+v, want %+v", got.Heartbeat, want)
	}
	for line, want := range map[string]int{
		"heap 123456 bytes":               123456,
		"[1234] heap 0 bytes, at all":     0,
		"heap -5 bytes":                   -1,
		"heap 12":                         -1,
		"heap 99999999999999999999 bytes": -1,
		"":                                -1,
	} {
		if n, ok := got.Console.FreeHeap(line); ok != (want >= 0) || ok && n != want {
			t.Errorf("%q: got %d, %t, want %d", line, n, ok, want)
		}
	}
	if _, ok := (Console{}).FreeHeap("heap 123456 bytes"); ok {
		t.Error("a contract without console.heap reads a heap")
	}
}

func TestFaultsOfHealth(t *testing.T) {
	for text, want := range map[string]string{
		"console: {heap: \"free heap\"}\n":           "console.heap: is \"free heap\"; write what the firmware prints, with {n}",
		"console: {heap: \"{n}\"}\n":                 "console.heap: is \"{n}\"",
		"console: {heap: \"{n} of {n}\"}\n":          "console.heap: is",
		"heartbeat: {says: alive}\n":                 "heartbeat.within: is missing",
		"heartbeat: {within: 3s}\n":                  "heartbeat.says: is missing",
		"heartbeat: {says: alive, within: 3}\n":      "heartbeat.within: has no unit",
		"heartbeat: {says: alive, every: 3s}\n":      "did you mean \"within\"?",
		"heartbeat: {says: \"a\\nb\", within: 3s}\n": "heartbeat.says: spans lines",
		"heartbeat: alive\n":                         "heartbeat: wants keys with values",
	} {
		_, err := ReadFirmware(sketch(t, map[string]string{"blink.ino": "", FirmwareFile: "chips: [esp32]\n" + text}))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}
