package espimage

import "fmt"

// Kind says what is wrong with an image.
type Kind int

// The zero Kind is no fault.
const (
	_             Kind = iota
	BadMagic           // the first byte is not 0xE9: blank flash, or something else was flashed here
	BadSegments        // a segment count or length that leads out of the flash
	WrongChip          // made for another chip
	BadChecksum        // the XOR checksum does not match: the bytes are corrupt
	BadDigest          // the SHA-256 does not match: what is corrupt is not covered by the checksum
	NoApplication      // the flash is blank behind a sound loader (ESP8266)
	NoProgram          // a sound image with no program for the host in it: built for real silicon
)

// Fault is an image that the chip does not start.
type Fault struct {
	Kind   Kind
	Chip   string // the chip that refuses
	Detail string // what was seen and what was wanted

	// ROM is what the ROM prints about it, a line each. If it is the ROM that refuses, the watchdog resets the chip.
	ROM []string

	// Started is true where the ROM is content, and has started what it loaded.
	Started bool

	// Boot is what the second-stage bootloader prints about it, without level and time, when the ROM has started it.
	// It then restarts the chip by software. The ESP8266 has no such bootloader: it runs into what is there.
	Boot []string

	Header   Header    // as far as it was read
	Segments []Segment // as far as the ROM has announced them
}

// Error names the chip and what was seen.
func (f *Fault) Error() string {
	return fmt.Sprintf("reading an image for %s: %s", f.Chip, f.Detail)
}

// badMagic: `invalid header: 0x%08x`, printed eight times a round by ESP32 rev 3 and all newer ROMs. The ESP8266's says
// `flash read err, 0` (logs of erased chips) and the name of its source, as it always
// does when it gives up, with an empty line number.
func (c Chip) badMagic(first uint32) *Fault {
	f := &Fault{Kind: BadMagic, Chip: c.Name,
		Detail: fmt.Sprintf("the first byte is 0x%02x, not 0x%02x; nothing was flashed here, or something else", byte(first), imageMagic)}
	if c.rom == romESP8266 {
		f.ROM = []string{"flash read err, 0", givesUp8266}
		return f
	}
	f.ROM = []string{fmt.Sprintf("invalid header: 0x%08x", first)}
	return f
}

// givesUp8266 is the last line of the ESP8266's ROM, before its watchdog bites.
const givesUp8266 = "ets_main.c "

// badSegments: the ROM reads on into nothing; the second-stage bootloader's words are used
// (esp-idf bootloader_support/src/esp_image_format.c). The ESP8266's ROM has its own (pfalcon/esp-open-sdk issue 368).
func (c Chip) badSegments(detail string, says string) *Fault {
	f := &Fault{Kind: BadSegments, Chip: c.Name, Detail: detail}
	if c.rom == romESP8266 {
		f.ROM = []string{"flash read err, ets_unpack_flash_code", givesUp8266}
		return f
	}
	f.Started, f.Boot = true, []string{"esp_image: " + says}
	return f
}

// wrongChip: ROMs from the ESP32-S2 on say it themselves ("ets_main.c 333" on the C3, 329 on the S3: arduino and
// platformio issue logs). The ESP32's does not look; its second-stage bootloader does (bootloader_common_loader.c).
func (c Chip) wrongChip(id uint16) *Fault {
	f := &Fault{Kind: WrongChip, Chip: c.Name, Detail: fmt.Sprintf("it is made for chip id %d, this is chip id %d", id, c.ID)}
	if c.rom == romNewer {
		f.ROM = []string{fmt.Sprintf("Invalid chip id. Expected %d read %d. Bootloader for wrong chip?", c.ID, id), c.line()}
		return f
	}
	f.Started, f.Boot = true, []string{fmt.Sprintf("boot_comm: mismatch chip ID, expected %d, found %d", c.ID, id)}
	return f
}

// badChecksum: ESP32 rev 3 `csum err:0x9a!=0x5f`, `ets_main.c 384` (esp-idf issue logs; Espressif's FAQ has it with
// 371, the line of older silicon); newer ROMs `Checksum failure. Calculated 0x8e stored 0xde` (esp-idf issue 10692);
// the ESP8266's, which has printed the sum before, `csum err` (esp8266/Arduino issues 435, 8890).
func (c Chip) badChecksum(calculated, stored byte) *Fault {
	f := &Fault{Kind: BadChecksum, Chip: c.Name,
		Detail: fmt.Sprintf("the checksum of the segments is 0x%02x, the image says 0x%02x; the bytes are corrupt", calculated, stored)}
	switch c.rom {
	case romNewer:
		f.ROM = []string{fmt.Sprintf("Checksum failure. Calculated 0x%02x stored 0x%02x", calculated, stored), c.line()}
	case romESP32:
		f.ROM = []string{fmt.Sprintf("csum err:0x%02x!=0x%02x", calculated, stored), c.line()}
	default:
		f.ROM = []string{"csum err", givesUp8266}
	}
	return f
}

// badDigest: no ROM stops at a wrong SHA-256 (newer ones print both and "Attempting to boot anyway...", esp-idf and
// arduino-esp32 issue logs); the second-stage bootloader does (esp_image_format.c). Nobody looks on an ESP8266.
func (c Chip) badDigest(calculated, stored []byte) *Fault {
	f := &Fault{Kind: BadDigest, Chip: c.Name,
		Detail: fmt.Sprintf("its SHA-256 is %x, the image says %x; the bytes are corrupt", calculated, stored), Started: true}
	if c.extended {
		f.Boot = []string{"esp_image: Image hash failed - image is corrupt"}
	}
	if c.rom == romNewer {
		f.ROM = []string{"SHA-256 comparison failed:", fmt.Sprintf("Calculated: %x", calculated),
			fmt.Sprintf("Expected: %x", stored), "Attempting to boot anyway..."}
	}
	return f
}

// noApplication: the ESP8266's loader starts whatever is behind it.
func (c Chip) noApplication(at int) *Fault {
	return &Fault{Kind: NoApplication, Chip: c.Name, Started: true,
		Detail: fmt.Sprintf("its loader is sound, and the flash behind it, where the application should be, is blank from 0x%x on", at)}
}

// noProgram is not the chip's complaint but the simulation's.
func (c Chip) noProgram() *Fault {
	return &Fault{Kind: NoProgram, Chip: c.Name, Started: true,
		Detail: "it holds no program for the host: it was built for real silicon"}
}

// line is the place in the ROM's source that it names when it gives up.
func (c Chip) line() string {
	lines := map[string]int{"esp32": 384, "esp32c3": 333, "esp32s3": 329}
	return fmt.Sprintf("ets_main.c %d ", lines[c.Name])
}
