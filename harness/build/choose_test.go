package build

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var errStop = errors.New("stopped by the test")

// eventually looks every few milliseconds whether something has come true, until ctx ends.
func eventually(ctx context.Context, is func() bool) bool {
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for !is() {
		select {
		case <-ctx.Done():
			return false
		case <-ticker.C:
		}
	}
	return true
}

// gone waits until a process has ended. Who kills it waits until its files are closed, which is a moment before it vanishes from /proc.
func gone(t *testing.T, pid string) bool {
	limit, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	return eventually(limit, func() bool {
		stat, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
		return err != nil || strings.Contains(string(stat), ") Z ")
	})
}

// contextUntilFile ends when a file has got content.
func contextUntilFile(t *testing.T, path string) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		eventually(ctx, func() bool {
			info, err := os.Stat(path)
			return err == nil && info.Size() > 0
		})
		cancel(errStop)
	}()
	return ctx, func() { cancel(nil); <-done }
}

func TestGuess(t *testing.T) {
	for name, test := range map[string]struct {
		files []string
		fqbn  string
		want  string
	}{
		"a sketch, simulated":    {[]string{"x.ino"}, "bench:esp32:native", ArduinoBuilder},
		"a sketch, real":         {[]string{"x.ino"}, "esp32:esp32:esp32", ArduinoCLI},
		"also a PlatformIO one":  {[]string{"x.ino", "platformio.ini"}, "", PlatformIO},
		"that one, simulated":    {[]string{"x.ino", "platformio.ini"}, "bench:esp32:native", ArduinoBuilder},
		"ESP-IDF":                {[]string{"CMakeLists.txt"}, "", IDF},
		"images":                 {[]string{"a.bin"}, "", Prebuilt},
		"images with their list": {[]string{"a.bin", flasherArgs, "CMakeLists.txt"}, "", Prebuilt},
		"nothing":                {[]string{"README"}, "", ""},
	} {
		dir := t.TempDir()
		for _, file := range test.files {
			writeAll(t, dir, map[string]string{file: "include($ENV{IDF_PATH}/project.cmake)"})
		}
		got, err := guess(Request{SketchDir: dir, FQBN: test.fqbn})
		if got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%s: got %q, %v; want %q", name, got, err, test.want)
		}
	}
}

func TestRefusedRequests(t *testing.T) {
	b := newBench(t, t.TempDir())
	good := sketch(t, "x", map[string]string{"x.ino": ""})
	for want, change := range map[string]func(*Request){
		"no such file":            func(r *Request) { r.SketchDir = "/no/such/folder" },
		"there is no builder":     func(r *Request) { r.Builder = "make" },
		"for real boards install": func(r *Request) { r.Builder, r.FQBN = ArduinoBuilder, "esp32:esp32:esp32" },
		"give its fqbn":           func(r *Request) { r.Builder, r.FQBN = ArduinoCLI, "" },
		"is not a folder":         func(r *Request) { r.Libraries = []string{filepath.Join(r.SketchDir, "x.ino")} },
		"holds nothing to build":  func(r *Request) { r.SketchDir = t.TempDir() },
	} {
		req := good
		change(&req)
		if _, err := b.Build(t.Context(), req); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if _, err := New(Options{}); err == nil {
		t.Error("a builder without a cache folder was made")
	}
}

func TestLayout(t *testing.T) {
	app, otadata, err := layout([]byte(partitions(0x10000)))
	if err != nil || app != 0x10000 || otadata != 0xe000 {
		t.Errorf("got %#x, %#x, %v", app, otadata, err)
	}
	for _, table := range []string{"", "\xaa\x50", strings.Repeat("\xff", 64)} {
		if _, _, err := layout([]byte(table)); err == nil {
			t.Errorf("%q was taken for a partition table with an application", table)
		}
	}
}

func FuzzLayout(f *testing.F) {
	f.Add([]byte(partitions(0x10000)))
	f.Add([]byte{0xaa, 0x50})
	f.Fuzz(func(t *testing.T, table []byte) {
		if app, _, err := layout(table); (err == nil) != (app != 0) {
			t.Errorf("got %#x, %v", app, err)
		}
	})
}
