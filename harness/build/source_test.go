package build

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func paths(s *source) (out []string) {
	for _, file := range s.files {
		out = append(out, file.path)
	}
	return out
}

func read(t *testing.T, dir string) *source {
	t.Helper()
	s, err := readSource(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestReadSource(t *testing.T) {
	dir := t.TempDir()
	writeAll(t, dir, map[string]string{
		"b.ino": "b", "a.cpp": "a", "src/deep/c.h": "c", "src/firmware.yaml": "kept: it is not the contract",
		"firmware.yaml": "x", "known_failures.yaml": "x", HeaderName: "an old one", ".git/config": "x", ".hidden": "x", "build/out.o": "x",
	})
	elsewhere := t.TempDir()
	writeAll(t, elsewhere, map[string]string{"linked.h": "linked"})
	for link, target := range map[string]string{"lib": elsewhere, "one.h": filepath.Join(elsewhere, "linked.h"), "dangling": "/no/such"} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	s := read(t, dir)
	if want := []string{"a.cpp", "b.ino", "lib/linked.h", "one.h", "src/deep/c.h", "src/firmware.yaml"}; !slices.Equal(paths(s), want) {
		t.Errorf("got %q, want %q", paths(s), want)
	}
	if s.files[0].hash != hashOf([]byte("a")) {
		t.Errorf("the hash is %q", s.files[0].hash)
	}
}

func TestSourceInACircle(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink(dir, filepath.Join(dir, "loop")); err != nil {
		t.Fatal(err)
	}
	if _, err := readSource(dir); err == nil || !strings.Contains(err.Error(), "symbolic link") {
		t.Errorf("got %v, want the circle named", err)
	}
}

func TestCopy(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	writeAll(t, from, map[string]string{"a.ino": "1", "b/c.h": "2"})
	copyAll := func(extra map[string][]byte) {
		t.Helper()
		if err := read(t, from).copyTo(to, extra); err != nil {
			t.Fatal(err)
		}
	}
	content := func(path string) string {
		text, err := os.ReadFile(filepath.Join(to, path))
		if err != nil {
			return "gone"
		}
		return string(text)
	}
	copyAll(map[string][]byte{HeaderName: []byte("h")})
	writeAll(t, to, map[string]string{"made.o": "by a builder"})
	before, err := os.Stat(filepath.Join(to, "a.ino"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(from, "b/c.h")); err != nil {
		t.Fatal(err)
	}
	copyAll(map[string][]byte{HeaderName: []byte("h2")})
	after, err := os.Stat(filepath.Join(to, "a.ino"))
	if err != nil {
		t.Fatal(err)
	}
	if !before.ModTime().Equal(after.ModTime()) {
		t.Error("a file that did not change was written again")
	}
	for path, want := range map[string]string{"a.ino": "1", "b/c.h": "gone", HeaderName: "h2", "made.o": "by a builder"} {
		if got := content(path); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
	// A list that somebody has tampered with does not reach out of the copy.
	outside := filepath.Join(t.TempDir(), "precious")
	writeAll(t, filepath.Dir(outside), map[string]string{"precious": "x"})
	rel, err := filepath.Rel(to, outside)
	if err != nil {
		t.Fatal(err)
	}
	writeAll(t, to, map[string]string{listName: rel + "\n" + outside + "\n"})
	copyAll(nil)
	if !exists(outside) {
		t.Error("a file outside of the copy was removed")
	}
}

func TestMainFile(t *testing.T) {
	for want, files := range map[string][]string{
		"sketch.ino": {"sketch.ino", "other.ino"},
		"named.ino":  {"named.ino", "other.ino"},
		"only.ino":   {"only.ino", "src/deep.ino"},
		"":           {"a.ino", "b.ino"},
	} {
		s := &source{}
		for _, file := range files {
			s.files = append(s.files, sourceFile{path: file})
		}
		got, err := mainFile(s, Request{SketchDir: "/x/sketch", Name: "named"})
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q, %v; want %q", files, got, err, want)
		}
	}
}
