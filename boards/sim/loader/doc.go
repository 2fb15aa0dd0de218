// Package loader is the other end of esptool: the serial protocol of the ROM loader in Espressif's chips, and of the
// stub loader that esptool uploads to their RAM.
//
// The stub is machine code for the chip, and nothing here runs it. A chip that is told to start what was uploaded
// answers as the stub does and speaks its dialect from then on: two status bytes, raw MD5 sums, SYNC with value 0,
// sizes in bytes, erase and fast read. What is written to the flash is what the host sent either way.
//
// The protocol is described in esptool's documentation ("Serial Protocol") and its loader.py; the codes of refusals
// are those of the ROM and of esp-flasher-stub.
package loader
