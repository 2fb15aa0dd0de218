package wire

import "time"

// Vanish ends the connection for the server alone, as if it were gone without a word: what it writes from now on is
// believed to be sent and is not, and nothing more is read. It may be called at any time.
func (c *Conn) Vanish() {
	c.cut.Store(int32(CutStall))
	// It fails only on a closed connection, and then reading fails too.
	_ = c.SetReadDeadline(time.Unix(1, 0))
}
