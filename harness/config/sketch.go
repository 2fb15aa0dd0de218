package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// findSketch returns the main .ino of a folder, "" when another kind of project stands there, and an error when there is
// nothing to build. The Arduino tools want the main file to be named as its folder; a folder with only one .ino is taken
// too, so that a copy of a sketch under another name can be tried as it is.
func findSketch(dir, builder string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", fmt.Errorf("reading the firmware %q: %w", dir, err)
	}
	var sketches []string
	other := false
	for _, entry := range entries {
		name := entry.Name()
		switch {
		case entry.IsDir():
		case strings.HasSuffix(name, ".ino") && !strings.HasPrefix(name, "."):
			sketches = append(sketches, name)
		case builtBy(name, builder):
			other = true
		}
	}
	if main := mainSketch(sketches, filepath.Base(dir)); main != "" {
		return filepath.Join(dir, main), nil
	}
	switch {
	case other:
		return "", nil
	case len(sketches) > 1:
		return "", fmt.Errorf("reading the firmware %q: it holds %s, and none is named as the folder; rename the main one to %s.ino",
			dir, strings.Join(sketches, ", "), filepath.Base(dir))
	}
	return "", fmt.Errorf("reading the firmware %q: there is nothing to build: no %s.ino, no platformio.ini, no CMakeLists.txt of ESP-IDF, no .bin",
		dir, filepath.Base(dir))
}

func mainSketch(sketches []string, folder string) string {
	for _, name := range sketches {
		if name == folder+".ino" {
			return name
		}
	}
	if len(sketches) == 1 {
		return sketches[0]
	}
	return ""
}

// builtBy tells whether a file shows that a builder other than Arduino's can work here.
func builtBy(name, builder string) bool {
	switch builder {
	case "platformio":
		return name == "platformio.ini"
	case "idf":
		return name == "CMakeLists.txt"
	case "prebuilt":
		return strings.HasSuffix(name, ".bin") || name == "flasher_args.json" || name == "flash_args"
	case "":
		return name == "platformio.ini" || name == "CMakeLists.txt" || builtBy(name, "prebuilt")
	}
	return false
}

func indent(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ")
}
