package pin

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// paint writes colour, or leaves text as it is when it is off. What a colour says is said in words too.
type paint bool

func (p paint) with(code, text string) string {
	if !p {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (p paint) bold(text string) string { return p.with("1", text) }

func (p paint) effect(e Effect, text string) string {
	return p.with(map[Effect]string{Refuses: "31", Unchecked: "33", Accepts: "32"}[e], text)
}

// WriteText writes the report for a person: the chain, the paths, the pin, what each profile makes of it, what was tried, and what to
// mind.
func (r *Report) WriteText(w io.Writer, colour bool) error {
	p := paint(colour)
	var b strings.Builder
	r.writeChain(&b, p)
	r.writePaths(&b, p)
	r.writePin(&b, p)
	for _, profile := range Profiles() {
		r.writeProfile(&b, p, profile)
	}
	r.writeTried(&b, p)
	b.WriteString(p.bold("Mind") + "\n")
	for _, text := range r.Warnings {
		b.WriteString(wrap("  - ", "    ", text))
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

func (r *Report) writeChain(b *strings.Builder, p paint) {
	what := fmt.Sprintf("%d certificates", len(r.Entries))
	if len(r.Entries) == 1 {
		what = "1 certificate"
	}
	fmt.Fprintf(b, "%s: %s, %d bytes", p.bold("The chain of "+Clean(r.Chain.Source)), what, r.Chain.Size())
	if v := r.tls(); v != "" {
		fmt.Fprintf(b, ", over %s", v)
	}
	fmt.Fprintf(b, "; judged as of %s\n\n", day(r.At))
	rows := [][]string{{"#", "role", "name", "key", "signature", "valid until", "CA", "self-signed"}}
	for _, e := range r.Entries {
		rows = append(rows, []string{fmt.Sprint(e.Number), e.Role, shorten(short(r.Chain.Certs[e.Number]), 34), e.Key, e.Signature,
			day(e.NotAfter) + " (" + left(e.DaysLeft) + ")", yes(e.CA), yes(e.SelfSigned)})
	}
	table(b, rows)
	b.WriteByte('\n')
	for _, e := range r.Entries {
		r.writeEntry(b, p, e)
	}
}

func (r *Report) writeEntry(b *strings.Builder, p paint, e Entry) {
	fmt.Fprintf(b, "%s  %s\n", p.bold(fmt.Sprintf("#%d", e.Number)), e.Subject)
	fmt.Fprintf(b, "    issuer   %s%s\n", e.Issuer, signers(e))
	fmt.Fprintf(b, "    valid    %s to %s\n", day(e.NotBefore), day(e.NotAfter))
	if e.Host != "" {
		fmt.Fprintf(b, "    host     %s\n", e.Host)
		b.WriteString(wrap("    names    ", "             ", strings.Join(orNone(e.Names), ", ")))
	}
	fmt.Fprintf(b, "    SHA-1    %s\n    SHA-256  %s\n", e.SHA1, e.SHA256)
	for _, note := range e.Notes {
		b.WriteString(p.effect(Unchecked, wrap("    note     ", "             ", note)))
	}
}

func orNone(names []string) []string {
	if len(names) == 0 {
		return []string{"(no subjectAltName)"}
	}
	return names
}

func signers(e Entry) string {
	var where []string
	for _, n := range e.SignedBy {
		if n < 0 {
			where = append(where, "in the store")
		} else {
			where = append(where, fmt.Sprintf("#%d", n))
		}
	}
	switch {
	case e.SelfSigned:
		where = append([]string{"itself"}, where...)
	case len(where) == 0 && e.InStore:
		return ""
	case len(where) == 0:
		return "  (not at hand)"
	}
	return "  (" + strings.Join(where, ", ") + ")"
}

func (r *Report) writePaths(b *strings.Builder, p paint) {
	b.WriteString("\n" + p.bold("Paths from the server's certificate") + "\n")
	for i, path := range r.Paths {
		var steps []string
		for _, n := range path.Nodes {
			steps = append(steps, r.place(n))
		}
		end := "complete"
		if !path.Complete {
			end = "ends without a root"
		}
		b.WriteString(wrap(fmt.Sprintf("  %d  ", i+1), "     ", strings.Join(steps, " <- ")+": "+end))
	}
}

func (r *Report) place(n Node) string {
	switch {
	case n.At < 0:
		return short(n.Cert) + " (store)"
	case n.Root:
		return fmt.Sprintf("#%d %s (also in the store)", n.At, short(n.Cert))
	}
	return fmt.Sprintf("#%d %s", n.At, short(n.Cert))
}

func (r *Report) writePin(b *strings.Builder, p paint) {
	title := "Pin"
	switch {
	case !r.Usable() && r.Pin.Asked:
		title = "No profile connects with the pin that was asked for,"
	case !r.Usable():
		title = "No pin makes this chain pass on any profile; once that is mended, pin"
	}
	fmt.Fprintf(b, "\n%s the %s: %s\n", p.bold(title), r.Pin.Kind, r.place(Node{Cert: r.Pin.Cert, At: r.Pin.Number, Root: r.Pin.InStore}))
	b.WriteString(wrap("    why      ", "             ", r.Pin.Reason))
	b.WriteString(wrap("    lasts    ", "             ", r.Pin.Life.Words+" ("+left(r.Pin.Life.Days)+")"))
	var on []string
	for _, profile := range r.Pin.Accepting {
		on = append(on, string(profile))
	}
	if len(on) == 0 {
		on = []string{"none"}
	}
	fmt.Fprintf(b, "    works on %s\n    SHA-256  %s\n\n", strings.Join(on, ", "), colons(fingerprint256(r.Pin.Cert)))
}

// writeProfile prints what refuses first, then what is not checked, then the rest.
func (r *Report) writeProfile(b *strings.Builder, p paint, profile Profile) {
	verdict := p.effect(Refuses, "refuses this chain with this pin")
	if contains(r.Pin.Accepting, profile) {
		verdict = p.effect(Accepts, "connects")
	}
	fmt.Fprintf(b, "%s %s\n", p.bold(string(profile)), verdict)
	for _, effect := range []Effect{Refuses, Unchecked, Accepts} {
		for _, f := range r.Findings {
			says := f.By[profile]
			if says.Effect != effect {
				continue
			}
			line := wrap(fmt.Sprintf("  %-11s  ", effect), "               ", f.What+numbered(f.Where)+detail(says)+" ["+says.Source+"]")
			b.WriteString(strings.Replace(line, string(effect), p.effect(effect, string(effect)), 1))
		}
	}
	b.WriteByte('\n')
}

func detail(s Says) string {
	switch {
	case s.Sign != "" && s.Text != "":
		return ": " + s.Sign + "; " + s.Text
	case s.Sign+s.Text != "":
		return ": " + s.Sign + s.Text
	}
	return ""
}

func numbered(where []int) string {
	var all []string
	for _, n := range where {
		if n >= 0 {
			all = append(all, fmt.Sprintf("#%d", n))
		}
	}
	if len(all) == 0 {
		return ""
	}
	return " (" + strings.Join(all, ", ") + ")"
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func left(n int) string {
	if n < 0 {
		return days(-n) + " ago"
	}
	return days(n) + " left"
}

func shorten(text string, width int) string {
	if utf8.RuneCountInString(text) <= width {
		return text
	}
	return string([]rune(text)[:width-1]) + "…"
}

func table(b *strings.Builder, rows [][]string) {
	width := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell + strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell)+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}

// wrap breaks text at blanks into lines of about a hundred characters.
func wrap(first, next, text string) string {
	const width = 104
	var b strings.Builder
	line := first
	empty := true
	for _, word := range strings.Fields(text) {
		if !empty && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			b.WriteString(line + "\n")
			line, empty = next, true
		}
		if !empty {
			line += " "
		}
		line += word
		empty = false
	}
	return b.String() + line + "\n"
}
