package sim

// circuit is the auto-reset circuit of the usual boards: two transistors between the serial converter's modem lines
// and the chip's pins, crossed so that both lines asserted, which is how many systems open a port, does nothing.
//
//	DTR RTS   EN   IO0
//	off off   high high
//	off on    low  high   reset
//	on  off   high low    the boot strap
//	on  on    as they were
//
// On a board the last row reads "high high", and a capacitor keeps EN low for some milliseconds after RTS. esptool over
// RFC 2217 needs 50 to 100 ms between DTR and RTS to leave reset, in which that capacitor has long let go of EN: real
// boards then start the application instead of the loader (esptool issue 383). A latch in its place has no timing at
// all, and is what each user of the lines means.
type circuit struct {
	enLow, io0Low bool
}

// set drives the lines, and returns the circuit's new state.
func (c circuit) set(dtr, rts bool) circuit {
	switch {
	case dtr && rts:
		return c
	default:
		return circuit{enLow: rts, io0Low: dtr}
	}
}
