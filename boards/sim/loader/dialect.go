package loader

// Commands of the protocol (esptool loader.py, ESP_CMDS).
const (
	cmdFlashBegin   = 0x02
	cmdFlashData    = 0x03
	cmdFlashEnd     = 0x04
	cmdMemBegin     = 0x05
	cmdMemEnd       = 0x06
	cmdMemData      = 0x07
	cmdSync         = 0x08
	cmdWriteReg     = 0x09
	cmdReadReg      = 0x0a
	cmdSetParams    = 0x0b
	cmdSPIAttach    = 0x0d
	cmdReadSlow     = 0x0e
	cmdChangeBaud   = 0x0f
	cmdDeflBegin    = 0x10
	cmdDeflData     = 0x11
	cmdDeflEnd      = 0x12
	cmdMD5          = 0x13
	cmdSecurityInfo = 0x14
	cmdEraseFlash   = 0xd0 // from here on: the stub's
	cmdEraseRegion  = 0xd1
	cmdReadFlash    = 0xd2
	cmdRunUserCode  = 0xd3
)

const (
	syncAnswers   = 8          // SYNC is answered as often
	romSyncValue  = 0x20120707 // not zero, which is the stub's
	readSlowBlock = 64         // READ_FLASH_SLOW always answers with this many bytes
	stubGreeting  = "OHAI"

	// Bounds of what READ_FLASH takes; hosts ask for 4 KiB and 64 blocks.
	maxReadFlashBlock  = 64 << 10
	maxReadFlashWindow = 1 << 10
)

// status is the first two bytes behind an answer's data: 0, or 1 and a reason.
type status byte

const (
	ok status = 0

	// Reasons of the ROM.
	romInvalidMessage status = 0x05
	romFailed         status = 0x06
	romInvalidCRC     status = 0x07

	// Reasons of the stub.
	stubBadLength   status = 0xc0
	stubBadChecksum status = 0xc1
	stubFailedSPI   status = 0xc4
	stubNotInFlash  status = 0xc6
	stubInflate     status = 0xc7
	stubNotEnough   status = 0xc8
	stubTooMuch     status = 0xc9
	stubUnknown     status = 0xff
)

// Dialect is what differs between the ROM loaders of the chips.
type Dialect struct {
	StatusBytes  int    // 2 on the ESP8266, 4 on all others
	SecurityInfo []byte // answer to GET_SECURITY_INFO; nil: the ROM does not know the command
	Minimal      bool   // the ESP8266's ROM: no SPI commands, no compression, no MD5, no baud change
}

// romKnows reports whether the ROM loader has a command.
func (d Dialect) romKnows(command byte) bool {
	switch {
	case command == cmdSecurityInfo:
		return d.SecurityInfo != nil
	case command >= cmdFlashBegin && command <= cmdReadReg:
		return true
	case command >= cmdSetParams && command <= cmdMD5:
		return !d.Minimal
	}
	return false
}
