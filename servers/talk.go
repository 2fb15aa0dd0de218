package servers

import (
	"context"
	"crypto/tls"
	"net"
)

// Talk is one connection, inside TLS, on which another protocol than HTTP is spoken. What the client sends through it is
// recorded as the connection's Request.
type Talk struct {
	net.Conn

	ctx   context.Context
	state tls.ConnectionState
}

// Context is done when the trial ends.
func (t *Talk) Context() context.Context { return t.ctx }

// State is what TLS has negotiated.
func (t *Talk) State() tls.ConnectionState { return t.state }
