package harness

import (
	"bytes"
	"strconv"
	"time"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/ws"
)

// Requests are the connections over which the server received application data. Of a WebSocket's connection it is the
// request for the upgrade, which is an HTTP request; what follows are frames.
func (e Evidence) Requests() []servers.Conn {
	var with []servers.Conn
	for _, c := range e.Conns {
		switch {
		case len(c.Request) == 0:
		case c.Protocol == servers.ProtocolWebSocket:
			with = append(with, upgradeOf(c))
		default:
			with = append(with, c)
		}
	}
	return with
}

// upgradeOf is the connection as far as the request for the upgrade goes.
func upgradeOf(c servers.Conn) servers.Conn {
	opening := ws.ParseStream(c.Request).Opening
	c.Request, c.Complete, c.Extra = opening.Raw, opening.Ended, 0
	c.CompleteAt = arrivalOf(c, len(opening.Raw))
	return c
}

// arrivalOf is when the n-th byte that the client sent inside TLS arrived.
func arrivalOf(c servers.Conn, n int) time.Time {
	for _, a := range c.Arrivals {
		if n -= a.Len; n <= 0 {
			return a.At
		}
	}
	return c.LastByteAt
}

// StatusOf is the status of the reply that the server sent on a connection, 0 when it sent none that can be read.
func StatusOf(c servers.Conn) int {
	line, _, _ := bytes.Cut(c.Sent, []byte("\r\n"))
	words := bytes.Fields(line)
	if len(words) < 2 || !bytes.HasPrefix(words[0], []byte("HTTP/1.")) {
		return 0
	}
	status, err := strconv.Atoi(string(words[1]))
	if err != nil {
		return 0
	}
	return status
}
