package build

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
)

// DefaultBody is what BENCH_BODY is when nobody answers the board's question.
const DefaultBody = `{"client_id":"bench","grant_type":"client_credentials"}`

// BodyQuestion is the line, without its end, in which a board asks for the body to send. It waits two seconds of its own clock.
const BodyQuestion = "[bench] body?"

// BodyLineLimit is how long an answer may be, in bytes, its newline included: a longer one does not fit the board's line buffer.
const BodyLineLimit = 1024

// BodyAnswer is the line that answers BodyQuestion: the body is prefix, then unit repeat times, then suffix. So a body of 64 KB takes a
// line of a few bytes. Any byte may stand in the parts, also a zero.
func BodyAnswer(prefix, unit, suffix []byte, repeat int) string {
	return fmt.Sprintf("body %d %s %s %s\n", repeat, part(prefix), part(unit), part(suffix))
}

// part writes bytes in hex; "-" stands for none, so that there are always as many words in a line.
func part(b []byte) string {
	if len(b) == 0 {
		return "-"
	}
	return hex.EncodeToString(b)
}

var bodyTaken = regexp.MustCompile(`\[bench\] body ok (\d+)`)

// BodyTaken reads the line with which a board acknowledges an answer, and returns the length of the body that it made of it, in bytes.
func BodyTaken(line string) (length int, ok bool) {
	m := bodyTaken.FindStringSubmatch(line)
	if m == nil {
		return 0, false
	}
	length, err := strconv.Atoi(m[1])
	return length, err == nil
}
