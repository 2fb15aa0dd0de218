package espimage

import (
	"crypto/sha256"
	"encoding/binary"
)

// Sizes and marks of the format.
const (
	imageMagic    = 0xe9
	checksumSeed  = 0xef
	headerSize    = 8
	extendedSize  = 16
	segmentHeader = 8
	maxSegments   = 16 // ESP_IMAGE_MAX_SEGMENTS
	blockSize     = 16 // the checksum is the last byte of a block of this size
	digestSize    = sha256.Size

	descMagic = 0xabcd5432
	descSize  = 256

	// ESP8266 images hold nothing but what the ROM loads to RAM; the application lies in the next sector, as it does
	// behind the Arduino core's first-stage loader (eboot).
	eboot8266 = 0x1000
)

// The container of the program: mark, length, SHA-256 of the program, program.
const containerSize = 8 + 8 + digestSize

var containerMark = []byte("BENCHELF")

var le = binary.LittleEndian

// checksum continues the ROM's XOR sum over data.
func checksum(sum byte, data []byte) byte {
	for _, b := range data {
		sum ^= b
	}
	return sum
}

// pad appends zeros up to a multiple of n.
func pad(b []byte, n int) []byte {
	if over := len(b) % n; over != 0 {
		b = append(b, make([]byte, n-over)...)
	}
	return b
}

// container puts program behind its mark, length and hash.
func container(program []byte) []byte {
	b := append([]byte(nil), containerMark...)
	b = le.AppendUint64(b, uint64(len(program)))
	sum := sha256.Sum256(program)
	b = append(b, sum[:]...)
	return append(b, program...)
}

// packed is a container as it was found.
type packed struct{ digest, program []byte }

// openContainer finds the program in data that begins with a container.
func openContainer(data []byte) (packed, bool) {
	if len(data) < containerSize || string(data[:8]) != string(containerMark) {
		return packed{}, false
	}
	size := le.Uint64(data[8:])
	if size > uint64(len(data)-containerSize) {
		return packed{}, false
	}
	return packed{data[16:containerSize], data[containerSize : containerSize+int(size)]}, true
}
