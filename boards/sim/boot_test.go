package sim

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/boards/sim/nor"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares text with a file in testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: got\n%s\nwant\n%s", path, got, want)
	}
}

// bareMachine is a machine without its goroutine, whose words are collected.
func bareMachine(t *testing.T, chip string) (*machine, *bytes.Buffer) {
	t.Helper()
	cfg, err := Config{Name: "test-board", Chip: chip}.complete()
	if err != nil {
		t.Fatal(err)
	}
	flash, err := nor.Open("", flashSize)
	if err != nil {
		t.Fatal(err)
	}
	m := newMachine(cfg, flash, func() int { return 115200 })
	var out bytes.Buffer
	m.out, m.power = &out, true
	close(m.closed) // what timers post is dropped
	t.Cleanup(func() { m.halt(); m.forget() })
	return m, &out
}

// bootProgram is never started. The texts depend on its checksum, so it is nobody else's.
const bootProgram = "#!/bin/sh\necho this is a program of some length, none of whose bytes should ever be run\n"

// TestBootTexts prints what each chip says for each thing that can be in its flash.
func TestBootTexts(t *testing.T) {
	damaged := func(t *testing.T, chip string, at int) []byte {
		image := wrapped(t, chip, bootProgram)
		image[at] ^= 4
		return image
	}
	// Where what the ROM itself loads begins to hold something, and where the program does.
	loader := func(t *testing.T, chip string) int {
		return bytes.Index(wrapped(t, chip, bootProgram), []byte("This image"))
	}
	program := func(t *testing.T, chip string) int {
		return bytes.Index(wrapped(t, chip, bootProgram), []byte(bootProgram))
	}
	foreign := func(t *testing.T, chip string) []byte {
		if chip == "esp8266" { // its header names no chip: an image of another one is read as it comes
			return wrapped(t, "esp32", bootProgram)
		}
		return damaged(t, chip, 12)
	}
	for _, c := range []struct {
		name     string
		image    func(t *testing.T, chip string) []byte
		kind     resetKind
		download bool
	}{
		{"blank", nil, resetPowerOn, false},
		{"blank-again", nil, resetROM, false},
		{"download", nil, resetPowerOn, true},
		{"corrupt-loader", func(t *testing.T, chip string) []byte { return damaged(t, chip, loader(t, chip)) }, resetPin, false},
		{"corrupt-program", func(t *testing.T, chip string) []byte { return damaged(t, chip, program(t, chip)) }, resetPowerOn, false},
		{"corrupt-header", func(t *testing.T, chip string) []byte { return damaged(t, chip, 8) }, resetPowerOn, false},
		{"wrong-chip", foreign, resetPowerOn, false},
		{"cut-short", func(t *testing.T, chip string) []byte { return wrapped(t, chip, bootProgram)[:300] }, resetSoftware, false},
		{"not-executable", func(t *testing.T, chip string) []byte { return wrapped(t, chip, "neither ELF nor script") }, resetRestart, false},
	} {
		for _, chip := range chips() {
			if c.name == "corrupt-header" && chip.name == "esp8266" {
				continue // its header has no check, and no ROM or bootloader would notice
			}
			t.Run(c.name+"/"+chip.name, func(t *testing.T) {
				m, out := bareMachine(t, chip.name)
				if c.image != nil {
					if err := m.flash.Program(m.image.Offset, c.image(t, chip.name)); err != nil {
						t.Fatal(err)
					}
				}
				m.boot(c.kind, c.download)
				golden(t, "boot/"+chip.name+"-"+c.name, out.Bytes())
			})
		}
	}
}

// TestImageForSilicon: an image that was built for a real chip is sound, and cannot run here; the board says so.
func TestImageForSilicon(t *testing.T) {
	for _, chip := range []string{"esp32", "esp8266"} {
		t.Run(chip, func(t *testing.T) {
			m, out := bareMachine(t, chip)
			image := wrapped(t, chip, bootProgram)
			mark := bytes.Index(image, []byte("BENCHELF"))
			copy(image[mark:], "FLEHCNEB") // the same bytes, so the checksum holds
			if chip != "esp8266" {         // its images have no hash
				end := len(image) - sha256.Size
				sum := sha256.Sum256(image[:end])
				copy(image[end:], sum[:])
			}
			if err := m.flash.Program(m.image.Offset, image); err != nil {
				t.Fatal(err)
			}
			m.boot(resetPowerOn, false)
			golden(t, "boot/"+chip+"-for-silicon", out.Bytes())
			if m.mode != modeHalted {
				t.Errorf("mode %s, want %s: it would start again for ever", m.mode, modeHalted)
			}
		})
	}
}

// TestPanicTexts prints what each chip says to each kind of end.
func TestPanicTexts(t *testing.T) {
	for name, line := range map[string]string{
		"exception":      `panic exception cause=28 epc1=0x4020107b excvaddr=0x00000010 bt=0x4020107b:0x3ffffe10,0x402010a2:0x3ffffe30`,
		"guru":           `panic guru reason=LoadProhibited core=1 pc=0x400d1234 excvaddr=0x00000010 bt=0x400d1234:0x3ffb2000,0x400d2345:0x3ffb2020`,
		"abort":          `panic abort pc=0x400d66b9 bt=0x40083abd:0x3ffb2100,0x400d66b6:0x3ffb2120`,
		"assert":         `panic assert text="xQueueSemaphoreTake queue.c:1709 (( pxQueue ))" bt=0x40083abd:0x3ffb2100`,
		"heap":           `panic heap text="CORRUPT HEAP: Bad tail at 0x3ffb8abc. Expected 0xbaad5678 got 0x00000000"`,
		"stack-overflow": `panic stack-overflow task=loopTask`,
		"stack-smash":    `panic stack-smash bt=0x40083abd:0x3ffb2100`,
	} {
		for _, chip := range []string{"esp32", "esp32c3", "esp8266"} {
			t.Run(name+"/"+chip, func(t *testing.T) {
				l, err := parseMonitor(line)
				if err != nil {
					t.Fatal(err)
				}
				c, _ := lookup(chip)
				text := c.panicked(report(l, "2a83dd9d3e6f7a1b2c3d4e5f60718293"))
				golden(t, "panic/"+chip+"-"+name, []byte(text))
			})
		}
	}
}

func TestMonitorLines(t *testing.T) {
	l, err := parseMonitor(`panic assert text="f \"x\" a.c:1 (p = q)" bt=0x1:0x2`)
	if err != nil || l.verb != "panic" || l.kind != "assert" || l.fields["text"] != `f "x" a.c:1 (p = q)` || l.fields["bt"] != "0x1:0x2" {
		t.Errorf("got %+v, %v", l, err)
	}
	if l, err := parseMonitor("baud 115200\n"); err != nil || l.verb != "baud" || l.kind != "115200" {
		t.Errorf("got %+v, %v", l, err)
	}
	for _, bad := range []string{"", "   ", "panic guru loose words"} {
		if l, err := parseMonitor(bad); err == nil {
			t.Errorf("parseMonitor(%q): got %+v, want an error", bad, l)
		}
	}
	if got := unquote(`"C's \'own\' escape"`); got != `C's \'own\' escape` {
		t.Errorf("unquote: %q", got)
	}
}

// FuzzMonitor: a firmware may write anything to its monitor.
func FuzzMonitor(f *testing.F) {
	f.Add(`panic guru reason=LoadProhibited bt=0x1:0x2,0x3:0x4`)
	f.Add(`panic assert text="a \" b" bt=`)
	f.Add(`panic`)
	f.Add(`panic assert text="f a.c:1 (x)" bt=` + strings.Repeat("0x1:0x2,", 300))
	f.Add(`panic exception cause=6 epc1=0x1`)
	f.Fuzz(func(t *testing.T, s string) {
		l, err := parseMonitor(s)
		if err != nil {
			return
		}
		for _, c := range chips() {
			end := "Rebooting...\r\n"
			if c.name == "esp8266" {
				end = "<<<stack<<<\r\n\r\n--------------- CUT HERE FOR EXCEPTION DECODER ---------------\r\n"
			}
			if text := c.panicked(report(l, "")); !strings.HasSuffix(text, end) {
				t.Errorf("%s: a panic without an end: %q", c.name, text)
			}
		}
	})
}
