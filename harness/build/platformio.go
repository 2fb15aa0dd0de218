package build

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// platformIO is PlatformIO Core; a request's FQBN names the environment of platformio.ini.
type platformIO struct{}

func (platformIO) name() string     { return PlatformIO }
func (platformIO) headerAt() string { return filepath.Join("include", HeaderName) }

func (platformIO) build(ctx context.Context, b *Builder, p projectJob) (output, error) {
	if _, err := find("pio", "install PlatformIO Core (https://platformio.org/install/cli)"); err != nil {
		return output{}, err
	}
	env := p.req.FQBN
	argv := []string{"pio", "run", "--project-dir", p.dir}
	if env != "" {
		argv = append(argv, "--environment", env)
	}
	if err := run(ctx, p.dir, []string{"PLATFORMIO_NO_ANSI=true"}, p.out, argv...); err != nil {
		return output{}, err
	}
	var text bytes.Buffer
	if err := run(ctx, p.dir, nil, &text, "pio", "project", "metadata", "--json-output", "--project-dir", p.dir); err != nil {
		return output{}, fmt.Errorf("asking pio for the parts of the image: %w", err)
	}
	return readMetadata(text.Bytes(), env)
}

// readMetadata reads `pio project metadata --json-output`: by environment, the program, and the other files that its platform flashes.
func readMetadata(text []byte, env string) (output, error) {
	var all map[string]struct {
		Program string `json:"prog_path"`
		Extra   struct {
			Images []struct {
				Offset string `json:"offset"`
				Path   string `json:"path"`
			} `json:"flash_images"`
			Application string `json:"application_offset"`
		} `json:"extra"`
	}
	if err := json.Unmarshal(text, &all); err != nil {
		return output{}, fmt.Errorf("reading pio's metadata: %w", err)
	}
	names := slices.Sorted(maps.Keys(all))
	if env == "" && len(names) == 1 {
		env = names[0]
	}
	data, ok := all[env]
	if !ok {
		return output{}, fmt.Errorf("platformio.ini has the environments %s; name one as fqbn in bench.yaml", strings.Join(names, ", "))
	}
	out := output{elf: data.Program}
	app, err := parseOffset(data.Extra.Application) // the ESP8266 has none, and starts at 0
	if err != nil {
		return output{}, fmt.Errorf("reading pio's metadata: application_offset: %w", err)
	}
	out.regions = []Region{{app, strings.TrimSuffix(data.Program, ".elf") + ".bin"}}
	for _, image := range data.Extra.Images {
		offset, err := parseOffset(image.Offset)
		if err != nil {
			return output{}, fmt.Errorf("reading pio's metadata: flash_images: %w", err)
		}
		out.regions = append(out.regions, Region{offset, image.Path})
	}
	return out, nil
}

// parseOffset reads a place in flash, "0x10000" or "65536"; nothing is 0.
func parseOffset(text string) (uint32, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 0, 32)
	if err != nil {
		return 0, fmt.Errorf("%q is not a place in flash", text)
	}
	return uint32(n), nil
}
