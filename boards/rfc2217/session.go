package rfc2217

import (
	"encoding/binary"
	"net"
	"sync"
)

// session is the server's side of one connection.
type session struct {
	conn   net.Conn
	parser parser
	opts   *options
	line   Line
	reply  []byte // answers collected while one read is parsed, sent in one write

	baud, dataSize, parity, stopSize uint32
	flow, inFlow, breakState         byte
	dtr, rts                         bool
	announced                        bool // NOTIFY-MODEMSTATE was sent

	write   sync.Mutex
	scratch []byte
}

func newSession(conn net.Conn) *session {
	s := &session{conn: conn, opts: newOptions(), baud: 115200, dataSize: 8, parity: 1, stopSize: 1,
		flow: ctlFlowNone, inFlow: ctlInFlowNone, breakState: ctlBreakOff}
	s.parser = parser{data: s.data, option: s.option, subneg: s.subneg}
	return s
}

// greet asks for a clean 8-bit path both ways; COM port control is for the client to offer.
func (s *session) greet() {
	for _, option := range []byte{optBinary, optSGA} {
		s.reply = s.opts.offer(s.reply, will, option)
		s.reply = s.opts.offer(s.reply, do, option)
	}
	_ = s.flush() // an error shows again at the first read
}

// flush sends the collected answers.
func (s *session) flush() error {
	if len(s.reply) == 0 {
		return nil
	}
	s.write.Lock()
	defer s.write.Unlock()
	_, err := s.conn.Write(s.reply)
	s.reply = s.reply[:0]
	return err
}

// dataWriter is the session as the port writes to it.
type dataWriter struct{ s *session }

// Write sends bytes of the UART.
func (w dataWriter) Write(p []byte) (int, error) {
	w.s.write.Lock()
	defer w.s.write.Unlock()
	w.s.scratch = escape(w.s.scratch[:0], p)
	if _, err := w.s.conn.Write(w.s.scratch); err != nil {
		return 0, err
	}
	return len(p), nil
}

// data passes the client's bytes on. A line that refuses them drops them, as it says.
func (s *session) data(b []byte) { _, _ = s.line.Write(b) }

func (s *session) option(verb, option byte) { s.reply = s.opts.answer(s.reply, verb, option) }

// subneg handles one COM port command and acknowledges it with the value that holds now.
func (s *session) subneg(option byte, b []byte) {
	if option != optComPort || len(b) == 0 {
		return
	}
	code, value := b[0], b[1:]
	switch code {
	case cmdSignature:
		if len(value) == 0 { // a non-empty one is the client's own
			s.acknowledge(code, []byte("benchtrial"))
		}
	case cmdBaud:
		s.setBaud(value)
	case cmdDataSize:
		s.setByte(code, &s.dataSize, value)
	case cmdParity:
		s.setByte(code, &s.parity, value)
	case cmdStopSize:
		s.setByte(code, &s.stopSize, value)
	case cmdControl:
		if len(value) == 1 {
			s.acknowledge(code, []byte{s.control(value[0])})
		}
	case cmdLineMask, cmdModemMask:
		s.acknowledge(code, value)
	case cmdPurge:
		if len(value) == 1 && value[0] >= purgeReceive && value[0] <= purgeBoth {
			s.line.Purge(value[0]&purgeReceive != 0, value[0]&purgeTransmit != 0)
			s.acknowledge(code, value)
		}
	}
}

// setBaud handles SET-BAUDRATE; 0 asks for the rate. The rate is echoed exactly: pyserial rejects any other.
func (s *session) setBaud(value []byte) {
	if len(value) != 4 {
		return
	}
	if baud := binary.BigEndian.Uint32(value); baud != 0 {
		s.baud = baud
		s.line.SetBaud(int(baud))
	}
	s.acknowledge(cmdBaud, binary.BigEndian.AppendUint32(nil, s.baud))
	if !s.announced {
		s.announced = true
		s.acknowledge(cmdNotifyModem, []byte{modemReady})
	}
}

// setByte handles the one-byte settings; 0 asks. A UART in software is content with any.
func (s *session) setByte(code byte, setting *uint32, value []byte) {
	if len(value) != 1 {
		return
	}
	if value[0] != 0 {
		*setting = uint32(value[0])
	}
	s.acknowledge(code, []byte{byte(*setting)})
}

// control handles SET-CONTROL and returns the value to acknowledge.
func (s *session) control(value byte) byte {
	switch value {
	case ctlFlowQuery:
		return s.flow
	case ctlBreakQuery:
		return s.breakState
	case ctlDTRQuery:
		return pick(s.dtr, ctlDTROn, ctlDTROff)
	case ctlRTSQuery:
		return pick(s.rts, ctlRTSOn, ctlRTSOff)
	case ctlInFlowQuery:
		return s.inFlow
	case ctlDTROn, ctlDTROff:
		s.dtr = value == ctlDTROn
		s.line.SetLines(s.dtr, s.rts)
	case ctlRTSOn, ctlRTSOff:
		s.rts = value == ctlRTSOn
		s.line.SetLines(s.dtr, s.rts)
	case ctlBreakOff - 1, ctlBreakOff:
		s.breakState = value
	default:
		if value < ctlBreakQuery || value > ctlInFlowNone+1 {
			s.flow = value // 1 to 3, and the DCD and DSR flavours beyond: taken note of, without a meaning here
		} else {
			s.inFlow = value
		}
	}
	return value
}

func pick(on bool, yes, no byte) byte {
	if on {
		return yes
	}
	return no
}

// acknowledge answers a command with a value.
func (s *session) acknowledge(code byte, value []byte) {
	s.reply = subnegotiation(s.reply, code+fromServer, value)
}
