package build

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

func TestPrebuilt(t *testing.T) {
	const app = "\xe9app"
	whole := strings.Repeat("\xff", 0x1000) + "\xe9" + strings.Repeat("\xff", 0x6fff) + "\xaa\x50" + strings.Repeat("\x00", 100)
	for name, test := range map[string]struct {
		files   map[string]string
		file    string // the .bin that is asked for; "": the folder
		chip    string
		fqbn    string
		offsets map[string]uint32
		want    string
	}{
		"ESP-IDF's list": {map[string]string{"flasher_args.json": `{"flash_files":{"0x8000":"t.bin","0x1000":"sub/b.bin"}}`, "t.bin": "t", "sub/b.bin": "b"},
			"", "esp32", "", nil, "0x1000 sub/b.bin, 0x8000 t.bin"},
		"esptool's list": {map[string]string{"flash_args": "--flash_mode dio\n0x10000 a.bin\n0x1000 b.bin\n", "a.bin": "a", "b.bin": "b"},
			"", "esp32", "", nil, "0x1000 b.bin, 0x10000 a.bin"},
		"names":             {map[string]string{"b@0x1000.bin": "b", "a@65536.bin": "a"}, "", "esp32", "", nil, "0x1000 b@0x1000.bin, 0x10000 a@65536.bin"},
		"told":              {map[string]string{"a.bin": "a", "b.bin": "b"}, "", "esp32", "", map[string]uint32{"a.bin": 0x10000, "b.bin": 0}, "0x0 b.bin, 0x10000 a.bin"},
		"whole flash":       {map[string]string{"all.bin": whole}, "all.bin", "esp32", "", nil, "0x0 all.bin"},
		"simulated":         {map[string]string{"x.bin": app}, "x.bin", "esp32", "bench:esp32:native", nil, "0x1000 x.bin"},
		"esp8266":           {map[string]string{"x.bin": app}, "x.bin", "esp8266", "", nil, "0x0 x.bin"},
		"an application":    {map[string]string{"x.bin": app}, "x.bin", "esp32", "", nil, "where in flash does"},
		"two, no places":    {map[string]string{"a.bin": "a", "b.bin": "b"}, "", "esp32", "", nil, "where in flash does"},
		"they overlap":      {map[string]string{"a@0.bin": whole, "b@0x1000.bin": "b"}, "", "esp32", "", nil, "reaches into b@0x1000.bin"},
		"a list of nothing": {map[string]string{"flasher_args.json": `{}`, "a.bin": "a"}, "", "esp32", "", nil, "flash_files"},
		"a bad place":       {map[string]string{"flasher_args.json": `{"flash_files":{"here":"a.bin"}}`}, "", "esp32", "", nil, `"here" is not a place`},
		"a list, no file":   {map[string]string{"flasher_args.json": `{"flash_files":{"0":"a.bin"}}`}, "", "esp32", "", nil, "no such file"},
		"a bad name":        {map[string]string{"a@there.bin": "a"}, "", "esp32", "", nil, "behind the @"},
		"no bin":            {map[string]string{"README": "a"}, "", "esp32", "", nil, "holds no .bin"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			writeAll(t, dir, test.files)
			image, err := newBench(t, t.TempDir()).Build(t.Context(), Request{SketchDir: filepath.Join(dir, test.file), Chip: test.chip, FQBN: test.fqbn,
				Builder: Prebuilt, Offsets: test.offsets})
			var parts []string
			for _, region := range image.Regions {
				rel, _ := filepath.Rel(dir, region.Path)
				parts = append(parts, fmt.Sprintf("%#x %s", region.Offset, rel))
			}
			got := strings.Join(parts, ", ")
			if err != nil {
				got = err.Error()
			}
			if err == nil && got != test.want || err != nil && !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if err == nil && (len(image.Hash) != 64 || !image.Cached) {
				t.Errorf("got %+v", image)
			}
		})
	}
}
