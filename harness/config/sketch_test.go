package config

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestFolders(t *testing.T) {
	const yaml = "chips: [esp32]\n"
	for _, c := range []struct {
		name   string
		files  map[string]string
		sketch string // "" for none
		want   string // part of the error, "" for none
	}{
		{"named as the folder", map[string]string{"blink.ino": "", "other.ino": "", FirmwareFile: yaml}, "blink.ino", ""},
		{"a copy under another name", map[string]string{"token_post.ino": "", FirmwareFile: yaml}, "token_post.ino", ""},
		{"two, none named as the folder", map[string]string{"a.ino": "", "b.ino": "", FirmwareFile: yaml}, "", "rename the main one to blink.ino"},
		{"PlatformIO", map[string]string{"platformio.ini": "", FirmwareFile: yaml}, "", ""},
		{"ESP-IDF", map[string]string{"CMakeLists.txt": "", FirmwareFile: yaml}, "", ""},
		{"prebuilt", map[string]string{"app.bin": "", FirmwareFile: yaml + "builder: prebuilt\n"}, "", ""},
		{"builder: auto", map[string]string{"platformio.ini": "", FirmwareFile: yaml + "builder: auto\n"}, "", ""},
		{"a .bin alone", map[string]string{"app.bin": "", FirmwareFile: yaml}, "", ""},
		{"a .bin for another builder", map[string]string{"app.bin": "", FirmwareFile: yaml + "builder: idf\n"}, "", "there is nothing to build"},
		{"nothing", map[string]string{"notes.txt": "", FirmwareFile: yaml}, "", "there is nothing to build"},
		{"builder without its file", map[string]string{"platformio.ini": "", FirmwareFile: yaml + "builder: idf\n"}, "", "there is nothing to build"},
		{"no firmware.yaml", map[string]string{"blink.ino": ""}, "", "it has no firmware.yaml"},
	} {
		dir := sketch(t, c.files)
		f, err := ReadFirmware(dir)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		case err == nil && c.sketch != "" && f.Sketch != filepath.Join(dir, c.sketch), err == nil && c.sketch == "" && f.Sketch != "":
			t.Errorf("%s: got the sketch %q, want %q", c.name, f.Sketch, c.sketch)
		}
	}
}

func TestNoFolder(t *testing.T) {
	dir := sketch(t, map[string]string{"blink.ino": ""})
	if _, err := ReadFirmware(filepath.Join(dir, "none")); err == nil || !strings.Contains(err.Error(), "there is no such folder") {
		t.Errorf("a folder that is not there: got %v", err)
	}
	if _, err := ReadFirmware(filepath.Join(dir, "blink.ino")); err == nil || !strings.Contains(err.Error(), "name the folder that holds it") {
		t.Errorf("a file for a folder: got %v", err)
	}
}

// What the error offers to begin with must itself be right.
func TestMinimalFirmware(t *testing.T) {
	f, err := ReadFirmware(sketch(t, map[string]string{"blink.ino": "", FirmwareFile: minimal}))
	if err != nil || f.Retry.Attempts != 12 {
		t.Errorf("got %+v, %v", f, err)
	}
	_, err = ReadFirmware(sketch(t, map[string]string{"blink.ino": ""}))
	if err == nil || !strings.Contains(err.Error(), indent(minimal)) {
		t.Errorf("the error shows no beginning: %v", err)
	}
}

func TestPatterns(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"a", "a", true}, {"a", "ab", false}, {"", "", true},
		{"*", "anything / at all", true}, {"a*", "a", true}, {"*a", "ba", true},
		{"a*a", "a", false}, {"a*a", "aa", true}, {"a*b*c", "a--b--c", true}, {"a*b*c", "acb", false},
		{"* / trust / wrong.host*", "token_post / trust / wrong.host is refused", true},
		{"* / trust / wrong.host*", "token_post / trust / wrongXhost is refused", false},
		{"a [b]?", "a [b]?", true}, {"a [b]?", "a bc", false}, {"**", "x", true}, {"*aab", "aaab", true},
	} {
		if got := matchStar(c.pattern, c.text); got != c.want {
			t.Errorf("%q and %q: got %t", c.pattern, c.text, got)
		}
	}
}

func TestNearest(t *testing.T) {
	known := []string{"attempts", "spacing", "handshake"}
	for word, want := range map[string]string{
		"atempts": "attempts", "Attempts": "attempts", "attemtps": "attempts", "hand-shake": "handshake", "hand_shake": "handshake",
		"zebra": "", "": "", strings.Repeat("x", 500): "",
	} {
		if got := nearest(word, known); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}
