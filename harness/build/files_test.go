package build

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/benchtrial/benchtrial/boards/espimage"
)

// programIn is the program in the image of a simulated board.
func programIn(t *testing.T, image Image) []byte {
	t.Helper()
	content, err := os.ReadFile(image.Regions[0].Path)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := espimage.Parse(content)
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Program
}

// The data folder beside an .ino is flashed with the program; a change in it is a change of the image.
func TestDataFolderIsFlashed(t *testing.T) {
	fakeCLI(t)
	inPath(t, map[string]string{"g++": "echo g++ 12", "strip": `cp "$3" "$2"`})
	b := newBench(t, t.TempDir())
	req := sketch(t, "files", map[string]string{"files.ino": "void setup() {}"})
	req.Builder = ArduinoCLI
	without, err := b.Build(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(programIn(t, without)); got != "elf\n" {
		t.Fatalf("without a data folder the program is %q, want what the builder made", got)
	}
	var before string
	for _, files := range []map[string]string{
		{"data/certs.ar": "!<arch>", "data/web/index.html": "<html>", "data/.hidden": "x"},
		{"data/certs.ar": "!<arch> other"},
	} {
		writeAll(t, req.SketchDir, files)
		image, err := b.Build(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		want, err := espimage.AppendFiles([]byte("elf\n"), map[string][]byte{
			"certs.ar": []byte(files["data/certs.ar"]), "web/index.html": []byte("<html>")})
		if err != nil {
			t.Fatal(err)
		}
		if got := programIn(t, image); !slices.Equal(got, want) {
			t.Errorf("the program is %q, want %q", got, want)
		}
		if image.Warning != "" {
			t.Errorf("a simulated board's files are flashed; said was %q", image.Warning)
		}
		if image.Cached || image.Hash == without.Hash || image.Hash == before {
			t.Errorf("got %+v; other files in flash are another image", image)
		}
		before = image.Hash
	}
	if err := os.RemoveAll(filepath.Join(req.SketchDir, "data")); err != nil {
		t.Fatal(err)
	}
	if gone, err := b.Build(t.Context(), req); err != nil || gone.Hash != without.Hash {
		t.Errorf("with the folder gone: %+v, %v; want the first image", gone, err)
	}
}

// What is not done is said, in each run, also when nothing is compiled.
func TestDataFolderOfARealBoard(t *testing.T) {
	fakeCLI(t)
	b := newBench(t, t.TempDir())
	req := sketch(t, "real", map[string]string{"real.ino": "void setup() {}", "data/certs.ar": "!<arch>", "data/x": ""})
	req.FQBN = "esp32:esp32:esp32"
	for range 2 {
		image, err := b.Build(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		if want := req.SketchDir + " has a data folder (certs.ar and 1 more)"; !strings.HasPrefix(image.Warning, want) {
			t.Errorf("said was %q, want %q", image.Warning, want)
		}
	}
	if err := os.RemoveAll(filepath.Join(req.SketchDir, "data")); err != nil {
		t.Fatal(err)
	}
	if image, err := b.Build(t.Context(), req); err != nil || image.Warning != "" {
		t.Errorf("without the folder: %q, %v", image.Warning, err)
	}
}
