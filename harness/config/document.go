package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxFile is more than anybody writes by hand; it keeps a wrong path (an image, a log) from being parsed.
const maxFile = 1 << 20

// load reads a file of at most maxFile bytes.
func load(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	return data, nil
}

// parse returns the root of the only document in data, nil when there is none, and writes into f what is no YAML.
func parse(f *faults, data []byte) *yaml.Node {
	if len(data) > maxFile {
		f.add(1, "", "the file is larger than %d bytes: is this the right file?", maxFile)
		return nil
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document, second yaml.Node
	if err := decoder.Decode(&document); err != nil {
		if !errors.Is(err, io.EOF) {
			f.syntax(err)
		}
		return nil
	}
	if err := decoder.Decode(&second); err == nil {
		f.add(second.Line, "", "a second document begins here; one file holds one, remove the line ---")
	} else if !errors.Is(err, io.EOF) {
		f.syntax(err)
	}
	if len(document.Content) == 0 {
		return nil
	}
	return document.Content[0]
}

var yamlError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// syntax translates an error of the YAML parser. The parser quotes the name of an anchor, and a password that begins
// with * or & is read as one, so those messages are replaced.
func (f *faults) syntax(err error) {
	line, what := 1, err.Error()
	if m := yamlError.FindStringSubmatch(strings.SplitN(what, "\n", 2)[0]); m != nil {
		line, _ = strconv.Atoi(m[1])
		what = m[2]
	}
	switch {
	case strings.Contains(what, "anchor"):
		what = "a value that begins with * or & is an alias to YAML; put it in quotes"
	case strings.Contains(what, "tag"):
		what = "a value that begins with ! is a tag to YAML; put it in quotes"
	case strings.Contains(what, "cannot start any token"):
		what = "this is no YAML: " + what + "; indent with blanks, not tabs, and put values that begin with @, ` or % in quotes"
	default:
		what = "this is no YAML: " + what + "; check the indentation and the colons here and in the line before"
	}
	f.add(line, "", "%s", what)
}

// resolve follows aliases.
func resolve(node *yaml.Node) *yaml.Node {
	for node != nil && node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	return node
}

func isNull(node *yaml.Node) bool {
	return node == nil || node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null"
}

// kindOf names what a node is, never what it holds.
func kindOf(node *yaml.Node) string {
	switch node.Kind {
	case yaml.MappingNode:
		return "a list of keys"
	case yaml.SequenceNode:
		return "a list"
	}
	switch node.ShortTag() {
	case "!!int", "!!float":
		return "a number"
	case "!!bool":
		return "true or false"
	case "!!null":
		return "nothing"
	case "!!timestamp":
		return "a date"
	}
	return "text"
}
