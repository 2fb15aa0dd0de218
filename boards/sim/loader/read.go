package loader

import "crypto/md5"

// reading is a fast read of the stub that is under way: it sends blocks ahead of the host's acknowledges, at most
// window of them, and the MD5 of all in the end.
type reading struct {
	content []byte
	sent    int
	block   int
	window  int
}

// readFlash starts a fast read: offset, length, block size, blocks in flight.
func (l *Loader) readFlash(data []byte) {
	w, whole := words(data, 4)
	if !whole || w[2] == 0 || w[2] > maxReadFlashBlock || w[3] == 0 || w[3] > maxReadFlashWindow {
		l.answer(cmdReadFlash, 0, nil, stubBadLength)
		return
	}
	content, err := l.flash.Read(w[0], w[1])
	if err != nil {
		l.answer(cmdReadFlash, 0, nil, stubFailedSPI)
		return
	}
	l.answer(cmdReadFlash, 0, nil, ok)
	l.read = &reading{content: content, block: int(w[2]), window: int(w[3])}
	l.sendBlocks(0)
}

// acknowledged takes a frame during a fast read: four bytes that say how much the host has. Anything else means that
// the host gave up, and is taken as a command again.
func (l *Loader) acknowledged(f []byte) {
	have, whole := words(f, 1)
	if !whole || len(f) != 4 {
		l.read = nil
		l.frame(f)
		return
	}
	l.sendBlocks(int(have[0]))
}

// sendBlocks sends what the window allows, and the sum once the host has all.
func (l *Loader) sendBlocks(have int) {
	r := l.read
	for r.sent < len(r.content) && r.sent-have < r.window*r.block {
		n := min(r.block, len(r.content)-r.sent)
		l.send(r.content[r.sent : r.sent+n])
		r.sent += n
	}
	if have >= len(r.content) {
		sum := md5.Sum(r.content)
		l.read = nil
		l.send(sum[:])
	}
}
