package sim

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/benchtrial/benchtrial/boards/sim/nor"
)

// esptoolRig is a board and the real esptool.
type esptoolRig struct {
	*board
	tool string
	port string
}

// run runs esptool and returns what it printed. want is its exit code.
func (r esptoolRig) run(want int, args ...string) string {
	r.t.Helper()
	cmd := exec.CommandContext(r.t.Context(), r.tool, append([]string{"--port", r.port}, args...)...)
	out, _ := cmd.CombinedOutput() // the exit code says it
	if got := cmd.ProcessState.ExitCode(); got != want {
		r.t.Fatalf("esptool %s: exit code %d, want %d\n%s", strings.Join(args, " "), got, want, out)
	}
	return string(out)
}

func (r esptoolRig) expectIn(text, want string) {
	r.t.Helper()
	if !strings.Contains(text, want) {
		r.t.Errorf("esptool printed\n%s\nwithout %q", text, want)
	}
}

// imageFile is an image on disk that is large enough to need several blocks.
func imageFile(t *testing.T, chip string) (path string, image []byte) {
	t.Helper()
	program := firmware + strings.Repeat("# the quick brown fox\n", 3000)
	image = wrapped(t, chip, program)
	path = filepath.Join(t.TempDir(), "image.bin")
	if err := os.WriteFile(path, image, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, image
}

// TestEsptoolOnTheTerminal has the real esptool do what people do with it, on each chip, with and without its stub. It
// uses the terminal, where a run takes 0.2 s.
func TestEsptoolOnTheTerminal(t *testing.T) {
	tool := esptool(t)
	for _, chip := range chips() {
		for _, stub := range []bool{true, false} {
			if chip.name != "esp32" && !chip.dialect.Minimal && !stub {
				continue // the ROM's dialect is that of the ESP32
			}
			name := chip.name + "/stub"
			if !stub {
				name = chip.name + "/no-stub"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				b := start(t, Config{Chip: chip.name, Rate: 20})
				r := esptoolRig{b, tool, b.PTY()}
				if chip.dialect.Minimal && !stub {
					r.exerciseMinimal(chip.name)
				} else {
					r.exercise(chip.name, stub)
				}
			})
		}
	}
}

// exercise flashes, verifies, reads and erases.
func (r esptoolRig) exercise(chip string, stub bool) {
	run := func(want int, args ...string) string {
		r.t.Helper()
		if !stub {
			args = append([]string{"--no-stub"}, args...)
		}
		return r.run(want, args...)
	}
	path, image := imageFile(r.t, chip)
	at := offset(chip)
	r.expectIn(run(0, "flash-id"), "Detected flash size: 4MB")
	r.expectIn(run(0, "write-flash", at, path), "Hash of data verified.")
	if chip == "esp32" || chip == "esp8266" {
		r.exerciseMore(run, at, path, image)
	}
	r.open()
	r.awaitStatus("mode", "app") // esptool has closed the port: the board runs
	r.reset()
	r.expect("ready chip=" + chip)
	if stub {
		run(0, "erase-region", "0", "0x2000")
		r.reset()
		r.expect(blankText(chip))
	}
}

// exerciseMinimal does what can be done with the ROM of the ESP8266 alone: it identifies itself and writes. Whether that
// came out right nobody is told, so this looks into the flash; it was full of zeros, which only an erase removes.
func (r esptoolRig) exerciseMinimal(chip string) {
	path, image := imageFile(r.t, chip)
	at := offset(chip)
	r.expectIn(r.run(0, "--no-stub", "chip-id"), "Chip ID: 0x00"+strings.ReplaceAll(r.MAC(), ":", "")[6:])
	r.expectIn(r.run(0, "--no-stub", "flash-id"), "Detected flash size: 4MB")
	for range 2 { // the second time over what the first has left
		if err := r.flash.Program(0, make([]byte, len(image)+nor.SectorSize)); err != nil {
			r.t.Fatal(err)
		}
		r.expectIn(r.run(0, "--no-stub", "write-flash", "--skip-flashed", at, path), "not supported with ESP8266 in ROM bootloader")
		if b, err := r.flash.Read(0, uint32(len(image))); err != nil || !bytes.Equal(b, image) {
			r.t.Errorf("what is in the flash is not what was written (error %v)", err)
		}
	}
	r.run(2, "--no-stub", "verify-flash", at, path) // no MD5 in this ROM
	r.open()
	r.awaitStatus("mode", "app")
	r.reset()
	r.expect("ready chip=" + chip)
}

// exerciseMore does the rest, which does not depend on the chip.
func (r esptoolRig) exerciseMore(run func(want int, args ...string) string, at, path string, image []byte) {
	r.expectIn(run(0, "read-mac"), r.MAC())
	run(0, "chip-id")
	r.expectIn(run(0, "write-flash", "--skip-flashed", at, path), "already in flash")
	r.expectIn(run(0, "write-flash", "-u", at, path), "Hash of data verified.")
	r.expectIn(run(0, "--baud", "921600", "write-flash", at, path), "Hash of data verified.")
	r.expectIn(run(0, "verify-flash", at, path), "Verification successful")
	back := filepath.Join(r.t.TempDir(), "back.bin")
	run(0, "read-flash", at, "8192", back)
	if b, err := os.ReadFile(back); err != nil || !bytes.Equal(b, image[:8192]) {
		r.t.Errorf("what was read is not what was written (error %v)", err)
	}
	other := filepath.Join(r.t.TempDir(), "other.bin")
	if err := os.WriteFile(other, wrapped(r.t, r.machine.chip.name, "#!/bin/sh\n"), 0o600); err != nil {
		r.t.Fatal(err)
	}
	r.expectIn(run(2, "verify-flash", at, other), "Verification failed")
}

// TestEsptoolOverRFC2217: with default flags, esptool resets the board into the loader and out of it with the modem
// lines. esptool 5.6 with pyserial 3.5 sleeps 0.2 s for each command over RFC 2217, so it is made to say little.
func TestEsptoolOverRFC2217(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 8 s, nearly all of them in pyserial's sleeps")
	}
	for _, chip := range []string{"esp32", "esp8266"} {
		t.Run(chip, func(t *testing.T) {
			t.Parallel()
			b := start(t, Config{Chip: chip, Rate: 20, FlashFile: flashed(t, chip, wrapped(t, chip, firmware))})
			b.awaitStatus("mode", "app")
			r := esptoolRig{b, esptool(t), "rfc2217://" + b.RFC2217()}
			text := r.run(0, "read-mac")
			r.expectIn(text, b.MAC())
			r.expectIn(text, "Hard resetting via RTS pin...")
			b.awaitStatus("mode", "app")
			if boots := b.status("boots"); boots != "3" { // power, into the loader, out of it: opening and closing the port is no reset
				t.Errorf("boots=%s, want 3", boots)
			}
		})
	}
}

// TestEightBoardsAtOnce flashes eight boards side by side.
func TestEightBoardsAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("eight esptools at once")
	}
	tool := esptool(t)
	path, _ := imageFile(t, "esp32")
	var all sync.WaitGroup
	for i := range 8 {
		b := start(t, Config{Name: string(rune('a' + i))})
		all.Go(func() {
			out, err := exec.CommandContext(t.Context(), tool, "--port", b.PTY(), "write-flash", offset("esp32"), path).CombinedOutput()
			if err != nil || !strings.Contains(string(out), "Hash of data verified.") {
				t.Errorf("board %d: %v\n%s", i, err, out)
			}
		})
	}
	all.Wait()
}
