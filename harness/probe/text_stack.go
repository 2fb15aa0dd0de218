package probe

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/benchtrial/benchtrial/harness/profile"
)

// helloText is what the ClientHello offers, and what of it was taken.
func (p *Profile) helloText(b *strings.Builder, all bool) {
	h := p.Hello
	if h == nil {
		return
	}
	b.WriteString("\nits ClientHello\n")
	field := func(name, text string) { fmt.Fprintf(b, "  %-12s %s\n", name, text) }
	list := func(name string, values []string) {
		if len(values) == 0 {
			field(name, "none")
			return
		}
		text := wrapped(values, strings.Repeat(" ", 15))
		field(name, strings.TrimSpace(text))
	}
	field("stack", p.libraryText())
	field("versions", fmt.Sprintf("up to %s, in a record of %s%s", h.MaxVersion, h.RecordVersion, p.versionsTaken()))
	field(fmt.Sprintf("%d suites", len(h.Suites)), suitesText(h.Suites))
	if all {
		list("", short(h.Suites))
	}
	list("curves", h.Groups)
	list("signatures", h.Algorithms)
	list("extensions", h.Extensions)
	field("server name", orNone(h.ServerName))
	if len(h.ALPN) > 0 {
		list("ALPN", h.ALPN)
	}
	field("fragments", fragments(h.MFLN))
	field("tickets", map[bool]string{true: "asked for", false: "not asked for"}[h.Tickets])
	field("random", fmt.Sprintf("its first four bytes are %s; %s", p.Randoms.Clock, p.Randoms.text()))
}

// libraryText says whose ClientHello it is.
func (p *Profile) libraryText() string {
	want, known := profile.Library(p.Stack)
	switch got := p.Hello.Library; {
	case got == "":
		return "of none that is known: " + p.Hello.Fingerprint
	case !known:
		return got
	case got == string(want):
		return got + ", as " + p.Stack + " has it"
	default:
		return fmt.Sprintf("%s, which is NOT that of %s (%s)", got, p.Stack, want)
	}
}

// versionScenarios are those whose server has one version only.
var versionScenarios = []struct{ scenario, version string }{
	{"tls-v1-0", "TLS1.0"}, {"tls-v1-1", "TLS1.1"}, {"tls-v1-2", "TLS1.2"}, {"tls-v1-3", "TLS1.3"},
}

// versionsTaken says which versions were agreed on with a server that has no other.
func (p *Profile) versionsTaken() string {
	var taken, refused []string
	for _, v := range versionScenarios {
		switch e, ok := p.entry(v.scenario); {
		case ok && e.Outcome == Accepted:
			taken = append(taken, v.version)
		case ok && e.Outcome == Refused:
			refused = append(refused, v.version)
		}
	}
	text := ""
	if len(taken) > 0 {
		text += "; taken: " + strings.Join(taken, ", ")
	}
	if len(refused) > 0 {
		text += "; not taken: " + strings.Join(refused, ", ")
	}
	return text
}

// short are the names of suites without what all have.
func short(suites []string) []string {
	out := make([]string, 0, len(suites))
	for _, s := range suites {
		out = append(out, strings.TrimPrefix(s, "TLS_"))
	}
	return out
}

// hash is the end of a suite's name, which tells nothing of its strength.
var hash = regexp.MustCompile(`_(SHA|SHA256|SHA384|MD5)$`)

// suitesText counts suites by what they agree on keys with, and names the ciphers, in the order of the board's
// preference.
func suitesText(suites []string) string {
	count := map[string]int{}
	var kinds, ciphers []string
	for _, s := range short(suites) {
		kind, cipher, ok := strings.Cut(s, "_WITH_")
		if !ok {
			continue // a signal, and no suite
		}
		if count[kind]++; count[kind] == 1 {
			kinds = append(kinds, kind)
		}
		cipher = hash.ReplaceAllString(cipher, "")
		if !slices.Contains(ciphers, cipher) {
			ciphers = append(ciphers, cipher)
		}
	}
	for i, kind := range kinds {
		kinds[i] = fmt.Sprintf("%d %s", count[kind], kind)
	}
	indent := strings.Repeat(" ", 15)
	return strings.TrimSpace(wrapped(kinds, indent)) + "\n" + strings.TrimRight(wrapped(ciphers, indent), "\n")
}

func fragments(mfln int) string {
	if mfln == 0 {
		return "no maximum asked for (MFLN)"
	}
	return fmt.Sprintf("at most %d bytes asked for (MFLN)", mfln)
}

func (r Randoms) text() string {
	if r.Repeated == 0 {
		return fmt.Sprintf("the rest of it came %d times, and never twice the same", r.Seen)
	}
	return fmt.Sprintf("the rest of it REPEATS: %d of %d had come before", r.Repeated, r.Seen)
}

func (p *Profile) weaknessText(b *strings.Builder) {
	weak := Weaknesses(p)
	if len(weak) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s: servers that it lets in, and a better stack would not\n", plural(len(weak), "weakness"))
	for _, one := range weak {
		fmt.Fprintf(b, "  %-36s %s\n", one.Scenario, one.Reason)
	}
}

// fitText tells which stack fits best.
func (p *Profile) fitText(b *strings.Builder) {
	if len(p.Fits) == 0 {
		return
	}
	b.WriteString("\nwhich known stack fits\n")
	for i, f := range p.Fits {
		mark := "  "
		if i == 0 {
			mark = "→ "
		}
		hello := "the ClientHello is its own"
		if _, known := profile.Library(f.Stack); !known {
			hello = "its ClientHello is as the project has it"
		} else if !f.Hello {
			hello = "the ClientHello is another's"
		}
		fmt.Fprintf(b, "  %s%-20s %4d agree, %4d differ, %4d it says nothing about; %s\n", mark, f.Stack, f.Agrees, f.Differs, f.Silent, hello)
	}
	if best := p.Fits[0]; best.Stack != p.Stack {
		fmt.Fprintf(b, "  firmware.yaml states %s; %s fits better: look at `stack:`\n", p.Stack, best.Stack)
	}
}

// verdict is what all comes to, in a line.
func (p *Profile) verdict(b *strings.Builder) {
	differ := count(Compare(p, p.Stack), func(l Line) bool { return l.Status == Differs })
	switch {
	case differ > 0:
		fmt.Fprintf(b, "\nit DIFFERS from %s in %d of %s\n", p.Stack, differ, plural(len(p.Entries), "scenario"))
	case p.Differs():
		fmt.Fprintf(b, "\nit DIFFERS from %s in its ClientHello\n", p.Stack)
	default:
		fmt.Fprintf(b, "\nit agrees with %s in all that was measured\n", p.Stack)
	}
}
