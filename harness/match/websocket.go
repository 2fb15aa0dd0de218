package match

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/ws"
)

// sockets are the connections over which a client asked for a WebSocket.
func sockets(r *harness.Result) []servers.Conn {
	return slices.DeleteFunc(slices.Clone(r.Conns), func(c servers.Conn) bool {
		return c.Protocol != servers.ProtocolWebSocket || len(c.Request) == 0
	})
}

// upgraded tells whether the server agreed to the upgrade, soundly or not.
func upgraded(c servers.Conn) bool { return harness.StatusOf(c) == 101 }

// AskForTheUpgrade wants each connection to begin with a sound request for an upgrade (RFC 6455, 4.1), with a key of its
// own, and the subprotocol when one is promised.
func AskForTheUpgrade(subprotocol string) types.GomegaMatcher {
	return promise("ask for the upgrade to a WebSocket as RFC 6455 has it", func(r *harness.Result) string {
		keys := map[string]int{}
		for _, c := range sockets(r) {
			stream := ws.ParseStream(c.Request)
			for _, f := range stream.Faults {
				if f.Offset < len(stream.Opening.Raw) || f.Name == ws.OpeningNotEnded {
					return fmt.Sprintf("on attempt %d: %s (%s)", c.Attempt, f.Doc, f.Name)
				}
			}
			offered := strings.Join(stream.Opening.Values("Sec-WebSocket-Protocol"), ", ")
			if subprotocol != "" && offered != subprotocol {
				return fmt.Sprintf("on attempt %d it offers the subprotocol %q, not %q", c.Attempt, offered, subprotocol)
			}
			if first, used := keys[stream.Opening.Key]; used {
				return fmt.Sprintf("attempts %d and %d have the same Sec-WebSocket-Key %q", first, c.Attempt, stream.Opening.Key)
			}
			keys[stream.Opening.Key] = c.Attempt
		}
		if len(keys) == 0 {
			return "it asked for no upgrade (" + r.Reason + ")"
		}
		return ""
	})
}

// SendSoundFrames wants every frame of the client to be as RFC 6455 has it: masked, of the shortest length, no frame after
// its Close. That no two frames have the same mask is part of it (5.3: a new, unpredictable one for each).
func SendSoundFrames() types.GomegaMatcher {
	return promise("send sound, masked frames only", func(r *harness.Result) string {
		for _, c := range sockets(r) {
			if !upgraded(c) {
				continue
			}
			stream := ws.ParseStream(c.Request)
			masks := map[[4]byte]bool{}
			for _, f := range stream.Faults {
				if f.Offset >= len(stream.Opening.Raw) && f.Name != ws.FrameNotEnded {
					return fmt.Sprintf("on attempt %d: %s (%s)", c.Attempt, f.Doc, f.Name)
				}
			}
			for _, f := range stream.Frames {
				if masks[f.Mask] && len(f.Payload) > 0 {
					return fmt.Sprintf("on attempt %d two frames have the mask %x", c.Attempt, f.Mask)
				}
				masks[f.Mask] = true
			}
		}
		return ""
	})
}

// Print wants the text on the console, in one piece.
func Print(text string) types.GomegaMatcher {
	return promise(fmt.Sprintf("print %.80q", text), func(r *harness.Result) string {
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		if bytes.Contains(r.Text, []byte(text)) {
			return ""
		}
		printed := longestPrefix(r.Text, []byte(text))
		return fmt.Sprintf("of its %d bytes the console shows the first %d in one piece", len(text), printed)
	})
}

// NeverPrint wants the text nowhere on the console, of a firmware that lives: one that crashed proves nothing.
func NeverPrint(text string) types.GomegaMatcher {
	return promise(fmt.Sprintf("never print %.80q", text), func(r *harness.Result) string {
		switch {
		case r.Verdict == reports.Crashed:
			return r.Reason
		case len(r.Conns) == 0:
			return "it never met the server (" + r.Reason + ")"
		case bytes.Contains(r.Text, []byte(text)):
			return "the console shows it"
		}
		return ""
	})
}

// StayClosed wants the firmware neither to use a socket that was not properly opened, nor to say that it is open.
func StayClosed() types.GomegaMatcher {
	return promise("not take the socket for open", func(r *harness.Result) string {
		if _, said := r.Said(r.Firmware.Console.Connected); said {
			return fmt.Sprintf("the console says %q", r.Firmware.Console.Connected)
		}
		for _, c := range sockets(r) {
			for _, f := range ws.ParseStream(c.Request).Frames {
				if f.Masked && f.Fin && (f.Opcode == ws.Text || f.Opcode == ws.Binary) {
					return fmt.Sprintf("on attempt %d it sent a %s frame", c.Attempt, ws.OpcodeName(f.Opcode))
				}
			}
		}
		return unfinished(r)
	})
}

// AnswerPings wants each ping of the server to be answered by a pong with the same payload.
func AnswerPings(payload string) types.GomegaMatcher {
	return promise("answer the server's ping with a pong of the same payload", func(r *harness.Result) string {
		for _, c := range sockets(r) {
			for _, f := range ws.ParseStream(c.Request).Frames {
				if f.Opcode == ws.Pong && string(f.Payload) == payload {
					return ""
				}
			}
		}
		return fmt.Sprintf("no pong with the payload %q came", payload)
	})
}

// AnswerCloses wants the Close of the server to be answered by one (RFC 6455, 5.5.1), before the connection is ended.
func AnswerCloses() types.GomegaMatcher {
	return promise("answer the server's Close with a Close", func(r *harness.Result) string {
		for _, c := range sockets(r) {
			if !upgraded(c) || c.Closed.IsZero() {
				continue
			}
			if frames := ws.ParseStream(c.Request).Frames; !slices.ContainsFunc(frames, func(f ws.Frame) bool { return f.Opcode == ws.Close }) {
				return fmt.Sprintf("on attempt %d it ended the connection without a Close", c.Attempt)
			}
			return ""
		}
		return "no connection that the server closed was ended"
	})
}

// ConnectAgain wants a further connection after the first one was lost, and the console to say that it was.
func ConnectAgain() types.GomegaMatcher {
	return promise("notice that the connection is gone, and connect again", func(r *harness.Result) string {
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		lost := r.Firmware.Console.Lost
		if _, said := r.Said(lost); lost != "" && !said {
			return fmt.Sprintf("the console never says %q", lost)
		}
		if r.Attempts() < 2 {
			return "it connected once only"
		}
		return ""
	})
}

// EndTheSocket wants the client to end a connection on which the server broke the protocol, and no word of what it got
// there.
func EndTheSocket() types.GomegaMatcher {
	return promise("end a connection on which the server breaks the protocol", func(r *harness.Result) string {
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		for _, c := range sockets(r) {
			if upgraded(c) && c.Closed.IsZero() {
				return fmt.Sprintf("attempt %d was kept open", c.Attempt)
			}
		}
		return ""
	})
}
