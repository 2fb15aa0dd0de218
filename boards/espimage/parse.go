package espimage

// Segment is one segment of an image, as the ROM announces it ("load:0x3fff0030,len:92").
type Segment struct {
	Addr   uint32
	Length int
	Flash  bool // mapped from flash, not loaded: the ROM does not announce it
	Sum    byte // the XOR checksum from the image's first segment up to the end of this one
	Beyond bool // leads out of the flash: the ROM cannot load it
}

// Header is what the ROM prints of an image's header.
type Header struct {
	Entry uint32
	Mode  string // "DIO": how the flash is read
	Div   int    // divider of the 80 MHz clock that the flash is read with
}

// Image is a sound image with a program in it.
type Image struct {
	Chip     string
	Header   Header
	Segments []Segment
	Desc     Descriptor
	Length   int    // bytes of the image; what lies behind it in the flash is not part of it
	Program  []byte // the program for the host; a part of the slice that was parsed
}

// Parse reads an image for the chip that its header names. Bytes behind the image are ignored. The error is a *Fault.
func Parse(image []byte) (Image, error) {
	return guess(image).Parse(image)
}

// guess tells an image's chip as esptool does: an ESP8266 image has no extended header, whose last byte is 0 or 1.
func guess(image []byte) Chip {
	if len(image) >= headerSize+extendedSize && image[headerSize+extendedSize-1] <= 1 {
		if c, ok := byID(le.Uint16(image[headerSize+4:])); ok {
			return c
		}
	}
	if len(image) < headerSize || image[0] != imageMagic {
		c, _ := Lookup("esp32")
		return c
	}
	c, _ := Lookup("esp8266")
	return c
}

// Parse reads an image as this chip does at boot: from the first byte on, checking what the chip checks and in its
// order. The error is a *Fault.
func (c Chip) Parse(image []byte) (Image, error) {
	r := reader{chip: c, image: image, sum: checksumSeed, out: Image{Chip: c.Name}}
	if fault := r.read(); fault != nil {
		fault.Header, fault.Segments = r.out.Header, r.out.Segments
		return Image{}, fault
	}
	return r.out, nil
}

// mapped reports whether an address is flash-mapped data.
func (c Chip) mapped(addr uint32) bool {
	return c.extended && addr >= c.data && addr < c.data+FlashSize
}
