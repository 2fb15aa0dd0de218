package loader

import "github.com/benchtrial/benchtrial/boards/sim/nor"

// writing is a download to the flash that is under way.
type writing struct {
	active  bool
	defl    bool
	at      uint32 // where the next bytes go
	end     uint32 // where the download ends
	erased  uint32 // everything below this was erased for it
	block   uint32 // size of a block
	inflate *inflater
}

func (w *writing) close() {
	if w.inflate != nil {
		w.inflate.close()
	}
	*w = writing{}
}

// flashing handles the commands of a download.
func (l *Loader) flashing(command byte, sum uint32, data []byte) {
	switch command {
	case cmdFlashBegin, cmdDeflBegin:
		l.answer(command, 0, nil, l.beginWrite(command == cmdDeflBegin, data))
	case cmdFlashData, cmdDeflData:
		l.answer(command, 0, nil, l.writeBlock(command == cmdDeflData, sum, data))
	case cmdFlashEnd, cmdDeflEnd:
		l.endWrite(command, data)
	}
}

// beginWrite starts a download: size to erase, number of blocks, block size, offset.
//
// The ROM erases everything now, the stub each sector before it is written. The ESP8266's ROM is asked for less than it
// writes, because hosts work around a fault of its erase; what the blocks cover is erased in any case.
func (l *Loader) beginWrite(defl bool, data []byte) status {
	w, whole := words(data, 4)
	if !whole {
		return l.pick(romInvalidMessage, stubBadLength)
	}
	l.write.close()
	size, at := w[0], w[3]
	room := uint64(size)
	if !defl {
		room = max(room, uint64(w[1])*uint64(w[2]))
	}
	if uint64(at)+uint64(size) > uint64(l.flash.Size()) {
		return l.pick(romFailed, stubFailedSPI)
	}
	end := uint32(min(uint64(at)+room, uint64(l.flash.Size())))
	l.write = writing{active: true, defl: defl, at: at, end: end, block: w[2],
		erased: at / nor.SectorSize * nor.SectorSize}
	if defl {
		l.write.inflate = newInflater(l.program)
	}
	if l.stub {
		return ok
	}
	l.write.erased = end
	return l.erase(at, end-at)
}

// writeBlock takes one block: length, sequence number, two words of nothing, data.
func (l *Loader) writeBlock(defl bool, sum uint32, data []byte) status {
	w, whole := words(data, 4)
	if !whole || int(w[0]) != len(data)-16 {
		return l.pick(romInvalidMessage, stubBadLength)
	}
	if !l.write.active || l.write.defl != defl {
		return l.pick(romFailed, stubNotInFlash)
	}
	block := data[16:]
	if st := l.checked(block, sum); st != ok {
		return st
	}
	if defl {
		if l.write.inflate.feed(block) != nil {
			return l.pick(romFailed, stubInflate)
		}
		return ok
	}
	if uint64(l.write.at)+uint64(len(block)) > uint64(l.write.end) {
		return l.pick(romFailed, stubTooMuch)
	}
	if l.program(block) != nil {
		return l.pick(romFailed, stubFailedSPI)
	}
	return ok
}

// program writes the next bytes of a download, and erases what the stub has not erased yet.
func (l *Loader) program(b []byte) error {
	w := &l.write
	if end := w.at + uint32(len(b)); end > w.erased {
		if err := l.flash.Erase(w.erased, end-w.erased); err != nil {
			return err
		}
		w.erased = (end + nor.SectorSize - 1) / nor.SectorSize * nor.SectorSize
	}
	if err := l.flash.Program(w.at, b); err != nil {
		return err
	}
	w.at += uint32(len(b))
	return nil
}

// endWrite ends a download. Argument 0 asks for a restart. Argument 1 tells the ROM to start the program in the flash,
// and the stub to stay.
func (l *Loader) endWrite(command byte, data []byte) {
	w, whole := words(data, 1)
	switch {
	case !whole:
		l.answer(command, 0, nil, l.pick(romInvalidMessage, stubBadLength))
		return
	case l.write.inflate != nil && !l.write.inflate.complete() && l.write.end > l.write.at:
		l.answer(command, 0, nil, l.pick(romFailed, stubNotEnough))
		return
	}
	l.write.close()
	l.answer(command, 0, nil, ok)
	switch {
	case w[0] == 0:
		l.pending = append(l.pending, func() { l.leave(ToReset) })
	case !l.stub:
		l.pending = append(l.pending, func() { l.leave(ToFlash) })
	}
}
