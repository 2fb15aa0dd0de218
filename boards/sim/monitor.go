package sim

import (
	"fmt"
	"strconv"
	"strings"
)

// monitorLine is one line that the program wrote to its file descriptor 3: a verb, a kind for "panic", and fields.
type monitorLine struct {
	verb   string
	kind   string
	fields map[string]string
}

// parseMonitor reads a line like
//
//	baud 115200
//	restart
//	sleep 60000000
//	heap 211234
//	low 187654
//	panic guru reason=LoadProhibited core=1 pc=0x400d1234 excvaddr=0x0 bt=0x400d1234:0x3ffb2000,0x400d2345:0x3ffb2020
//	panic exception cause=28 epc1=0x40201234 excvaddr=0x0 bt=0x40201234:0x3ffffe10
//	panic assert text="loop sketch.ino:12 (x != 0)" bt=0x400d1234:0x3ffb2000
//
// Kinds of panic that all chips have words for: guru, exception, abort, assert, heap, stack-overflow, stack-smash; that
// the ESP8266 has words for besides: softwdt, and panic with the text "file:line function".
func parseMonitor(s string) (monitorLine, error) {
	verb, rest, _ := strings.Cut(strings.TrimSpace(s), " ")
	m := monitorLine{verb: verb, fields: map[string]string{}}
	if verb == "" {
		return m, fmt.Errorf("reading the monitor line %q: it is empty", s)
	}
	for rest = strings.TrimLeft(rest, " "); rest != ""; rest = strings.TrimLeft(rest, " ") {
		var word string
		word, rest = nextWord(rest)
		key, value, isField := strings.Cut(word, "=")
		switch {
		case isField:
			m.fields[key] = unquote(value)
		case m.kind == "":
			m.kind = unquote(word)
		default:
			return m, fmt.Errorf("reading the monitor line %q: %q is no field", s, word)
		}
	}
	return m, nil
}

// nextWord splits at the first space that is not within double quotes.
func nextWord(s string) (word, rest string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ' ' && !quoted:
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// unquote takes the quotes off a value. Escapes that Go does not know, which C programs write, stay as they are.
func unquote(s string) string {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	if u, err := strconv.Unquote(s); err == nil {
		return u
	}
	return s[1 : len(s)-1]
}

// number reads a field as a 32-bit number, in C's notation.
func (m monitorLine) number(key string) uint32 {
	n, err := strconv.ParseUint(m.fields[key], 0, 64)
	if err != nil {
		return 0
	}
	return uint32(n)
}
