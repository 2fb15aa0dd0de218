package match

import (
	"fmt"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers/mqtt"
)

// session is what a client sent in one MQTT session.
type session struct {
	attempt int
	packets []mqtt.Packet
	faults  []mqtt.Fault
}

func sessions(r *harness.Result) []session {
	var all []session
	for _, c := range r.Conns {
		if len(c.Request) > 0 {
			packets, faults := mqtt.ParsePackets(c.Request)
			all = append(all, session{c.Attempt, packets, faults})
		}
	}
	return all
}

// SendSoundPackets wants everything that the client sent to be MQTT 3.1.1.
func SendSoundPackets() types.GomegaMatcher {
	return promise("send sound MQTT packets only", func(r *harness.Result) string {
		for _, s := range sessions(r) {
			for _, f := range s.faults {
				if f.Name != mqtt.PacketNotEnded {
					return fmt.Sprintf("on attempt %d: %s (%s)", s.attempt, f.Doc, f.Name)
				}
			}
		}
		return ""
	})
}

// ConnectAs wants the first packet of each session to be the CONNECT that the contract promises.
func ConnectAs(want config.MQTT) types.GomegaMatcher {
	return promise("connect as its contract says", func(r *harness.Result) string {
		all := sessions(r)
		if len(all) == 0 {
			return "it sent no packet (" + r.Reason + ")"
		}
		for _, s := range all {
			if len(s.packets) == 0 || s.packets[0].Connect == nil {
				return fmt.Sprintf("attempt %d does not begin with a CONNECT", s.attempt)
			}
			c := s.packets[0].Connect
			if fault := connectFault(want, c); fault != "" {
				return fault
			}
			if fault := unnamed(want, c); fault != "" {
				return fault
			}
		}
		return ""
	})
}

// connectFault holds what a CONNECT says of the session against what the contract states of it.
func connectFault(want config.MQTT, c *mqtt.ConnectFields) string {
	switch {
	case want.ClientID != "" && c.ClientID != want.ClientID:
		return fmt.Sprintf("its client identifier is %q, not %q", c.ClientID, want.ClientID)
	case want.KeepAlive > 0 && time.Duration(c.KeepAlive)*time.Second != want.KeepAlive:
		return fmt.Sprintf("its keep-alive is %d s, not %v", c.KeepAlive, want.KeepAlive)
	case want.Clean.BrokenBy(c.Clean):
		return fmt.Sprintf("its clean session is %t, not %t", c.Clean, !c.Clean)
	}
	return ""
}

// unnamed finds a will, a user name or a password that is not the contract's. What it does not name must not be there: a
// broker hands a will on to everybody, and a password that nobody expects may be that of something else.
func unnamed(want config.MQTT, c *mqtt.ConnectFields) string {
	for _, f := range []struct {
		what      string
		has       bool
		got, want string
	}{
		{"user name", c.HasUser, c.User, want.User},
		{"password", c.HasPassword, string(c.Password), want.Password},
		{"will to the topic", c.Will, c.WillTopic, want.Will},
	} {
		switch {
		case f.has && f.want == "":
			return fmt.Sprintf("its CONNECT has the %s %.80q, and its contract names none", f.what, f.got)
		case !f.has && f.want != "":
			return fmt.Sprintf("its CONNECT has no %s, and its contract names %q", f.what, f.want)
		case f.got != f.want:
			return fmt.Sprintf("its CONNECT has the %s %.80q, not %q", f.what, f.got, f.want)
		}
	}
	if want.WillPayload != "" && string(c.WillMessage) != want.WillPayload {
		return fmt.Sprintf("its will is %.80q, not %q", c.WillMessage, want.WillPayload)
	}
	return ""
}

// SendNothingButConnect wants no packet besides CONNECT in a session that the broker did not accept, and the console not to
// call it connected.
func SendNothingButConnect() types.GomegaMatcher {
	return promise("send nothing in a session that the broker did not accept", func(r *harness.Result) string {
		if _, said := r.Said(r.Firmware.Console.Connected); said {
			return fmt.Sprintf("the console says %q", r.Firmware.Console.Connected)
		}
		for _, s := range sessions(r) {
			for _, p := range s.packets {
				if p.Type != mqtt.Connect && p.Type != mqtt.Disconnect {
					return fmt.Sprintf("on attempt %d it sent a %s", s.attempt, p)
				}
			}
		}
		if words := r.Firmware.Console.CannotConnect; words != "" {
			if _, said := r.Said(words); !said {
				return fmt.Sprintf("the console never says %q", words)
			}
		}
		return unfinished(r)
	})
}

// PingAtLeast wants so many PINGREQ within one session.
func PingAtLeast(n int) types.GomegaMatcher {
	return promise(fmt.Sprintf("ping at least %s", times(n)), func(r *harness.Result) string {
		most := 0
		for _, s := range sessions(r) {
			pings := 0
			for _, p := range s.packets {
				if p.Type == mqtt.Pingreq {
					pings++
				}
			}
			most = max(most, pings)
		}
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		if most < n {
			return fmt.Sprintf("it pinged %s", times(most))
		}
		return ""
	})
}
