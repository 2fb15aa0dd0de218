package arduino

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// platform is the unpacked tree that all tests of this package build with.
type platform struct {
	dir    string
	mu     sync.Mutex
	builds map[string]*build
	turns  map[string]*sync.Mutex // by board

	preludes preludes
}

// build is one sketch for one board, compiled once for all tests that want it.
type build struct {
	once sync.Once
	elf  string
	err  error
	log  string
}

var shared platform

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "bench-arduino-")
	if err != nil {
		panic(err)
	}
	shared = platform{dir: dir, builds: map[string]*build{}, turns: map[string]*sync.Mutex{}, preludes: preludes{made: map[string]string{}}}
	if err := Unpack(dir); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// compile returns the program of testdata/sketches/NAME for the board.
func compile(t *testing.T, sketch, fqbn string) string {
	t.Helper()
	b := shared.build(t, sketch, fqbn)
	if b.err != nil {
		t.Fatalf("compiling sketch %q for %s: %v\n%s", sketch, fqbn, b.err, b.log)
	}
	return b.elf
}

func (p *platform) build(t *testing.T, sketch, fqbn string) *build {
	t.Helper()
	p.mu.Lock()
	key := sketch + " " + fqbn
	if p.builds[key] == nil {
		p.builds[key] = &build{}
	}
	b := p.builds[key]
	p.mu.Unlock()
	b.once.Do(func() { p.run(b, sketch, fqbn) })
	return b
}

// take keeps the builds for one board one behind the other; what it returns lets the next one in.
func (p *platform) take(board string) (release func()) {
	p.mu.Lock()
	turn := p.turns[board]
	if turn == nil {
		turn = &sync.Mutex{}
		p.turns[board] = turn
	}
	p.mu.Unlock()
	turn.Lock()
	return turn.Unlock
}

func (p *platform) run(b *build, sketch, fqbn string) {
	if _, err := exec.LookPath("arduino-builder"); err != nil {
		b.err = errors.New("arduino-builder is missing: apt-get install --no-install-recommends arduino-builder arduino-ctags libmbedtls-dev libbearssl-dev g++")
		return
	}
	source, err := filepath.Abs(filepath.Join("testdata", "sketches", sketch, sketch+".ino"))
	if err != nil {
		b.err = err
		return
	}
	board := strings.ReplaceAll(fqbn, ":", "-")
	// A cache for each board: its core is compiled once. Two of arduino-builder on one cache were never tried upstream.
	defer p.take(board)()
	out, cache := filepath.Join(p.dir, "build", board), filepath.Join(p.dir, "cache", board)
	tools := filepath.Join(p.dir, "tools")
	for _, dir := range []string{out, cache, tools} {
		if b.err = os.MkdirAll(dir, 0o755); b.err != nil {
			return
		}
	}
	if b.err = handOver(out, source); b.err != nil {
		return
	}
	extra, err := p.preludes.flags(p.dir, strings.Split(fqbn, ":")[1])
	if err != nil {
		b.err = err
		return
	}
	cmd := exec.Command("arduino-builder", "-compile", "-warnings", "all",
		"-hardware", filepath.Join(p.dir, "hardware"), "-tools", tools, "-fqbn", fqbn,
		"-prefs=compiler.cpp.extra_flags="+extra, "-build-cache", cache, "-build-path", out, source)
	log, err := cmd.CombinedOutput()
	b.log, b.err, b.elf = string(log), err, filepath.Join(p.dir, board+"-"+sketch+".elf")
	if err == nil {
		b.err = os.Rename(filepath.Join(out, sketch+".ino.elf"), b.elf)
	}
}

// handOver makes a build folder that of another sketch. arduino-builder empties a folder that was another one's, and would
// compile the platform's libraries for each sketch anew, which takes longer than all the rest; so it is told that it was this one's.
func handOver(out, source string) error {
	record := filepath.Join(out, "build.options.json")
	text, err := os.ReadFile(record)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var options map[string]any
	if err := json.Unmarshal(text, &options); err != nil {
		return err
	}
	options["sketchLocation"] = source
	if text, err = json.MarshalIndent(options, "", "  "); err != nil {
		return err
	}
	return errors.Join(os.RemoveAll(filepath.Join(out, "sketch")), os.WriteFile(record, text, 0o644))
}

func TestUnpackLeavesEqualFilesAlone(t *testing.T) {
	dir := t.TempDir()
	if err := Unpack(dir); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "hardware/bench/esp32/cores/native/WString.h")
	before, err := os.Stat(name)
	if err != nil {
		t.Fatalf("the shared core is not in the chip's: %v", err)
	}
	spoiled := filepath.Join(dir, "hardware/bench/esp32/boards.txt")
	if err := os.WriteFile(spoiled, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Unpack(dir); err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if !os.SameFile(before, after) || !before.ModTime().Equal(after.ModTime()) {
		t.Error("a second Unpack wrote a file that was right already")
	}
	if b, _ := os.ReadFile(spoiled); !strings.Contains(string(b), "native.name") {
		t.Errorf("a second Unpack left a wrong file as it was: %q", b)
	}
}

func TestUnpackNamesWhatItCannotWrite(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "hardware"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	err := Unpack(dir)
	if err == nil || !strings.Contains(err.Error(), filepath.Join(dir, "hardware")) {
		t.Errorf("got %v, want an error that names the path", err)
	}
}

func TestHashIsStable(t *testing.T) {
	first := Hash()
	if len(first) != 64 || first != Hash() {
		t.Errorf("got %q and %q, want the same 64 hex digits twice", first, Hash())
	}
}

func TestWarningFree(t *testing.T) {
	t.Parallel()
	for fqbn, sketch := range map[string]string{FQBN: "probe", FQBN2: "probe", FQBN8266: "probe8266"} {
		b := shared.build(t, sketch, fqbn)
		if b.err != nil {
			t.Fatalf("%v\n%s", b.err, b.log)
		}
		// The probe crashes on purpose, and the compiler notices: only the platform must be silent.
		for _, line := range strings.Split(b.log, "\n") {
			if strings.Contains(line, "/hardware/bench/") && strings.Contains(line, "warning:") {
				t.Errorf("%s: %s", fqbn, line)
			}
		}
	}
}

func TestCompileErrorNamesTheLine(t *testing.T) {
	b := shared.build(t, "broken", FQBN)
	if b.err == nil {
		t.Fatal("a sketch that calls an undeclared function compiled")
	}
	if !strings.Contains(b.log, "broken.ino:6:15: error: 'undeclared' was not declared") &&
		!strings.Contains(b.log, "broken.ino:6:15: error: ‘undeclared’ was not declared") {
		t.Errorf("the compiler's words do not name line 6 of the sketch:\n%s", b.log)
	}
}
