package espimage

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var program = append([]byte("\x7fELF"), bytes.Repeat([]byte("firmware\x00\xff"), 1001)...)

var desc = Descriptor{Project: "token_post", Version: "1.2.3", Framework: "benchtrial"}

func wrap(t testing.TB, chip string) []byte {
	t.Helper()
	image, err := Wrap(chip, desc, program)
	if err != nil {
		t.Fatal(err)
	}
	return image
}

func TestWrapThenParse(t *testing.T) {
	for _, c := range chips {
		t.Run(c.Name, func(t *testing.T) {
			image := wrap(t, c.Name)
			// What lies behind an image in the flash must not matter.
			got, err := Parse(append(bytes.Clone(image), bytes.Repeat([]byte{0xff}, 5000)...))
			if err != nil {
				t.Fatal(err)
			}
			if got.Chip != c.Name || !bytes.Equal(got.Program, program) || got.Length != len(image) {
				t.Errorf("Parse: chip %q, length %d (wrapped %d), program equal: %t",
					got.Chip, got.Length, len(image), bytes.Equal(got.Program, program))
			}
			want := desc
			want.ELF = sha256.Sum256(program)
			if got.Desc != want {
				t.Errorf("Parse: descriptor %+v, want %+v", got.Desc, want)
			}
			if got.Header != (Header{Entry: c.code, Mode: "DIO", Div: 2}) {
				t.Errorf("Parse: header %+v", got.Header)
			}
		})
	}
}

func TestWrapIsAFunctionOfItsArguments(t *testing.T) {
	if !bytes.Equal(wrap(t, "esp32"), wrap(t, "esp32")) {
		t.Error("wrapping the same program twice gave two images: each build would flash anew")
	}
}

func TestWrapRefuses(t *testing.T) {
	long := strings.Repeat("x", 32)
	for _, c := range []struct {
		name    string
		chip    string
		desc    Descriptor
		program []byte
		want    string
	}{
		{"an unknown chip", "esp42", desc, program, `"esp42": no such chip`},
		{"no program", "esp32", desc, nil, "the program is empty"},
		{"a long project name", "esp32", Descriptor{Project: long}, program, "project"},
		{"a zero byte in the version", "esp32", Descriptor{Version: "1\x00"}, program, "version"},
		{"a program beyond the flash", "esp32", desc, make([]byte, FlashSize), "strip the program"},
	} {
		if _, err := Wrap(c.chip, c.desc, c.program); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one with %q", c.name, err, c.want)
		}
	}
}

// TestFaults damages images and looks at what the chip makes of it.
func TestFaults(t *testing.T) {
	set := func(at int, b byte) func([]byte) []byte {
		return func(image []byte) []byte { image[at] = b; return image }
	}
	flip := func(at int) func([]byte) []byte {
		return func(image []byte) []byte { image[at] ^= 1; return image }
	}
	for _, c := range []struct {
		name   string
		chip   string
		damage func([]byte) []byte
		want   Kind
		says   string // on the console, by ROM or bootloader
	}{
		{"blank", "esp32", func([]byte) []byte { return bytes.Repeat([]byte{0xff}, 64) }, BadMagic, "invalid header: 0xffffffff"},
		{"text", "esp32s3", func([]byte) []byte { return []byte("hello, world, hello") }, BadMagic, "invalid header: 0x6c6c6568"},
		{"nothing", "esp32", func([]byte) []byte { return nil }, BadMagic, "invalid header: 0xffffffff"},
		{"a bit in the program", "esp32", flip(500), BadChecksum, "csum err:0x"},
		{"a bit in the program", "esp32c3", flip(500), BadChecksum, "Checksum failure. Calculated 0x"},
		{"a bit in the header", "esp32", flip(8), BadDigest, "Image hash failed - image is corrupt"},
		{"a bit in the header", "esp32s3", flip(8), BadDigest, "SHA-256 comparison failed:"},
		{"another chip's image", "esp32", set(12, 9), WrongChip, "mismatch chip ID, expected 0, found 9"},
		{"another chip's image", "esp32c3", set(12, 9), WrongChip, "Invalid chip id. Expected 5 read 9. Bootloader for wrong chip?"},
		{"too many segments", "esp32", set(1, 17), BadSegments, "segment count 17 exceeds max 16"},
		{"no segments", "esp32", set(1, 0), BadSegments, "segment count 0"},
		{"a huge segment", "esp32", set(31, 0x7f), BadSegments, "invalid segment length 0x7f"},
		{"cut in the header", "esp32", func(b []byte) []byte { return b[:20] }, BadSegments, "truncated"},
		{"cut in a segment", "esp32", func(b []byte) []byte { return b[:1000] }, BadSegments, "invalid segment length"},
		{"cut before the hash", "esp32", func(b []byte) []byte { return b[:len(b)-32] }, BadSegments, "truncated"},
		{"blank", "esp8266", func([]byte) []byte { return bytes.Repeat([]byte{0xff}, 64) }, BadMagic, "flash read err, 0\nets_main.c "},
		{"a bit in the loader", "esp8266", flip(20), BadChecksum, "csum err\nets_main.c "},
		{"another chip's image", "esp8266", func([]byte) []byte { return wrap(t, "esp32") }, BadSegments, "flash read err, ets_unpack_flash_code"},
		{"a bit in the program", "esp8266", flip(8000), BadDigest, ""},
		{"cut behind the loader", "esp8266", func(b []byte) []byte { return b[:0x1000] }, NoApplication, ""},
		{"another application", "esp8266", func(b []byte) []byte { return append(b[:0x1000], "\xe9 of the Arduino core"...) }, NoProgram, ""},
	} {
		t.Run(c.name+" on "+c.chip, func(t *testing.T) {
			chip, _ := Lookup(c.chip)
			_, err := chip.Parse(c.damage(wrap(t, c.chip)))
			var f *Fault
			if !errors.As(err, &f) || f.Kind != c.want {
				t.Fatalf("Parse: got error %v, want a fault of kind %d", err, c.want)
			}
			if said := strings.Join(append(f.ROM, f.Boot...), "\n"); !strings.Contains(said, c.says) {
				t.Errorf("the chip says %q, want it to say %q", said, c.says)
			}
			if !f.Started && len(f.ROM) == 0 || !f.Started && len(f.Boot) > 0 {
				t.Errorf("the ROM refuses with %q, and the bootloader goes on with %q", f.ROM, f.Boot)
			}
		})
	}
}

func TestImageForRealSilicon(t *testing.T) {
	c, _ := Lookup("esp32")
	image := c.build(bytes.Repeat([]byte{1, 2, 3, 4}, 100))
	_, err := c.Parse(image)
	var f *Fault
	if !errors.As(err, &f) || f.Kind != NoProgram || len(f.Segments) != 3 {
		t.Errorf("Parse: got %v, want a fault of kind %d with three segments", err, NoProgram)
	}
}

// TestRunningChecksum: the ESP8266's ROM prints the sum after each segment; the last one is the image's.
func TestRunningChecksum(t *testing.T) {
	c, _ := Lookup("esp8266")
	image := wrap(t, "esp8266")
	got, err := c.Parse(image)
	if err != nil {
		t.Fatal(err)
	}
	first := byte(checksumSeed)
	for _, b := range image[headerSize+segmentHeader:][:got.Segments[0].Length] {
		first ^= b
	}
	stored := image[bytes.Index(image, c.loop)+len(c.loop):][:blockSize]
	if len(got.Segments) != 2 || got.Segments[0].Sum != first || bytes.IndexByte(stored, got.Segments[1].Sum) < 0 {
		t.Errorf("segments %+v, want sums 0x%02x and the one among % x", got.Segments, first, stored)
	}
}

// TestBitFlips: no damaged image may be taken for a sound one with another program.
func TestBitFlips(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for _, c := range chips {
		image := wrap(t, c.Name)
		for range 500 {
			damaged := bytes.Clone(image)
			damaged[random.Intn(len(damaged))] ^= 1 << random.Intn(8)
			if got, err := c.Parse(damaged); err == nil && !bytes.Equal(got.Program, program) {
				t.Fatalf("%s: an image with one bit flipped was taken with another program", c.Name)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range chips {
		image, err := Wrap(c.Name, desc, []byte("#!/bin/sh\n"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(image)
	}
	f.Add([]byte{})
	f.Add([]byte{imageMagic, 255, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8})
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, c := range chips {
			got, err := c.Parse(b)
			var fault *Fault
			if err != nil && !errors.As(err, &fault) {
				t.Fatalf("Parse: error %v is no *Fault", err)
			}
			if err == nil && (got.Length > len(b) || len(got.Program) > len(b)) {
				t.Fatalf("Parse: %d bytes of image and %d of program in %d bytes", got.Length, len(got.Program), len(b))
			}
		}
		_, _ = Parse(b) // must not panic either
	})
}

// TestEsptoolAgrees has the real esptool look at an image.
func TestEsptoolAgrees(t *testing.T) {
	tool := esptool(t)
	for _, c := range chips {
		path := filepath.Join(t.TempDir(), c.Name+".bin")
		if err := os.WriteFile(path, wrap(t, c.Name), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(tool, "--chip", c.Name, "image-info", path).CombinedOutput()
		text := string(out)
		if err != nil || strings.Contains(text, "invalid") || strings.Count(text, "valid") == 0 {
			t.Errorf("%s: esptool image-info: %v\n%s", c.Name, err, text)
		}
		if c.extended && !strings.Contains(text, "Project name: token_post") {
			t.Errorf("%s: esptool does not find the project's name:\n%s", c.Name, text)
		}
	}
}

// esptool finds the project's own esptool, or the one that BENCHTRIAL_ESPTOOL names.
func esptool(t *testing.T) string {
	t.Helper()
	path := os.Getenv("BENCHTRIAL_ESPTOOL")
	if path == "" {
		path, _ = filepath.Abs("../../.tools/esptool/bin/esptool")
	}
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no esptool at %s; `make setup` installs it", path)
	}
	return path
}
