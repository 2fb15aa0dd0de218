package console

import (
	"errors"
	"reflect"
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"
)

// waitOver runs a Wait over text as it comes in pieces that end at cuts, and then loses the port.
func waitOver(text []byte, cuts []int, chip string, want ...Pattern) (Match, error) {
	signs := newRecogniser(chip)
	w := newWait(0, want)
	for _, end := range append(cuts, len(text)) {
		s := sight{text: view{0, text[:end:end]}}
		signs.feed(s.text)
		s.crash = signs.firstCrash(0, s.text)
		if m, err, done := w.judge(s); done {
			return m, err
		}
	}
	all := view{0, text}
	signs.finish(all)
	m, err, _ := w.judge(sight{text: all, lost: errors.New("end of text"), crash: signs.firstCrash(0, all)})
	return m, err
}

// everyByte cuts a text of n bytes between all bytes.
func everyByte(n int) []int {
	cuts := make([]int, n)
	for i := range cuts {
		cuts[i] = i
	}
	return cuts
}

func TestWaitFindsTheFirst(t *testing.T) {
	re := func(s string) Pattern { return Regexp(regexp.MustCompile(s)) }
	for _, c := range []struct {
		name   string
		text   string
		want   []Pattern
		match  string // what matched, or empty for no match
		which  int
		groups []string
	}{
		{"text", "Connecting\r\nConnected!\r\n", []Pattern{Text("Connected!")}, "Connected!", 0, nil},
		{"text over lines", "a\r\nb\r\nc\r\n", []Pattern{Text("b\r\nc")}, "b\r\nc", 0, nil},
		{"text that begins again", "aaab", []Pattern{Text("aab")}, "aab", 0, nil},
		{"no text", "anything", []Pattern{Text("")}, "", 0, nil},
		{"the earlier of two", "one two\r\n", []Pattern{Text("two"), Text("one")}, "one", 1, nil},
		{"the first named of two that end together", "abc\r\n", []Pattern{Text("bc"), Text("abc")}, "bc", 0, nil},
		{"number is whole", "v=123\r\n", []Pattern{re(`v=(\d+)`)}, "v=123", 0, []string{"v=123", "123"}},
		{"prompt without line end", "boot\r\nlogin: ", []Pattern{re(`login: `)}, "login: ", 0, []string{"login: "}},
		{"number at the cut is not told yet", "v=12", []Pattern{re(`v=(\d+)`)}, "", 0, nil},
		{"dollar is the line's end", "ok then\r\nok\r\n", []Pattern{re(`^ok$`)}, "ok", 0, []string{"ok"}},
		{"dollar in an unfinished line", "ok", []Pattern{re(`^ok$`)}, "", 0, nil},
		{"a regexp stays on its line", "a\r\nb\r\n", []Pattern{re(`a[^x]*b`)}, "", 0, nil},
		{"leftmost first", "foobar\n", []Pattern{re(`foo|foobar`)}, "foo", 0, []string{"foo"}},
		{"longer alternative first", "foobar\n", []Pattern{re(`foobar|foo`)}, "foobar", 0, []string{"foobar"}},
		{"longer alternative fails", "foobaz\n", []Pattern{re(`foobar|foo`)}, "foo", 0, []string{"foo"}},
		{"carriage return inside", "10%\r20%\rdone\r\n", []Pattern{re(`20%.done$`)}, "20%\rdone", 0, []string{"20%\rdone"}},
		{"bytes that are no text", "\xff\xfe=1\n", []Pattern{re(`^..=1`)}, "\xff\xfe=1", 0, []string{"\xff\xfe=1"}},
		{"character in halves", "t=21°C\n", []Pattern{re(`t=(\d+)°`)}, "t=21°", 0, []string{"t=21°", "21"}},
		{"word boundary", "okay ok\n", []Pattern{re(`\bok\b`)}, "ok", 0, []string{"ok"}},
		{"optional group unused", "x\n", []Pattern{re(`x(y)?`)}, "x", 0, []string{"x", ""}},
		{"case folding", "ERROR\n", []Pattern{re(`(?i)error`)}, "ERROR", 0, []string{"ERROR"}},
		{"a carriage return waits for what follows", "\rx", []Pattern{re(`\r`), Text("\r")}, "\r", 1, nil},
		{"half a character waits too", "\xe2\x82x", []Pattern{re(`.`), Text("\xe2\x82")}, "\xe2\x82", 1, nil},
		{"regexp beats later text", "a1 b\n", []Pattern{Text("b"), re(`a\d `)}, "a1 ", 1, []string{"a1 "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for how, cuts := range map[string][]int{"whole": nil, "byte by byte": everyByte(len(c.text))} {
				m, err := waitOver([]byte(c.text), cuts, "", c.want...)
				if found := err == nil; found != (c.match != "" || c.name == "no text") {
					t.Fatalf("%s: match %+v, error %v; want %q", how, m, err, c.match)
				}
				if m.Text != c.match || m.Pattern != c.which || !reflect.DeepEqual(m.Groups, c.groups) {
					t.Errorf("%s: got %+v, want pattern %d with %q, groups %q", how, m, c.which, c.match, c.groups)
				}
				if err == nil && c.text[m.Start:m.End] != m.Text {
					t.Errorf("%s: places %d-%d hold %q, the match says %q", how, m.Start, m.End, c.text[m.Start:m.End], m.Text)
				}
			}
		})
	}
}

func TestRequiredLiteral(t *testing.T) {
	for expr, want := range map[string]string{
		`Done!`: "Done!", `a.*longer`: "longer", `(?i)done`: "", `x|y`: "", `(abc)+d`: "abc", `(?:abc){2,}`: "abc",
		`(?:abc)?d`: "d", `a*`: "", `\d+ ms`: " ms",
	} {
		tree, err := syntax.Parse(expr, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		if got := requiredLiteral(tree); got != want {
			t.Errorf("requiredLiteral(%q) = %q, want %q", expr, got, want)
		}
	}
}

// TestLongestIsStillFound: an expression that prefers the longest match is outside of what Regexp promises, but must
// not be lost.
func TestLongestIsStillFound(t *testing.T) {
	re := regexp.MustCompile(`foo|foobar`)
	re.Longest()
	if m, err := waitOver([]byte("foobar\n"), nil, "", Regexp(re)); err != nil || !strings.HasPrefix(m.Text, "foo") {
		t.Errorf("got %+v, %v", m, err)
	}
}
