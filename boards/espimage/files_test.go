package espimage

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"
)

// The bytes are those that flashed_files.cpp reads; its tests read what this function writes.
func TestAppendFiles(t *testing.T) {
	got, err := AppendFiles([]byte("PROGRAM"), map[string][]byte{"web/b": {}, "a": []byte("xyz")})
	if err != nil {
		t.Fatal(err)
	}
	want := "PROGRAM" +
		"\x01\x00\x00\x00\x03\x00\x00\x00axyz" +
		"\x05\x00\x00\x00\x00\x00\x00\x00web/b" +
		"\x19\x00\x00\x00" + "\xce\xa7\xcc\x87" + "BTFILES1"
	if string(got) != want {
		t.Errorf("got\n%swant\n%s", hex.Dump(got), hex.Dump([]byte(want)))
	}
}

func TestAppendNoFiles(t *testing.T) {
	got, err := AppendFiles([]byte("PROGRAM"), nil)
	if err != nil || string(got) != "PROGRAM" {
		t.Errorf("got %q, %v; without files there is nothing to append", got, err)
	}
}

func TestAppendFilesRefuses(t *testing.T) {
	for name, files := range map[string]map[string][]byte{
		"no path below the root": {"../x": nil},
		"the whole flash has":    {"big": make([]byte, FlashSize)},
	} {
		if _, err := AppendFiles(nil, files); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("the error is %v, want one with %q", err, name)
		}
	}
	for _, path := range []string{"", ".", "..", "/x", "a//b", "a/"} {
		if _, err := AppendFiles(nil, map[string][]byte{path: nil}); err == nil {
			t.Errorf("%q was taken for a path below the root", path)
		}
	}
}

// A program is taken out of its image with its files.
func TestFilesGoThroughAnImage(t *testing.T) {
	program, err := AppendFiles(bytes.Repeat([]byte("elf "), 1000), map[string][]byte{"certs.ar": []byte("!<arch>\n")})
	if err != nil {
		t.Fatal(err)
	}
	for _, chip := range []string{"esp32", "esp8266"} {
		image, err := Wrap(chip, Descriptor{Project: "p"}, program)
		if err != nil {
			t.Fatal(err)
		}
		read, err := Parse(image)
		if err != nil || !bytes.Equal(read.Program, program) {
			t.Errorf("%s: got %d bytes and %v, want the %d that were wrapped", chip, len(read.Program), err, len(program))
		}
	}
}
