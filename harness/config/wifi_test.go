package config

import (
	"strings"
	"testing"
	"time"
)

func TestCommandsForTheAccessPoint(t *testing.T) {
	b, err := bench(t, "wifi:\n  ssid: lab\n  psk: a password\n  off: ssh ap ifdown wlan0\n  on: ssh ap ifup wlan0\n"+aBoard)
	if err != nil {
		t.Fatal(err)
	}
	if w := b.WiFi; w.Off != "ssh ap ifdown wlan0" || w.On != "ssh ap ifup wlan0" || w.Line != 4 {
		t.Errorf("got off %q, on %q in line %d", w.Off, w.On, w.Line)
	}
	for text, want := range map[string]string{
		"off: x":              "bench.yaml:1: wifi.on: is missing",
		"on: x":               "bench.yaml:1: wifi.off: is missing",
		"off: '', on: x":      "wifi.off: is empty",
		"off: [a, b], on: x":  "wifi.off: wants text, has a list",
		"down: hunter2-x":     `did you mean "off"?`,
		"offf: x, on: x":      `did you mean "off"?`,
		"off: 7, on: x":       "wifi.off: wants text",
		"off: x, on: {a: 12}": "wifi.on: wants text",
	} {
		_, err := bench(t, "wifi: {ssid: lab, psk: a password, "+text+"}\n"+aBoard)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

func TestHowLongAFirmwareWaitsForItsWiFi(t *testing.T) {
	read := func(text string) (*Firmware, error) {
		return ReadFirmware(sketch(t, map[string]string{"blink.ino": "", FirmwareFile: "chips: [esp32]\n" + text}))
	}
	fw, err := read("wifi: {wait: 20s}\n")
	if err != nil || fw.WiFi.Wait != 20*time.Second {
		t.Errorf("got %+v, %v", fw, err)
	}
	if fw, err := read(""); err != nil || fw.WiFi.Wait != 0 {
		t.Errorf("without a word: got %+v, %v", fw, err)
	}
	if _, err := read("wifi: {timeout: 20s}\n"); err == nil || !strings.Contains(err.Error(), `did you mean "wait"?`) {
		t.Errorf("got %v", err)
	}
}
