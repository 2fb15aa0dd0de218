package build

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// inPath puts programs, written in shell, first in PATH.
func inPath(t *testing.T, programs map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range programs {
		writeAll(t, dir, map[string]string{name: "#!/bin/sh\n" + text})
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
}

// partitions is a partition table as gen_esp32part.py makes it: nvs, otadata, two applications.
func partitions(app uint32) string {
	entry := func(kind, subtype byte, offset uint32, name string) string {
		return string([]byte{0xaa, 0x50, kind, subtype, byte(offset), byte(offset >> 8), byte(offset >> 16), byte(offset >> 24), 0, 0x10, 0, 0}) +
			name + strings.Repeat("\x00", 20-len(name))
	}
	return entry(1, 2, 0x9000, "nvs") + entry(1, 0, 0xe000, "otadata") + entry(0, 0x11, app+0x140000, "app1") + entry(0, 0x10, app, "app0") +
		"\xeb\xeb" + strings.Repeat("\xff", 30)
}

// fakeCLI is an arduino-cli that writes the files that arduino-esp32 leaves in its build path, and its arguments.
func fakeCLI(t *testing.T) (calls string) {
	t.Helper()
	dir := t.TempDir()
	calls = filepath.Join(dir, "calls")
	writeAll(t, dir, map[string]string{"table": partitions(0x20000)})
	inPath(t, map[string]string{ArduinoCLI: fmt.Sprintf(`case "$1" in
version) echo "arduino-cli Version: 1.2.3" ;;
core) echo "esp32:esp32 3.2.0" ;;
compile)
	echo "$@" >> %q
	while [ $# -gt 1 ]; do [ "$1" = --build-path ] && build=$2; shift; done
	name=$(basename "$1").ino
	grep -q BROKEN "$1/$name" && { echo "$build/sketch/$name.cpp is made of $1/$name"; echo "$1/$name:1:1: error: it is BROKEN"; exit 1; }
	grep -q DISK "$1/$name" && { echo "Error: no space left on device"; exit 1; }
	for part in bin bootloader.bin merged.bin elf; do echo $part > "$build/$name.$part"; done
	cp %q "$build/$name.partitions.bin" ;;
esac
`, calls, filepath.Join(dir, "table"))})
	return calls
}

func TestArduinoCLI(t *testing.T) {
	calls := fakeCLI(t)
	cache := t.TempDir()
	b := newBench(t, cache)
	library := filepath.Join(t.TempDir(), "Lamp")
	writeAll(t, library, map[string]string{"src/Lamp.h": "1"})
	req := sketch(t, "real", map[string]string{"real.ino": "void setup() {}"})
	req.FQBN, req.Libraries = "esp32:esp32:esp32", []string{library}
	image, err := b.Build(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, region := range image.Regions {
		got = append(got, fmt.Sprintf("%#x %s", region.Offset, filepath.Base(region.Path)))
	}
	// The application goes where the partition table says, which is not the usual place here.
	want := []string{"0x1000 0-real.ino.bootloader.bin", "0x8000 1-real.ino.partitions.bin", "0xe000 2-boot_app0.bin", "0x20000 3-real.ino.bin"}
	if !slices.Equal(got, want) || image.Builder != ArduinoCLI || image.ELF == "" {
		t.Errorf("got %q from %s, want %q", got, image.Builder, want)
	}
	if again, err := b.Build(t.Context(), req); err != nil || !again.Cached || again.Hash != image.Hash {
		t.Errorf("again: %+v, %v", again, err)
	}
	writeAll(t, library, map[string]string{"src/Lamp.h": "2"})
	if again, err := b.Build(t.Context(), req); err != nil || again.Cached {
		t.Errorf("with a changed library: %+v, %v", again, err)
	}
	text, err := os.ReadFile(calls)
	if err != nil || strings.Count(string(text), "\n") != 2 || !strings.Contains(string(text), "--library "+cache) {
		t.Errorf("calls: %s (%v), want two, with a copy of the library", text, err)
	}
}

func TestArduinoCLIFails(t *testing.T) {
	fakeCLI(t)
	b := newBench(t, t.TempDir())
	req := sketch(t, "bad", map[string]string{"bad.ino": "BROKEN"})
	req.FQBN = "esp32:esp32:esp32"
	_, err := b.Build(t.Context(), req)
	var e *CompileError
	if !errors.As(err, &e) || e.File != filepath.Join(req.SketchDir, "bad.ino") || e.Message != "it is BROKEN" {
		t.Errorf("got %v, want the sketch's error", err)
	}
	writeAll(t, req.SketchDir, map[string]string{"bad.ino": "DISK"})
	e = nil
	_, err = b.Build(t.Context(), req)
	if err == nil || errors.As(err, &e) || !strings.Contains(err.Error(), "no space left on device") {
		t.Errorf("got %v, want the bench's own trouble with the builder's words", err)
	}
}

// For a simulated board arduino-cli is given a configuration in which there is no network.
func TestArduinoCLIForASimulatedBoard(t *testing.T) {
	calls := fakeCLI(t)
	inPath(t, map[string]string{"g++": "echo g++ 12", "strip": `cp "$3" "$2"`})
	cache := t.TempDir()
	req := sketch(t, "simulated", map[string]string{"simulated.ino": "void setup() {}"})
	req.Builder = ArduinoCLI
	image, err := newBench(t, cache).Build(t.Context(), req)
	if err != nil || len(image.Regions) != 1 || image.Regions[0].Offset != 0x1000 {
		t.Fatalf("got %+v, %v", image, err)
	}
	text, _ := os.ReadFile(calls)
	_, path, found := strings.Cut(strings.TrimSpace(string(text)), "--config-file ")
	if !found {
		t.Fatalf("called with %q", text)
	}
	config, err := os.ReadFile(strings.Fields(path)[0])
	if err != nil || !strings.Contains(string(config), "additional_urls: []") || !strings.Contains(string(config), cache) {
		t.Errorf("the configuration is %q, %v", config, err)
	}
}

const pioMetadata = `{"esp32dev": {"prog_path": "DIR/firmware.elf", "extra": {"application_offset": "0x10000",
 "flash_images": [{"offset": "0x1000", "path": "DIR/bootloader.bin"}, {"offset": "0x8000", "path": "DIR/partitions.bin"}]}}}`

func TestPlatformIO(t *testing.T) {
	made := t.TempDir()
	writeAll(t, made, map[string]string{"firmware.bin": "app", "firmware.elf": "elf", "bootloader.bin": "boot", "partitions.bin": "table",
		"metadata": strings.ReplaceAll(pioMetadata, "DIR", made)})
	inPath(t, map[string]string{"pio": fmt.Sprintf(`case "$1" in
run) grep -q BENCH_HOST include/bench_config.h || { echo "src/main.cpp:1:10: fatal error: bench_config.h: No such file or directory"; exit 1; } ;;
project) cat %q ;;
esac
`, filepath.Join(made, "metadata"))})
	req := sketch(t, "project", map[string]string{"platformio.ini": "[env:esp32dev]", "src/main.cpp": "int x;"})
	req.FQBN = ""
	b := newBench(t, t.TempDir())
	image, err := b.Build(t.Context(), req)
	if err != nil || len(image.Regions) != 3 || image.Regions[2].Offset != 0x10000 || image.Builder != PlatformIO || image.ELF == "" || image.Cached {
		t.Fatalf("got %+v, %v", image, err)
	}
	if again, err := b.Build(t.Context(), req); err != nil || again.Hash != image.Hash {
		t.Errorf("again: %+v, %v; want the same image", again, err)
	}
}

func TestPlatformIOMetadata(t *testing.T) {
	for name, test := range map[string]struct{ text, env, want string }{
		"the only one": {pioMetadata, "", "0x10000"},
		"by name":      {pioMetadata, "esp32dev", "0x10000"},
		"esp8266":      {`{"nodemcu": {"prog_path": "x/firmware.elf", "extra": {}}}`, "", "0x0"},
		"which":        {`{"a": {}, "b": {}}`, "", "a, b"},
		"no such":      {pioMetadata, "other", "esp32dev"},
		"not JSON":     {"Error", "", "metadata"},
		"bad place":    {`{"a": {"prog_path": "x.elf", "extra": {"application_offset": "far"}}}`, "", "far"},
	} {
		out, err := readMetadata([]byte(test.text), test.env)
		got := fmt.Sprint(err)
		if err == nil {
			got = fmt.Sprintf("%#x", out.regions[0].Offset)
		}
		if !strings.Contains(got, test.want) {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

func TestIDF(t *testing.T) {
	inPath(t, map[string]string{"idf.py": `while [ "$1" != -B ]; do shift; done
mkdir -p "$2/bootloader"; echo boot > "$2/bootloader/b.bin"; echo app > "$2/app.bin"; echo elf > "$2/app.elf"
echo '{"flash_files": {"0x10000": "app.bin", "0x1000": "bootloader/b.bin"}}' > "$2/flasher_args.json"
`})
	req := sketch(t, "idf", map[string]string{"CMakeLists.txt": "include($ENV{IDF_PATH}/tools/cmake/project.cmake)", "main/main.c": "int x;"})
	req.FQBN = ""
	image, err := newBench(t, t.TempDir()).Build(t.Context(), req)
	if err != nil || len(image.Regions) != 2 || image.Regions[0].Offset != 0x1000 || image.Regions[1].Offset != 0x10000 || image.Builder != IDF || image.ELF == "" {
		t.Errorf("got %+v, %v", image, err)
	}
}

func TestBuilderIsMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for builder, cure := range map[string]string{ArduinoCLI: "core install", PlatformIO: "platformio.org", IDF: "export.sh", ArduinoBuilder: "make setup"} {
		req := sketch(t, "x", map[string]string{"x.ino": ""})
		req.Builder = builder
		if _, err := newBench(t, t.TempDir()).Build(t.Context(), req); err == nil || !strings.Contains(err.Error(), cure) {
			t.Errorf("%s: got %v, want it to say %q", builder, err, cure)
		}
	}
}

func TestStopped(t *testing.T) {
	started := filepath.Join(t.TempDir(), "started")
	inPath(t, map[string]string{"pio": fmt.Sprintf("sleep 600 &\necho $! > %q\nwait\n", started)})
	req := sketch(t, "slow", map[string]string{"platformio.ini": ""})
	req.FQBN = ""
	ctx, cancel := contextUntilFile(t, started)
	defer cancel()
	if _, err := newBench(t, t.TempDir()).Build(ctx, req); !errors.Is(err, errStop) {
		t.Errorf("got %v, want the context's cause", err)
	}
	pid, err := os.ReadFile(started)
	if err != nil {
		t.Fatal(err)
	}
	if !gone(t, strings.TrimSpace(string(pid))) {
		t.Errorf("the builder's child %s was left behind", pid)
	}
}

// A builder that is killed may leave half an object that is newer than its source. The next build must not find it.
func TestKilledBuilderLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	started := filepath.Join(dir, "started")
	writeAll(t, dir, map[string]string{"table": partitions(0x10000)})
	inPath(t, map[string]string{ArduinoCLI: fmt.Sprintf(`[ "$1" = compile ] || exit 0
while [ $# -gt 1 ]; do [ "$1" = --build-path ] && build=$2; shift; done
name=$(basename "$1").ino
if [ ! -e %[1]q ]; then echo half > "$build/half.o"; echo 1 > %[1]q; exec sleep 600; fi
[ -e "$build/half.o" ] && exit 1
for part in bin bootloader.bin elf; do echo $part > "$build/$name.$part"; done
cp %[2]q "$build/$name.partitions.bin"
`, started, filepath.Join(dir, "table"))})
	b := newBench(t, t.TempDir())
	req := sketch(t, "killed", map[string]string{"killed.ino": "void setup() {}"})
	req.FQBN = "esp32:esp32:esp32"
	ctx, cancel := contextUntilFile(t, started)
	defer cancel()
	if _, err := b.Build(ctx, req); !errors.Is(err, errStop) {
		t.Fatalf("got %v, want the context's cause", err)
	}
	if _, err := b.Build(t.Context(), req); err != nil {
		t.Errorf("the next build: %v", err)
	}
}
