package espimage

import (
	"crypto/sha256"
	"fmt"
)

// reader is one reading of an image.
type reader struct {
	chip  Chip
	image []byte
	at    int    // how far it was read
	sum   byte   // the checksum so far
	app   []byte // data of the first flash-mapped segment
	out   Image
}

// read goes through the image as ROM and second-stage bootloader do. ROMs before the ESP32-S2 do not look at the chip
// id; it is the bootloader that does, once the ROM has loaded it.
func (r *reader) read() *Fault {
	if f := r.header(); f != nil {
		return f
	}
	if f := r.segments(); f != nil {
		return f
	}
	if !r.chip.extended {
		return r.finish8266()
	}
	if id := r.chipID(); id != r.chip.ID {
		return r.chip.wrongChip(id)
	}
	if f := r.digest(); f != nil {
		return f
	}
	r.out.Length = r.at
	return r.open(r.app)
}

// header reads the headers.
func (r *reader) header() *Fault {
	b := r.image
	if len(b) < headerSize || b[0] != imageMagic {
		first := uint32(0xffffffff)
		if len(b) >= 4 {
			first = le.Uint32(b)
		}
		return r.chip.badMagic(first)
	}
	r.out.Header = parseHeader(b)
	r.at = headerSize
	if !r.chip.extended {
		return nil
	}
	if r.at += extendedSize; len(b) < r.at {
		return r.chip.badSegments("it ends within its header", "image is truncated")
	}
	if id := r.chipID(); r.chip.rom == romNewer && id != r.chip.ID {
		return r.chip.wrongChip(id)
	}
	return nil
}

func (r *reader) chipID() uint16 { return le.Uint16(r.image[headerSize+4:]) }

// parseHeader reads how the flash is to be read (esptool: FLASH_MODES, FLASH_FREQUENCY).
func parseHeader(b []byte) Header {
	modes := []string{"QIO", "QOUT", "DIO", "DOUT"}
	h := Header{Entry: le.Uint32(b[4:]), Mode: modes[b[2]%4], Div: 2}
	switch b[3] & 0xf {
	case 1:
		h.Div = 3
	case 2:
		h.Div = 4
	case 0xf:
		h.Div = 1
	}
	return h
}

// segments walks the segments and checks the checksum.
func (r *reader) segments() *Fault {
	c, count := r.chip, int(r.image[1])
	if count == 0 || count > maxSegments {
		return c.badSegments(fmt.Sprintf("it claims %d segments, the format allows 1 to %d", count, maxSegments),
			fmt.Sprintf("image at 0x%x segment count %d exceeds max %d", c.Offset, count, maxSegments))
	}
	for i := range count {
		if f := r.segment(i); f != nil {
			return f
		}
	}
	end := (r.at/blockSize + 1) * blockSize
	if end > len(r.image) {
		return c.badSegments("it ends before its checksum", "image is truncated")
	}
	r.at = end
	if stored := r.image[end-1]; stored != r.sum {
		return c.badChecksum(r.sum, stored)
	}
	return nil
}

// segment reads one segment.
func (r *reader) segment(i int) *Fault {
	if r.at+segmentHeader > len(r.image) {
		return r.chip.badSegments(fmt.Sprintf("it ends before segment %d", i), "image is truncated")
	}
	addr, size := le.Uint32(r.image[r.at:]), le.Uint32(r.image[r.at+4:])
	r.at += segmentHeader
	if uint64(size) > uint64(len(r.image)-r.at) {
		r.out.Segments = append(r.out.Segments, Segment{Addr: addr, Length: int(size), Beyond: true})
		return r.chip.badSegments(fmt.Sprintf("segment %d of %d bytes leads out of the flash", i, size),
			fmt.Sprintf("segment %d: invalid segment length 0x%x", i, size))
	}
	data := r.image[r.at : r.at+int(size)]
	flash := r.chip.mapped(addr)
	if flash && r.app == nil {
		r.app = data
	}
	r.sum = checksum(r.sum, data)
	r.out.Segments = append(r.out.Segments, Segment{Addr: addr, Length: len(data), Flash: flash, Sum: r.sum})
	r.at += len(data)
	return nil
}

// digest checks the SHA-256, if the image says that it has one.
func (r *reader) digest() *Fault {
	if r.image[headerSize+extendedSize-1] != 1 {
		return nil
	}
	end := r.at + digestSize
	if end > len(r.image) {
		return r.chip.badSegments("it ends before its SHA-256", "image is truncated")
	}
	stored := r.image[r.at:end]
	if digest := sha256.Sum256(r.image[:r.at]); string(digest[:]) != string(stored) {
		return r.chip.badDigest(digest[:], stored)
	}
	r.at = end
	return nil
}

// finish8266 finds the application in the sector behind the loader.
func (r *reader) finish8266() *Fault {
	start := min((r.at+eboot8266-1)/eboot8266*eboot8266, len(r.image))
	if blank(r.image[start:]) {
		return r.chip.noApplication(start)
	}
	if f := r.open(r.image[start:]); f != nil {
		return f
	}
	r.out.Length = start + descSize + containerSize + len(r.out.Program)
	return nil
}

// open takes descriptor and program out of the application data.
func (r *reader) open(app []byte) *Fault {
	desc, ok := parseDescriptor(app)
	if !ok {
		return r.chip.noProgram()
	}
	c, ok := openContainer(app[descSize:])
	if !ok {
		return r.chip.noProgram()
	}
	if sum := sha256.Sum256(c.program); string(sum[:]) != string(c.digest) {
		return r.chip.badDigest(sum[:], c.digest)
	}
	r.out.Desc, r.out.Program = desc, c.program
	return nil
}

// blank reports whether the flash is erased where a program should begin.
func blank(b []byte) bool {
	for _, c := range b[:min(len(b), descSize)] {
		if c != 0xff {
			return false
		}
	}
	return true
}
