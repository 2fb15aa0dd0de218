package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// mapping reads the keys of one YAML mapping and remembers which it was asked for, so that close can tell the others to
// be unknown. Reading a key that is not there gives the zero value.
type mapping struct {
	*faults
	path    string
	line    int
	entries []entry
	asked   []string
	broken  bool              // it is no mapping at all, which has been said
	private bool              // a key that is not known may be a misplaced secret and is not shown
	also    map[string]string // what people write in place of a key, and the key
}

type entry struct{ key, value *yaml.Node }

// newMapping looks at node, which may be nil, as a mapping at path.
func newMapping(f *faults, node *yaml.Node, path string, line int) *mapping {
	m := &mapping{faults: f, path: path, line: line}
	node = resolve(node)
	if isNull(node) {
		return m
	}
	m.line = node.Line
	if node.Kind != yaml.MappingNode {
		m.broken = true
		f.add(node.Line, path, "wants keys with values (key: value), has %s", kindOf(node))
		return m
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		m.enter(resolve(node.Content[i]), node.Content[i+1])
	}
	return m
}

func (m *mapping) enter(key, value *yaml.Node) {
	if key.Kind != yaml.ScalarNode || isNull(key) {
		m.add(key.Line, m.path, "a key must be a word, this one is %s", kindOf(key))
		return
	}
	if first := m.entry(key.Value); first != nil {
		m.add(key.Line, m.at(key.Value), "this key stands already in line %d; remove one of the two", first.key.Line)
		return
	}
	m.entries = append(m.entries, entry{key, resolve(value)})
}

func (m *mapping) entry(key string) *entry {
	for i := range m.entries {
		if m.entries[i].key.Value == key {
			return &m.entries[i]
		}
	}
	return nil
}

// get returns the value of a key and nil when it is missing or empty; the key is known from now on.
func (m *mapping) get(key string) *yaml.Node {
	m.asked = append(m.asked, key)
	if e := m.entry(key); e != nil && !isNull(e.value) {
		return e.value
	}
	return nil
}

// has tells whether the key has a value.
func (m *mapping) has(key string) bool {
	e := m.entry(key)
	return e != nil && !isNull(e.value)
}

// wrong writes a fault of one key, at its line if it has one, at the mapping's line otherwise.
func (m *mapping) wrong(key, format string, args ...any) {
	line := m.line
	if e := m.entry(key); e != nil {
		line = e.key.Line
		if e.value != nil && e.value.Line > line && e.value.Kind == yaml.ScalarNode {
			line = e.value.Line
		}
	}
	m.add(line, m.at(key), format, args...)
}

// require writes a fault unless the key has a value. example is what a person would write.
func (m *mapping) require(key, example string) {
	if m.broken || m.has(key) {
		return
	}
	m.wrong(key, "is missing; write for example\n    %s", example)
}

var plainKey = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]{0,39}$`)

// close writes a fault for every key that was never asked for.
func (m *mapping) close() {
	for _, e := range m.entries {
		key := e.key.Value
		if slices.Contains(m.asked, key) {
			continue
		}
		meant := or(m.also[strings.ToLower(key)], nearest(key, m.asked))
		switch {
		case meant != "" && plainKey.MatchString(key):
			m.add(e.key.Line, m.at(key), "unknown key; did you mean %q?", meant)
		case m.private || !plainKey.MatchString(key):
			m.add(e.key.Line, m.path, "holds a key that is not known (not shown, it could be a secret); known are %s", m.known())
		default:
			m.add(e.key.Line, m.at(key), "unknown key; known are %s", m.known())
		}
	}
}

func (m *mapping) known() string {
	keys := slices.Clone(m.asked)
	slices.Sort(keys)
	return strings.Join(slices.Compact(keys), ", ")
}

func (m *mapping) at(key string) string {
	if !plainKey.MatchString(key) {
		key = "(a key)"
	}
	if m.path == "" {
		return key
	}
	return m.path + "." + key
}

// within returns the mapping that is the value of a key; it is empty when the key is missing.
func (m *mapping) within(key string) *mapping {
	inner := newMapping(m.faults, m.get(key), m.at(key), m.line)
	if e := m.entry(key); e != nil {
		inner.line = e.key.Line
	}
	return inner
}

// items returns the elements of the list that is the value of a key.
func (m *mapping) items(key string) []*yaml.Node {
	node := m.get(key)
	if node == nil {
		return nil
	}
	if node.Kind != yaml.SequenceNode {
		m.wrong(key, "wants a list, has %s; write [first, second] or one line \"- item\" each", kindOf(node))
		return nil
	}
	items := make([]*yaml.Node, len(node.Content))
	for i, item := range node.Content {
		items[i] = resolve(item)
	}
	return items
}

// itemAt is the path of element i of the list at key.
func (m *mapping) itemAt(key string, i int) string { return fmt.Sprintf("%s[%d]", m.at(key), i) }
