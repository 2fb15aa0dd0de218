package reports

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"plain\r\ntext\n":                      "plain\ntext\n",
		"\x1b[0;31mE (1) mbedtls\x1b[0m":       "E (1) mbedtls",
		"\x1b]0;title\x07a\x1b]8;;x\x1b\\b":    "ab",
		"\x1b[2J\x1b[H\x1bc\x1b":               "␛",
		"\x00\x07\x7f\tend":                    "␀␇␡\tend",
		"a\rb":                                 "a␍b",
		"\xff\xfe\xed\xa0\x80":                 `\xff\xfe\xed\xa0\x80`,
		"\u202eabc\u0085\ufeff\ufffe":          `\u202eabc\u0085\ufeff\ufffe`,
		"grüß ✓ 日本":                            "grüß ✓ 日本",
		"\x1b[31":                              "␛[31",
		"\ufffd is a character like any other": "\ufffd is a character like any other",
	} {
		if got := Printable([]byte(in)); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func FuzzPrintable(f *testing.F) {
	f.Add([]byte("\x1b[31m\x00\xff\u202e"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		text := Printable(raw)
		if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r < 0x20 && r != '\n' && r != '\t' || r == 0x7f }) {
			t.Errorf("%q: got %q", raw, text)
		}
		if line := oneLine(text, 20); strings.Contains(line, "\n") || utf8.RuneCountInString(line) > 20 {
			t.Errorf("%q: one line is %q", raw, line)
		}
		for _, limit := range []int{250, 1000} {
			if cut := headTail(text, limit, "x"); len(cut) > limit || !utf8.ValidString(cut) {
				t.Errorf("%d bytes of at most %d: %q", len(cut), limit, cut)
			}
		}
	})
}

func TestHeadTail(t *testing.T) {
	text := "first\n" + strings.Repeat("between\n", 1000) + "last\n"
	cut := headTail(text, 1000, "console.log")
	if len(cut) > 1000 || !strings.HasPrefix(cut, "first\nbetween\n") || !strings.HasSuffix(cut, "between\nlast\n") || !strings.Contains(cut, "bytes left out here; the whole is in console.log") {
		t.Errorf("got %q", cut)
	}
	for _, line := range strings.Split(cut, "\n") {
		if line != "" && line != "first" && line != "last" && line != "between" && !strings.HasPrefix(line, "[...") {
			t.Errorf("a line is cut: %q", line)
		}
	}
	if got := headTail("short", 1000, "x"); got != "short" {
		t.Errorf("got %q", got)
	}
}

func TestColourRules(t *testing.T) {
	for _, c := range []struct {
		mode ColourMode
		env  string
		want bool
	}{
		{"", "", false}, {ColourAuto, "", false}, {ColourAlways, "NO_COLOR=1", true}, {ColourNever, "FORCE_COLOR=1", false},
		{"", "FORCE_COLOR=1", true}, {"", "FORCE_COLOR=0", false}, {"", "CLICOLOR_FORCE=1", true},
		{"", "NO_COLOR=1 FORCE_COLOR=1", false}, {"", "NO_COLOR= FORCE_COLOR=1", true},
	} {
		env := map[string]string{}
		for _, word := range strings.Fields(c.env) {
			name, value, _ := strings.Cut(word, "=")
			env[name] = value
		}
		got, err := Colour(c.mode, func(name string) string { return env[name] }, &bytes.Buffer{})
		if err != nil || got != c.want {
			t.Errorf("--color=%s %s: got %t, %v", c.mode, c.env, got, err)
		}
	}
	if IsTerminal(&bytes.Buffer{}) || WidthOf(&bytes.Buffer{})() != 80 {
		t.Error("a buffer is a terminal")
	}
	if _, err := Colour("sometimes", func(string) string { return "" }, &bytes.Buffer{}); err == nil {
		t.Error("--color=sometimes is no error")
	}
}
