// Package arduino carries the Arduino platform that builds ESP32 and ESP8266 sketches as Linux programs: the simulated bench's answer to a
// board package. The C++ lies under hardware/ (what belongs to one chip) and shared/ (what all chips have in common); Unpack
// lays both out as Debian's arduino-builder and arduino-cli want to find them.
package arduino

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"
)

// Board names of the platform, as arduino-builder's -fqbn takes them.
const (
	// FQBN is the simulated ESP32 with the semantics of arduino-esp32 3.x.
	FQBN = "bench:esp32:native"
	// FQBN2 is the same chip with the semantics of arduino-esp32 2.x.
	FQBN2 = "bench:esp32:native2"
	// FQBN8266 is the simulated ESP8266 with the semantics of esp8266/Arduino 3.1.
	FQBN8266 = "bench:esp8266:native"
)

// FQBNs are all board names of the platform.
func FQBNs() []string { return []string{FQBN, FQBN2, FQBN8266} }

// CompilesFor tells whether the platform compiles sketches for a simulated chip.
func CompilesFor(chip string) bool {
	return slices.ContainsFunc(FQBNs(), func(fqbn string) bool { return strings.HasPrefix(fqbn, "bench:"+chip+":") })
}

//go:embed all:hardware all:shared
var tree embed.FS

// chips lists the folder of each chip. What is shared is copied into it, because an embedded tree carries no symbolic links and
// the builders look for a core, and for the libraries that come with a platform, in one folder only.
var chips = []string{"hardware/bench/esp32", "hardware/bench/esp8266"}

// Unpack writes the platform below dir, which it makes if need be: dir/hardware is then what arduino-builder's -hardware takes,
// and dir what arduino-cli's directories.user takes. A file that already holds the right bytes is left alone, so that its time
// does not change and builders keep their caches; a file that the platform does not have is not removed: give each Hash a
// folder of its own. Errors name the file that could not be written.
func Unpack(dir string) error {
	files, err := layout()
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := write(filepath.Join(dir, filepath.FromSlash(f.path)), f.bytes); err != nil {
			return fmt.Errorf("unpacking the arduino platform: %w", err)
		}
	}
	return nil
}

// Hash is the SHA-256, in hex, over the name and the content of every file that Unpack writes.
func Hash() string {
	files, err := layout()
	if err != nil {
		// The tree is part of the program: it can be read, or the program would not have been linked.
		panic(err)
	}
	sum := sha256.New()
	for _, f := range files {
		fmt.Fprintf(sum, "%s %d\n", f.path, len(f.bytes))
		sum.Write(f.bytes)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// file is one file of the unpacked platform; its path is relative and has forward slashes.
type file struct {
	path  string
	bytes []byte
}

// layout lists the unpacked platform, sorted by path.
func layout() ([]file, error) {
	files, err := list(tree, "hardware", "hardware")
	if err != nil {
		return nil, err
	}
	for _, chip := range chips {
		core, err := list(tree, "shared/core", chip+"/cores/native")
		if err != nil {
			return nil, err
		}
		libraries, err := sharedLibraries(chip + "/libraries")
		if err != nil {
			return nil, err
		}
		files = append(append(files, core...), libraries...)
	}
	sort.Slice(files, func(i, j int) bool { return files[i].path < files[j].path })
	for i := 1; i < len(files); i++ {
		if files[i].path == files[i-1].path {
			return nil, fmt.Errorf("laying out the arduino platform: %q is both shared and a chip's own", files[i].path)
		}
	}
	return files, nil
}

// sharedLibraries reads the folders of shared/libraries, renamed to lie below to; files beside the folders are no libraries.
func sharedLibraries(to string) ([]file, error) {
	entries, err := fs.ReadDir(tree, "shared/libraries")
	if err != nil {
		return nil, err
	}
	var files []file
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		library, err := list(tree, path.Join("shared/libraries", e.Name()), path.Join(to, e.Name()))
		if err != nil {
			return nil, err
		}
		files = append(files, library...)
	}
	return files, nil
}

// list reads every file of fsys below from, renamed to lie below to.
func list(fsys fs.FS, from, to string) ([]file, error) {
	var files []file
	err := fs.WalkDir(fsys, from, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		files = append(files, file{path: path.Join(to, name[len(from):]), bytes: b})
		return nil
	})
	return files, err
}

// write puts b into the file name, unless it holds b already.
func write(name string, b []byte) error {
	if old, err := os.ReadFile(name); err == nil && string(old) == string(b) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, b, 0o644)
}
