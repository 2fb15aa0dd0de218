package config

// Promise is what a contract says of something that can be so or not. The zero value says nothing of it.
type Promise int

// What can be promised.
const (
	Unstated Promise = iota
	PromisedNot
	PromisedSo
)

// BrokenBy tells whether what is seen to be so, or not, is another thing than was promised.
func (p Promise) BrokenBy(so bool) bool {
	return p == PromisedSo && !so || p == PromisedNot && so
}

// promise reads true or false, and knows when neither is there.
func (m *mapping) promise(key string) Promise {
	before := len(m.list)
	so := m.flag(key)
	switch {
	case m.get(key) == nil || len(m.list) > before:
		return Unstated
	case so:
		return PromisedSo
	}
	return PromisedNot
}
