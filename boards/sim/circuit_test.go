package sim

import "testing"

// TestCircuit walks through the sequences that tools use, and looks at EN and IO0 after each step. A reset is EN going
// low; what the chip starts is told by IO0 at the moment EN goes high.
func TestCircuit(t *testing.T) {
	type step struct {
		dtr, rts bool
		en, io0  bool // high
	}
	const on, off, high, low = true, false, true, false
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"a system that opens the port with both on", []step{{on, off, high, low}, {on, on, high, low}, {off, off, high, high}}},
		{"both on at once changes nothing", []step{{on, on, high, high}, {off, off, high, high}}},
		{"esptool ClassicReset from both on", []step{
			{off, on, low, high},     // D0: reset
			{off, on, low, high},     // R1
			{on, on, low, high},      // D1: held by the latch
			{on, off, high, low},     // R0: starts with IO0 low
			{off, off, high, high}}}, // D0
		{"esptool UnixTightReset", []step{
			{off, off, high, high}, {on, on, high, high}, {off, on, low, high}, {on, off, high, low}, {off, off, high, high}}},
		{"esptool HardReset", []step{{off, on, low, high}, {off, off, high, high}}},
		{"disconnect while both are on", []step{{on, on, high, high}, {off, off, high, high}}},
	} {
		var state circuit
		for i, s := range c.steps {
			state = state.set(s.dtr, s.rts)
			if state.enLow == s.en || state.io0Low == s.io0 {
				t.Errorf("%s, step %d (DTR %t, RTS %t): EN high %t, IO0 high %t; want %t, %t",
					c.name, i, s.dtr, s.rts, !state.enLow, !state.io0Low, s.en, s.io0)
			}
		}
	}
}
