package console

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// machine runs a regular expression over one line, rune by rune, and tells at which rune the leftmost-first match is
// certain: the same match comes out whatever follows on the line. Package regexp can only say what the match is when
// the text ends here, and would have to start anew with each piece of a line.
//
// It is a Pike machine without captures, a list of threads in order of priority, whose lists are remembered as the
// states of an automaton: after a few lines a byte costs one look-up. A match is certain when no thread of higher
// priority is alive. What comes out must equal package regexp's result on the whole line; a fuzz test holds it to that.
type machine struct {
	prog   *syntax.Prog
	states map[string]*state
	start  *state
	at     *state

	stack []uint32
	seen  []uint32 // seen[pc] == round: the instruction was visited in this round
	round uint32
	key   []byte
}

// state is what the machine has to know of the line so far.
type state struct {
	threads []uint32 // where each thread goes on, by priority
	prev    rune     // the rune before, as far as it matters: -1 at the line's start, a letter, or a blank
	matched bool     // a match was found; only threads that could better it are left
	certain bool
	end     verdict // what the line's end makes of it
	next    [utf8.RuneSelf]*state
}

type verdict byte

const (
	unknown verdict = iota
	match
	noMatch
)

// maxStates bounds the memory of one expression to 2 MB. The states are forgotten when there are more.
const maxStates = 2000

func newMachine(prog *syntax.Prog) *machine {
	m := &machine{prog: prog, seen: make([]uint32, len(prog.Inst))}
	m.forget()
	m.at = m.start
	return m
}

func (m *machine) forget() {
	m.states = map[string]*state{}
	m.start = m.intern(state{threads: []uint32{uint32(m.prog.Start)}, prev: -1})
}

// reset begins a new line.
func (m *machine) reset() { m.at = m.start }

// run takes text until the match is certain, and returns how much it took. Half a character at the end stays, unless
// the text is whole: then its bytes count as they do in package regexp.
func (m *machine) run(text []byte, whole bool) (n int, certain bool) {
	at := m.at
	for n < len(text) {
		b := text[n]
		if b < utf8.RuneSelf && at.next[b] != nil {
			at = at.next[b]
			n++
		} else {
			if !whole && !utf8.FullRune(text[n:]) {
				break
			}
			r, size := utf8.DecodeRune(text[n:])
			m.at = at
			at = m.learn(r)
			n += size
		}
		if at.certain {
			m.at = at
			return n, true
		}
	}
	m.at = at
	return n, false
}

// learn works out where r leads, and remembers it.
func (m *machine) learn(r rune) *state {
	from := m.at
	if len(m.states) >= maxStates {
		m.forget()
		from = m.intern(state{threads: from.threads, prev: from.prev, matched: from.matched})
	}
	m.at = m.intern(m.successor(from, r))
	if r < utf8.RuneSelf {
		from.next[r] = m.at
	}
	return m.at
}

// intern returns the remembered state that equals s.
func (m *machine) intern(s state) *state {
	m.key = append(m.key[:0], byte(s.prev), 0)
	if s.matched {
		m.key[1] = 1
	}
	for _, pc := range s.threads {
		m.key = binary.AppendUvarint(m.key, uint64(pc))
	}
	if known := m.states[string(m.key)]; known != nil {
		return known
	}
	s.certain = m.certain(&s)
	m.states[string(m.key)] = &s
	return &s
}

// successor moves the threads of s over r.
func (m *machine) successor(s *state, r rune) state {
	next := state{prev: ' ', matched: s.matched}
	if syntax.IsWordChar(r) {
		next.prev = 'a'
	}
	m.walk(s.threads, syntax.EmptyOpContext(s.prev, r), 0, func(inst *syntax.Inst) bool {
		switch {
		case inst.Op == syntax.InstMatch:
			next.matched = true
			return false
		case consumes(inst, r):
			if !slices.Contains(next.threads, inst.Out) {
				next.threads = append(next.threads, inst.Out)
			}
		}
		return true
	})
	if begin := uint32(m.prog.Start); !next.matched && !slices.Contains(next.threads, begin) {
		// The expression may also begin at the next rune, with the lowest priority.
		next.threads = append(next.threads, begin)
	}
	return next
}

// certain looks at the threads without knowing what follows.
func (m *machine) certain(s *state) bool {
	alive, won := false, false
	const ahead = syntax.EmptyEndLine | syntax.EmptyEndText | syntax.EmptyWordBoundary | syntax.EmptyNoWordBoundary
	m.walk(s.threads, syntax.EmptyOpContext(s.prev, 'x')&^ahead, ahead, func(inst *syntax.Inst) bool {
		if inst.Op == syntax.InstMatch {
			won = !alive
			return false
		}
		alive = true
		return true
	})
	return won || (s.matched && !alive)
}

// finish says that the line has ended, and reports whether it holds a match.
func (m *machine) finish() bool {
	s := m.at
	if s.end == unknown {
		found := s.matched
		m.walk(s.threads, syntax.EmptyOpContext(s.prev, -1), 0, func(inst *syntax.Inst) bool {
			found = found || inst.Op == syntax.InstMatch
			return !found
		})
		s.end = noMatch
		if found {
			s.end = match
		}
	}
	return s.end == match
}

// walk follows the threads over the instructions that take no rune, by priority, and calls visit for each that takes
// one, for Match, and for a condition that depends on what follows (one of ahead). It stops when visit returns false.
func (m *machine) walk(threads []uint32, holds, ahead syntax.EmptyOp, visit func(*syntax.Inst) bool) {
	m.round++
	for _, pc := range threads {
		m.stack = append(m.stack[:0], pc)
		for len(m.stack) > 0 {
			pc := m.stack[len(m.stack)-1]
			m.stack = m.stack[:len(m.stack)-1]
			if m.seen[pc] == m.round {
				continue
			}
			m.seen[pc] = m.round
			inst := &m.prog.Inst[pc]
			switch inst.Op {
			case syntax.InstFail:
			case syntax.InstAlt, syntax.InstAltMatch:
				m.stack = append(m.stack, inst.Arg, inst.Out)
			case syntax.InstCapture, syntax.InstNop:
				m.stack = append(m.stack, inst.Out)
			case syntax.InstEmptyWidth:
				missing := syntax.EmptyOp(inst.Arg) &^ holds
				switch {
				case missing == 0:
					m.stack = append(m.stack, inst.Out)
				case missing&^ahead == 0 && !visit(inst):
					return
				}
			default:
				if !visit(inst) {
					return
				}
			}
		}
	}
}

// consumes reports whether the instruction takes r.
func consumes(inst *syntax.Inst, r rune) bool {
	switch inst.Op {
	case syntax.InstRune, syntax.InstRune1:
		return inst.MatchRune(r)
	case syntax.InstRuneAny:
		return true
	case syntax.InstRuneAnyNotNL:
		return r != '\n'
	}
	return false
}
