package build

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/benchtrial/benchtrial/boards/espimage"
)

// Where the parts of a real image lie. The bootloader's place is the chip's own and known to espimage; the partition table's is a setting
// of ESP-IDF that Arduino leaves at its default (arduino-esp32 platform.txt).
const partitionTable = 0x8000

// errNoELF says that a builder ended well and left nothing.
var errNoELF = errors.New("the builder ended without an error and left no program")

// collect finds in the build folder what has to be flashed.
func (s sketches) collect(ctx context.Context, j job) (output, error) {
	chip, ok := espimage.Lookup(j.req.Chip)
	if !ok {
		return output{}, fmt.Errorf("there is no chip %q", j.req.Chip)
	}
	stem := filepath.Join(j.build, j.ino)
	out := output{elf: stem + ".elf"}
	if !exists(out.elf) {
		return output{}, errNoELF
	}
	var err error
	switch {
	case simulated(j.req.FQBN):
		out.regions, err = s.wrap(ctx, j, chip, out.elf)
	case chip.Name == "esp8266":
		out.regions = []Region{{0, stem + ".bin"}}
	default:
		out.regions, err = parts(j.build, stem, chip.Offset)
	}
	return out, err
}

// wrap makes a flash image of a program for the host, and of the files that its file system is to hold.
func (s sketches) wrap(ctx context.Context, j job, chip espimage.Chip, elf string) ([]Region, error) {
	whole, err := os.ReadFile(elf)
	if err != nil {
		return nil, err
	}
	small := filepath.Join(j.build, "stripped.elf")
	if err := run(ctx, j.build, nil, j.out, "strip", "-o", small, elf); err != nil {
		return nil, fmt.Errorf("stripping the program: %w", err)
	}
	program, err := os.ReadFile(small)
	if err != nil {
		return nil, err
	}
	files, err := readData(j.sketch)
	if err != nil {
		return nil, fmt.Errorf("reading the sketch's %s folder: %w", dataFolder, err)
	}
	if program, err = espimage.AppendFiles(program, files); err != nil {
		return nil, err
	}
	name := []byte(strings.TrimSuffix(j.ino, ".ino"))
	image, err := espimage.Wrap(chip.Name, espimage.Descriptor{
		Project:   string(name[:min(len(name), 31)]),
		Version:   hashOf([]byte(j.identity))[:12],
		Framework: "benchtrial",
		ELF:       sha256.Sum256(whole),
	}, program)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(j.build, "image.bin")
	return []Region{{chip.Offset, path}}, os.WriteFile(path, image, 0o600)
}

// parts lists the four files that make up the flash of an ESP32 from ESP-IDF's or Arduino's bootloader on. Where the application goes is
// read from the partition table, since a sketch may bring its own.
func parts(build, stem string, bootloader uint32) ([]Region, error) {
	table, err := os.ReadFile(stem + ".partitions.bin")
	if err != nil {
		return nil, err
	}
	app, otadata, err := layout(table)
	if err != nil {
		return nil, fmt.Errorf("reading %s.partitions.bin: %w", filepath.Base(stem), err)
	}
	regions := []Region{
		{bootloader, stem + ".bootloader.bin"},
		{partitionTable, stem + ".partitions.bin"},
		{app, stem + ".bin"},
	}
	if otadata != 0 {
		path := filepath.Join(build, "boot_app0.bin")
		if err := os.WriteFile(path, bootFirst(), 0o600); err != nil {
			return nil, err
		}
		regions = append(regions, Region{otadata, path})
	}
	slices.SortFunc(regions, func(a, b Region) int { return int(int64(a.Offset) - int64(b.Offset)) })
	return regions, nil
}

// layout finds in a partition table the first application slot and the slot that says which application boots; 0: there is none of it.
// Entries have 32 bytes: magic AA 50, type, subtype, offset (esp-idf esp_flash_partitions.h).
func layout(table []byte) (app, otadata uint32, err error) {
	const entry = 32
	for ; len(table) >= entry && table[0] == 0xaa && table[1] == 0x50; table = table[entry:] {
		kind, subtype, offset := table[2], table[3], binary.LittleEndian.Uint32(table[4:])
		switch {
		case kind == 0 && (app == 0 || offset < app):
			app = offset
		case kind == 1 && subtype == 0:
			otadata = offset
		}
	}
	if app == 0 {
		return 0, 0, fmt.Errorf("it names no application")
	}
	return app, otadata, nil
}

// bootFirst is the content of otadata that boots the first application slot: sequence number 1 with its CRC
// (esp-idf bootloader_common.c: crc32_le(UINT32_MAX, &seq, 4)), and a second sector that is erased.
func bootFirst() []byte {
	data := make([]byte, 0x2000)
	for i := range data {
		data[i] = 0xff
	}
	binary.LittleEndian.PutUint32(data, 1)
	binary.LittleEndian.PutUint32(data[28:], 0x4743989a)
	return data
}
