package console

import (
	"fmt"
	"regexp"
	"time"
)

// Pattern is something to wait for: Text or Regexp.
type Pattern struct {
	text string
	re   *regexp.Regexp
}

// Text is the pattern of exactly these bytes. It may span lines; the line ends of Arduino's println are \r\n.
func Text(s string) Pattern { return Pattern{text: s} }

// Regexp is a pattern that is tried on each line, without its end. Use it with what regexp.Compile or MustCompile made.
//
// The line that is still being printed is tried too, but a match in it counts only once no further byte could change
// it: with `v(\d+)` the text "v1" is not a match yet, since "v12" may follow, while `login: ` matches as soon as its
// last byte is there. $ matches at a line's end only; leave it out of a pattern for a prompt.
func Regexp(re *regexp.Regexp) Pattern { return Pattern{re: re} }

// String returns the pattern as a message shows it.
func (p Pattern) String() string {
	if p.re != nil {
		return fmt.Sprintf("a line that matches %q", p.re)
	}
	return fmt.Sprintf("text %q", p.text)
}

// Match is where a pattern was found.
type Match struct {
	Pattern    int      // which one of the patterns waited for
	Text       string   // what matched
	Groups     []string // what the groups of a Regexp hold, the whole match first; nil for Text
	At         time.Time
	Start, End Mark
}

func (p Pattern) scanner(from int64) scanner {
	if p.re != nil {
		return newRegexpScan(p.re, from)
	}
	return &textScan{want: []byte(p.text), next: from}
}
