// Package espimage writes and reads the firmware images that the ROM of Espressif's chips loads from flash, and puts a
// program for the simulated board inside one.
//
// The format is the one that esptool writes: a header that begins with 0xE9, on chips newer than the ESP8266 an extended
// header that names the chip, segments (load address, length, data), an XOR checksum that starts at 0xEF and ends a
// 16-byte block, and a SHA-256 over all of it (esp-idf components/bootloader_support/include/esp_app_format.h,
// esptool bin_image.py). The first flash-mapped data segment begins with esp_app_desc_t (esp-idf
// components/esp_app_format/include/esp_app_desc.h), from which tools read project, version and the ELF's hash.
//
// A wrapped image is honest about what it is. Its RAM segments hold a sentence and an endless loop, so that a real chip
// that is given such an image by mistake does nothing at all. The program for the host lies behind the application
// description, in a container with a length of its own, because segments are padded and the flash behind the image is
// not part of it.
package espimage
