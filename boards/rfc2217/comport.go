package rfc2217

// COM port commands, client to server; the server's answer has the code plus fromServer (RFC 2217 section 3).
const (
	cmdSignature       = 0
	cmdBaud            = 1
	cmdDataSize        = 2
	cmdParity          = 3
	cmdStopSize        = 4
	cmdControl         = 5
	cmdNotifyLineState = 6 // server to client only
	cmdNotifyModem     = 7 // server to client only
	cmdSuspend         = 8
	cmdResume          = 9
	cmdLineMask        = 10
	cmdModemMask       = 11
	cmdPurge           = 12

	fromServer = 100
)

// Values of SET-CONTROL.
const (
	ctlFlowQuery   = 0
	ctlFlowNone    = 1
	ctlBreakQuery  = 4
	ctlBreakOff    = 6
	ctlDTRQuery    = 7
	ctlDTROn       = 8
	ctlDTROff      = 9
	ctlRTSQuery    = 10
	ctlRTSOn       = 11
	ctlRTSOff      = 12
	ctlInFlowQuery = 13
	ctlInFlowNone  = 14
)

// Values of PURGE-DATA, and the modem state that a port without real CTS and DSR reports: both asserted.
const (
	purgeReceive  = 1
	purgeTransmit = 2
	purgeBoth     = 3

	modemReady = 0x30
)

// options is the state of one end's Telnet options. Each side of an option is answered once for each change, so two
// ends that both insist never talk for ever (RFC 1143 tells why).
type options struct {
	mine    map[byte]bool // options we said WILL to
	theirs  map[byte]bool // options we said DO to
	refused map[[2]byte]bool
}

func newOptions() *options {
	return &options{mine: map[byte]bool{}, theirs: map[byte]bool{}, refused: map[[2]byte]bool{}}
}

// supported are the options that a serial port makes sense with. ECHO is tolerated when asked for by pyserial; nothing
// is echoed.
func supported(option byte) bool {
	return option == optBinary || option == optSGA || option == optComPort || option == optEcho
}

// offer appends an unasked-for WILL or DO.
func (o *options) offer(dst []byte, verb, option byte) []byte {
	if verb == will {
		o.mine[option] = true
	} else {
		o.theirs[option] = true
	}
	return append(dst, iac, verb, option)
}

// answer appends the reply to what the peer said, if it needs one.
func (o *options) answer(dst []byte, verb, option byte) []byte {
	switch verb {
	case do:
		return o.agree(dst, o.mine, option, will, wont)
	case will:
		return o.agree(dst, o.theirs, option, do, dont)
	case dont:
		return o.stop(dst, o.mine, option, wont)
	case wont:
		return o.stop(dst, o.theirs, option, dont)
	}
	return dst
}

func (o *options) agree(dst []byte, state map[byte]bool, option, yes, no byte) []byte {
	if !supported(option) {
		key := [2]byte{no, option}
		if o.refused[key] {
			return dst
		}
		o.refused[key] = true
		return append(dst, iac, no, option)
	}
	if state[option] {
		return dst
	}
	state[option] = true
	return append(dst, iac, yes, option)
}

func (o *options) stop(dst []byte, state map[byte]bool, option, no byte) []byte {
	if !state[option] {
		return dst
	}
	state[option] = false
	return append(dst, iac, no, option)
}
