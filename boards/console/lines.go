package console

import (
	"bytes"
	"regexp"
	"time"
)

// Line is one line of the stream.
type Line struct {
	At    time.Time // when its first byte came
	Start Mark
	Text  string // raw bytes, without the line's end; the last line of the stream may be unfinished

	later []moment // when the bytes came that did not come with the first one, by their place in the stream
}

// Came returns when the byte at place i of the line's text came: a line may be begun long before it is ended, as where
// dots are printed while something is waited for.
func (l Line) Came(i int) time.Time {
	at := l.At
	for _, m := range l.later {
		if m.off > int64(l.Start)+int64(i) {
			break
		}
		at = l.At.Add(m.after)
	}
	return at
}

// Since returns a copy of the bytes that came after from, as far as they are kept; Dropped tells whether some are not.
func (c *Console) Since(from Mark) []byte {
	c.mu.Lock()
	v := c.text.view()
	c.mu.Unlock()
	return bytes.Clone(v.slice(int64(from), v.end()))
}

// Dropped returns how many of the bytes after from are no longer kept, because more than Options.Limit came since.
func (c *Console) Dropped(from Mark) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return max(c.text.base-int64(from), 0)
}

// Lines returns the lines that came after from, as far as they are kept. What follows from counts as the beginning of a
// line. A line ends with \n or \r\n.
func (c *Console) Lines(from Mark) []Line {
	c.mu.Lock()
	defer c.mu.Unlock()
	v := c.text.view()
	off := max(int64(from), v.base)
	rest := v.slice(off, v.end())
	var lines []Line
	for len(rest) > 0 {
		text, next := cutLine(rest)
		lines = append(lines, Line{At: c.times.at(off), Start: Mark(off), Text: string(text), later: c.times.within(off, off+int64(len(text)))})
		rest = rest[next:]
		off += int64(next)
	}
	return lines
}

// cutLine returns the first line of b without its end, and where the next one starts.
func cutLine(b []byte) (text []byte, next int) {
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		return b, len(b)
	}
	return bytes.TrimSuffix(b[:i], []byte("\r")), i + 1
}

// lastLine returns the last line of b that holds more than blanks.
func lastLine(b []byte) string {
	b = bytes.TrimRight(b, "\r\n\t ")
	return string(b[bytes.LastIndexByte(b, '\n')+1:])
}

// LogLine is a line that the ESP_LOGx macros of ESP-IDF printed.
type LogLine struct {
	Level byte   // E, W, I, D or V
	Stamp string // milliseconds since boot, or a time of day
	Tag   string
	Text  string // what follows, without the colour's end
}

// logPattern is the layout of esp-idf components/log (LOG_FORMAT, LOG_SYSTEM_TIME_FORMAT), colour optional.
var logPattern = regexp.MustCompile(`(?:\x1b\[[0-9;]*m)?([EWIDV]) \((\d+|[\d:. -]+)\) ([^:]+): (.*?)(?:\x1b\[0m)?$`)

// ParseLog takes a line apart that ESP-IDF's log macros printed; ok is false when it is no such line.
func ParseLog(line string) (log LogLine, ok bool) {
	m := logPattern.FindStringSubmatch(line)
	if m == nil {
		return LogLine{}, false
	}
	return LogLine{Level: m[1][0], Stamp: m[2], Tag: m[3], Text: m[4]}, true
}
