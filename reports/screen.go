package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// screen writes lines that stay, and below them lines that are rewritten in place.
type screen struct {
	w      io.Writer
	status []string
	err    error
}

// show writes lines above the status and the status below, in one call of Write so that a terminal shows no half of it.
// Without a status, now and before, not one control code is written.
func (s *screen) show(lines, status []string) error {
	if len(lines) == 0 && slices.Equal(status, s.status) {
		return s.err
	}
	var out strings.Builder
	if n := len(s.status); n > 0 {
		fmt.Fprintf(&out, "\x1b[%dA\r\x1b[J", n) // up to the first line of the status, and away with all below
	}
	for _, line := range slices.Concat(lines, status) {
		out.WriteString(line)
		out.WriteByte('\n')
	}
	s.status = slices.Clone(status)
	if _, err := io.WriteString(s.w, out.String()); err != nil && s.err == nil {
		s.err = err
	}
	return s.err
}

// cut keeps a line within width characters, since a line that wraps would be counted as one and stay on the screen.
func cut(line string, width int) string {
	runes := []rune(line)
	switch {
	case len(runes) <= width:
		return line
	case width <= 0:
		return ""
	}
	return string(runes[:width-1]) + "…"
}

// cutPainted is cut for a line with colour, which takes no room on the screen and has to be taken back at the end.
func cutPainted(line string, width int) string {
	plain := escapes.ReplaceAllString(line, "")
	if len([]rune(plain)) <= width {
		return line
	}
	if plain == line {
		return cut(line, width)
	}
	var out strings.Builder
	room := width - 1
	for room > 0 {
		at := escapes.FindStringIndex(line)
		if at == nil {
			at = []int{len(line), len(line)}
		}
		part := []rune(line[:at[0]])
		part = part[:min(room, len(part))]
		room -= len(part)
		out.WriteString(string(part))
		if room > 0 {
			out.WriteString(line[at[0]:at[1]])
		}
		line = line[at[1]:]
	}
	return out.String() + "…\x1b[0m"
}
