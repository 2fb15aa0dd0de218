package config

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// text reads a text. A number is a fault: whoever means text puts it in quotes.
func (m *mapping) text(key string) string {
	node := m.get(key)
	if node == nil {
		if e := m.entry(key); e != nil {
			m.wrong(key, "is empty; write a text or remove the key")
		}
		return ""
	}
	if node.Kind != yaml.ScalarNode || kindOf(node) != "text" {
		m.wrong(key, "wants text, has %s; put it in quotes", kindOf(node))
		return ""
	}
	if strings.TrimSpace(node.Value) == "" {
		m.wrong(key, "is empty; write a text or remove the key")
	}
	return node.Value
}

// written reads a scalar as it stands in the file, whatever it looks like: 01234567 stays 01234567.
func (m *mapping) written(key string) (string, bool) {
	node := m.get(key)
	if node == nil {
		return "", m.entry(key) != nil
	}
	if node.Kind != yaml.ScalarNode {
		m.wrong(key, "wants text, has %s", kindOf(node))
		return "", false
	}
	return node.Value, true
}

// whole reads an integer from low to high.
func (m *mapping) whole(key string, low, high int) int {
	node := m.get(key)
	if node == nil {
		return 0
	}
	n, err := strconv.Atoi(node.Value)
	switch {
	case node.Kind != yaml.ScalarNode || node.ShortTag() != "!!int" || err != nil:
		m.wrong(key, "wants a whole number, has %s", kindAndText(node))
	case n < low || n > high:
		m.wrong(key, "is %d, must be from %d to %d", n, low, high)
	default:
		return n
	}
	return 0
}

// number reads a positive number up to high.
func (m *mapping) number(key string, high float64) float64 {
	node := m.get(key)
	if node == nil {
		return 0
	}
	x, err := strconv.ParseFloat(node.Value, 64)
	switch {
	case node.Kind != yaml.ScalarNode || kindOf(node) != "a number" || err != nil || math.IsNaN(x):
		m.wrong(key, "wants a number, has %s", kindAndText(node))
	case x <= 0 || x > high:
		m.wrong(key, "is %g, must be more than 0 and at most %g", x, high)
	default:
		return x
	}
	return 0
}

// flag reads true or false.
func (m *mapping) flag(key string) bool {
	node := m.get(key)
	if node == nil {
		return false
	}
	if node.Kind != yaml.ScalarNode || node.ShortTag() != "!!bool" {
		m.wrong(key, "wants true or false, has %s", kindAndText(node))
		return false
	}
	return strings.EqualFold(node.Value, "true")
}

// maxDuration keeps a slip of the unit (500s for 500ms has happened, 500h as well) from looking like a hung bench.
const maxDuration = time.Hour

var bareNumber = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

// duration reads a time with its unit.
func (m *mapping) duration(key string) time.Duration {
	node := m.get(key)
	if node == nil {
		return 0
	}
	if node.Kind != yaml.ScalarNode {
		m.wrong(key, "wants a time with its unit, as 500ms or 10s, has %s", kindOf(node))
		return 0
	}
	d, err := time.ParseDuration(node.Value)
	switch squeezed := strings.ReplaceAll(strings.ToLower(node.Value), " ", ""); {
	case bareNumber.MatchString(node.Value):
		m.wrong(key, "has no unit; write %sms or %ss", node.Value, node.Value)
	case err != nil && isDuration(squeezed):
		m.wrong(key, "is %s, which is no time; write %s", quote(node.Value), squeezed)
	case err != nil:
		m.wrong(key, "is %s, which is no time; write a number and a unit, as 500ms, 10s or 1m30s", quote(node.Value))
	case d <= 0:
		m.wrong(key, "is %s, must be more than 0", node.Value)
	case d > maxDuration:
		m.wrong(key, "is %s, must be at most %s", node.Value, maxDuration)
	default:
		return d
	}
	return 0
}

func isDuration(text string) bool {
	_, err := time.ParseDuration(text)
	return err == nil
}

// choice reads one of the allowed words.
func (m *mapping) choice(key string, allowed ...string) string {
	word := m.text(key)
	if word == "" || m.allowed(key, word, allowed) {
		return word
	}
	return ""
}

func (m *mapping) allowed(key, word string, allowed []string) bool {
	if slices.Contains(allowed, word) {
		return true
	}
	if meant := nearest(word, allowed); meant != "" {
		m.wrong(key, "is %s; did you mean %q? (one of %s)", quote(word), meant, strings.Join(allowed, ", "))
	} else {
		m.wrong(key, "is %s, must be one of %s", quote(word), strings.Join(allowed, ", "))
	}
	return false
}

// texts reads a list of texts; a single text counts as a list of one.
// verbatim reads a text that may be empty.
func (m *mapping) verbatim(key string) string {
	if node := m.get(key); node != nil && node.Kind == yaml.ScalarNode && node.Value == "" {
		return ""
	}
	return m.text(key)
}

func (m *mapping) texts(key string) []string {
	if node := m.get(key); node != nil && node.Kind == yaml.ScalarNode {
		if text := m.text(key); text != "" {
			return []string{text}
		}
		return nil
	}
	var out []string
	for i, item := range m.items(key) {
		switch {
		case item.Kind != yaml.ScalarNode || kindOf(item) != "text" || strings.TrimSpace(item.Value) == "":
			m.add(item.Line, m.itemAt(key, i), "wants text, has %s; put it in quotes", kindOf(item))
		case slices.Contains(out, item.Value):
			m.add(item.Line, m.itemAt(key, i), "%s stands twice in this list; remove one", quote(item.Value))
		default:
			out = append(out, item.Value)
		}
	}
	return out
}

func kindAndText(node *yaml.Node) string {
	if node.Kind == yaml.ScalarNode {
		return kindOf(node) + " (" + quote(node.Value) + ")"
	}
	return kindOf(node)
}

// quote returns text in quotes, cut to a length that a message can bear.
func quote(text string) string {
	const limit = 60
	if len(text) <= limit {
		return strconv.Quote(text)
	}
	cut := limit
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return strconv.Quote(text[:cut] + "…")
}
