package espimage

import (
	"bytes"
	"crypto/sha256"
	"fmt"
)

// Descriptor is what an image says of the application in it: the fields of esp_app_desc_t that are of use to a bench.
// The compile time is left out on purpose: the same program must give the same bytes.
type Descriptor struct {
	Project   string            // at most 31 bytes
	Version   string            // at most 31 bytes
	Framework string            // printed by esptool as "ESP-IDF:"; at most 31 bytes
	ELF       [sha256.Size]byte // SHA-256 of the ELF file; all zero: Wrap fills in the hash of the program
}

// Offsets in esp_app_desc_t (esp-idf esp_app_desc.h).
const (
	descVersion   = 16
	descProject   = 48
	descFramework = 112
	descELF       = 144
	descText      = 32
)

// bytes renders the descriptor as the chip's struct.
func (d Descriptor) bytes() ([]byte, error) {
	b := make([]byte, descSize)
	le.PutUint32(b, descMagic)
	fields := []struct {
		name, text string
		at         int
	}{
		{"project", d.Project, descProject},
		{"version", d.Version, descVersion},
		{"framework", d.Framework, descFramework},
	}
	for _, f := range fields {
		if len(f.text) >= descText || bytes.IndexByte([]byte(f.text), 0) >= 0 {
			return nil, fmt.Errorf("%s %q does not fit the image's descriptor: at most %d bytes, none of them zero",
				f.name, f.text, descText-1)
		}
		copy(b[f.at:], f.text)
	}
	copy(b[descELF:], d.ELF[:])
	return b, nil
}

// parseDescriptor reads the struct at the start of a segment.
func parseDescriptor(b []byte) (Descriptor, bool) {
	if len(b) < descSize || le.Uint32(b) != descMagic {
		return Descriptor{}, false
	}
	text := func(at int) string {
		field := b[at : at+descText]
		if end := bytes.IndexByte(field, 0); end >= 0 {
			field = field[:end]
		}
		return string(field)
	}
	d := Descriptor{Project: text(descProject), Version: text(descVersion), Framework: text(descFramework)}
	copy(d.ELF[:], b[descELF:])
	return d, true
}
