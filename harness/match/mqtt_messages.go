package match

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/onsi/gomega/types"

	"github.com/benchtrial/benchtrial/harness"
	"github.com/benchtrial/benchtrial/harness/config"
	"github.com/benchtrial/benchtrial/reports"
	"github.com/benchtrial/benchtrial/servers/mqtt"
)

// subscribes tells whether the topic filter is subscribed to in the session.
func (s session) subscribes(filter string) bool {
	return slices.ContainsFunc(s.packets, func(p mqtt.Packet) bool {
		return p.Type == mqtt.Subscribe && slices.ContainsFunc(p.Filters, func(f mqtt.Filter) bool { return f.Topic == filter })
	})
}

// SubscribeTo wants the topic filter to be subscribed to.
func SubscribeTo(filter string) types.GomegaMatcher {
	return promise(fmt.Sprintf("subscribe to %q", filter), func(r *harness.Result) string {
		if slices.ContainsFunc(sessions(r), func(s session) bool { return s.subscribes(filter) }) {
			return ""
		}
		return "it never did"
	})
}

// again is the session after those that were lost: the last one. Its fault is in place of a session that never came.
func again(r *harness.Result) (s session, fault string) {
	all := sessions(r)
	switch {
	case r.Verdict == reports.Crashed:
		return s, r.Reason
	case len(all) < 2:
		return s, "it began no further session after the first one was lost"
	}
	return all[len(all)-1], ""
}

// SubscribeAgain wants the topic filter to be subscribed to in the session after the one that was lost: a broker forgets
// what was subscribed to in a clean session.
func SubscribeAgain(filter string) types.GomegaMatcher {
	return promise(fmt.Sprintf("subscribe to %q again in the session after the loss", filter), func(r *harness.Result) string {
		s, fault := again(r)
		if fault == "" && !s.subscribes(filter) {
			fault = fmt.Sprintf("on attempt %d, after the loss, it did not subscribe again: it will receive nothing any more", s.attempt)
		}
		return fault
	})
}

// Publish wants the message to be published in each session, as the contract has it; once and no other where it promises
// that.
func Publish(want config.MQTT) types.GomegaMatcher {
	return promise(fmt.Sprintf("publish %q to %q%s", want.Payload, want.Publishes, once(want)), func(r *harness.Result) string {
		all := sessions(r)
		if len(all) == 0 {
			return "it sent no packet (" + r.Reason + ")"
		}
		for _, s := range all {
			if fault := s.published(want); fault != "" {
				return fault
			}
		}
		return ""
	})
}

// PublishAgain wants the same of the session after the one that was lost.
func PublishAgain(want config.MQTT) types.GomegaMatcher {
	return promise(fmt.Sprintf("publish %q to %q%s in the session after the loss", want.Payload, want.Publishes, once(want)), func(r *harness.Result) string {
		s, fault := again(r)
		if fault == "" {
			fault = s.published(want)
		}
		return fault
	})
}

func once(want config.MQTT) string {
	if want.NothingElse {
		return " once"
	}
	return ""
}

// published holds the messages of a session against the contract.
func (s session) published(want config.MQTT) string {
	n := 0
	for _, p := range s.packets {
		m := p.Publish
		switch {
		case m == nil:
		case m.Topic != want.Publishes || want.Payload != "" && string(m.Payload) != want.Payload:
			if want.NothingElse {
				return fmt.Sprintf("on attempt %d it published %.60q to %q", s.attempt, m.Payload, m.Topic)
			}
		case want.Retain.BrokenBy(m.Retain):
			return fmt.Sprintf("on attempt %d its message has the retain flag %t, not %t: %s", s.attempt, m.Retain, !m.Retain, retaining[m.Retain])
		case want.QoS != "" && fmt.Sprint(m.QoS) != want.QoS:
			return fmt.Sprintf("on attempt %d its message has QoS %d, not %s", s.attempt, m.QoS, want.QoS)
		case !m.Dup:
			n++
		}
	}
	if n == 0 || want.NothingElse && n != 1 {
		return fmt.Sprintf("on attempt %d it published it %s", s.attempt, times(n))
	}
	return ""
}

// retaining is what the flag comes to.
var retaining = map[bool]string{
	true:  "the broker keeps it for everybody who subscribes later",
	false: "the broker keeps nothing for those who subscribe later",
}

// PrintReceived wants the payload on the console in one piece, wherever. A topic in which it stands as well is no payload.
func PrintReceived(topic, payload string) types.GomegaMatcher {
	return promise(fmt.Sprintf("print the payload %.80q", payload), func(r *harness.Result) string {
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		text := bytes.ReplaceAll(r.Text, []byte(topic), nil)
		if bytes.Contains(text, []byte(payload)) {
			return ""
		}
		return fmt.Sprintf("of its %d bytes the console shows the first %d in one piece", len(payload), longestPrefix(text, []byte(payload)))
	})
}

// stale is how many bytes of an earlier message tell that they are of that.
const stale = 6

// PrintEach wants a long payload and the short one after it on the console, each in one piece, and the short one to end where
// it ends: a payload has a length and no zero byte at its end, and behind it stands what an earlier message left there.
func PrintEach(long, short string) types.GomegaMatcher {
	return promise("print what it receives, and no byte more", func(r *harness.Result) string {
		if r.Verdict == reports.Crashed {
			return r.Reason
		}
		for _, payload := range []string{long, short} {
			if !bytes.Contains(r.Text, []byte(payload)) {
				return fmt.Sprintf("of the %d bytes of the message %.40q the console shows the first %d in one piece",
					len(payload), payload, longestPrefix(r.Text, []byte(payload)))
			}
		}
		left := long[len(short):]
		if bytes.Contains(r.Text, []byte(short+left[:stale])) {
			return fmt.Sprintf("behind the short message %q it printed what the long one before it had left: %.40q", short, left)
		}
		return ""
	})
}
