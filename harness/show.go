package harness

import (
	"fmt"
	"strings"
)

// ConsoleTail is the last n lines that the board printed in the trial.
func (r *Result) ConsoleTail(n int) []string {
	var lines []string
	for _, line := range r.Lines {
		if text := strings.TrimRight(line.Text, "\r"); text != "" {
			lines = append(lines, fmt.Sprintf("%7.3fs  %s", line.At.Sub(r.Began).Seconds(), short(printable(text))))
		}
	}
	return tail(lines, n)
}

// WireSummary is one line for each connection, the first and the last ones when there are more than n.
func (r *Result) WireSummary(n int) []string {
	var lines []string
	for _, c := range r.Conns {
		lines = append(lines, printable(c.Summary()))
	}
	if r.Unreachable() {
		lines = append(lines, fmt.Sprintf("nobody could be reached; the board asked for the server's address %s", count(len(r.Queries), "time")))
	}
	if len(lines) <= n {
		return lines
	}
	half := n / 2
	left := []string{fmt.Sprintf("(%d connections more)", len(lines)-2*half)}
	return append(append(append([]string{}, lines[:half]...), left...), lines[len(lines)-half:]...)
}

// lineLimit is how much of a line a summary shows; the whole is in console.log.
const lineLimit = 160

func short(text string) string {
	if runes := []rune(text); len(runes) > lineLimit {
		return fmt.Sprintf("%s… (%d characters)", string(runes[:lineLimit]), len(runes))
	}
	return text
}

func tail(lines []string, n int) []string {
	if len(lines) <= n {
		return lines
	}
	return append([]string{fmt.Sprintf("(%d lines before)", len(lines)-n)}, lines[len(lines)-n:]...)
}

// printable shows control bytes as \xNN, so that a board cannot move the cursor of whoever reads its text.
func printable(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r < ' ' && r != '\t' || r == 0x7f {
			fmt.Fprintf(&b, `\x%02x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
