package reports

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// Console returns what the board printed during the trial, as it came.
func (t *Trial) Console() []byte { return consoleOf(t.Events) }

func consoleOf(events []Event) []byte {
	var out bytes.Buffer
	for _, e := range events {
		switch {
		case e.Kind == ConsoleBytes:
			out.Write(e.Bytes)
		case e.Kind == Step && e.Source == leftOut:
			fmt.Fprintf(&out, "\n[... %s ...]\n", e.Text)
		}
	}
	return out.Bytes()
}

// Wire returns what the bench saw of the board's network during the trial, one line an event, with the time since the
// trial began.
func (t *Trial) Wire() string {
	var out strings.Builder
	for _, e := range t.Events {
		if !onWire(e.Kind) {
			continue
		}
		fmt.Fprintf(&out, "%s  %s\n", since(e.At.Sub(t.Began)), wireLine(e))
	}
	return out.String()
}

func onWire(kind Kind) bool {
	switch kind {
	case DNSQuery, TimeQuery, MessageSeen, ConnAccepted, ClientHello, HandshakeDone, HandshakeFailed, AlertSeen, RequestSeen, ExtraBytes, ReplySent, ConnClosed, ServerTrouble:
		return true
	}
	return false
}

// wireLine is one event of the network in words.
func wireLine(e Event) string {
	words := []string{}
	if e.Attempt > 0 {
		words = append(words, fmt.Sprintf("#%d", e.Attempt))
	}
	words = append(words, string(e.Kind))
	if text := oneLine(e.Text, 300); text != "" {
		words = append(words, text)
	}
	if len(e.Bytes) > 0 {
		words = append(words, fmt.Sprintf("(%d bytes) %s", len(e.Bytes), oneLine(string(e.Bytes), 160)))
	}
	return strings.Join(words, " ")
}

// since writes a time on the clock of a trial, with a fixed width for times below 1000 s.
func since(d time.Duration) string { return fmt.Sprintf("%+9.3fs", d.Seconds()) }

// briefly writes a duration for people: 0.2 s, 14.1 s, 3m07s.
func briefly(d time.Duration) string {
	switch {
	case d < 0:
		return "0.0 s"
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	d = d.Round(time.Second)
	return fmt.Sprintf("%dm%02ds", int(d.Minutes()), int(d.Seconds())%60)
}

// attachment is the text that goes with a spec which did not pass: both witnesses of each trial it judged by.
func (r *Run) attachment(s *Spec, limit int) string {
	trials := r.Evidence(s)
	if len(trials) == 0 {
		if lane := r.lanes[s.Lane]; lane != nil && !s.Began.IsZero() {
			return section("console of "+s.Board+", no trial ran", Printable(consoleOf(lane.Loose)), limit, "console.log")
		}
		return ""
	}
	if len(trials) > 4 {
		trials = trials[len(trials)-4:]
	}
	share := limit / len(trials)
	var out strings.Builder
	for _, t := range trials {
		where := t.Folder
		out.WriteString(section("console of "+t.Board+" meeting "+t.Name(), Printable(t.Console()), share*5/8, where+"/console.log"))
		out.WriteString(section("what the server saw", t.Wire(), share*3/8, where+"/server.log"))
	}
	return out.String()
}

func section(title, text string, limit int, where string) string {
	head := "== " + oneLine(title, 120) + "\n"
	if strings.TrimSpace(text) == "" {
		return head + "(nothing)\n"
	}
	return head + strings.TrimRight(headTail(text, limit-len(head)-2, where), "\n") + "\n"
}
