package config

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v3"
)

const knownExample = `- {spec: "* / retry / *", reason: why it fails and what is done about it}`

// readKnownFailures reads the list of specs that are known to fail; no file is an empty list.
func readKnownFailures(path string) ([]KnownFailure, error) {
	data, err := load(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the known failures: %w", err)
	}
	f := &faults{file: path}
	known := parseKnownFailures(f, data)
	return known, f.err()
}

// sequence reads a file that is one list; an empty file is an empty one.
func (f *faults) sequence(data []byte, example string) []*yaml.Node {
	root := resolve(parse(f, data))
	if isNull(root) {
		return nil
	}
	if root.Kind != yaml.SequenceNode {
		f.add(root.Line, "", "wants a list, has %s; write lines like\n    %s", kindOf(root), example)
		return nil
	}
	return root.Content
}

func parseKnownFailures(f *faults, data []byte) []KnownFailure {
	var known []KnownFailure
	lines := map[string]int{}
	for i, item := range f.sequence(data, knownExample) {
		m := newMapping(f, item, fmt.Sprintf("[%d]", i), item.Line)
		m.also = map[string]string{"name": "spec", "pattern": "spec", "test": "spec", "why": "reason", "because": "reason"}
		k := KnownFailure{Spec: m.text("spec"), Except: m.texts("except"), Sometimes: m.flag("sometimes"), Reason: m.text("reason"), Line: m.line}
		for _, key := range []string{"spec", "reason"} {
			if m.entry(key) == nil {
				m.require(key, knownExample)
			}
		}
		switch {
		case k.Spec == "":
		case strings.Trim(k.Spec, "* /") == "":
			m.wrong("spec", "matches every spec, so that nothing could fail any more; name the spec or its topic")
		case lines[k.Spec] > 0:
			m.wrong("spec", "stands already in line %d; remove one of the two", lines[k.Spec])
		default:
			lines[k.Spec] = m.line
		}
		m.close()
		known = append(known, k)
	}
	return known
}
