package espimage

// Chip is what an image must know of the chip that loads it.
type Chip struct {
	Name   string // as bench.yaml and esptool --chip spell it: "esp32", "esp32c3", "esp32s3", "esp8266"
	ID     uint16 // chip id in the extended header (esp_chip_id_t); unused on the ESP8266
	Offset uint32 // where in flash the ROM looks for the image, in bytes

	extended bool    // has the extended header, and with it the SHA-256
	rom      romKind // whose words a refusal is told in
	data     uint32  // address of flash-mapped data (DROM); the image's file offset mod 64 KiB is kept below it
	note     uint32  // RAM address of the segment with the sentence
	code     uint32  // RAM address of the segment with the loop, and the entry point
	loop     []byte  // the chip's own machine code for "jump to here", in words
}

// romKind is a generation of ROM, as far as its words on bad images go.
type romKind int

const (
	romESP8266 romKind = iota
	romESP32
	romNewer // ESP32-S2 and later: one code base
)

// Machine code of an endless loop: Xtensa "j ." with a nop.n and padding behind it, RISC-V "j .".
var (
	loopXtensa = []byte{0x06, 0xff, 0xff, 0x00}
	loopRISCV  = []byte{0x6f, 0x00, 0x00, 0x00}
)

// chips are the chips that images can be made for. Addresses: esptool targets/*.py, MEMORY_MAP and
// BOOTLOADER_FLASH_OFFSET.
var chips = []Chip{
	{Name: "esp32", ID: 0, Offset: 0x1000, extended: true, rom: romESP32,
		data: 0x3f400000, note: 0x3fff0030, code: 0x40080400, loop: loopXtensa},
	{Name: "esp32c3", ID: 5, Offset: 0, extended: true, rom: romNewer,
		data: 0x3c000000, note: 0x3fcd5820, code: 0x403cc710, loop: loopRISCV},
	{Name: "esp32s3", ID: 9, Offset: 0, extended: true, rom: romNewer,
		data: 0x3c000000, note: 0x3fce3808, code: 0x403c9700, loop: loopXtensa},
	{Name: "esp8266", Offset: 0, rom: romESP8266,
		note: 0x3ffe8000, code: 0x4010f000, loop: loopXtensa},
}

// Lookup returns the chip of that name.
func Lookup(name string) (Chip, bool) {
	for _, c := range chips {
		if c.Name == name {
			return c, true
		}
	}
	return Chip{}, false
}

// byID returns the chip whose extended header carries id.
func byID(id uint16) (Chip, bool) {
	for _, c := range chips {
		if c.extended && c.ID == id {
			return c, true
		}
	}
	return Chip{}, false
}
