package match

import (
	"fmt"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/ws"
)

// spoken are the messages of a client, control frames left out.
func spoken(c servers.Conn) []ws.Message {
	stream := ws.ParseStream(c.Request)
	var all []ws.Message
	for _, m := range stream.Messages() {
		if m.Whole && (m.Opcode == ws.Text || m.Opcode == ws.Binary) {
			all = append(all, m)
		}
	}
	return all
}

// SayHello wants the text message that the contract names to be the first one on each socket that was opened, and the only
// one where it promises that. A socket that the bench has not watched to its end need not have got to it.
func SayHello(want config.WebSocket) types.GomegaMatcher {
	return promise(fmt.Sprintf("send the text message %q first on each socket", want.Says), func(r *harness.Result) string {
		opened := 0
		for i, c := range r.Conns {
			if c.Protocol != servers.ProtocolWebSocket || !upgraded(c) {
				continue
			}
			if last := i == len(r.Conns)-1; last && opened > 0 && r.End == harness.EndEnough {
				continue
			}
			opened++
			if fault := hello(want, c); fault != "" {
				return fault
			}
		}
		switch {
		case r.Verdict == reports.Crashed:
			return r.Reason
		case opened == 0:
			return "no socket was opened (" + r.Reason + ")"
		}
		return ""
	})
}

// hello holds the messages of one socket against the contract.
func hello(want config.WebSocket, c servers.Conn) string {
	all := spoken(c)
	switch {
	case len(all) == 0:
		return fmt.Sprintf("on attempt %d the socket was opened, and it never said %q", c.Attempt, want.Says)
	case all[0].Opcode != ws.Text || string(all[0].Payload) != want.Says:
		return fmt.Sprintf("on attempt %d its first message was the %s", c.Attempt, quoted(all[0]))
	case want.NothingElse && len(all) > 1:
		return fmt.Sprintf("on attempt %d it sent %d messages; after %q came the %s", c.Attempt, len(all), want.Says, quoted(all[1]))
	}
	return ""
}

func quoted(m ws.Message) string {
	return fmt.Sprintf("%s message %.80q", ws.OpcodeName(m.Opcode), m.Payload)
}

// SayNothingBut wants no message besides this one, and this one at most once on a socket.
func SayNothingBut(text string) types.GomegaMatcher {
	return promise(fmt.Sprintf("send no message but %q, once on each socket", text), func(r *harness.Result) string {
		for _, c := range sockets(r) {
			if !upgraded(c) {
				continue
			}
			for i, m := range spoken(c) {
				if i > 0 || m.Opcode != ws.Text || string(m.Payload) != text {
					return fmt.Sprintf("on attempt %d it sent the %s, which nobody had asked for", c.Attempt, quoted(m))
				}
			}
		}
		return ""
	})
}
