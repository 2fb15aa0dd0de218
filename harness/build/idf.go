package build

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// espIDF is ESP-IDF's idf.py.
type espIDF struct{}

// flasherArgs is the file in which ESP-IDF's build says what goes where in flash.
const flasherArgs = "flasher_args.json"

func (espIDF) name() string     { return IDF }
func (espIDF) headerAt() string { return filepath.Join("main", HeaderName) }

func (espIDF) build(ctx context.Context, b *Builder, p projectJob) (output, error) {
	if _, err := find("idf.py", "set up ESP-IDF in this shell: . $IDF_PATH/export.sh"); err != nil {
		return output{}, err
	}
	dir := filepath.Join(filepath.Dir(p.dir), "out")
	if err := run(ctx, p.dir, nil, p.out, "idf.py", "-C", p.dir, "-B", dir, "-DIDF_TARGET="+p.req.Chip, "build"); err != nil {
		return output{}, err
	}
	regions, err := readFlasherArgs(filepath.Join(dir, flasherArgs))
	if err != nil {
		return output{}, err
	}
	out := output{regions: regions}
	if elfs, _ := filepath.Glob(filepath.Join(dir, "*.elf")); len(elfs) == 1 {
		out.elf = elfs[0]
	}
	return out, nil
}

// readFlasherArgs reads ESP-IDF's flasher_args.json; the files that it names lie beside it.
func readFlasherArgs(path string) ([]Region, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var args struct {
		Files map[string]string `json:"flash_files"`
	}
	if err := json.Unmarshal(text, &args); err != nil {
		return nil, fmt.Errorf("reading %q: %w", path, err)
	}
	if len(args.Files) == 0 {
		return nil, fmt.Errorf("reading %q: it names no flash_files", path)
	}
	var regions []Region
	for place, file := range args.Files {
		offset, err := parseOffset(place)
		if err != nil || place == "" {
			return nil, fmt.Errorf("reading %q: %q is not a place in flash", path, place)
		}
		regions = append(regions, Region{offset, beside(path, file)})
	}
	slices.SortFunc(regions, func(a, b Region) int { return int(int64(a.Offset) - int64(b.Offset)) })
	return regions, nil
}

// readFlashArgs reads the flash_args that ESP-IDF and arduino-esp32 leave for esptool: options on the first line, then "0x1000 file".
func readFlashArgs(path string) ([]Region, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var regions []Region
	for line := range strings.Lines(string(text)) {
		place, file, found := strings.Cut(strings.TrimSpace(line), " ")
		if !found || strings.HasPrefix(place, "-") {
			continue
		}
		offset, err := parseOffset(place)
		if err != nil {
			return nil, fmt.Errorf("reading %q: %w", path, err)
		}
		regions = append(regions, Region{offset, beside(path, strings.TrimSpace(file))})
	}
	if len(regions) == 0 {
		return nil, fmt.Errorf("reading %q: %w", path, errors.New("it names no file"))
	}
	return regions, nil
}

// beside resolves a file name that stands in the file at path.
func beside(path, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(path), name)
}
