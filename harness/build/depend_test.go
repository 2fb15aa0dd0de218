package build

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestPrerequisites(t *testing.T) {
	for text, want := range map[string][]string{
		"a.o: a.cpp b.h \\\n /usr/include/c.h\n": {"a.cpp", "b.h", "/usr/include/c.h"},
		"/x/a.o: \\\n /x/a\\ b.cpp \\\n  d\\#.h": {"/x/a b.cpp", "d#.h"},
		"a.o: a.cpp\n\nb.h:\n":                   {"a.cpp"},
		"":                                       nil,
		"no rule":                                nil,
		"C:/x.o: trailing\\":                     {"trailing\\"},
	} {
		if got := prerequisites(text); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func FuzzPrerequisites(f *testing.F) {
	f.Add("a.o: a.cpp b.h \\\n c.h\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range prerequisites(text) {
			if name == "" {
				t.Errorf("an empty name in %q", text)
			}
		}
	})
}

// A header of the system that is replaced by a package upgrade makes a cached image old.
func TestInputsAreWatched(t *testing.T) {
	cache, system := t.TempDir(), t.TempDir()
	header := filepath.Join(system, "ssl.h")
	own := filepath.Join(cache, "platform", "Arduino.h")
	writeAll(t, system, map[string]string{"ssl.h": "2.28"})
	writeAll(t, cache, map[string]string{"platform/Arduino.h": "x", "out/a.cpp.d": "a.o: " + header + " " + own + " relative.h /gone.h\n", "out/x.bin": "image"})
	b := newBench(t, cache)
	if err := os.MkdirAll(filepath.Join(cache, "images"), 0o700); err != nil {
		t.Fatal(err)
	}
	out := output{regions: []Region{{0x1000, filepath.Join(cache, "out/x.bin")}}, inputs: readInputs(filepath.Join(cache, "out"), cache)}
	if len(out.inputs) != 1 || out.inputs[0].Path != header {
		t.Fatalf("got %+v, want the system's header alone", out.inputs)
	}
	if _, err := b.store("key", out, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := b.cached("key"); err != nil {
		t.Fatalf("just stored: %v", err)
	}
	writeAll(t, system, map[string]string{"ssl.h": "3.6.0"})
	if _, err := b.cached("key"); err == nil || err.Error() != header+" has changed" {
		t.Errorf("got %v, want the changed header", err)
	}
}

func TestDamagedCache(t *testing.T) {
	cache := t.TempDir()
	writeAll(t, cache, map[string]string{"x.bin": "image", "x.elf": "program", "images/x": ""})
	b := newBench(t, cache)
	for name, damage := range map[string]func(dir string) error{
		"no image":        func(dir string) error { return os.Remove(filepath.Join(dir, "0-x.bin")) },
		"other bytes":     func(dir string) error { return os.WriteFile(filepath.Join(dir, "0-x.bin"), []byte("imagE"), 0o600) },
		"half a manifest": func(dir string) error { return os.Truncate(filepath.Join(dir, manifestName), 20) },
		"empty manifest":  func(dir string) error { return os.WriteFile(filepath.Join(dir, manifestName), []byte("{}"), 0o600) },
		"another's": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, manifestName), []byte(`{"Key":"other"}`), 0o600)
		},
		"manifest removed": func(dir string) error { return os.Remove(filepath.Join(dir, manifestName)) },
	} {
		out := output{regions: []Region{{0x1000, filepath.Join(cache, "x.bin")}}, elf: filepath.Join(cache, "x.elf")}
		image, err := b.store("key", out, []byte("log"))
		if err != nil {
			t.Fatal(err)
		}
		if again, err := b.cached("key"); err != nil || again.Hash != image.Hash || again.ELF != image.ELF {
			t.Fatalf("%s: before: %+v, %v", name, again, err)
		}
		if err := damage(b.entry("key")); err != nil {
			t.Fatal(err)
		}
		if _, err := b.cached("key"); err == nil {
			t.Errorf("%s: taken for good", name)
		}
	}
}

func TestPrune(t *testing.T) {
	dir := t.TempDir()
	writeAll(t, dir, map[string]string{"old/a": "", "new/a": "", "old.lock": ""})
	long := time.Now().Add(-2 * unused)
	for _, name := range []string{"old", "old.lock"} {
		if err := os.Chtimes(filepath.Join(dir, name), long, long); err != nil {
			t.Fatal(err)
		}
	}
	prune(dir, time.Now().Add(-unused))
	if exists(filepath.Join(dir, "old")) || !exists(filepath.Join(dir, "new")) || !exists(filepath.Join(dir, "old.lock")) {
		t.Error("want the old entry gone, and nothing else")
	}
}
