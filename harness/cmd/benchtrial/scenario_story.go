package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/servers"
	"github.com/benchtrial/benchtrial/servers/pki"
	"github.com/benchtrial/benchtrial/servers/tls12"
	"github.com/benchtrial/benchtrial/servers/wire"
)

// scenarioStory is all there is to say about a scenario.
type scenarioStory struct {
	Name     string       `json:"name"`
	Group    string       `json:"group"`
	Protocol string       `json:"protocol,omitempty"`
	Suite    string       `json:"suite"` // smoke or full
	Doc      string       `json:"doc"`
	Sound    string       `json:"sound_firmware"`
	Reason   string       `json:"reason,omitempty"`
	Notes    []string     `json:"notes,omitempty"`
	Stages   []stage      `json:"stages,omitempty"`
	Stacks   []stackStory `json:"stacks,omitempty"`
}

// stage is what a row of attempts meets.
type stage struct {
	From  int         `json:"from"`         // attempts are counted from 1
	To    int         `json:"to,omitempty"` // 0: all further ones
	Does  []string    `json:"does"`
	Chain []certStory `json:"chain,omitempty"`
}

// looked is how many attempts of a scenario are compared.
const looked = 40

// tell collects the story of a scenario, with the chains as the authority makes them.
func tell(sc servers.Scenario, authority *pki.Authority) (scenarioStory, error) {
	s := scenarioStory{Name: sc.Name, Group: string(sc.Group), Protocol: sc.Protocol, Suite: suiteOf(sc), Doc: sc.Doc, Sound: soundly(sc),
		Reason: sc.Reason, Notes: notesOn(sc), Stacks: stacksOn(sc)}
	if sc.Closed {
		return s, nil
	}
	for attempt := 1; attempt <= looked; attempt++ {
		b := servers.Behaviour{}
		if sc.Behave != nil {
			b = sc.Behave(attempt)
		}
		does := behaviourWords(b)
		if n := len(s.Stages); n > 0 && reflect.DeepEqual(s.Stages[n-1].Does, does) {
			s.Stages[n-1].To = attempt
			continue
		}
		st := stage{From: attempt, To: attempt, Does: does}
		if b.Network == servers.Serve && showsChain(b) {
			var err error
			if st.Chain, err = chainStory(authority, b.Chain); err != nil {
				return s, fmt.Errorf("%s: %w", sc.Name, err)
			}
		}
		s.Stages = append(s.Stages, st)
	}
	s.Stages[len(s.Stages)-1].To = 0
	return s, nil
}

func notesOn(sc servers.Scenario) []string {
	var notes []string
	for _, n := range []struct {
		holds bool
		text  string
	}{
		{sc.Closed && !sc.Vanished, "nobody listens on the server's port"},
		{sc.Vanished, "nobody answers on the server's port, as if the machine were switched off"},
		{sc.Fails, "no attempt can succeed: the retries are what shows"},
		{sc.Silent, "the server leaves the firmware waiting: only its own limits end the trial"},
		{sc.Stalls, "the server falls silent within every handshake"},
		{sc.Names != nil, "the bench's name server takes part in it"},
		{!reflect.ValueOf(sc.Time).IsZero(), "the bench's time server takes part in it"},
		{sc.Edge, "a strict edge stands before the server"},
		{sc.ReplyBroken, "the reply does not arrive whole: a firmware must not report it as a success"},
		{sc.Protocol != "", "only firmware that speaks " + sc.Protocol + " can meet it"},
	} {
		if n.holds {
			notes = append(notes, n.text)
		}
	}
	return notes
}

// behaviourWords says what a connection meets, each deviation in its own words.
func behaviourWords(b servers.Behaviour) []string {
	if b.Network != servers.Serve {
		return []string{"network: " + b.Network.String()}
	}
	var words []string
	if b.Chain.Name != "" {
		words = append(words, "chain: "+b.Chain.Name+": "+b.Chain.Doc)
	}
	if b.Otherwise.Name != "" {
		words = append(words, "chain for a client that does not name the host: "+b.Otherwise.Name+": "+b.Otherwise.Doc)
	}
	if b.Takes > 0 {
		words = append(words, fmt.Sprintf("resets the connection after %d bytes of the request", b.Takes))
	}
	if !reflect.ValueOf(b.Wire).IsZero() {
		words = append(words, "wire: "+faultWords(b.Wire))
	}
	if b.TLS != nil {
		words = append(words, "tls: "+configWords(b.TLS))
	}
	if b.Speak != nil {
		words = append(words, "tls: "+spokenWords(b.Speak))
	}
	if !b.Reply.IsZero() {
		words = append(words, "reply: "+b.Reply.Name+": "+b.Reply.Doc)
	}
	if b.Talk != nil {
		words = append(words, "talk: its own, inside TLS")
	}
	if len(words) == 0 {
		return []string{"a good server: an honest chain, and the reply of its service"}
	}
	return words
}

// faultWords spells the fault's settings; the scenario's Doc says what they come to.
func faultWords(f wire.Fault) string {
	var words []string
	if f.Cut != wire.NoCut {
		words = append(words, fmt.Sprintf("%v after %d bytes", f.Cut, f.At))
	}
	if f.Slice > 0 {
		words = append(words, fmt.Sprintf("pieces of %d bytes, %v apart", f.Slice, f.Pause.Round(time.Millisecond)))
	}
	if f.Fragment > 0 {
		words = append(words, fmt.Sprintf("handshake messages in records of %d bytes", f.Fragment))
	}
	if f.Coalesce {
		words = append(words, "a flight in one record")
	}
	if len(words) == 0 {
		return "its records or messages are changed, dropped or added on their way"
	}
	return strings.Join(words, ", ")
}

// spoken is the configuration of a server that does not speak as crypto/tls does.
func spoken(change func(*tls12.Config)) tls12.Config {
	// What a change finds there, it may build on.
	c := tls12.Config{PSK: func(string) []byte { return nil }}
	change(&c)
	return c
}

// showsChain tells whether the server shows any certificate.
func showsChain(b servers.Behaviour) bool {
	if b.Speak == nil {
		return true
	}
	c := spoken(b.Speak)
	return c.ShowsCertificate()
}

// mostSuites is how many suites are named.
const mostSuites = 4

// spokenWords is what a behaviour changes of a TLS 1.2 server of our own.
func spokenWords(change func(*tls12.Config)) string {
	c := spoken(change)
	var words []string
	if c.Most != 0 {
		words = append(words, "up to "+wire.VersionName(c.Most))
	}
	for i, id := range c.Suites {
		if i == mostSuites {
			words = append(words, fmt.Sprintf("%d suites more", len(c.Suites)-i))
			break
		}
		words = append(words, wire.SuiteName(id))
	}
	for _, id := range c.Groups {
		words = append(words, wire.GroupName(id))
	}
	if !c.ShowsCertificate() {
		words = append(words, "no certificate")
	}
	if len(words) == 0 || !reflect.ValueOf(c.Script).IsZero() {
		words = append(words, "its messages are not those of an honest server")
	}
	return strings.Join(words, ", ")
}

// configWords is what a behaviour changes of the server's TLS.
func configWords(change func(*tls.Config)) string {
	var c tls.Config
	change(&c)
	var words []string
	if c.MinVersion != 0 {
		words = append(words, "from "+wire.VersionName(c.MinVersion))
	}
	if c.MaxVersion != 0 {
		words = append(words, "up to "+wire.VersionName(c.MaxVersion))
	}
	for _, id := range c.CipherSuites {
		words = append(words, wire.SuiteName(id))
	}
	for _, id := range c.CurvePreferences {
		words = append(words, wire.GroupName(uint16(id)))
	}
	if c.ClientAuth != tls.NoClientCert {
		words = append(words, "client certificates: "+c.ClientAuth.String())
	}
	if len(c.NextProtos) > 0 {
		words = append(words, "ALPN "+strings.Join(c.NextProtos, " "))
	}
	if len(words) == 0 {
		return "its configuration is changed"
	}
	return strings.Join(words, ", ")
}

// write writes the story for people.
func (s scenarioStory) write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s   (%s, %s suite)\n", s.Name, s.Group, s.Suite)
	line := func(what, text string) {
		b.WriteString(fold(fmt.Sprintf("  %-16s", what), strings.Repeat(" ", 18), text, lineWidth))
	}
	line("the server", s.Doc)
	line("sound firmware", s.Sound)
	if s.Reason != "" {
		line("because", s.Reason)
	}
	for _, note := range s.Notes {
		line("note", note)
	}
	for _, st := range s.Stages {
		st.write(&b)
	}
	if len(s.Stacks) > 0 {
		b.WriteString("\nwhat stacks are known to do, with the CA pinned\n")
	}
	for _, stack := range s.Stacks {
		b.WriteString(fold(fmt.Sprintf("  %-20s", stack.Stack), strings.Repeat(" ", 22), stack.words(), lineWidth))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (st stage) write(b *strings.Builder) {
	switch {
	case st.To == 0 && st.From == 1:
		b.WriteString("\nevery attempt\n")
	case st.To == 0:
		fmt.Fprintf(b, "\nattempt %d and all further ones\n", st.From)
	case st.To == st.From:
		fmt.Fprintf(b, "\nattempt %d\n", st.From)
	default:
		fmt.Fprintf(b, "\nattempts %d to %d\n", st.From, st.To)
	}
	for _, does := range st.Does {
		b.WriteString(fold("  ", "    ", does, lineWidth))
	}
	for _, c := range st.Chain {
		c.write(b)
	}
}
