package build

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/benchtrial/benchtrial/boards/espimage"
)

// testPlatform is the little platform in testdata.
type testPlatform struct{ hash string }

func (testPlatform) Unpack(dir string) error { return os.CopyFS(dir, os.DirFS("testdata/platform")) }
func (p testPlatform) Hash() string          { return hashOf([]byte("test platform " + p.hash)) }

// bench is a builder with a cache folder of its own, or the shared one, and what it told.
type bench struct {
	*Builder
	mu   sync.Mutex
	told []string
}

func newBench(t *testing.T, cache string) *bench {
	t.Helper()
	b := &bench{}
	var err error
	b.Builder, err = New(Options{CacheDir: cache, Platform: testPlatform{}, Progress: func(line string) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.told = append(b.told, line)
	}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestArduinoBuilder runs the real one. Its parts share a cache, so that the core is compiled once.
func TestArduinoBuilder(t *testing.T) {
	for _, program := range []string{"arduino-builder", "arduino-ctags", "g++"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed; `make setup` brings it", program)
		}
	}
	cache := t.TempDir()
	for name, test := range map[string]func(*testing.T, string){
		"build": testBuild, "libraries": testBorrowedLibraries, "author": testAuthorsLibraryWins, "errors": testCompileErrors, "password": testPasswordStaysIn,
		"warnings": testWarningsAreTold, "body": testBodyProtocol,
	} {
		t.Run(name, func(t *testing.T) { test(t, cache) })
	}
	t.Run("at the same time", testAtTheSameTime) // with a cache of its own: the core is to be fought for
}

// sketch writes a sketch folder and a request for it.
func sketch(t *testing.T, name string, files map[string]string) Request {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	writeAll(t, dir, files)
	return Request{SketchDir: dir, Chip: "esp32", FQBN: "bench:esp32:native",
		Values: Values{Host: "api.bench.test", Port: 14433, Anchor: []byte("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"), SSID: "lab", Password: "correct horse"}}
}

func writeAll(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for path, text := range files {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

// execute runs the program in an image of a simulated board, with input on Serial.
func execute(t *testing.T, image Image, input string) string {
	t.Helper()
	if len(image.Regions) != 1 || image.Regions[0].Offset != 0x1000 {
		t.Fatalf("got the regions %+v, want one at 0x1000", image.Regions)
	}
	content, err := os.ReadFile(image.Regions[0].Path)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := espimage.Parse(content)
	if err != nil {
		t.Fatalf("parsing the image: %v", err)
	}
	path := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, parsed.Program, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path)
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("running the program: %v: %s", err, out)
	}
	return string(out)
}

// The functions are used ahead of their definition and there are two files: only with prototypes does it compile.
var hello = map[string]string{
	"hello.ino":     "#include <Lamp.h>\n#include \"bench_config.h\"\nvoid setup() { greet(); other(); Serial.print((unsigned long)lampColour()); }\nvoid loop() {}\nvoid greet() { Serial.print(\"hello \" BENCH_HOST \"\\n\"); }\n",
	"second.ino":    "void other() { Serial.print(BENCH_CA); }\n",
	"extra.cpp":     "#include \"bench_config.h\"\nint port = BENCH_PORT;\n",
	"firmware.yaml": "chips: [esp32]\n",
}

func testBuild(t *testing.T, cache string) {
	b := newBench(t, cache)
	req := sketch(t, "hello", hello)
	first, err := b.Build(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if want := "hello api.bench.test\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n7"; execute(t, first, "") != want {
		t.Errorf("the program said %q, want %q", execute(t, first, ""), want)
	}
	if first.Cached || first.Builder != ArduinoBuilder || !exists(first.ELF) || !exists(first.Log) || first.Took <= 0 {
		t.Errorf("got %+v", first)
	}
	t.Run("again", func(t *testing.T) {
		again, err := newBench(t, cache).Build(t.Context(), req)
		if err != nil || !again.Cached || again.Hash != first.Hash {
			t.Errorf("got %+v, %v; want the same image from the cache", again, err)
		}
	})
	t.Run("contract changed", func(t *testing.T) {
		writeAll(t, req.SketchDir, map[string]string{"firmware.yaml": "chips: [esp32, esp8266]\n"})
		if again, err := b.Build(t.Context(), req); err != nil || !again.Cached {
			t.Errorf("got %+v, %v; firmware.yaml is not compiled", again, err)
		}
	})
	t.Run("damaged", func(t *testing.T) {
		if err := os.WriteFile(first.Regions[0].Path, []byte("rotten"), 0o600); err != nil {
			t.Fatal(err)
		}
		again, err := b.Build(t.Context(), req)
		if err != nil || again.Cached || again.Hash != first.Hash {
			t.Errorf("got %+v, %v; want it built anew, to the same image", again, err)
		}
	})
	t.Run("another host", func(t *testing.T) {
		req := req
		req.Values.Host = "other.bench.test"
		other, err := b.Build(t.Context(), req)
		if err != nil || other.Cached || other.Hash == first.Hash || !strings.Contains(execute(t, other, ""), "hello other.bench.test\n") {
			t.Errorf("got %+v, %v; want another image", other, err)
		}
	})
	t.Run("a file gone", func(t *testing.T) {
		if err := os.Remove(filepath.Join(req.SketchDir, "second.ino")); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Build(t.Context(), req); err == nil || !strings.Contains(err.Error(), "other") {
			t.Errorf("got %v, want a complaint that other() is gone: the copy must lose it too", err)
		}
	})
}

// A second sketch does not compile the platform's libraries again.
func testBorrowedLibraries(t *testing.T, cache string) {
	b := newBench(t, cache)
	lender := sketch(t, "lender", map[string]string{"lender.ino": hello["hello.ino"], "second.ino": hello["second.ino"]})
	if _, err := b.Build(t.Context(), lender); err != nil {
		t.Fatal(err)
	}
	image, err := b.Build(t.Context(), sketch(t, "borrower", map[string]string{
		"borrower.ino": "#include <Lamp.h>\nvoid setup() { Serial.print((unsigned long)lampColour()); }\nvoid loop() {}\n"}))
	if err != nil || execute(t, image, "") != "7" {
		t.Fatalf("got %+v, %v", image, err)
	}
	objects, _ := filepath.Glob(filepath.Join(cache, "work", "lender-*", "out-*", "libraries", "Lamp", "Lamp.cpp.o"))
	more, _ := filepath.Glob(filepath.Join(cache, "work", "borrower-*", "out-*", "libraries", "Lamp", "Lamp.cpp.o"))
	if objects = append(objects, more...); len(objects) != 2 {
		t.Fatalf("objects: %q", objects)
	}
	one, _ := os.Stat(objects[0])
	two, _ := os.Stat(objects[1])
	if !one.ModTime().Equal(two.ModTime()) {
		t.Error("the library was compiled twice")
	}
}

func testCompileErrors(t *testing.T, cache string) {
	b := newBench(t, cache)
	for _, test := range []struct {
		name, file string
		files      map[string]string
		line       int
		message    string
		hint       string
	}{
		{"syntax", "syntax.ino", map[string]string{"syntax.ino": "void setup() {\n  int x = 1\n}\nvoid loop() {}\n"}, 0, "expected", ""},
		{"undeclared", "undeclared.ino", map[string]string{"undeclared.ino": "// a comment\nvoid setup() {\n  lamp();\n}\nvoid loop() {}\n"}, 3, "'lamp' was not declared", ""},
		{"header", "header.ino", map[string]string{"header.ino": "#include <NoSuch.h>\nvoid setup() {}\nvoid loop() {}\n"}, 1, "NoSuch.h: No such file", "no library brings NoSuch.h"},
		{"other", "helper.cpp", map[string]string{"other.ino": "void setup() {}\nvoid loop() {}\n", "helper.cpp": "int f() { return nothing; }\n"}, 1, "'nothing' was not declared", ""},
		{"link", "", map[string]string{"link.ino": "void missing();\nvoid setup() { missing(); }\nvoid loop() {}\n"}, 0, "undefined reference to `missing()'", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			req := sketch(t, test.name, test.files)
			_, err := b.Build(t.Context(), req)
			var e *CompileError
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want a CompileError", err)
			}
			if want := filepath.Join(req.SketchDir, test.file); test.file != "" && e.File != want {
				t.Errorf("got the file %q, want %q", e.File, want)
			}
			if test.line > 0 && e.Line != test.line {
				t.Errorf("got line %d, want %d", e.Line, test.line)
			}
			strange := strings.NewReplacer("‘", "'", "’", "'").Replace(e.Message)
			if !strings.Contains(strange, test.message) || !strings.Contains(e.Hint, test.hint) {
				t.Errorf("got %q with the hint %q, want %q with %q", e.Message, e.Hint, test.message, test.hint)
			}
			if log, err := os.ReadFile(e.Log); err != nil || string(log) != e.Output {
				t.Errorf("the log does not hold the output: %v", err)
			}
			if test.file != "" && strings.Contains(e.Output, filepath.Join("work", test.name)) {
				t.Errorf("the work copy shows:\n%s", e.Output)
			}
		})
	}
}

// The compiler quotes the line that it complains of; the password must not come out that way.
func testPasswordStaysIn(t *testing.T, cache string) {
	b := newBench(t, cache)
	req := sketch(t, "leak", map[string]string{"leak.ino": "#include \"bench_config.h\"\nint x = BENCH_WIFI_PASSWORD;\n#warning here\nvoid setup() {}\nvoid loop() {}\n"})
	req.Values.Password = `tricky"pass?word`
	_, err := b.Build(t.Context(), req)
	var e *CompileError
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want a CompileError", err)
	}
	all := e.Error() + e.Output + strings.Join(b.told, "\n")
	if strings.Contains(all, "tricky") || !strings.Contains(all, "•••") {
		t.Errorf("the password is to be seen, or was not quoted at all:\n%s", all)
	}
}

func testWarningsAreTold(t *testing.T, cache string) {
	b := newBench(t, cache)
	image, err := b.Build(t.Context(), sketch(t, "warns", map[string]string{"warns.ino": "#warning mind the gap\nvoid setup() {}\nvoid loop() {}\n"}))
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(image.Log)
	if err != nil || !bytes.Contains(log, []byte("mind the gap")) || !strings.Contains(strings.Join(b.told, "\n"), "mind the gap") {
		t.Errorf("the warning is not in the log (%v) or was not told: %q", err, b.told)
	}
}

// Several at once, the same sketch and different ones, from different builders as from different processes.
func testAtTheSameTime(t *testing.T) {
	cache := t.TempDir()
	same := sketch(t, "same", hello0("same"))
	var group sync.WaitGroup
	hashes := make([]string, 4)
	for i := range hashes {
		b, req := newBench(t, cache), same
		if i%2 == 1 {
			req = sketch(t, fmt.Sprint("different", i), hello0(fmt.Sprint("different", i)))
		}
		group.Go(func() {
			image, err := b.Build(t.Context(), req)
			if err != nil {
				t.Error(err)
				return
			}
			hashes[i] = image.Hash
		})
	}
	group.Wait()
	if hashes[0] != hashes[2] || hashes[0] == hashes[1] {
		t.Errorf("got %q", hashes)
	}
	if halves, _ := filepath.Glob(filepath.Join(cache, "*", ".new-*")); len(halves) != 0 {
		t.Errorf("left behind: %q", halves)
	}
}

func hello0(name string) map[string]string {
	return map[string]string{name + ".ino": "void setup() { Serial.print(\"" + name + "\"); }\nvoid loop() {}\n"}
}
