package espimage

import (
	"crypto/sha256"
	"fmt"
)

// FlashSize is the size of the flash that images are made for, in bytes; an image that does not fit is refused.
const FlashSize = 4 << 20

// Header bytes of a Wrap'ed image: DIO at 40 MHz, 4 MB, which is what the ROM's "mode:DIO, clock div:2" stands for.
const (
	modeDIO        = 2
	size4MB40MHz   = 0x20
	size4MB40M8266 = 0x40
)

// note is what the image says to somebody who looks into it.
const note = "This image holds a program for Benchtrial's simulated board; a real chip only loops here.\x00"

// segment is one part of an image: where the ROM would load it, and its data.
type segment struct {
	addr uint32
	data []byte
}

// Wrap puts a program for the host (an ELF file, or anything the host can execute) into an image for chip. The result
// is a function of the arguments alone. It is flashed at the chip's Offset.
func Wrap(chip string, desc Descriptor, program []byte) ([]byte, error) {
	c, ok := Lookup(chip)
	if !ok {
		return nil, fmt.Errorf("wrapping a program for %q: no such chip", chip)
	}
	if len(program) == 0 {
		return nil, fmt.Errorf("wrapping a program for %s: the program is empty", chip)
	}
	if desc.ELF == ([sha256.Size]byte{}) {
		desc.ELF = sha256.Sum256(program)
	}
	head, err := desc.bytes()
	if err != nil {
		return nil, fmt.Errorf("wrapping a program for %s: %w", chip, err)
	}
	image := c.build(append(head, container(program)...))
	if room := FlashSize - int(c.Offset); len(image) > room {
		return nil, fmt.Errorf("wrapping a program for %s: the image has %d bytes and the flash has room for %d; "+
			"strip the program, or put less into the sketch's data folder",
			chip, len(image), room)
	}
	return image, nil
}

// build lays out an image around the application data.
func (c Chip) build(app []byte) []byte {
	ram := []segment{
		{c.note, pad([]byte(note), 4)},
		{c.code, c.loop},
	}
	if !c.extended {
		return c.build8266(ram, app)
	}
	image := c.header(1+len(ram), size4MB40MHz)
	image = append(image, 0xee) // write-protect pin: disabled
	image = append(image, 0, 0, 0)
	image = le.AppendUint16(image, c.ID)
	image = append(image, make([]byte, 9)...)
	image = append(image, 1) // a SHA-256 is appended

	// A flash-mapped segment must lie in the file at the same offset in its 64 KiB page as in the address space.
	data := segment{c.data + uint32(len(image)+segmentHeader), pad(app, 4)}
	image = appendSegments(image, append([]segment{data}, ram...))
	digest := sha256.Sum256(image)
	return append(image, digest[:]...)
}

// build8266 lays out an ESP8266 image: the loader that the ROM takes, and the application in the sector behind it.
func (c Chip) build8266(ram []segment, app []byte) []byte {
	image := appendSegments(c.header(len(ram), size4MB40M8266), ram)
	return append(pad(image, eboot8266), app...)
}

// header is the common header of all chips.
func (c Chip) header(segments int, sizeFreq byte) []byte {
	return le.AppendUint32([]byte{imageMagic, byte(segments), modeDIO, sizeFreq}, c.code)
}

// appendSegments appends the segments and the checksum.
func appendSegments(image []byte, segments []segment) []byte {
	sum := byte(checksumSeed)
	for _, s := range segments {
		image = le.AppendUint32(image, s.addr)
		image = le.AppendUint32(image, uint32(len(s.data)))
		image = append(image, s.data...)
		sum = checksum(sum, s.data)
	}
	image = pad(append(image, 0), blockSize)
	image[len(image)-1] = sum
	return image
}
