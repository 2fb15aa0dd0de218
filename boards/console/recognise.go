package console

import (
	"bytes"
	"sort"
	"time"
	"unicode"
)

// Findings is what Recognise saw in a text.
type Findings struct {
	Boots   []Boot
	Crashes []Crash
}

// Recognise reads a whole console log of a chip ("" when unknown) and returns the boots and crashes in it. Places are
// offsets into text, times are zero. It is what a Console does with its stream, as a pure function.
func Recognise(chip string, text []byte) Findings {
	r := newRecogniser(chip)
	v := view{0, text}
	r.feed(v)
	r.finish(v)
	return Findings{Boots: r.bootsFrom(0), Crashes: r.crashesFrom(-1, v)}
}

const (
	// lineLimit is how far behind a trigger a line may go on; one without an end is judged there.
	lineLimit = 1024
	// lookBack is how far before a crash's trigger its line may begin.
	lookBack = 256
	// togetherLimit is how far apart the parts of one crash or one banner may lie. The parts that may be another
	// crash's first line come closer than that: what lies between is a few lines of text.
	togetherLimit = 4096
	// memoryLimit is how many boots, and how many crashes, are remembered: a board may loop all night.
	memoryLimit = 4096
)

// recogniser turns a stream into boots and crashes. The stream comes in pieces; where they are cut changes nothing.
type recogniser struct {
	chip  string                    // as configured or as the last banner told
	clock func(off int64) time.Time // nil: times stay zero
	table *triggers

	pos   int64 // the next byte to look at
	state uint16
	hits  []hit // triggers on the line that is not finished yet

	banner  banner // the ROM banner that waits for its reset line
	boots   []Boot
	crashes []Crash // by Known
	open    bool    // the last crash is still being printed
	part    int64   // where the last part of the last crash was seen
}

// hit is a trigger that was seen at place off.
type hit struct {
	rule int
	off  int64
}

// banner is the part of a ROM's banner before the reset line.
type banner struct {
	off        int64
	rom, build string
}

func newRecogniser(chip string) *recogniser {
	return &recogniser{chip: chip, table: table(), banner: banner{off: -1}}
}

// feed looks at what is new in v.
func (r *recogniser) feed(v view) {
	for text := v.from(r.pos); len(text) > 0; {
		n := r.scan(text)
		r.pos += int64(n)
		text = text[n:]
		if r.lineOver(v) {
			r.judge(v, r.pos)
		}
	}
	if r.open && r.pos-int64(r.last().Mark) > crashLimit {
		r.close(int64(r.last().Mark) + crashLimit)
	}
}

// scan goes on to the next trigger, or while a line with a trigger is open to its end, and returns how far it went.
func (r *recogniser) scan(text []byte) int {
	if len(r.hits) > 0 {
		text = text[:r.lineEnd(text)]
	}
	state, next := r.state, r.table.next
	for i, b := range text {
		state = next[int(state)<<8|int(b)]
		if state&hitFlag == 0 {
			continue
		}
		state &^= hitFlag
		rule := r.table.rule[state]
		r.state = state
		r.hits = append(r.hits, hit{rule, r.pos + int64(i+1-len(rules[rule].trigger))})
		return i + 1
	}
	r.state = state
	return len(text)
}

// lineEnd returns how much of text belongs to the line with the pending triggers, its end included.
func (r *recogniser) lineEnd(text []byte) int {
	most := max(int(r.hits[0].off+lineLimit+1-r.pos), 1)
	if most < len(text) {
		text = text[:most]
	}
	if i := bytes.IndexAny(text, "\r\n"); i >= 0 {
		return i + 1
	}
	return len(text)
}

// lineOver reports whether the line with the pending triggers has come to its end.
func (r *recogniser) lineOver(v view) bool {
	if len(r.hits) == 0 {
		return false
	}
	b := v.b[r.pos-1-v.base]
	return b == '\n' || b == '\r' || r.pos-r.hits[0].off > lineLimit
}

// finish judges a line that will not get its end.
func (r *recogniser) finish(v view) {
	if len(r.hits) > 0 {
		r.judge(v, r.pos)
	}
}

// judge applies the rules that were triggered on a line, in the order of their places. A boot's banner cuts what stands
// before it: the watchdog strikes in the middle of a line (espressif/esp-idf#7734).
func (r *recogniser) judge(v view, end int64) {
	hits := r.hits
	r.hits = r.hits[:0]
	for i, h := range hits {
		stop := end
		for _, later := range hits[i+1:] {
			if rules[later.rule].cuts {
				stop = later.off
				break
			}
		}
		rule := &rules[h.rule]
		if rule.chip != "" && r.chip != "" && rule.chip != r.chip {
			continue
		}
		if rule.word && inWord(v, h.off) {
			continue
		}
		text := bytes.TrimRight(v.slice(h.off, stop), "\r\n")
		if m := rule.pattern.FindSubmatch(text); m != nil {
			s := sign{off: h.off, line: lineStart(v, h.off), end: h.off + int64(len(text)), known: end, groups: m}
			rule.apply(r, s)
		}
	}
}

// lineStart returns where the line begins that holds place off.
func lineStart(v view, off int64) int64 {
	before := v.slice(off-lookBack, off)
	return off - int64(len(before)-1-bytes.LastIndexByte(before, '\n'))
}

// inWord reports whether the byte before place off belongs to a word.
func inWord(v view, off int64) bool {
	before := v.slice(off-1, off)
	return len(before) == 1 && (before[0] == '_' || unicode.IsLetter(rune(before[0])) || unicode.IsDigit(rune(before[0])))
}

func (r *recogniser) at(off int64) time.Time {
	if r.clock == nil {
		return time.Time{}
	}
	return r.clock(off)
}

func (r *recogniser) last() *Crash { return &r.crashes[len(r.crashes)-1] }

// close ends the last crash's text at place end.
func (r *recogniser) close(end int64) {
	if r.open {
		r.last().End, r.last().Complete = Mark(end), true
		r.open = false
	}
}

func (r *recogniser) bootsFrom(from Mark) []Boot {
	i := sort.Search(len(r.boots), func(i int) bool { return r.boots[i].Mark >= from })
	return append([]Boot(nil), r.boots[i:]...)
}

func (r *recogniser) crashesFrom(from Mark, v view) []Crash {
	var crashes []Crash
	for i := r.crashIndex(from); i < len(r.crashes); i++ {
		crashes = append(crashes, r.crashes[i].withText(v))
	}
	return crashes
}

// crashIndex returns the index of the first crash that became known after from.
func (r *recogniser) crashIndex(from Mark) int {
	return sort.Search(len(r.crashes), func(i int) bool { return r.crashes[i].Known > from })
}

func (r *recogniser) firstCrash(from Mark, v view) *Crash {
	i := r.crashIndex(from)
	if i == len(r.crashes) {
		return nil
	}
	k := r.crashes[i].withText(v)
	return &k
}

func (r *recogniser) crashAt(mark Mark, v view) (Crash, bool) {
	for i := len(r.crashes) - 1; i >= 0; i-- {
		if r.crashes[i].Mark == mark {
			return r.crashes[i].withText(v), true
		}
	}
	return Crash{}, false
}
