package config

import (
	"fmt"
	"path/filepath"
	"strings"
)

// MutantsFile stands beside a sketch that has mutants.
const MutantsFile = "mutants.yaml"

// Mutant is a sketch with one fault put in on purpose: the proof that a spec can fail.
type Mutant struct {
	Name     string   // unique within its file
	Fault    string   // what it does wrong, as the end of a sentence: "it ..."
	Find     string   // text of the .ino that is replaced
	Replace  string   // by this
	All      bool     // at every place it stands; otherwise it must stand at exactly one
	CaughtBy []string // patterns of spec names, without the firmware's: each must match a spec that fails
	Line     int      // of mutants.yaml
}

const mutantExample = `- {name: no-delay, fault: it tries again at once, find: "delay(500);", replace: "", caught_by: "bail-out / *: spaces its attempts"}`

// ReadMutants reads the mutants.yaml of a sketch folder. All mistakes are reported at once, with file, line and key.
func ReadMutants(dir string) ([]Mutant, error) {
	path := filepath.Join(dir, MutantsFile)
	data, err := load(path)
	if err != nil {
		return nil, fmt.Errorf("reading the mutants: %w", err)
	}
	f := &faults{file: path}
	mutants := parseMutants(f, data)
	return mutants, f.err()
}

func parseMutants(f *faults, data []byte) []Mutant {
	var mutants []Mutant
	lines := map[string]int{}
	for i, item := range f.sequence(data, mutantExample) {
		m := newMapping(f, item, fmt.Sprintf("[%d]", i), item.Line)
		mutant := Mutant{
			Name: m.name("name"), Fault: m.text("fault"), Find: m.text("find"), Replace: m.verbatim("replace"),
			All: m.flag("all"), CaughtBy: m.texts("caught_by"), Line: m.line,
		}
		for _, key := range []string{"name", "fault", "find", "replace", "caught_by"} {
			if m.entry(key) == nil {
				m.require(key, mutantExample)
			}
		}
		if before := lines[mutant.Name]; before > 0 {
			m.wrong("name", "stands already in line %d; give each mutant a name of its own", before)
		}
		lines[mutant.Name] = m.line
		m.close()
		mutants = append(mutants, mutant)
	}
	return mutants
}

// Apply puts the fault into the text of a sketch.
func (m Mutant) Apply(sketch string) (string, error) {
	switch n := strings.Count(sketch, m.Find); {
	case n == 0:
		return "", fmt.Errorf("mutant %s (%s line %d): the sketch has no text %q", m.Name, MutantsFile, m.Line, m.Find)
	case n > 1 && !m.All:
		return "", fmt.Errorf("mutant %s (%s line %d): the sketch has the text %q %d times; say more of it, or `all: true`", m.Name, MutantsFile, m.Line, m.Find, n)
	}
	return strings.ReplaceAll(sketch, m.Find, m.Replace), nil
}
