package config

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// HeapPlaceholder stands in Console.Heap for the number of bytes that are free.
const HeapPlaceholder = "{n}"

// Heartbeat is a text that the firmware prints again and again while it lives, so that a loop which stands still shows.
type Heartbeat struct {
	Says   string        // a piece of one line
	Within time.Duration // the longest that lies between two of them, whatever the firmware is waiting for
}

// heartbeat reads a text and the longest pause between two of them; neither says anything without the other.
func (m *mapping) heartbeat(key string) Heartbeat {
	h := m.within(key)
	h.also = map[string]string{"text": "says", "line": "says", "every": "within", "interval": "within", "limit": "within"}
	out := Heartbeat{Says: h.printed("says"), Within: h.duration("within")}
	if m.has(key) {
		h.require("says", `says: "alive"`)
		h.require("within", "within: 20s")
	}
	h.close()
	return out
}

// heap reads a text in which a number stands. A text that is all number would take every number for the heap.
func (m *mapping) heap(key string) string {
	text := m.printed(key)
	if text == "" {
		return ""
	}
	if strings.Count(text, HeapPlaceholder) != 1 || strings.TrimSpace(text) == HeapPlaceholder {
		m.wrong(key, "is %s; write what the firmware prints, with %s in place of the number, as in \"free heap: %s\"",
			quote(text), HeapPlaceholder, HeapPlaceholder)
		return ""
	}
	return text
}

// FreeHeap reads the number of bytes that a line of the console says are free; false where it says nothing of that. The
// text may stand anywhere in the line, as all texts of a Console.
func (c Console) FreeHeap(line string) (bytes int, ok bool) { return numberIn(c.Heap, line) }

// LowestHeap does the same for the least number of bytes that were free since the firmware started.
func (c Console) LowestHeap(line string) (bytes int, ok bool) { return numberIn(c.Lowest, line) }

// numberIn reads the number that stands in a line where the text has the placeholder.
func numberIn(text, line string) (n int, ok bool) {
	before, after, found := strings.Cut(text, HeapPlaceholder)
	if !found {
		return 0, false
	}
	said := regexp.MustCompile(regexp.QuoteMeta(before) + `([0-9]+)` + regexp.QuoteMeta(after)).FindStringSubmatch(line)
	if said == nil {
		return 0, false
	}
	n, err := strconv.Atoi(said[1])
	return n, err == nil
}
