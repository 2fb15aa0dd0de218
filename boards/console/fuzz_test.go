package console

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"
)

// cutsFrom makes cuts of a text of n bytes out of arbitrary bytes.
func cutsFrom(seed []byte, n int) []int {
	var cuts []int
	at := 0
	for _, b := range seed {
		if at += int(b); at > n {
			break
		}
		cuts = append(cuts, at)
	}
	return cuts
}

// FuzzWaitChunks holds Wait to its promise: how the text is cut never changes the result.
func FuzzWaitChunks(f *testing.F) {
	f.Add("a+b|c", "boot\r\naab c\r\n", []byte{1, 0, 3, 2})
	f.Add(`v=(\d+)$`, "v=1\r2\r\nv=12\r\n", []byte{4, 4, 1})
	f.Add(`\bx\b|é.*`, "xx x\xc3\xa9\xc3\n", []byte{3, 1, 1, 1})
	f.Add(`abort|Guru`, "Guru Meditation Error: Core  0 panic'ed (LoadProhibited).\r\nabort", []byte{2, 20, 36, 1})
	f.Add(`Rebooting`, "abort() was called at PC 0x400d66b9 on core 0\r\n\r\nRebooting...\r\n", []byte{44, 1, 1})
	f.Fuzz(func(t *testing.T, expr, text string, seed []byte) {
		re, err := regexp.Compile(expr)
		if err != nil || len(expr) > 100 {
			t.Skip()
		}
		want := []Pattern{Regexp(re), Text(expr)}
		whole, wholeErr := waitOver([]byte(text), nil, "", want...)
		for _, cuts := range [][]int{everyByte(len(text)), cutsFrom(seed, len(text))} {
			m, err := waitOver([]byte(text), cuts, "", want...)
			if !reflect.DeepEqual(m, whole) || outcome(err) != outcome(wholeErr) {
				t.Fatalf("cut at %v: %+v, %v\nwhole: %+v, %v", cuts, m, err, whole, wholeErr)
			}
		}
		if wholeErr == nil && whole.Pattern == 0 {
			checkAgainstRegexp(t, re, text, whole)
		}
	})
}

// outcome is what must not depend on the cuts: the text of a crash may be known more or less far.
func outcome(err error) string {
	var crash *CrashError
	if errors.As(err, &crash) {
		return fmt.Sprint("crash ", crash.Crash.Mark, crash.Crash.Kind, crash.Crash.Reason)
	}
	return fmt.Sprint(err)
}

// checkAgainstRegexp compares a match with what package regexp finds on the whole line.
func checkAgainstRegexp(t *testing.T, re *regexp.Regexp, text string, m Match) {
	begin := strings.LastIndexByte(text[:m.Start], '\n') + 1
	line, _, finished := strings.Cut(text[begin:], "\n")
	if !finished {
		return
	}
	line = strings.TrimSuffix(line, "\r")
	loc := re.FindStringIndex(line)
	if loc == nil || begin+loc[0] != int(m.Start) || begin+loc[1] != int(m.End) {
		t.Fatalf("%q on %q: package regexp finds %v, Wait found %d-%d", re, line, loc, int(m.Start)-begin, int(m.End)-begin)
	}
}

// FuzzMachine compares the machine with package regexp: the same verdict on a whole line, and a match that was called
// certain is the match whatever the line goes on with.
func FuzzMachine(f *testing.F) {
	for _, expr := range []string{`a|ab`, `(a+)(b*)$`, `^x.*y|x`, `\Bfoo\b`, `(?i)k|\x{212a}`, `a??b`, `(|a)+`, `(?m)^$|z`, `[^a]{2,3}`} {
		f.Add(expr, "aabbxayfoo k zzz")
	}
	f.Fuzz(func(t *testing.T, expr, line string) {
		re, err := regexp.Compile(expr)
		tree, err2 := syntax.Parse(expr, syntax.Perl)
		if err != nil || err2 != nil || len(expr) > 100 || strings.Contains(line, "\n") {
			t.Skip()
		}
		prog, err := syntax.Compile(tree.Simplify())
		if err != nil {
			t.Skip()
		}
		m := newMachine(prog)
		want := re.FindStringSubmatchIndex(line)
		if n, certain := m.run([]byte(line), true); certain {
			if got := re.FindStringSubmatchIndex(line[:n]); !reflect.DeepEqual(got, want) {
				t.Fatalf("%q is certain after %q: %v there, %v on %q", expr, line[:n], got, want, line)
			}
			return
		}
		if m.finish() != (want != nil) {
			t.Fatalf("%q on %q: package regexp finds %v, the machine the opposite", expr, line, want)
		}
	})
}

// FuzzRecognise holds the recogniser to the same promise as Wait, and to surviving any bytes.
func FuzzRecognise(f *testing.F) {
	for _, g := range goldenLogs(f) {
		f.Add(g.chip, g.text, []byte{1, 7, 0, 30, 2})
	}
	f.Add("", []byte("invalid\xffESP-ROM:esp32c3-api1-20210207\r\nrst:0x7 (TG0WDT_SYS_RST),boot:0xc (SPI_FAST_FLASH_BOOT)\r\n"), []byte{12})
	f.Fuzz(func(t *testing.T, chip string, text []byte, seed []byte) {
		whole := Recognise(chip, text)
		for _, cuts := range [][]int{everyByte(len(text)), cutsFrom(seed, len(text))} {
			r := newRecogniser(chip)
			for _, end := range append(cuts, len(text)) {
				r.feed(view{0, text[:end:end]})
			}
			v := view{0, text}
			r.finish(v)
			got := Findings{Boots: r.bootsFrom(0), Crashes: r.crashesFrom(-1, v)}
			if !reflect.DeepEqual(got, whole) {
				t.Fatalf("cut at %v: %+v\nwhole: %+v", cuts, got, whole)
			}
		}
	})
}
