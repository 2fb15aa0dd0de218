package loader

// SLIP framing (RFC 1055) as Espressif's ROMs use it: a frame has an end mark on both sides.
const (
	slipEnd    = 0xc0
	slipEsc    = 0xdb
	slipEscEnd = 0xdc
	slipEscEsc = 0xdd
)

// maxFrame bounds a frame: the stub's blocks have 16 KiB, and nothing else is longer.
const maxFrame = 64 << 10

// Decoder takes SLIP frames out of a stream of bytes. Bytes between frames are skipped: the line may carry anything
// before a host begins to talk.
type Decoder struct {
	frame  []byte
	open   bool // within a frame
	escape bool
	bad    bool // the frame is broken or too long: skip to its end
}

// Reset forgets a frame that was begun.
func (d *Decoder) Reset() { *d = Decoder{frame: d.frame[:0]} }

// Feed takes the next bytes of the stream and calls frame for each whole frame that is not empty. The slice is only
// good during the call.
func (d *Decoder) Feed(b []byte, frame func([]byte)) {
	for _, c := range b {
		if c == slipEnd {
			d.end(frame)
			continue
		}
		if d.open && !d.bad {
			d.collect(c)
		}
	}
}

// end handles an end mark: the end of a frame that has bytes, the start of one otherwise.
func (d *Decoder) end(frame func([]byte)) {
	if d.open && len(d.frame) > 0 && !d.bad && !d.escape {
		frame(d.frame)
		d.frame, d.open = d.frame[:0], false
		return
	}
	// A broken frame ends here too, but its end mark may as well be the start of the next one: hosts that lost step
	// send END END, and then both readings come to the same.
	d.frame, d.open, d.escape, d.bad = d.frame[:0], true, false, false
}

// collect takes one byte of a frame.
func (d *Decoder) collect(c byte) {
	switch {
	case d.escape && c == slipEscEnd:
		c = slipEnd
	case d.escape && c == slipEscEsc:
		c = slipEsc
	case d.escape:
		d.bad = true
		return
	case c == slipEsc:
		d.escape = true
		return
	}
	d.escape = false
	if len(d.frame) >= maxFrame {
		d.bad = true
		return
	}
	d.frame = append(d.frame, c)
}

// AppendFrame appends payload as a frame.
func AppendFrame(dst, payload []byte) []byte {
	dst = append(dst, slipEnd)
	for _, c := range payload {
		switch c {
		case slipEnd:
			dst = append(dst, slipEsc, slipEscEnd)
		case slipEsc:
			dst = append(dst, slipEsc, slipEscEsc)
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, slipEnd)
}
