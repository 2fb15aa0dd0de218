package sim

import "github.com/benchtrial/benchtrial/boards/sim/nor"

// registers is the part of the address space that host tools look at: what identifies the chip, and the SPI controller
// that the flash hangs on.
type registers struct {
	fixed   map[uint32]uint32        // read-only
	dynamic map[uint32]func() uint32 // computed at each read
	written map[uint32]uint32        // what was written and has no meaning here
	spi     spi
	status  [3]byte // the flash's status registers
}

// maxWritten bounds what a host can make the simulator remember.
const maxWritten = 4096

// spi is the layout of the chip's SPI1 controller (esptool targets/*.py, SPI_*_OFFS).
type spi struct {
	base, usr2, w0 uint32
	addrHigh       bool // the address is at the upper end of its register
}

const (
	spiCmd  = 0
	spiAddr = 4
	spiUser = 1 << 18 // in the command register: run the user command
)

// read reads a word.
func (r *registers) read(addr uint32) uint32 {
	if f, ok := r.dynamic[addr]; ok {
		return f()
	}
	if v, ok := r.fixed[addr]; ok {
		return v
	}
	return r.written[addr]
}

// write writes the bits of mask.
func (r *registers) write(addr, value, mask uint32) {
	if _, ok := r.fixed[addr]; ok {
		return
	}
	if addr == r.spi.base+spiCmd {
		if value&mask&spiUser != 0 {
			r.command()
		}
		return // the bit clears itself once the command is done
	}
	if _, known := r.written[addr]; !known && len(r.written) >= maxWritten {
		return
	}
	r.written[addr] = r.written[addr]&^mask | value&mask
}

// Commands of a serial flash (JEDEC JESD216, Winbond W25Q32 data sheet).
const (
	flashWriteStatus1 = 0x01
	flashReadStatus1  = 0x05
	flashWriteStatus3 = 0x11
	flashReadStatus3  = 0x15
	flashWriteStatus2 = 0x31
	flashReadStatus2  = 0x35
	flashReadSFDP     = 0x5a
	flashReadID       = 0x9f
)

// flashID is a Winbond W25Q32: 4 MB, as the JEDEC command gives it, first byte lowest.
const flashID = 0x1640ef

// command runs one user command of the SPI controller against the flash.
func (r *registers) command() {
	w0 := r.spi.base + r.spi.w0
	out := r.written[w0]
	set := func(v uint32) { r.written[w0] = v }
	switch r.written[r.spi.base+r.spi.usr2] & 0xff {
	case flashReadID:
		set(flashID)
	case flashReadSFDP:
		set(sfdp(r.address()))
	case flashReadStatus1:
		set(uint32(r.status[0]))
	case flashReadStatus2:
		set(uint32(r.status[1]))
	case flashReadStatus3:
		set(uint32(r.status[2]))
	case flashWriteStatus1:
		r.status[0] = byte(out)
	case flashWriteStatus2:
		r.status[1] = byte(out)
	case flashWriteStatus3:
		r.status[2] = byte(out)
	}
}

// address is the 24-bit address of a user command.
func (r *registers) address() uint32 {
	a := r.written[r.spi.base+spiAddr]
	if r.spi.addrHigh {
		a >>= 8
	}
	return a & 0xffffff
}

// sfdp is the flash's parameter header: the mark, revision 1.5 with two headers, the JEDEC table, the maker's table.
func sfdp(at uint32) uint32 {
	switch at {
	case 0x00:
		return 0x50444653
	case 0x04:
		return 0xff010105
	case 0x08:
		return 0x10010500
	case 0x10:
		return 0x000001ef
	}
	return 0xffffffff
}

// flashSize is the size of every simulated board's flash.
const flashSize = 1024 * nor.SectorSize
