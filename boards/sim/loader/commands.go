package loader

import (
	"crypto/md5"
	"encoding/hex"
)

// sync answers eight times, as the ROM does; its value tells the host whether ROM or stub is speaking.
func (l *Loader) sync() {
	l.synced = true
	value := uint32(romSyncValue)
	if l.stub {
		value = 0
	}
	for range syncAnswers {
		l.answer(cmdSync, value, nil, ok)
	}
}

func (l *Loader) readReg(data []byte) {
	w, whole := words(data, 1)
	if !whole {
		l.answer(cmdReadReg, 0, nil, l.pick(romInvalidMessage, stubBadLength))
		return
	}
	l.answer(cmdReadReg, l.machine.ReadReg(w[0]), nil, ok)
}

// writeReg carries out one or more writes: address, value, mask, delay.
func (l *Loader) writeReg(data []byte) {
	if len(data) == 0 || len(data)%16 != 0 {
		l.answer(cmdWriteReg, 0, nil, l.pick(romInvalidMessage, stubBadLength))
		return
	}
	l.answer(cmdWriteReg, 0, nil, ok)
	// Behind the answer: a write to the watchdog may be the last thing that this chip does.
	all := append([]byte(nil), data...)
	l.pending = append(l.pending, func() {
		for len(all) > 0 && !l.left {
			w, _ := words(all, 3)
			l.machine.WriteReg(w[0], w[1], w[2])
			all = all[16:]
		}
	})
}

func (l *Loader) securityInfo() {
	if l.dialect.SecurityInfo == nil {
		l.answer(cmdSecurityInfo, 0, nil, stubUnknown)
		return
	}
	l.answer(cmdSecurityInfo, 0, l.dialect.SecurityInfo, ok)
}

// changeBaud answers at the old rate and goes on at the new one.
func (l *Loader) changeBaud(data []byte) {
	w, whole := words(data, 2)
	if !whole || w[0] == 0 {
		l.answer(cmdChangeBaud, 0, nil, l.pick(romInvalidMessage, stubBadLength))
		return
	}
	l.answer(cmdChangeBaud, 0, nil, ok)
	l.pending = append(l.pending, func() { l.machine.SetBaud(int(w[0])) })
}

// memory takes an upload to RAM. Starting it turns the ROM loader into the stub: see the package comment.
func (l *Loader) memory(command byte, sum uint32, data []byte) {
	switch command {
	case cmdMemBegin:
		if _, whole := words(data, 4); !whole {
			l.answer(command, 0, nil, l.pick(romInvalidMessage, stubBadLength))
			return
		}
		l.answer(command, 0, nil, ok)
	case cmdMemData:
		w, whole := words(data, 4)
		if !whole || int(w[0]) != len(data)-16 {
			l.answer(command, 0, nil, l.pick(romInvalidMessage, stubBadLength))
			return
		}
		l.answer(command, 0, nil, l.checked(data[16:], sum))
	case cmdMemEnd:
		w, whole := words(data, 2)
		if !whole {
			l.answer(command, 0, nil, l.pick(romInvalidMessage, stubBadLength))
			return
		}
		l.answer(command, 0, nil, ok)
		if start := w[0] == 0; start {
			l.stub = true
			l.send([]byte(stubGreeting))
		}
	}
}

// checked compares a data block with the checksum that came with it.
func (l *Loader) checked(block []byte, sum uint32) status {
	if checksum(block) != sum&0xff {
		return l.pick(romInvalidCRC, stubBadChecksum)
	}
	return ok
}

// reading handles the commands that read the flash in both dialects.
func (l *Loader) reading(command byte, data []byte) {
	w, whole := words(data, 2)
	if !whole {
		l.answer(command, 0, nil, l.pick(romInvalidMessage, stubBadLength))
		return
	}
	at, n := w[0], w[1]
	if command == cmdReadSlow && (l.stub || n > readSlowBlock) {
		l.answer(command, 0, nil, l.pick(romInvalidMessage, stubUnknown))
		return
	}
	content, err := l.flash.Read(at, n)
	if err != nil {
		l.answer(command, 0, nil, l.pick(romFailed, stubFailedSPI))
		return
	}
	switch {
	case command == cmdReadSlow:
		l.answer(command, 0, append(content, make([]byte, readSlowBlock-n)...), ok)
	case l.stub:
		sum := md5.Sum(content)
		l.answer(command, 0, sum[:], ok)
	default:
		sum := md5.Sum(content)
		l.answer(command, 0, []byte(hex.EncodeToString(sum[:])), ok)
	}
}

// stubOnly handles what only the stub has.
func (l *Loader) stubOnly(command byte, data []byte) {
	switch command {
	case cmdEraseFlash:
		l.answer(command, 0, nil, l.erase(0, uint32(l.flash.Size())))
	case cmdEraseRegion:
		w, whole := words(data, 2)
		if !whole {
			l.answer(command, 0, nil, stubBadLength)
			return
		}
		l.answer(command, 0, nil, l.erase(w[0], w[1]))
	case cmdReadFlash:
		l.readFlash(data)
	case cmdRunUserCode:
		l.leave(ToFlash) // without an answer, as the stub
	}
}

func (l *Loader) erase(at, n uint32) status {
	if l.flash.Erase(at, n) != nil {
		return l.pick(romFailed, stubFailedSPI)
	}
	return ok
}

// leave ends the loader.
func (l *Loader) leave(to Exit) {
	l.Close()
	l.machine.Leave(to)
}
