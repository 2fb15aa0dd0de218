package build

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// unused is how long after its last use an image is thrown away.
const unused = 60 * 24 * time.Hour

// manifest describes one cached image. It is written after the files that it names, and the folder of all of them gets its name last.
type manifest struct {
	Key     string
	Regions []regionEntry
	ELF     string      `json:",omitempty"`
	Inputs  []inputFile // files outside the sketch that were compiled in
}

type regionEntry struct {
	Offset uint32
	File   string
	SHA256 string
}

// inputFile is a file of the system that went into an image: a header of a library, say. A package upgrade changes its size or time.
type inputFile struct {
	Path string
	Size int64
	Time int64 // modification, nanoseconds since 1970
}

func (f inputFile) unchanged() bool {
	now, err := statInput(f.Path)
	return err == nil && now == f
}

func statInput(path string) (inputFile, error) {
	info, err := os.Stat(path)
	if err != nil {
		return inputFile{}, err
	}
	return inputFile{path, info.Size(), info.ModTime().UnixNano()}, nil
}

const (
	manifestName = "manifest.json"
	logName      = "build.log"
)

func (b *Builder) entry(key string) string { return filepath.Join(b.cache, "images", key) }

// errNotCached says why an image has to be built; the text is told to the user.
type errNotCached string

func (e errNotCached) Error() string { return string(e) }

// cached returns the image of that key if it is there, whole, and still what its sources would give.
func (b *Builder) cached(key string) (Image, error) {
	dir := b.entry(key)
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return Image{}, errNotCached("not built before")
	}
	var m manifest
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	if err != nil || m.Key != key || len(m.Regions) == 0 {
		return Image{}, errNotCached("the cached image is damaged")
	}
	for _, input := range m.Inputs {
		if !input.unchanged() {
			return Image{}, errNotCached(input.Path + " has changed")
		}
	}
	for _, region := range m.Regions {
		content, err := os.ReadFile(filepath.Join(dir, region.File))
		if err != nil || hashOf(content) != region.SHA256 {
			return Image{}, errNotCached("the cached image is damaged")
		}
	}
	now := time.Now()
	_ = os.Chtimes(dir, now, now) // only tells prune that it is in use
	return m.image(dir), nil
}

// image turns a manifest into the Image whose files lie in dir.
func (m manifest) image(dir string) Image {
	image := Image{Log: filepath.Join(dir, logName)}
	var sums strings.Builder
	for _, r := range m.Regions {
		image.Regions = append(image.Regions, Region{r.Offset, filepath.Join(dir, r.File)})
		fmt.Fprintf(&sums, "%#x %s\n", r.Offset, r.SHA256)
	}
	image.Hash = hashOf([]byte(sums.String()))
	if m.ELF != "" {
		image.ELF = filepath.Join(dir, m.ELF)
	}
	return image
}

// store keeps what a builder made under key and returns the kept image. out's files may lie anywhere; they are copied.
func (b *Builder) store(key string, out output, log []byte) (Image, error) {
	images := filepath.Join(b.cache, "images")
	dir, err := os.MkdirTemp(images, ".new-")
	if err != nil {
		return Image{}, fmt.Errorf("keeping the image: %w", err)
	}
	defer os.RemoveAll(dir)
	m, err := fill(dir, key, out, log)
	if err != nil {
		return Image{}, fmt.Errorf("keeping the image: %w", err)
	}
	final := b.entry(key)
	if err := os.RemoveAll(final); err != nil {
		return Image{}, fmt.Errorf("keeping the image: %w", err)
	}
	if err := os.Rename(dir, final); err != nil {
		return Image{}, fmt.Errorf("keeping the image: %w", err)
	}
	prune(images, time.Now().Add(-unused))
	return m.image(final), nil
}

// fill writes one cache entry.
func fill(dir, key string, out output, log []byte) (manifest, error) {
	m := manifest{Key: key, Inputs: out.inputs}
	for i, region := range out.regions {
		name := fmt.Sprintf("%d-%s", i, filepath.Base(region.Path))
		content, err := os.ReadFile(region.Path)
		if err != nil {
			return m, err
		}
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return m, err
		}
		m.Regions = append(m.Regions, regionEntry{region.Offset, name, hashOf(content)})
	}
	slices.SortFunc(m.Regions, func(a, b regionEntry) int { return int(int64(a.Offset) - int64(b.Offset)) })
	if out.elf != "" {
		content, err := os.ReadFile(out.elf)
		if err != nil {
			return m, err
		}
		m.ELF = "firmware.elf"
		if err := os.WriteFile(filepath.Join(dir, m.ELF), content, 0o600); err != nil {
			return m, err
		}
	}
	if err := os.WriteFile(filepath.Join(dir, logName), log, 0o600); err != nil {
		return m, err
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return m, err
	}
	return m, os.WriteFile(filepath.Join(dir, manifestName), text, 0o600)
}

// prune removes what nobody has used for long, half-made entries of killed processes included. It is only tidying: errors are let be.
func prune(images string, before time.Time) {
	entries, _ := os.ReadDir(images)
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && entry.IsDir() && info.ModTime().Before(before) {
			_ = os.RemoveAll(filepath.Join(images, entry.Name()))
		}
	}
}
