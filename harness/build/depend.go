package build

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// readInputs lists the files outside of the cache that the compiler read, from the .d files that it left in a build folder. The sketch,
// its libraries and the platform lie in the cache, as copies whose content is part of the key; what remains are the system's headers.
func readInputs(build, cache string) []inputFile {
	seen := map[string]bool{}
	_ = filepath.WalkDir(build, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".d") {
			return nil // what cannot be read is not depended on: the image is right all the same, now
		}
		if text, err := os.ReadFile(path); err == nil {
			for _, name := range prerequisites(string(text)) {
				seen[filepath.Clean(name)] = true
			}
		}
		return nil
	})
	var files []inputFile
	for path := range seen {
		if !filepath.IsAbs(path) || strings.HasPrefix(path, cache+"/") {
			continue
		}
		if file, err := statInput(path); err == nil {
			files = append(files, file)
		}
	}
	slices.SortFunc(files, func(a, b inputFile) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// prerequisites reads a Makefile rule as gcc -MMD writes it: "target: file file \" with blanks in names escaped by a backslash. Phony
// targets after the first rule (-MP) have no prerequisites.
func prerequisites(text string) []string {
	_, text, found := strings.Cut(text, ": ")
	if !found {
		return nil
	}
	var names []string
	var name strings.Builder
	flush := func() {
		if name.Len() > 0 {
			names = append(names, name.String())
			name.Reset()
		}
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text) && (text[i+1] == ' ' || text[i+1] == '#'):
			i++
			name.WriteByte(text[i])
		case c == '\\' && i+1 < len(text) && text[i+1] == '\n':
			flush()
			i++
		case c == '\n':
			flush()
			return names
		case c == ' ' || c == '\t' || c == '\r':
			flush()
		default:
			name.WriteByte(c)
		}
	}
	flush()
	return names
}
