package sim

import (
	"io"

	"github.com/benchtrial/benchtrial/boards/rfc2217"
)

// port is the board as the RFC 2217 server sees it.
type port struct{ s *Sim }

// clientLine is the session of one RFC 2217 client.
type clientLine struct {
	machine *machine
	outlet  *outlet
	sim     *Sim
}

// Attach connects a client to the UART.
func (p port) Attach(out io.Writer) rfc2217.Line {
	c := &clientLine{machine: p.s.machine, outlet: newOutlet(out, nil), sim: p.s}
	p.s.machine.uart.attach(c.outlet)
	p.s.setClient(c.outlet)
	return c
}

// Write gives bytes to the chip. It only waits while the chip is busy, never for the firmware.
func (c *clientLine) Write(b []byte) (int, error) {
	b = append([]byte(nil), b...)
	c.machine.post(func() { c.machine.receive(b, true) })
	return len(b), nil
}

// SetLines drives the reset circuit. It returns when that has its effect: who had the lines acknowledged that hold the
// chip in reset can rely on nothing running any more.
func (c *clientLine) SetLines(dtr, rts bool) {
	// The only error is that the board is closed; the client is about to find that out.
	_, _ = c.machine.call(func() (string, error) { c.machine.lines(dtr, rts); return "", nil })
}

// SetBaud takes note of the host's bit rate: esptool works out the crystal from it.
func (c *clientLine) SetBaud(baud int) {
	c.machine.post(func() { c.machine.hostBaud = baud })
}

// Purge drops what was sent to the client and has not left yet.
func (c *clientLine) Purge(received, _ bool) {
	if received {
		c.outlet.purge()
	}
}

// Close ends the session. The lines go off together: on the way from "both on" there is no reset.
func (c *clientLine) Close() error {
	c.machine.uart.detach(c.outlet)
	c.sim.setClient(nil)
	c.outlet.close()
	c.machine.post(func() { c.machine.lines(false, false) })
	return nil
}
