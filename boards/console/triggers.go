package console

// triggers finds the fixed beginnings of all rules in one pass over the bytes, however many rules there are and
// wherever reads cut the text (Aho and Corasick's automaton, as a full table: one look-up per byte).
type triggers struct {
	next []uint16 // next state, by state<<8 | byte; hitFlag is set when a trigger ends there
	rule []int    // the rule whose trigger ends in a state, by state
}

// hitFlag marks the states in which a trigger ends, so that the common byte needs no second look-up.
const hitFlag = 1 << 15

func newTriggers(words []string) *triggers {
	t := &triggers{next: make([]uint16, 256), rule: []int{-1}}
	for i, w := range words {
		t.insert(w, i)
	}
	t.link()
	for i, to := range t.next {
		if t.rule[to] >= 0 {
			t.next[i] |= hitFlag
		}
	}
	return t
}

func (t *triggers) insert(word string, rule int) {
	state := 0
	for i := range len(word) {
		at := state<<8 | int(word[i])
		if t.next[at] == 0 {
			t.next[at] = uint16(len(t.rule))
			t.rule = append(t.rule, -1)
			t.next = append(t.next, make([]uint16, 256)...)
		}
		state = int(t.next[at])
	}
	t.rule[state] = rule
}

// link completes the table: where a word does not go on, its longest suffix that begins a word does.
func (t *triggers) link() {
	suffix := make([]int, len(t.rule))
	queue := []int{0}
	for len(queue) > 0 {
		state := queue[0]
		queue = queue[1:]
		if t.rule[state] < 0 {
			t.rule[state] = t.rule[suffix[state]]
		}
		for b := range 256 {
			to := &t.next[state<<8|b]
			fallback := 0
			if state != 0 {
				fallback = int(t.next[suffix[state]<<8|b])
			}
			if *to == 0 {
				*to = uint16(fallback)
				continue
			}
			suffix[*to] = fallback
			queue = append(queue, int(*to))
		}
	}
}
