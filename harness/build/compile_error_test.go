package build

import (
	"strings"
	"testing"
)

func TestDiagnose(t *testing.T) {
	for name, test := range map[string]struct {
		output  string
		file    string
		line    int
		column  int
		message string
	}{
		"first of two": {"/s/a.ino: In function 'void setup()':\n/s/a.ino:12:5: error: 'x' was not declared in this scope\n   12 |     x();\n/s/a.ino:13:1: error: expected ';'\n",
			"/s/a.ino", 12, 5, "'x' was not declared in this scope"},
		"missing header":       {"/s/a.ino:1:10: fatal error: No.h: No such file or directory\n compilation terminated.\n", "/s/a.ino", 1, 10, "No.h: No such file or directory"},
		"warning before":       {"/s/a.ino:2:3: warning: unused\n/s/b.cpp:4:1: error: expected '}'\n", "/s/b.cpp", 4, 1, "expected '}'"},
		"no column":            {"/s/a.ino:7: error: old gcc\n", "/s/a.ino", 7, 0, "old gcc"},
		"linker with line":     {"/usr/bin/ld: a.o: in function `setup()':\n/s/a.ino:9: undefined reference to `f()'\ncollect2: error: ld returned 1 exit status\n", "/s/a.ino", 9, 0, "undefined reference to `f()'"},
		"linker after ld":      {"/opt/x/bin/ld: /s/a.ino:9: undefined reference to `f()'\n", "/s/a.ino", 9, 0, "undefined reference to `f()'"},
		"linker without":       {"a.ino.cpp:(.text+0x5): undefined reference to `f()'\n", "/s", 0, 0, "undefined reference to `f()'"},
		"no fault of anybody":  {"Error: board esp32:esp32:nope not found\n", "", 0, 0, ""},
		"the word alone":       {"error: something about a tool\n", "", 0, 0, ""},
		"a place with a space": {"/my sketches/a.ino:3:1: error: stray\n", "/my sketches/a.ino", 3, 1, "stray"},
	} {
		t.Run(name, func(t *testing.T) {
			e := diagnose(test.output, "/s")
			if test.message == "" {
				if e != nil {
					t.Fatalf("got %v, want nothing found", e)
				}
				return
			}
			if e == nil || e.File != test.file || e.Line != test.line || e.Column != test.column || e.Message != test.message || e.Output != test.output {
				t.Errorf("got %+v", e)
			}
		})
	}
}

func TestCompileErrorText(t *testing.T) {
	e := &CompileError{Name: "token_post", Chip: "esp32", File: "/s/a.ino", Line: 12, Column: 5, Message: "words", Hint: "do this", Log: "/c/failed.log"}
	if got, want := e.Error(), "compiling token_post for esp32: /s/a.ino:12:5: words\ndo this\nwhole output: /c/failed.log"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	e = &CompileError{Name: "n", Chip: "c", File: "/s", Message: "words"}
	if got, want := e.Error(), "compiling n for c: /s: words"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzDiagnose(f *testing.F) {
	f.Add("/s/a.ino:12:5: error: x\n")
	f.Add("ld: a.cpp:3: undefined reference to `x'\n")
	f.Add(strings.Repeat("a:", 50) + "\n")
	f.Fuzz(func(t *testing.T, output string) {
		if e := diagnose(output, "/s"); e != nil && (e.Message == "" || e.File == "") {
			t.Errorf("%q: found %+v", output, e)
		}
	})
}
