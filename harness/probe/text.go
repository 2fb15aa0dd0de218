package probe

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/benchtrial/benchtrial/harness/config"
)

// textWidth is how long a line of running text gets.
const textWidth = 120

// WriteText writes what was measured for people: the ClientHello, the comparison with the stated stack, weaknesses,
// and which known stack fits best. With all every scenario and suite has its line, else only what does not agree.
func WriteText(w io.Writer, p *Profile, all bool) error {
	var b strings.Builder
	p.title(&b)
	p.helloText(&b, all)
	p.comparison(&b, all)
	p.weaknessText(&b)
	p.fitText(&b)
	p.verdict(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (p *Profile) title(b *strings.Builder) {
	kind := p.Chip
	if p.Sim {
		kind += ", simulated"
	}
	fmt.Fprintf(b, "%s on %s (%s): the stack is stated as %s, trust: %s%s\n", p.Firmware, p.Board, kind, p.Stack, p.Trust, p.pinText())
	fmt.Fprintf(b, "%s in %v", plural(len(p.Entries), "scenario"), time.Duration(p.Seconds*float64(time.Second)).Round(100*time.Millisecond))
	if p.Boards > 1 {
		fmt.Fprintf(b, ", shared by %d boards that are alike", p.Boards)
	}
	b.WriteString("\n")
	if !p.Complete {
		b.WriteString("NOT COMPLETE: it was ended before everything was measured\n")
	}
	if !p.PrintsCodes() {
		b.WriteString("No number of an error was printed: only outcomes and alerts are compared. Print lastError() or getLastSSLError().\n")
	}
	if p.Trust != config.TrustCA {
		fmt.Fprintf(b, "With trust: %s the chains cannot be measured: that takes a firmware that pins a certificate authority (trust: ca).\n", p.Trust)
	}
}

func (p *Profile) pinText() string {
	if p.Trust == config.TrustCA && p.Pin == config.PinIntermediate {
		return " (it pins the intermediate)"
	}
	return ""
}

// wrapped is a list with commas, in lines that begin with indent.
func wrapped(list []string, indent string) string {
	var b strings.Builder
	length := 0
	for i, item := range list {
		if i < len(list)-1 {
			item += ","
		}
		if length == 0 || length+1+len(item) > textWidth {
			if length > 0 {
				b.WriteString("\n")
			}
			b.WriteString(indent + item)
			length = len(indent) + len(item)
			continue
		}
		b.WriteString(" " + item)
		length += 1 + len(item)
	}
	b.WriteString("\n")
	return b.String()
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if noun == "weakness" {
		return fmt.Sprintf("%d weaknesses", n)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
