package pin

import (
	"fmt"
	"io"
	"strings"
)

// Trial is a handshake of a real stack with this pin. Who makes it puts it into Report.Tried.
type Trial struct {
	Stack    string  `json:"stack"`   // "esp32 (mbedTLS)"
	Profile  Profile `json:"profile"` // whose column of the table it proves
	Against  string  `json:"against"` // AgainstChain or AgainstServer
	Name     string  `json:"name"`    // that the board connected to
	Accepted bool    `json:"accepted"`
	Code     int     `json:"code"`            // the stack's own number; 0 after a whole handshake
	Alert    int     `json:"alert,omitempty"` // that the client sent; 0: none
	Words    string  `json:"words"`
}

// What a trial was against.
const (
	AgainstChain  = "chain"  // the chain, shown by a server that does not have its key
	AgainstServer = "server" // the server itself
)

// TriedOn tells whether there is a trial of each of the profiles, and each was accepted.
func (r *Report) TriedOn(profiles ...Profile) bool {
	for _, p := range profiles {
		found := false
		for _, t := range r.Tried {
			if t.Profile != p {
				continue
			}
			if !t.Accepted {
				return false
			}
			found = true
		}
		if !found {
			return false
		}
	}
	return true
}

// Unforeseen are the trials against the chain that came out otherwise than the table says. They are mistakes of the table, or of the
// simulation.
func (r *Report) Unforeseen() []Trial {
	var all []Trial
	for _, t := range r.Tried {
		if t.Against == AgainstChain && t.Accepted != r.takesChain(t.Profile) {
			all = append(all, t)
		}
	}
	return all
}

// takesChain tells what the table says of the chain alone: which version the real server speaks is no part of it.
func (r *Report) takesChain(p Profile) bool {
	session := map[string]bool{}
	for _, rule := range sessionRules() {
		session[rule.Name] = true
	}
	for _, f := range r.Findings {
		if f.By[p].Effect == Refuses && !session[f.Rule] {
			return false
		}
	}
	return true
}

// WriteTried writes the trials alone, without colour, for where the report itself is not for people.
func (r *Report) WriteTried(w io.Writer) {
	var b strings.Builder
	r.writeTried(&b, false)
	_, _ = io.WriteString(w, b.String()) // it goes beside what was asked for; the exit code says the same
}

// writeTried writes a line for each handshake.
func (r *Report) writeTried(b *strings.Builder, p paint) {
	if len(r.Tried) == 0 {
		return
	}
	fmt.Fprintf(b, "%s, as %s, on %s\n", p.bold("Tried with the stacks themselves"), Clean(r.Tried[0].Name), day(r.At))
	for _, t := range r.Tried {
		b.WriteString(t.line(p))
	}
	for _, t := range r.Unforeseen() {
		b.WriteString(wrap("  ", "  ", p.effect(Unchecked, fmt.Sprintf(
			"The table of %s says otherwise: what was tried counts; please report this chain as a mistake of benchtrial.", t.Profile))))
	}
	b.WriteByte('\n')
}

func (t Trial) line(p paint) string {
	effect, word := Refuses, "refused"
	if t.Accepted {
		effect, word = Accepts, "accepted"
	}
	against := map[string]string{AgainstChain: "the chain", AgainstServer: "the server itself"}[t.Against]
	head := fmt.Sprintf("  %-18s  %-17s  %-8s  ", t.Stack, against, word)
	line := wrap(head, strings.Repeat(" ", len(head)), t.Words+t.numbers())
	return strings.Replace(line, word, p.effect(effect, word), 1)
}

// numbers are those that a person finds again in the log of a board.
func (t Trial) numbers() string {
	switch {
	case t.Code == 0:
		return ""
	case t.Alert > 0:
		return fmt.Sprintf(" [%d, alert %d]", t.Code, t.Alert)
	}
	return fmt.Sprintf(" [%d]", t.Code)
}
