package reports

import (
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// ColourMode is the value of the option --color.
type ColourMode string

// The values of --color.
const (
	ColourAuto   ColourMode = "auto"
	ColourAlways ColourMode = "always"
	ColourNever  ColourMode = "never"
)

// Colour decides whether to write colour. The option wins over NO_COLOR (set and not empty, https://no-color.org), that
// over FORCE_COLOR and CLICOLOR_FORCE (not empty and not 0), that over whether w is a terminal that knows colour.
func Colour(mode ColourMode, env func(string) string, w io.Writer) (bool, error) {
	switch mode {
	case ColourAlways:
		return true, nil
	case ColourNever:
		return false, nil
	case ColourAuto, "":
	default:
		return false, fmt.Errorf("reading --color: %q is none of auto, always, never", string(mode))
	}
	if env("NO_COLOR") != "" {
		return false, nil
	}
	for _, name := range []string{"FORCE_COLOR", "CLICOLOR_FORCE"} {
		if v := env(name); v != "" && v != "0" {
			return true, nil
		}
	}
	return IsTerminal(w) && env("TERM") != "dumb", nil
}

// IsTerminal tells whether w is a terminal.
func IsTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// WidthOf returns a function that asks the terminal behind w how wide it is now; 80 where there is none.
func WidthOf(w io.Writer) func() int {
	return func() int {
		if file, ok := w.(*os.File); ok {
			if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
				return width
			}
		}
		return 80
	}
}

// paint writes colour, or leaves text as it is when it is off. What a colour says is also said in words.
type paint bool

func (p paint) with(code, text string) string {
	if !p || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (p paint) bold(text string) string { return p.with("1", text) }
func (p paint) dim(text string) string  { return p.with("2", text) }

// state paints by how a spec ended.
func (p paint) state(s State, text string) string {
	switch s {
	case Passed:
		return p.with("32", text)
	case Failed, UnexpectedPass:
		return p.with("31", text)
	case Errored, Lost, Interrupted:
		return p.with("35", text)
	case KnownFailure, Unjudged:
		return p.with("33", text)
	}
	return p.dim(text)
}

// symbol stands before the word, never instead of it.
func symbol(s State) string {
	switch s {
	case Passed:
		return "✓"
	case Failed, UnexpectedPass:
		return "✗"
	case KnownFailure:
		return "~"
	case Errored, Lost, Interrupted:
		return "!"
	}
	return "-"
}

// pad fills with blanks up to width characters.
func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-len([]rune(text))))
}
