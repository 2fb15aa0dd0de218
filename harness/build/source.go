package build

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Limits of what is taken for a sketch: somebody who names his home folder should hear of it at once, not after it has been copied.
const (
	maxSourceFiles = 20_000
	maxSourceBytes = 256 << 20
	maxSourceDepth = 24 // also ends a loop of symbolic links
)

// notSource are files that stand beside a sketch but that no builder reads: a change in them must not compile it anew.
var notSource = []string{"firmware.yaml", "known_failures.yaml", HeaderName}

// builtFolders hold what builders made, and must not be taken for source.
var builtFolders = []string{"build", "node_modules"}

// source is the content of a folder: paths relative to it, with forward slashes, sorted.
type source struct {
	dir   string
	files []sourceFile
	size  int64
}

type sourceFile struct {
	path string
	hash string // SHA-256 of its bytes, in hex
}

// readSource reads the files of a folder; names that begin with a dot are left out, as are built things. Symbolic links are followed.
func readSource(dir string) (*source, error) {
	s := &source{dir: dir}
	if err := s.read("", 0); err != nil {
		return nil, fmt.Errorf("reading %q: %w", dir, err)
	}
	slices.SortFunc(s.files, func(a, b sourceFile) int { return strings.Compare(a.path, b.path) })
	return s, nil
}

func (s *source) read(under string, depth int) error {
	if depth > maxSourceDepth {
		return fmt.Errorf("%q lies more than %d folders deep; is there a symbolic link that leads round in a circle?", under, maxSourceDepth)
	}
	entries, err := os.ReadDir(filepath.Join(s.dir, under))
	if err != nil {
		return err
	}
	for _, entry := range entries {
		path := filepath.Join(under, entry.Name())
		if strings.HasPrefix(entry.Name(), ".") || depth == 0 && slices.Contains(notSource, entry.Name()) {
			continue
		}
		info, err := os.Stat(filepath.Join(s.dir, path))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue // a dangling symbolic link, as editors leave for their locks
		case err != nil:
			return err
		case info.IsDir() && slices.Contains(builtFolders, entry.Name()):
		case info.IsDir():
			err = s.read(path, depth+1)
		case info.Mode().IsRegular():
			err = s.add(path, info.Size())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *source) add(path string, size int64) error {
	s.size += size
	if len(s.files) >= maxSourceFiles || s.size > maxSourceBytes {
		return fmt.Errorf("more than %d files or %d MB: this is not a sketch's folder", maxSourceFiles, maxSourceBytes>>20)
	}
	content, err := os.ReadFile(filepath.Join(s.dir, path))
	if err != nil {
		return err
	}
	s.files = append(s.files, sourceFile{filepath.ToSlash(path), hashOf(content)})
	return nil
}

// has says whether there is a file of that path.
func (s *source) has(path string) bool {
	return slices.ContainsFunc(s.files, func(f sourceFile) bool { return f.path == path })
}

// hashOf is the SHA-256 in hex.
func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// listName is where a work copy keeps the names of the files that were copied into it.
const listName = ".benchtrial-files"

// copyTo makes dir a copy of the source, with extra files besides (path to content). A file that holds the right bytes already is not
// touched, so that builders which go by times compile only what changed; what an earlier copy put there and is gone now is removed, and
// what a builder put there stays.
func (s *source) copyTo(dir string, extra map[string][]byte) error {
	wanted := map[string]bool{}
	for _, file := range s.files {
		wanted[file.path] = true
		if _, instead := extra[file.path]; instead {
			continue
		}
		content, err := os.ReadFile(filepath.Join(s.dir, file.path))
		if err != nil {
			return err
		}
		if err := put(filepath.Join(dir, file.path), content); err != nil {
			return err
		}
	}
	for path, content := range extra {
		wanted[path] = true
		if err := put(filepath.Join(dir, path), content); err != nil {
			return err
		}
	}
	list := filepath.Join(dir, listName)
	before, _ := os.ReadFile(list) // none: the first copy
	for path := range strings.Lines(string(before)) {
		if path = strings.TrimSuffix(path, "\n"); !wanted[path] && filepath.IsLocal(path) {
			if err := os.Remove(filepath.Join(dir, path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	var now strings.Builder
	for path := range wanted {
		fmt.Fprintln(&now, path)
	}
	return os.WriteFile(list, []byte(now.String()), 0o600)
}

// put writes a file, and its folders, unless it holds these bytes already.
func put(path string, content []byte) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, content) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o600)
}
