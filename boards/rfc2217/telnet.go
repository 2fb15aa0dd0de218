package rfc2217

import "bytes"

// Telnet commands (RFC 854) and options.
const (
	iac  = 255
	dont = 254
	do   = 253
	wont = 252
	will = 251
	sb   = 250
	se   = 240

	optBinary  = 0
	optEcho    = 1
	optSGA     = 3
	optComPort = 44
)

// maxSub bounds a subnegotiation: the longest that has a meaning here is a signature.
const maxSub = 1024

// parser takes a Telnet stream apart. Its state lives across calls, since TCP cuts the stream anywhere.
type parser struct {
	state   parseState
	verb    byte
	sub     []byte
	tooLong bool

	data   func([]byte)                // bytes of the port, IAC unescaped
	option func(verb, option byte)     // DO, DONT, WILL, WONT
	subneg func(option byte, b []byte) // a whole subnegotiation, IAC unescaped
}

type parseState int

const (
	inData parseState = iota
	afterIAC
	afterVerb
	inSub
	inSubAfterIAC
)

// feed parses the next bytes of the stream. The slice given to data is part of b.
func (p *parser) feed(b []byte) {
	for len(b) > 0 {
		if p.state != inData {
			p.step(b[0])
			b = b[1:]
			continue
		}
		n := bytes.IndexByte(b, iac)
		if n < 0 {
			p.data(b)
			return
		}
		if n > 0 {
			p.data(b[:n])
		}
		p.state = afterIAC
		b = b[n+1:]
	}
}

// step handles one byte outside of plain data.
func (p *parser) step(c byte) {
	switch p.state {
	case afterIAC:
		p.command(c)
	case afterVerb:
		p.state = inData
		p.option(p.verb, c)
	case inSub:
		if c == iac {
			p.state = inSubAfterIAC
			return
		}
		p.collect(c)
	case inSubAfterIAC:
		switch c {
		case se:
			p.state = inData
			if len(p.sub) > 0 && !p.tooLong {
				p.subneg(p.sub[0], p.sub[1:])
			}
		case iac:
			p.state = inSub
			p.collect(iac)
		default:
			// A command inside a subnegotiation: the end was lost. Give it up and go on with the command.
			p.command(c)
		}
	}
}

// command handles the byte behind an IAC.
func (p *parser) command(c byte) {
	p.state = inData
	switch c {
	case iac:
		p.data([]byte{iac})
	case do, dont, will, wont:
		p.verb, p.state = c, afterVerb
	case sb:
		p.sub, p.tooLong, p.state = p.sub[:0], false, inSub
	}
	// Everything else (NOP, AYT, GA...) has no meaning for a serial port.
}

// collect adds a byte to the subnegotiation.
func (p *parser) collect(c byte) {
	if len(p.sub) >= maxSub {
		p.tooLong = true
		return
	}
	p.sub = append(p.sub, c)
}

// escape appends b to dst with each IAC doubled.
func escape(dst, b []byte) []byte {
	for {
		n := bytes.IndexByte(b, iac)
		if n < 0 {
			return append(dst, b...)
		}
		dst = append(dst, b[:n+1]...)
		dst = append(dst, iac)
		b = b[n+1:]
	}
}

// subnegotiation appends a whole COM port subnegotiation.
func subnegotiation(dst []byte, code byte, value []byte) []byte {
	dst = append(dst, iac, sb, optComPort, code)
	dst = escape(dst, value)
	return append(dst, iac, se)
}
