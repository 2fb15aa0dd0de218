package espimage

import (
	"fmt"
	"hash/crc32"
	"io/fs"
	"maps"
	"slices"
)

// filesMark ends a program that has files with it.
const filesMark = "BTFILES1"

// AppendFiles puts what the flash file systems of a simulated board hold at first behind its program; they are flashed
// with it. The keys are paths with forward slashes, relative to the root of the file system. Without files the program
// stays as it is. The result is a function of the arguments alone.
//
// For each file, in the order of their paths: length of the path, length of the content, path, content. Behind the last
// one: the length of all that, its CRC-32 (IEEE), and a mark. Numbers are 32 bits, little endian. A loader of ELF files
// does not look behind the last section, and the program reads its own file (boards/arduino flashed_files.h).
func AppendFiles(program []byte, files map[string][]byte) ([]byte, error) {
	if len(files) == 0 {
		return program, nil
	}
	var all []byte
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if name == "." || !fs.ValidPath(name) {
			return nil, fmt.Errorf("putting %q into the board's file system: it is no path below the root", name)
		}
		all = le.AppendUint32(all, uint32(len(name)))
		all = le.AppendUint32(all, uint32(len(files[name])))
		all = append(append(all, name...), files[name]...)
	}
	if len(all) > FlashSize {
		return nil, fmt.Errorf("putting %d files into the board's file system: they have %d bytes, and the whole flash has %d",
			len(files), len(all), FlashSize)
	}
	out := append(slices.Clone(program), all...)
	out = le.AppendUint32(out, uint32(len(all)))
	out = le.AppendUint32(out, crc32.ChecksumIEEE(all))
	return append(out, filesMark...), nil
}
