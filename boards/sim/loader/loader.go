package loader

import (
	"encoding/binary"

	"github.com/benchtrial/benchtrial/boards/sim/nor"
)

var le = binary.LittleEndian

// Machine is the chip around the loader.
type Machine interface {
	ReadReg(addr uint32) uint32
	WriteReg(addr, value, mask uint32)
	SetBaud(baud int)
	// Leave ends the loader; nothing of it is used afterwards.
	Leave(to Exit)
}

// Exit is where a chip goes when its loader ends.
type Exit int

const (
	// ToFlash starts the program in the flash.
	ToFlash Exit = iota
	// ToReset is a reset by software: the straps keep what they were at the last power-on, so a chip that came up in
	// its loader comes up there again.
	ToReset
)

// Loader talks to one host. It is not safe for concurrent use.
type Loader struct {
	dialect Dialect
	flash   *nor.Flash
	machine Machine
	out     func([]byte)

	decoder Decoder
	stub    bool
	synced  bool
	left    bool
	write   writing
	read    *reading
	pending []func() // done once the answer is on its way
}

// New returns the ROM loader of a chip; it sends by calling out, and out keeps nothing of its argument.
func New(d Dialect, flash *nor.Flash, m Machine, out func([]byte)) *Loader {
	return &Loader{dialect: d, flash: flash, machine: m, out: out}
}

// Stub reports whether the stub's dialect is spoken.
func (l *Loader) Stub() bool { return l.stub }

// TakeSync reports whether a host has begun to talk since the last call.
func (l *Loader) TakeSync() bool {
	synced := l.synced
	l.synced = false
	return synced
}

// Feed takes bytes from the host.
func (l *Loader) Feed(b []byte) { l.decoder.Feed(b, l.frame) }

// Close gives up what is under way.
func (l *Loader) Close() {
	l.write.close()
	l.left = true
}

// frame handles one frame.
func (l *Loader) frame(f []byte) {
	if l.left {
		return
	}
	if l.read != nil {
		l.acknowledged(f)
		return
	}
	// Direction 0 is a request: command, length, checksum (only data commands fill it in), data.
	if len(f) < 8 || f[0] != 0 {
		return
	}
	command, size, sum, data := f[1], int(le.Uint16(f[2:])), le.Uint32(f[4:]), f[8:]
	if size != len(data) {
		l.answer(command, 0, nil, l.pick(romInvalidMessage, stubBadLength))
		return
	}
	l.handle(command, sum, data)
	pending := l.pending
	l.pending = nil
	for _, do := range pending {
		do()
	}
}

// handle carries out a command and answers it.
func (l *Loader) handle(command byte, sum uint32, data []byte) {
	if !l.stub && !l.dialect.romKnows(command) {
		l.answer(command, 0, nil, romInvalidMessage)
		return
	}
	switch command {
	case cmdSync:
		l.sync()
	case cmdReadReg:
		l.readReg(data)
	case cmdWriteReg:
		l.writeReg(data)
	case cmdSecurityInfo:
		l.securityInfo()
	case cmdChangeBaud:
		l.changeBaud(data)
	case cmdSPIAttach, cmdSetParams:
		// The flash is attached and of a known size; what matters is that the host asked.
		l.answer(command, 0, nil, ok)
	case cmdMemBegin, cmdMemData, cmdMemEnd:
		l.memory(command, sum, data)
	case cmdFlashBegin, cmdDeflBegin, cmdFlashData, cmdDeflData, cmdFlashEnd, cmdDeflEnd:
		l.flashing(command, sum, data)
	case cmdMD5, cmdReadSlow:
		l.reading(command, data)
	case cmdEraseFlash, cmdEraseRegion, cmdReadFlash, cmdRunUserCode:
		l.stubOnly(command, data)
	default:
		l.answer(command, 0, nil, stubUnknown)
	}
}

// pick chooses the reason in the words of who is speaking.
func (l *Loader) pick(rom, stub status) status {
	if l.stub {
		return stub
	}
	return rom
}

// answer sends a response: direction 1, command, length, value, data, status.
func (l *Loader) answer(command byte, value uint32, data []byte, st status) {
	size := 2
	if !l.stub {
		size = l.dialect.StatusBytes
	}
	tail := make([]byte, size)
	if st != ok {
		tail[0], tail[1] = 1, byte(st)
	}
	b := []byte{1, command}
	b = le.AppendUint16(b, uint16(len(data)+size))
	b = le.AppendUint32(b, value)
	b = append(append(b, data...), tail...)
	l.send(b)
}

// send sends one frame.
func (l *Loader) send(payload []byte) { l.out(AppendFrame(nil, payload)) }

// checksum is the protocol's XOR sum.
func checksum(data []byte) uint32 {
	sum := byte(0xef)
	for _, b := range data {
		sum ^= b
	}
	return uint32(sum)
}

// words reads n little-endian words from the front of data.
func words(data []byte, n int) ([]uint32, bool) {
	if len(data) < 4*n {
		return nil, false
	}
	w := make([]uint32, n)
	for i := range w {
		w[i] = le.Uint32(data[4*i:])
	}
	return w, true
}

// IsSync reports whether a frame is a SYNC request, with which every host begins.
func IsSync(frame []byte) bool {
	if len(frame) != 8+36 || frame[0] != 0 || frame[1] != cmdSync {
		return false
	}
	data := frame[8:]
	for _, b := range data[4:] {
		if b != 0x55 {
			return false
		}
	}
	return string(data[:4]) == "\x07\x07\x12\x20"
}
