package build

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/benchtrial/benchtrial/boards/espimage"
)

// prebuilt is the chain for images that somebody else has built.
type prebuilt struct{}

func (prebuilt) name() string { return Prebuilt }

func (prebuilt) image(_ context.Context, req Request) (Image, error) {
	regions, err := found(req)
	if err != nil {
		return Image{}, err
	}
	slices.SortFunc(regions, func(a, b Region) int { return int(int64(a.Offset) - int64(b.Offset)) })
	m := manifest{}
	image := Image{Regions: regions, Cached: true}
	for i, region := range regions {
		content, err := os.ReadFile(region.Path)
		if err != nil {
			return Image{}, err
		}
		if end := uint64(region.Offset) + uint64(len(content)); i+1 < len(regions) && end > uint64(regions[i+1].Offset) {
			return Image{}, fmt.Errorf("%s at %#x reaches into %s at %#x", filepath.Base(region.Path), region.Offset,
				filepath.Base(regions[i+1].Path), regions[i+1].Offset)
		}
		m.Regions = append(m.Regions, regionEntry{region.Offset, region.Path, hashOf(content)})
	}
	image.Hash = m.image("").Hash
	return image, nil
}

// found lists what is to be flashed, and where: as a file beside the images says, or their names, or their content.
func found(req Request) ([]Region, error) {
	dir := req.SketchDir
	bins := []string{dir}
	if info, err := os.Stat(dir); err != nil {
		return nil, err
	} else if info.IsDir() {
		if path := filepath.Join(dir, flasherArgs); exists(path) {
			return readFlasherArgs(path)
		}
		if path := filepath.Join(dir, "flash_args"); exists(path) {
			return readFlashArgs(path)
		}
		bins, _ = filepath.Glob(filepath.Join(dir, "*.bin"))
	}
	if len(bins) == 0 {
		return nil, fmt.Errorf("%q holds no .bin", dir)
	}
	var regions []Region
	for _, bin := range bins {
		offset, err := place(bin, req, len(bins) == 1)
		if err != nil {
			return nil, err
		}
		regions = append(regions, Region{offset, bin})
	}
	return regions, nil
}

// place finds out where one file goes.
func place(path string, req Request, alone bool) (uint32, error) {
	name := filepath.Base(path)
	if offset, ok := req.Offsets[name]; ok {
		return offset, nil
	}
	if _, after, found := strings.Cut(strings.TrimSuffix(name, ".bin"), "@"); found {
		offset, err := parseOffset(after)
		if err != nil {
			return 0, fmt.Errorf("%q: what stands behind the @: %w", name, err)
		}
		return offset, nil
	}
	if alone {
		content, err := os.ReadFile(path)
		if err != nil {
			return 0, err
		}
		if offset, ok := recognise(content, req); ok {
			return offset, nil
		}
	}
	return 0, fmt.Errorf("where in flash does %q go? Put ESP-IDF's flasher_args.json beside it, or its place into its name, as in %s@0x10000.bin",
		name, strings.TrimSuffix(name, ".bin"))
}

// recognise tells a whole flash from a single application. A whole flash has a boot image where the chip's ROM looks for one and a
// partition table at 0x8000; an image for a simulated board is all there is, and goes where the ROM looks.
func recognise(content []byte, req Request) (uint32, bool) {
	const imageMagic = 0xe9
	chip, ok := espimage.Lookup(req.Chip)
	if !ok || len(content) == 0 {
		return 0, false
	}
	boots := func(at uint32) bool { return uint32(len(content)) > at && content[at] == imageMagic }
	switch {
	case simulated(req.FQBN) && boots(0):
		return chip.Offset, true
	case chip.Name == "esp8266" && boots(0):
		return 0, true
	case len(content) > partitionTable+2 && content[partitionTable] == 0xaa && content[partitionTable+1] == 0x50 && boots(chip.Offset):
		return 0, true
	}
	return 0, false
}
