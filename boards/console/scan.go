package console

import (
	"bytes"
	"regexp"
	"regexp/syntax"
	"unicode/utf8"
)

// found is a match, as places in the stream.
type found struct {
	start, end int64
	told       int64 // how many bytes of the stream it took to be sure
	groups     []string
	text       string
}

func (f found) match(pattern int) Match {
	return Match{Pattern: pattern, Text: f.text, Groups: f.groups, Start: Mark(f.start), End: Mark(f.end)}
}

// scanner searches a growing text for one pattern and goes over each byte once.
type scanner interface {
	// scan looks at what is new in v. Once it has found something it is not called again.
	scan(v view) (found, bool)
	// needs is the first place whose bytes it still has to see.
	needs() int64
}

// textScan searches for fixed bytes, which may lie across reads and lines.
type textScan struct {
	want []byte
	next int64 // the first place where want may still begin
}

func (t *textScan) needs() int64 { return t.next }

func (t *textScan) scan(v view) (found, bool) {
	if t.next > v.end() {
		return found{}, false
	}
	i := bytes.Index(v.from(t.next), t.want)
	if i < 0 {
		t.next = max(t.next, v.end()-int64(len(t.want))+1)
		return found{}, false
	}
	start := t.next + int64(i)
	end := start + int64(len(t.want))
	return found{start: start, end: end, told: end, text: string(t.want)}, true
}

// regexpScan tries a regular expression on each line, also on the one that is still being printed, which a machine
// takes piece by piece. Lines without the fixed part of the expression, where it has one, are passed over.
type regexpScan struct {
	re      *regexp.Regexp
	literal []byte   // each match contains it; nil when there is no such thing
	machine *machine // nil for an expression that only complete lines can be tried with
	line    int64    // where the current line begins
	fed     int64    // how far the machine has taken it
}

func newRegexpScan(re *regexp.Regexp, from int64) *regexpScan {
	s := &regexpScan{re: re, line: from, fed: from}
	tree, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil {
		return s
	}
	if lit := requiredLiteral(tree); lit != "" {
		s.literal = []byte(lit)
	}
	if prog, err := syntax.Compile(tree.Simplify()); err == nil {
		s.machine = newMachine(prog)
	}
	return s
}

func (s *regexpScan) needs() int64 { return s.line }

func (s *regexpScan) scan(v view) (found, bool) {
	for s.fed <= v.end() {
		if s.fed == s.line {
			s.skip(v)
		}
		rest := v.from(s.fed)
		nl := bytes.IndexByte(rest, '\n')
		if nl < 0 {
			return s.unfinished(v, rest)
		}
		next := s.fed + int64(nl) + 1
		if f, ok := s.finished(v, rest[:nl]); ok {
			return f, true
		}
		s.begin(next)
	}
	return found{}, false
}

// begin starts a new line at place off.
func (s *regexpScan) begin(off int64) {
	s.line, s.fed = off, off
	if s.machine != nil {
		s.machine.reset()
	}
}

// skip goes over the complete lines that lack the expression's fixed part and stops at the first that has it.
func (s *regexpScan) skip(v view) {
	if s.literal == nil {
		return
	}
	rest := v.from(s.line)
	rest = rest[:bytes.LastIndexByte(rest, '\n')+1]
	done := len(rest)
	if i := bytes.Index(rest, s.literal); i >= 0 {
		done = bytes.LastIndexByte(rest[:i], '\n') + 1
	}
	if done > 0 {
		s.begin(s.line + int64(done))
	}
}

// unfinished takes what is new of a line that is still being printed. A \r may be the first half of the line's end, and
// half a character is no character yet: both wait for what follows.
func (s *regexpScan) unfinished(v view, rest []byte) (found, bool) {
	if s.machine == nil {
		return found{}, false
	}
	if n := len(rest); n > 0 && rest[n-1] == '\r' {
		rest = rest[:n-1]
	}
	n, certain := s.machine.run(rest, false)
	s.fed += int64(n)
	if certain {
		return s.find(v, s.fed, told(v, s.fed, rest[:n]))
	}
	return found{}, false
}

// finished takes the rest of a line whose end has come.
func (s *regexpScan) finished(v view, rest []byte) (found, bool) {
	lineEnd := s.fed + int64(len(rest)) + 1
	text := bytes.TrimSuffix(rest, []byte("\r"))
	end := s.fed + int64(len(text))
	if s.machine != nil {
		if n, certain := s.machine.run(text, true); certain {
			end := s.fed + int64(n)
			return s.find(v, end, told(v, end, text[:n]))
		}
		if !s.machine.finish() {
			return found{}, false
		}
	}
	return s.find(v, end, lineEnd)
}

// told returns how much of the stream it took to be sure of the last character of taken, which ends at place end: a \r
// and half a character waited for what followed them.
func told(v view, end int64, taken []byte) int64 {
	_, size := utf8.DecodeLastRune(taken)
	for l := end; l < v.end(); l++ {
		seen := v.slice(end-int64(size), l)
		if seen[len(seen)-1] == '\n' {
			return l
		}
		if seen = bytes.TrimSuffix(seen, []byte("\r")); len(seen) >= size && utf8.FullRune(seen) {
			return l
		}
	}
	return v.end()
}

// find takes the match out of the line that ends, or is known, up to place end.
func (s *regexpScan) find(v view, end, told int64) (found, bool) {
	line := v.slice(s.line, end)
	loc := s.re.FindSubmatchIndex(line)
	if loc == nil {
		return found{}, false
	}
	f := found{start: s.line + int64(loc[0]), end: s.line + int64(loc[1]), told: told, text: string(line[loc[0]:loc[1]])}
	for i := 0; i < len(loc); i += 2 {
		group := ""
		if loc[i] >= 0 {
			group = string(line[loc[i]:loc[i+1]])
		}
		f.groups = append(f.groups, group)
	}
	return f, true
}

// requiredLiteral returns the longest text that is part of whatever the expression matches, or "".
func requiredLiteral(re *syntax.Regexp) string {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			return string(re.Rune)
		}
	case syntax.OpCapture, syntax.OpPlus:
		return requiredLiteral(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return requiredLiteral(re.Sub[0])
		}
	case syntax.OpConcat:
		longest := ""
		for _, sub := range re.Sub {
			if lit := requiredLiteral(sub); len(lit) > len(longest) {
				longest = lit
			}
		}
		return longest
	}
	return ""
}
