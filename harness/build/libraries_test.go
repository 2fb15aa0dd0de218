package build

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// lampLibrary is a library that says another number than the test platform's own Lamp.
func lampLibrary(t *testing.T, folder, name string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), folder)
	files := map[string]string{
		"src/Lamp.h":   "int lampColour();\n",
		"src/Lamp.cpp": "#include \"Lamp.h\"\nint lampColour() { return 9; }\n",
	}
	if name != "" {
		files["library.properties"] = "name=" + name + "\nversion=2.8\nauthor=A\nmaintainer=A\nsentence=A.\nparagraph=\ncategory=Other\nurl=\narchitectures=*\n"
	}
	writeAll(t, dir, files)
	return dir
}

const lampSketch = "#include <Lamp.h>\nvoid setup() { Serial.print((unsigned long)lampColour()); }\nvoid loop() {}\n"

// Whatever the folder of the author's library is called, the sketch gets his and not the platform's; and the platform's again without it.
func testAuthorsLibraryWins(t *testing.T, cache string) {
	b := newBench(t, cache)
	req := sketch(t, "author", map[string]string{"author.ino": lampSketch})
	for _, library := range []struct{ folder, name string }{{"Lamp", "Lamp"}, {"lamp-2.8", "Lamp"}, {"lamp_fork", "Lamp3"}, {"old_lamp", ""}} {
		req.Libraries = []string{lampLibrary(t, library.folder, library.name)}
		image, err := b.Build(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		if said := execute(t, image, ""); said != "9" {
			t.Errorf("%+v: the lamp says %q, want the author's 9", library, said)
		}
	}
	req.Libraries = nil
	image, err := b.Build(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if said := execute(t, image, ""); said != "7" {
		t.Errorf("without the author's library the lamp says %q, want the platform's 7", said)
	}
}

func TestFolderOf(t *testing.T) {
	standIn := []platformLibrary{{folder: "Hash", headers: []string{"Hash.h"}}, {"WebSockets", []string{"WebSockets.h", "WebSocketsClient.h"}, true}}
	for _, test := range []struct {
		folder, properties string
		headers            []string
		want               string
	}{
		{"arduinoWebSockets", "name=WebSockets", nil, "WebSockets"},
		{"websockets", "", nil, "WebSockets"},
		{"fork", "name=Fork", []string{"src/WebSockets.h", "src/WebSocketsClient.h", "src/More.h"}, "WebSockets"},
		{"old", "", []string{"WebSockets.h", "WebSocketsClient.h"}, "WebSockets"},
		{"half", "name=Half", []string{"src/WebSockets.h"}, "half"},
		{"deep", "name=Deep", []string{"src/in/WebSockets.h", "src/in/WebSocketsClient.h"}, "deep"},
		{"Crypto", "name=Crypto", []string{"src/Hash.h"}, "Crypto"}, // the chip's core brings Hash.h, and keeps it
		{"spaced", " name = hash \r\n", nil, "Hash"},
	} {
		dir := filepath.Join(t.TempDir(), test.folder)
		files := map[string]string{"library.properties": "version=1\n" + test.properties + "\n"}
		for _, header := range test.headers {
			files[header] = "\n"
		}
		writeAll(t, dir, files)
		library, err := readSource(dir)
		if err != nil {
			t.Fatal(err)
		}
		if got := folderOf(library, standIn); got != test.want {
			t.Errorf("%s: got %q, want %q", test.folder, got, test.want)
		}
	}
}

func TestCopyLibraries(t *testing.T) {
	read := func(dir string) *source {
		s, err := readSource(dir)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	work := t.TempDir()
	one, two := read(lampLibrary(t, "one", "One")), read(lampLibrary(t, "two", "Two"))
	dir, copies, err := copyLibraries(work, []*source{two, one}, nil)
	if err != nil || strings.Join(copies, " ") != filepath.Join(dir, "two")+" "+filepath.Join(dir, "one") {
		t.Fatalf("got %q, %v; want both, in the author's order", copies, err)
	}
	if _, _, err := copyLibraries(work, []*source{two}, nil); err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 || entries[0].Name() != "two" {
		t.Errorf("got %v, %v; a library that is no longer named must go", entries, err)
	}
	again := read(lampLibrary(t, "other", "Lamp"))
	lamp := []platformLibrary{{"Lamp", []string{"Lamp.h"}, true}}
	if _, _, err := copyLibraries(work, []*source{one, again}, lamp); err == nil || !strings.Contains(err.Error(), "both the library Lamp") {
		t.Errorf("got %v, want a complaint that two libraries are the same", err)
	}
}
